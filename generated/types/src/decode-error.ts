// Why bytes could not be read.
import type { ProblemCode } from "./generated/types.ts";

/** A problem in bytes from outside; the same code and offset as the Rust and Python decoders give. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  /** Stable code: one of `binary.…` or `frame.…`. */
  readonly code: ProblemCode;
  /** Offset in the input at which the problem was found, in bytes. */
  readonly offset: number;
  /** What is wrong there. */
  readonly reason: string;

  constructor(code: ProblemCode, offset: number, reason: string) {
    super(`${reason} (at byte ${offset})`);
    this.code = code;
    this.offset = offset;
    this.reason = reason;
  }
}

/** A view over exactly the bytes of an array, which may be part of a larger buffer. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
