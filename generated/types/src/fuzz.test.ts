// Decoders give a value or a DecodeError for any bytes, never anything else, and never allocate by a length they read.
import fc from "fast-check";
import { describe, it } from "vitest";
import { goldens } from "./goldens.ts";
import { DecodeError, decodeContainer, decodeFrame, decodeSnapshot, readMessage } from "./index.ts";

const SEED = 20261121;
const MILLISECONDS_PER_DECODER = 5_000;

const decoders = {
  frame: (bytes: Uint8Array) => readMessage(decodeFrame(bytes)),
  snapshot: decodeSnapshot,
  container: decodeContainer,
};

interface Edit {
  at: number;
  bytes: Uint8Array;
  insert: boolean;
  cut: boolean;
}

function edited(start: Uint8Array, edits: Edit[]): Uint8Array {
  let bytes = [...start];
  for (const { at, bytes: written, insert, cut } of edits) {
    const offset = at % (bytes.length + 1);
    bytes.splice(offset, insert ? 0 : written.length, ...written);
    if (cut) bytes = bytes.slice(0, offset);
  }
  return Uint8Array.from(bytes);
}

/** Bytes, and golden files with some bytes changed, put in or cut off. */
function inputs(kind: keyof typeof decoders): fc.Arbitrary<Uint8Array> {
  const corpus = [...goldens(kind, "whole"), ...goldens(kind, "refused")].map(({ bytes }) => bytes);
  const word = fc.constantFrom(0, 1, 16, 64, 0x8000_0000, 0xffff_ffff);
  const words = word.map((value) => new Uint8Array(Uint32Array.of(value).buffer));
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 12 }), words);
  const edit = fc.record({ at: fc.nat(4096), bytes, insert: fc.boolean(), cut: fc.boolean() });
  const damaged = fc.tuple(fc.constantFrom(...corpus), fc.array(edit, { maxLength: 6 }));
  return fc.oneof(fc.uint8Array({ maxLength: 300 }), {
    weight: 9,
    arbitrary: damaged.map(([start, edits]) => edited(start, edits)),
  });
}

describe("any bytes", () => {
  it.each(["frame", "snapshot", "container"] as const)("are a %s or a DecodeError", (kind) => {
    const property = fc.property(inputs(kind), (bytes) => {
      try {
        decoders[kind](bytes);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        if (error.offset > bytes.byteLength + 64) throw new Error(`offset ${error.offset} lies far outside`);
      }
    });
    fc.assert(property, {
      seed: SEED,
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: MILLISECONDS_PER_DECODER,
    });
  });
});
