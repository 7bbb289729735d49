// Messages of the binary asset socket: an 18-byte header and a payload, one frame per WebSocket message.
import { DecodeError, viewOf } from "./decode-error.ts";
import {
  CompileStageNumber,
  FRAME_HEADER_BYTES,
  FRAME_HEADER_OFFSETS,
  type FrameHeader,
  MessageType,
  readFrameHeader,
  writeFrameHeader,
} from "./generated/layout.ts";
import type { CompileStage } from "./generated/types.ts";

/** A decoded frame. The payload is a copy that starts on a buffer of its own, so it may be viewed as floats. */
export interface Frame {
  header: FrameHeader;
  payload: Uint8Array<ArrayBuffer>;
}

/** What a frame says, with its payload checked. */
export type Message =
  | { type: "ASSET_READY"; binary: Uint8Array<ArrayBuffer> }
  | { type: "ASSET_PROGRESS"; stage: CompileStage; fraction: number }
  | { type: "ASSET_INVALID"; text: string }
  | { type: "VERSION_BUMP" }
  | { type: "REQUEST_ASSET" }
  | { type: "REQUEST_COMPILE"; text: string }
  | { type: "CANCEL_COMPILE" }
  | { type: "UNKNOWN"; msg_type: number };

const stages = Object.keys(CompileStageNumber) as CompileStage[];

/** Reads a frame; throws a `DecodeError` when the header is not whole or the payload has another length. */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.byteLength < FRAME_HEADER_BYTES) {
    throw new DecodeError("frame.truncated", firstMissing(bytes.byteLength), "the header of the frame is not whole");
  }
  const header = readFrameHeader(viewOf(bytes));
  const length = bytes.byteLength - FRAME_HEADER_BYTES;
  if (length !== header.payload_len) {
    const reason = `the header says ${header.payload_len} bytes of payload and ${length} follow`;
    throw new DecodeError("frame.length_mismatch", FRAME_HEADER_OFFSETS.payload_len, reason);
  }
  return { header, payload: new Uint8Array(bytes.subarray(FRAME_HEADER_BYTES)) };
}

/** Offset of the first header field that `length` bytes do not hold whole. */
function firstMissing(length: number): number {
  const ends = [...Object.values(FRAME_HEADER_OFFSETS).slice(1), FRAME_HEADER_BYTES];
  const index = ends.findIndex((end) => end > length);
  return Object.values(FRAME_HEADER_OFFSETS)[index] ?? 0;
}

/** Reads the payload by the header's type; throws a `DecodeError` when it is not what the type asks for. */
export function readMessage(frame: Frame): Message {
  const { payload } = frame;
  switch (frame.header.msg_type) {
    case MessageType.ASSET_READY:
      return { type: "ASSET_READY", binary: payload };
    case MessageType.ASSET_PROGRESS:
      return readProgress(payload);
    case MessageType.ASSET_INVALID:
      return { type: "ASSET_INVALID", text: readText(payload) };
    case MessageType.VERSION_BUMP:
      return withoutPayload(payload, { type: "VERSION_BUMP" });
    case MessageType.REQUEST_ASSET:
      return withoutPayload(payload, { type: "REQUEST_ASSET" });
    case MessageType.REQUEST_COMPILE:
      return { type: "REQUEST_COMPILE", text: readText(payload) };
    case MessageType.CANCEL_COMPILE:
      return withoutPayload(payload, { type: "CANCEL_COMPILE" });
    default:
      return { type: "UNKNOWN", msg_type: frame.header.msg_type };
  }
}

function badPayload(offset: number, reason: string): DecodeError {
  return new DecodeError("frame.bad_payload", FRAME_HEADER_BYTES + offset, reason);
}

function readProgress(payload: Uint8Array): Message {
  if (payload.byteLength !== 5) throw badPayload(0, `progress takes 5 bytes, not ${payload.byteLength}`);
  const view = viewOf(payload);
  const stage = stages[view.getUint8(0)];
  if (stage === undefined) throw badPayload(0, `there is no compile stage ${view.getUint8(0)}`);
  const fraction = view.getFloat32(1, true);
  if (!(fraction >= 0 && fraction <= 1)) throw badPayload(1, `progress is a number from 0 to 1, not ${fraction}`);
  return { type: "ASSET_PROGRESS", stage, fraction };
}

function readText(payload: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload);
  } catch {
    throw badPayload(validUpTo(payload), "the text is not UTF-8");
  }
}

/** Number of bytes before the first that belongs to no whole UTF-8 character. */
function validUpTo(payload: Uint8Array): number {
  // A replacement character that was in the text itself is three bytes long, as is the one that stands for damage.
  let valid = 0;
  for (const character of new TextDecoder("utf-8", { ignoreBOM: true }).decode(payload)) {
    const encoded = new TextEncoder().encode(character);
    if (!encoded.every((byte, index) => payload[valid + index] === byte)) return valid;
    valid += encoded.byteLength;
  }
  return valid;
}

function withoutPayload<M extends Message>(payload: Uint8Array, message: M): M {
  if (payload.byteLength === 0) return message;
  throw badPayload(0, `this message has no payload, and ${payload.byteLength} bytes follow`);
}

/**
 * Writes a frame.
 *
 * @param msgType wire number, normally one of `MessageType`
 * @param assetId 0 to 2^64−1; 0 where there is no asset
 * @param version 0 to 2^32−1
 */
export function encodeFrame(
  msgType: number,
  assetId: bigint,
  version: number,
  payload: Uint8Array = new Uint8Array(),
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + payload.byteLength);
  const header = { msg_type: msgType, asset_id: assetId, version, payload_len: payload.byteLength, reserved: 0 };
  writeFrameHeader(viewOf(bytes), 0, header);
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}

/** Writes what a message says as a frame about an asset. */
export function encodeMessage(
  message: Exclude<Message, { type: "UNKNOWN" }>,
  assetId: bigint,
  version: number,
): Uint8Array<ArrayBuffer> {
  return encodeFrame(MessageType[message.type], assetId, version, payloadOf(message));
}

function payloadOf(message: Exclude<Message, { type: "UNKNOWN" }>): Uint8Array {
  switch (message.type) {
    case "ASSET_READY":
      return message.binary;
    case "ASSET_PROGRESS":
      return progressPayload(message.stage, message.fraction);
    case "ASSET_INVALID":
    case "REQUEST_COMPILE":
      return new TextEncoder().encode(message.text);
    default:
      return new Uint8Array();
  }
}

/** Payload of an `ASSET_PROGRESS` frame; the fraction is clamped to 0–1. */
export function progressPayload(stage: CompileStage, fraction: number): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(5);
  viewOf(payload).setUint8(0, CompileStageNumber[stage]);
  viewOf(payload).setFloat32(1, Math.min(Math.max(fraction, 0), 1), true);
  return payload;
}
