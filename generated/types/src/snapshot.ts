// The scene snapshot: a u32 count, then 10 bytes per object, meshes before SDFs.
import { DecodeError, viewOf } from "./decode-error.ts";
import {
  readSnapshotEntry,
  SNAPSHOT_ENTRY_BYTES,
  SNAPSHOT_ENTRY_OFFSETS,
  SnapshotKind,
  writeSnapshotEntry,
} from "./generated/layout.ts";

/** One object of the scene. */
export interface SnapshotObject {
  assetId: bigint;
  kind: "MESH" | "SDF";
  /** Whether it is drawn at the moment. */
  active: boolean;
}

const COUNT_BYTES = 4;

/** Reads a snapshot; throws a `DecodeError` for a wrong length, kind, flag or order. */
export function decodeSnapshot(bytes: Uint8Array): SnapshotObject[] {
  const view = viewOf(bytes);
  if (bytes.byteLength < COUNT_BYTES)
    throw new DecodeError("binary.truncated", 0, "the number of entries is not whole");
  const count = view.getUint32(0, true);
  const expected = COUNT_BYTES + count * SNAPSHOT_ENTRY_BYTES;
  if (bytes.byteLength !== expected) {
    const reason = `${count} entries take ${expected} bytes, and there are ${bytes.byteLength}`;
    throw new DecodeError("binary.truncated", 0, reason);
  }
  const objects: SnapshotObject[] = [];
  for (let at = COUNT_BYTES; at < expected; at += SNAPSHOT_ENTRY_BYTES) {
    objects.push(readObject(view, at, objects.at(-1)));
  }
  return objects;
}

function readObject(view: DataView, at: number, previous: SnapshotObject | undefined): SnapshotObject {
  const { asset_id, kind, active } = readSnapshotEntry(view, at);
  const bad = (field: "kind" | "active", reason: string) =>
    new DecodeError("binary.bad_section", at + SNAPSHOT_ENTRY_OFFSETS[field], reason);
  if (kind !== SnapshotKind.MESH && kind !== SnapshotKind.SDF) throw bad("kind", `there is no kind of object ${kind}`);
  if (active > 1) throw bad("active", `an object is active (1) or not (0), not ${active}`);
  if (kind === SnapshotKind.MESH && previous?.kind === "SDF") throw bad("kind", "meshes come before SDFs");
  return { assetId: asset_id, kind: kind === SnapshotKind.MESH ? "MESH" : "SDF", active: active === 1 };
}

/** Writes a snapshot: meshes first, then SDFs, each in the given order. */
export function encodeSnapshot(objects: readonly SnapshotObject[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(COUNT_BYTES + objects.length * SNAPSHOT_ENTRY_BYTES);
  const view = viewOf(bytes);
  view.setUint32(0, objects.length, true);
  const ordered = [...objects.filter(({ kind }) => kind === "MESH"), ...objects.filter(({ kind }) => kind === "SDF")];
  for (const [index, { assetId, kind, active }] of ordered.entries()) {
    const entry = { asset_id: assetId, kind: SnapshotKind[kind], active: active ? 1 : 0 };
    writeSnapshotEntry(view, COUNT_BYTES + index * SNAPSHOT_ENTRY_BYTES, entry);
  }
  return bytes;
}
