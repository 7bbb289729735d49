import { type AssetId, assetIdFromBigInt, assetIdToBigInt } from "@gve/types";

import { Problem } from "../problem.ts";

/** Bytes of a frame header: msg_type u8, asset_id u64, version u32, payload_len u32, reserved u8; little-endian. */
export const FRAME_HEADER_BYTES = 18;

/** Wire numbers of the frame types. */
export const MessageType = {
  AssetReady: 0x01,
  AssetProgress: 0x02,
  AssetInvalid: 0x03,
  VersionBump: 0x04,
  RequestAsset: 0x10,
  RequestCompile: 0x11,
  CancelCompile: 0x12,
} as const;

export interface Frame {
  readonly type: number;
  /** `null`: the frame speaks of no asset. */
  readonly assetId: AssetId | null;
  readonly version: number;
  readonly payload: Buffer;
}

/** The bytes of one frame. */
export function encodeFrame(type: number, assetId: AssetId | null, version: number, payload: Uint8Array): Buffer {
  const header = encodeHeader(type, assetId, version, payload.byteLength);
  return payload.byteLength === 0 ? header : Buffer.concat([header, payload]);
}

/** The header alone, for payloads that are sent without copying them. */
export function encodeHeader(type: number, assetId: AssetId | null, version: number, payloadBytes: number): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  header.writeUInt8(type, 0);
  header.writeBigUInt64LE(assetId === null ? 0n : assetIdToBigInt(assetId), 1);
  header.writeUInt32LE(version, 9);
  header.writeUInt32LE(payloadBytes, 13);
  return header;
}

/** @throws Problem `frame.truncated` or `frame.length_mismatch`. */
export function decodeFrame(message: Buffer): Frame {
  if (message.length < FRAME_HEADER_BYTES) {
    const text = `The frame has ${message.length} bytes; its header alone has ${FRAME_HEADER_BYTES}.`;
    throw new Problem("frame.truncated", text);
  }
  const payloadBytes = message.readUInt32LE(13);
  const rest = message.length - FRAME_HEADER_BYTES;
  if (rest < payloadBytes) {
    throw new Problem("frame.truncated", `The header announces ${payloadBytes} bytes of payload, ${rest} follow.`);
  }
  if (rest > payloadBytes) {
    throw new Problem(
      "frame.length_mismatch",
      `The header announces ${payloadBytes} bytes of payload, ${rest} follow.`,
    );
  }
  const id = message.readBigUInt64LE(1);
  return {
    type: message.readUInt8(0),
    assetId: id === 0n ? null : assetIdFromBigInt(id),
    version: message.readUInt32LE(9),
    payload: message.subarray(FRAME_HEADER_BYTES),
  };
}
