// The codec of the browser's bundle, run here without a browser: every golden is read and written again byte for byte.
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";

const GOLDENS = new URL("../../generated/goldens/", import.meta.url);
const BUNDLE = new URL("../wasm/webgpu/", import.meta.url);
const FRAME_HEADER_BYTES = 18;

interface Codec {
  default(options: { module_or_path: BufferSource }): Promise<unknown>;
  decode_frame(bytes: Uint8Array): string;
  encode_frame(msg_type: number, asset_id: string, version: number, payload: Uint8Array): Uint8Array;
  decode_snapshot(bytes: Uint8Array): string;
  encode_snapshot(entries: string): Uint8Array;
}

let codec: Codec;
beforeAll(async () => {
  codec = await import(new URL("gve_wasm.js", BUNDLE).href);
  await codec.default({ module_or_path: readFileSync(new URL("gve_wasm_bg.wasm", BUNDLE)) });
});

const goldens = readdirSync(GOLDENS).filter((name) => name.endsWith(".bin"));
const named = (prefix: string) => goldens.filter((name) => name.startsWith(prefix));
const bytesOf = (name: string) => readFileSync(new URL(name, GOLDENS));

function rewrittenFrame(bytes: Buffer): Uint8Array {
  const header = JSON.parse(codec.decode_frame(bytes));
  return codec.encode_frame(header.msg_type, header.asset_id, header.version, bytes.subarray(FRAME_HEADER_BYTES));
}

describe("frames", () => {
  test.each(named("frame-").filter((name) => name !== "frame-unknown-type.bin"))("%s", (name) => {
    expect(Buffer.compare(rewrittenFrame(bytesOf(name)), bytesOf(name))).toBe(0);
  });

  test.each(named("refused-frame"))("%s", (name) => {
    expect(() => rewrittenFrame(bytesOf(name))).toThrow();
  });
});

describe("snapshots", () => {
  test.each(named("snapshot-"))("%s", (name) => {
    const entries = codec.decode_snapshot(bytesOf(name));
    expect(Buffer.compare(codec.encode_snapshot(entries), bytesOf(name))).toBe(0);
  });

  test.each(named("refused-snapshot"))("%s", (name) => {
    expect(() => codec.decode_snapshot(bytesOf(name))).toThrow();
  });

  test.each([
    "",
    "{}",
    '[{"asset_id":"-1","kind":"mesh","active":true}]',
    '[{"asset_id":"1","kind":"cloud","active":true}]',
  ])("%j is no list of entries", (text) => {
    expect(() => codec.encode_snapshot(text)).toThrow();
  });
});
