import {
  type AssetId,
  assetIdFromBigInt,
  assetIdToBigInt,
  FRAME_HEADER_BYTES,
  type FrameHeader,
  MessageType,
  viewOf,
  writeFrameHeader,
} from "@gve/types";

import { Problem } from "../problem.ts";

/** A whole frame about an asset; `null`: about none. */
export function frameOf(
  type: keyof typeof MessageType,
  assetId: AssetId | null,
  version: number,
  payload: Uint8Array = new Uint8Array(),
): Uint8Array {
  return Buffer.concat([frameStart(type, assetId, version, payload.byteLength), payload]);
}

/** The header alone, for a payload that is sent after it without copying it. */
export function frameStart(
  type: keyof typeof MessageType,
  assetId: AssetId | null,
  version: number,
  payload_len: number,
): Uint8Array {
  const header = new Uint8Array(FRAME_HEADER_BYTES);
  const asset_id = assetId === null ? 0n : assetIdToBigInt(assetId);
  writeFrameHeader(viewOf(header), 0, { msg_type: MessageType[type], asset_id, version, payload_len, reserved: 0 });
  return header;
}

/** The asset that a frame speaks of, or `null`. */
export function assetOf(header: FrameHeader): AssetId | null {
  return header.asset_id === 0n ? null : assetIdFromBigInt(header.asset_id);
}

/** @throws Problem `frame.bad_payload` when the frame speaks of no asset. */
export function requireAsset(header: FrameHeader): AssetId {
  const assetId = assetOf(header);
  if (assetId === null) throw new Problem("frame.bad_payload", "The header names no asset.");
  return assetId;
}
