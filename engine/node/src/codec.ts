import type { AssetId } from "@gve/types";
import { native } from "./native.ts";

/** A frame of the binary asset socket. */
export interface Frame {
  /** Wire number of the message type. */
  readonly msgType: number;
  /** The asset that it speaks of; `"0"` where there is none. */
  readonly assetId: AssetId | "0";
  readonly version: number;
  readonly payload: Uint8Array;
}

/** One object of the scene. */
export interface SceneObject {
  readonly assetId: AssetId;
  readonly kind: "mesh" | "sdf";
  readonly active: boolean;
}

/** Writes a frame. Throws for an unknown message type. */
export function encodeFrame({ msgType, assetId, version, payload }: Frame): Uint8Array {
  return native.encodeFrame(msgType, assetId, version, payload);
}

/** Reads a frame; its payload is a copy. Throws on a damaged header or payload. */
export function decodeFrame(bytes: Uint8Array): Frame {
  return native.decodeFrame(bytes) as Frame;
}

/** Writes a scene snapshot, meshes first. */
export function encodeSnapshot(objects: readonly SceneObject[]): Uint8Array {
  return native.encodeSnapshot([...objects]);
}

/** Reads a scene snapshot. Throws on damage. */
export function decodeSnapshot(bytes: Uint8Array): SceneObject[] {
  return native.decodeSnapshot(bytes) as SceneObject[];
}

/** Decides which frames a client applies, so that it never shows an older version after a newer one. */
export const VersionCache = native.VersionCache;
export type VersionCache = InstanceType<typeof native.VersionCache>;
