// Goldens written by Rust are read, and written again without a changed byte; damaged ones are refused alike.
import { describe, expect, it } from "vitest";
import { goldens } from "./goldens.ts";
import {
  type ContainerHeader,
  DecodeError,
  decodeContainer,
  decodeFrame,
  decodeSnapshot,
  encodeContainer,
  encodeFrame,
  encodeMessage,
  encodeSnapshot,
  MESH_HEADER_BYTES,
  MESH_LOD_BYTES,
  MESH_VERTEX_BYTES,
  readMeshHeader,
  readMeshLod,
  readMeshVertex,
  readMessage,
  readSoundFilterRecord,
  readSoundHeader,
  readSoundMode,
  readSoundOperator,
  readSplat,
  readTextureHeader,
  SOUND_FILTER_RECORD_BYTES,
  SOUND_HEADER_BYTES,
  SOUND_MODE_BYTES,
  SOUND_OPERATOR_BYTES,
  SPLAT_BYTES,
  writeMeshHeader,
  writeMeshLod,
  writeMeshVertex,
  writeSoundFilterRecord,
  writeSoundHeader,
  writeSoundMode,
  writeSoundOperator,
  writeSplat,
  writeTextureHeader,
} from "./index.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** A message without its binary, as goldens describe it. */
function described(bytes: Uint8Array): object {
  const message = readMessage(decodeFrame(bytes));
  if (message.type !== "ASSET_READY") return message;
  const { binary: _, ...rest } = message;
  return rest;
}

describe("frames", () => {
  it.each(goldens("frame", "whole"))("$name", ({ bytes, header, payload_hex, message }) => {
    const frame = decodeFrame(bytes);
    expect({ ...frame.header, asset_id: frame.header.asset_id.toString() }).toEqual(header);
    expect(hex(frame.payload)).toBe(payload_hex);
    expect(described(bytes)).toEqual(message);
    const { msg_type, asset_id, version } = frame.header;
    expect(hex(encodeFrame(msg_type, asset_id, version, frame.payload))).toBe(hex(bytes));
    const said = readMessage(frame);
    if (said.type !== "UNKNOWN") expect(hex(encodeMessage(said, asset_id, version))).toBe(hex(bytes));
  });

  it("copies the payload onto a buffer of its own, so that floats can be viewed", () => {
    const { payload } = decodeFrame(encodeFrame(1, 1n, 1, new Uint8Array(new Float32Array([1.5, -2]).buffer)));
    expect(payload.byteOffset).toBe(0);
    expect([...new Float32Array(payload.buffer)]).toEqual([1.5, -2]);
  });

  it("reads a frame that lies inside a larger buffer", () => {
    const frame = encodeFrame(4, 7n, 9);
    const larger = new Uint8Array(frame.byteLength + 10);
    larger.set(frame, 3);
    expect(decodeFrame(larger.subarray(3, 3 + frame.byteLength)).header.version).toBe(9);
  });
});

describe("snapshots", () => {
  it.each(goldens("snapshot", "whole"))("$name", ({ bytes, entries }) => {
    const objects = decodeSnapshot(bytes);
    expect(objects).toEqual(entries.map(({ asset_id, kind, active }) => ({ assetId: BigInt(asset_id), kind, active })));
    expect(hex(encodeSnapshot(objects))).toBe(hex(bytes));
  });
});

describe("containers", () => {
  it.each(goldens("container", "whole"))("$name", ({ bytes, header }) => {
    const container = decodeContainer(bytes);
    expect(container.header).toEqual(header);
    expect(hex(encodeContainer(header as unknown as ContainerHeader, bytes.subarray(64)))).toBe(hex(bytes));
  });

  it("every record of the geometry is read and written again", () => {
    const golden = goldens("container", "whole").find(({ name }) => name === "container-geometry");
    const bytes = golden?.bytes ?? new Uint8Array();
    const sections = new Map(decodeContainer(bytes).sections.map(({ name, offset }) => [name, offset]));
    const from = new DataView(bytes.buffer);
    const rewritten = bytes.slice();
    const to = new DataView(rewritten.buffer);
    const at = (name: "sdf_texture" | "splat_data" | "shell_mesh") => sections.get(name) ?? Number.NaN;
    const rewrite = <R>(
      offset: number,
      size: number,
      read: (view: DataView, at: number) => R,
      write: (view: DataView, at: number, record: R) => void,
    ): R => {
      const record = read(from, offset);
      rewritten.fill(0, offset, offset + size);
      write(to, offset, record);
      return record;
    };
    const texture = rewrite(at("sdf_texture"), 48, readTextureHeader, writeTextureHeader);
    expect(texture).toMatchObject({ dimensions: [2, 2, 2], bounds_min: [-1, -1, -1], band_m: 4 });
    const splats = [0, 1].map((index) =>
      rewrite(at("splat_data") + index * SPLAT_BYTES, SPLAT_BYTES, readSplat, writeSplat),
    );
    expect(splats.map(({ position }) => position)).toEqual([
      [1, 1.5, -1],
      [-2.25, -1.75, 2.25],
    ]);
    const mesh = rewrite(at("shell_mesh"), MESH_HEADER_BYTES, readMeshHeader, writeMeshHeader);
    expect(mesh).toEqual({ vertex_count: 3, index_count: 3, lod_count: 1, reserved: 0 });
    const lods = at("shell_mesh") + MESH_HEADER_BYTES;
    expect(rewrite(lods, MESH_LOD_BYTES, readMeshLod, writeMeshLod).error_m).toBe(0.25);
    const vertices = [0, 1, 2].map((index) =>
      rewrite(lods + MESH_LOD_BYTES + index * MESH_VERTEX_BYTES, MESH_VERTEX_BYTES, readMeshVertex, writeMeshVertex),
    );
    expect(vertices.map(({ material_index }) => material_index)).toEqual([0x0102, 0x0103, 0x0104]);
    expect(hex(rewritten)).toBe(hex(bytes));
  });
});

describe("sounds", () => {
  it("every record of a sound patch is read and written again", () => {
    const golden = goldens("container", "whole").find(({ name }) => name === "container-sound");
    const bytes = golden?.bytes ?? new Uint8Array();
    const at = decodeContainer(bytes).sections.find(({ name }) => name === "audio_patch")?.offset ?? Number.NaN;
    const from = new DataView(bytes.buffer);
    const rewritten = bytes.slice();
    rewritten.fill(0, at);
    const to = new DataView(rewritten.buffer);
    const header = readSoundHeader(from, at);
    writeSoundHeader(to, at, header);
    expect(header).toMatchObject({ version: 1, operator_count: 2, filter_count: 2, mode_count: 1, noise_seed: 4711 });
    let next = at + SOUND_HEADER_BYTES;
    const operators = Array.from({ length: header.operator_count }, () => {
      const record = readSoundOperator(from, next);
      writeSoundOperator(to, next, record);
      next += SOUND_OPERATOR_BYTES;
      return record;
    });
    expect(operators.map(({ modulators, is_carrier }) => [modulators, is_carrier])).toEqual([
      [2, 1],
      [0, 0],
    ]);
    for (let index = 0; index < header.filter_count; index += 1) {
      writeSoundFilterRecord(to, next, readSoundFilterRecord(from, next));
      next += SOUND_FILTER_RECORD_BYTES;
    }
    expect(readSoundMode(from, next)).toMatchObject({ frequency_hz: 288.25, decay_per_s: 1.8125, amplitude: 1 });
    writeSoundMode(to, next, readSoundMode(from, next));
    expect(next + SOUND_MODE_BYTES).toBe(bytes.byteLength);
    expect(hex(rewritten)).toBe(hex(bytes));
  });
});

const readers = {
  frame: (bytes: Uint8Array) => readMessage(decodeFrame(bytes)),
  snapshot: decodeSnapshot,
  container: decodeContainer,
};

describe.each(["frame", "snapshot", "container"] as const)("a damaged %s", (kind) => {
  it.each(goldens(kind, "refused"))("$name", ({ bytes, refused }) => {
    let caught: unknown;
    try {
      readers[kind](bytes);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(DecodeError);
    const { code, offset } = caught as DecodeError;
    expect({ code, offset }).toEqual(refused);
  });
});
