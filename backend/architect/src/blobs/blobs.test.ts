import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { assetIdFromBigInt } from "@gve/types";
import fc from "fast-check";
import { expect, test } from "vitest";

import { temporaryFolder } from "../../test/temporary-folder.ts";
import { BlobFolder } from "./blob-folder.ts";
import { cachePath, snakeCase } from "./cache-path.ts";
import { SharedBytes } from "./shared-bytes.ts";

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

async function blobFolder() {
  const root = temporaryFolder();
  const folder = await BlobFolder.open(root);
  const add = async (text: string): Promise<string> => {
    const path = folder.scratchPath();
    writeFileSync(path, text);
    await folder.adopt(path, hashOf(text));
    return hashOf(text);
  };
  return { root, folder, add };
}

test.each([
  ["Bunker Heavy 01", "bunker_heavy_01"],
  ["bunkerHeavy01", "bunker_heavy01"],
  ["  Äxte & Größe -- v2 ", "axte_gro_e_v2"],
  ["../../etc/passwd", "etc_passwd"],
  ["日本", "asset"],
  ["CON", "con_asset"],
  ["x".repeat(300), "x".repeat(80)],
])("the name %j becomes %s in a path", (name, expected) => {
  expect(snakeCase(name)).toBe(expected);
});

test("whatever the name, the path stays where it belongs", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.string(),
      fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
      (name, subcategory, id) => {
        const path = cachePath({ id: assetIdFromBigInt(id), type: "geometry", category: "Prop", name, subcategory });
        expect(path).toMatch(/^geometry\/prop\/[a-z0-9_]{1,86}\/[a-z0-9_]{1,86}_[0-9a-f]{6}\.gve_bin$/);
      },
    ),
    { numRuns: 2000, seed: 7 },
  );
});

test("the example of the source document", () => {
  const id = assetIdFromBigInt(0x1122_3344_5550_7f1fn);
  const path = cachePath({
    id,
    type: "geometry",
    category: "Architecture",
    subcategory: "military",
    name: "Bunker Heavy 01",
  });
  expect(path).toBe("geometry/architecture/military/bunker_heavy_01_507f1f.gve_bin");
});

test("a blob is found by its hash, and only right content is handed out", async () => {
  const { folder, add } = await blobFolder();
  const hash = await add("content");
  expect(await folder.verify(hash)).toBe("right");
  expect((await folder.read(hash))?.toString()).toBe("content");
  expect(await add("content")).toBe(hash);
  expect(await folder.list()).toEqual([hash]);
  expect(await folder.verify(hashOf("other"))).toBe("missing");
  expect(await folder.read(hashOf("other"))).toBeNull();
  expect(statSync(folder.pathOf(hash)).mode & 0o222).toBe(0);

  const damaged = hashOf("what it should be");
  mkdirSync(join(folder.pathOf(damaged), ".."), { recursive: true });
  writeFileSync(folder.pathOf(damaged), "what it is");
  expect(await folder.verify(damaged)).toBe("damaged");
  expect(await folder.read(damaged)).toBeNull();
});

test("a readable name points to one blob at a time and leaves no empty folders", async () => {
  const { root, folder, add } = await blobFolder();
  const [first, second] = [await add("first"), await add("second")];
  const name = join(root, "cache", "a", "b", "c.gve_bin");
  for (const hash of [first, first, second]) {
    await folder.point("a/b/c.gve_bin", hash);
    expect(statSync(name).ino).toBe(statSync(folder.pathOf(hash)).ino);
  }
  await folder.point("a/d.gve_bin", first);
  await folder.unpoint("a/b/c.gve_bin");
  await folder.unpoint("a/b/c.gve_bin");
  expect(existsSync(join(root, "cache", "a", "b"))).toBe(false);
  expect(readFileSync(join(root, "cache", "a", "d.gve_bin"), "utf8")).toBe("first");
  await folder.remove(first);
  expect(readFileSync(join(root, "cache", "a", "d.gve_bin"), "utf8")).toBe("first");
});

test("neither a hash nor a readable name leads out of its folder", async () => {
  const { folder, add } = await blobFolder();
  const hash = await add("content");
  for (const bad of ["../x", "A".repeat(64), "", `${"a".repeat(63)}/`])
    expect(() => folder.pathOf(bad)).toThrow(RangeError);
  for (const bad of ["../out.gve_bin", "a/../../out", ""])
    await expect(folder.point(bad, hash)).rejects.toThrow(RangeError);
});

test("what an unclean end left half written is cleared", async () => {
  const { root, folder } = await blobFolder();
  const path = folder.scratchPath();
  writeFileSync(path, "half");
  await BlobFolder.open(root);
  expect(existsSync(path)).toBe(false);
});

test("bytes that are wanted by many at a time are read once", async () => {
  const shared = new SharedBytes();
  let reads = 0;
  const read = async (): Promise<Buffer> => {
    reads += 1;
    return Buffer.from("bytes");
  };
  const all = await Promise.all(Array.from({ length: 100 }, () => shared.get("key", read)));
  expect(new Set(all).size).toBe(1);
  expect(await shared.get("key", read)).toBe(all[0]);
  expect(reads).toBe(1);
  expect(await shared.get("missing", async () => null)).toBeNull();
});
