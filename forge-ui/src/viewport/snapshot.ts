/** The scene as the hierarchy lists it: u32 count, then 10 bytes per entry, little-endian. */

export interface SceneEntry {
  readonly assetId: string;
  readonly kind: "mesh" | "sdf";
  readonly active: boolean;
}

declare global {
  interface Window {
    /** Friendly names of the assets in the scene, by asset id. */
    _sceneLabels?: Record<string, string>;
  }
}

const COUNT_BYTES = 4;
const ENTRY_BYTES = 10;

/** Reads a snapshot; a count that its length does not bear out is an error. */
export function readSnapshot(bytes: Uint8Array): readonly SceneEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < COUNT_BYTES)
    throw new RangeError(`A snapshot has at least ${COUNT_BYTES} bytes, not ${bytes.byteLength}.`);
  const count = view.getUint32(0, true);
  if (bytes.byteLength !== COUNT_BYTES + count * ENTRY_BYTES) {
    throw new RangeError(`A snapshot of ${count} entries does not have ${bytes.byteLength} bytes.`);
  }
  return Array.from({ length: count }, (_, index) => {
    const start = COUNT_BYTES + index * ENTRY_BYTES;
    return {
      assetId: view.getBigUint64(start, true).toString(),
      kind: view.getUint8(start + 8) === 0 ? "mesh" : "sdf",
      active: view.getUint8(start + 9) === 1,
    };
  });
}

/** Name of an entry: the label that was set for its asset, or its kind and id. */
export function sceneLabel(entry: SceneEntry, labels: Readonly<Record<string, string>> | undefined): string {
  const label = labels?.[entry.assetId];
  if (label !== undefined && label !== "") return label;
  return `${entry.kind === "mesh" ? "Mesh" : "SDF"} ${entry.assetId}`;
}
