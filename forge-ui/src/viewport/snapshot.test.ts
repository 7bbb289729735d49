import { expect, test } from "vitest";
import { readSnapshot, sceneLabel } from "./snapshot.ts";

const TWO = new Uint8Array([2, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 128, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 1, 1]);

test("entries keep all 64 bits of their ids", () => {
  expect(readSnapshot(TWO)).toEqual([
    { assetId: "9223372036854775813", kind: "mesh", active: false },
    { assetId: "7", kind: "sdf", active: true },
  ]);
});

test("a snapshot inside a larger buffer is read from its own start", () => {
  const larger = new Uint8Array(TWO.length + 3);
  larger.set(TWO, 3);
  expect(readSnapshot(larger.subarray(3))).toHaveLength(2);
});

test("a count that the length does not bear out is refused", () => {
  for (const length of [0, 3, TWO.length - 1]) expect(() => readSnapshot(TWO.subarray(0, length))).toThrow(RangeError);
  expect(() => readSnapshot(new Uint8Array([255, 255, 255, 255]))).toThrow(RangeError);
});

test("labels win over ids", () => {
  const entry = { assetId: "7", kind: "sdf", active: true } as const;
  expect(sceneLabel(entry, { 7: "Sword" })).toBe("Sword");
  expect(sceneLabel(entry, undefined)).toBe("SDF 7");
  expect(sceneLabel({ ...entry, kind: "mesh" }, { 8: "Chair" })).toBe("Mesh 7");
});
