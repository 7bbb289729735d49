import type { AssetDocument, AssetId } from "@gve/types";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { PlacedDocument, Store } from "./store.ts";

/** A store under test. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Ends it without a farewell and opens what it left, as after a crash. */
  reopen(): Promise<StoreUnderTest>;
  close(): Promise<void>;
}

const id = (value: number): AssetId => String(value) as AssetId;

function placed(
  value: number,
  version: number,
  changes: Partial<AssetDocument> = {},
  cachePath = `path/${value}`,
): PlacedDocument {
  const document: AssetDocument = {
    id: id(value),
    type: "geometry",
    name: `Asset ${value}`,
    category: "Prop",
    subcategory: "general",
    version,
    created_at: "2026-01-01T00:00:00.000Z",
    updated_at: `2026-01-01T00:00:${String(version).padStart(2, "0")}.000Z`,
    recipe_text: `{"version": ${version}}`,
    ...changes,
  };
  return { document, cachePath };
}

const created = (value: number) => ({ type: "asset:created", payload: { asset_id: id(value), name: "x" } }) as const;
const updated = (value: number, version: number) =>
  ({ type: "asset:updated", payload: { asset_id: id(value), version } }) as const;
const deleted = (value: number) => ({ type: "asset:deleted", payload: { asset_id: id(value) } }) as const;

/** What every implementation of `Store` does. */
export function storeConformance(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a store`, () => {
    let subject: StoreUnderTest;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.close());

    const events = async (after = 0) => (await subject.store.eventsAfter(after, 100)).map(({ event }) => event);

    test("a created document is loaded as it was given", async () => {
      const one = placed(1, 1, { name: 'Größe "8" 🗡', recipe_text: '{\n  "a": "\u2028"\n}' });
      await subject.store.create(one, created(1));
      expect(await subject.store.load(id(1))).toEqual(one.document);
      expect(await subject.store.load(id(2))).toBeNull();
      expect(await subject.store.count()).toBe(1);
    });

    test("an id or path that is taken is refused, and nothing is stored for it", async () => {
      await subject.store.create(placed(1, 1), created(1));
      await expect(subject.store.create(placed(1, 1, {}, "other"), created(1))).rejects.toMatchObject({
        code: "asset.name_clash",
      });
      await expect(subject.store.create(placed(2, 1, {}, "path/1"), created(2))).rejects.toMatchObject({
        code: "asset.name_clash",
      });
      expect(await subject.store.load(id(2))).toBeNull();
      expect(await events()).toEqual([created(1)]);
    });

    test("a replacement needs the version that is there", async () => {
      await subject.store.create(placed(1, 1), created(1));
      await subject.store.replace(placed(1, 2), 1, updated(1, 2));
      for (const stale of [1, 3]) {
        await expect(subject.store.replace(placed(1, stale + 1), stale, updated(1, stale + 1))).rejects.toMatchObject({
          code: "asset.version_conflict",
        });
      }
      await expect(subject.store.replace(placed(9, 2), 1, updated(9, 2))).rejects.toMatchObject({
        code: "asset.not_found",
      });
      expect((await subject.store.load(id(1)))?.version).toBe(2);
      expect(await events()).toEqual([created(1), updated(1, 2)]);
    });

    test("of many replacements of one version exactly one wins", async () => {
      await subject.store.create(placed(1, 1), created(1));
      const attempts = Array.from({ length: 20 }, (_, index) =>
        subject.store.replace(placed(1, 2, { recipe_text: `"${index}"` }), 1, updated(1, 2)),
      );
      const results = await Promise.allSettled(attempts);
      const winners = results.flatMap(({ status }, index) => (status === "fulfilled" ? [index] : []));
      expect(winners).toHaveLength(1);
      expect((await subject.store.load(id(1)))?.recipe_text).toBe(`"${winners[0]}"`);
      expect(await events(1)).toEqual([updated(1, 2)]);
    });

    test("a replacement may not move onto a path that is taken, and frees its old one", async () => {
      await subject.store.create(placed(1, 1), created(1));
      await subject.store.create(placed(2, 1), created(2));
      await expect(subject.store.replace(placed(2, 2, {}, "path/1"), 1, updated(2, 2))).rejects.toMatchObject({
        code: "asset.name_clash",
      });
      await subject.store.replace(placed(1, 2, {}, "elsewhere"), 1, updated(1, 2));
      await subject.store.replace(placed(2, 2, {}, "path/1"), 1, updated(2, 2));
      expect((await subject.store.load(id(2)))?.version).toBe(2);
    });

    test("a delete needs the version that is there", async () => {
      await subject.store.create(placed(1, 1), created(1));
      await expect(subject.store.delete(id(1), 2, deleted(1))).rejects.toMatchObject({
        code: "asset.version_conflict",
      });
      await subject.store.delete(id(1), 1, deleted(1));
      await expect(subject.store.delete(id(1), 1, deleted(1))).rejects.toMatchObject({ code: "asset.not_found" });
      expect(await subject.store.load(id(1))).toBeNull();
      expect(await events()).toEqual([created(1), deleted(1)]);
    });

    test("a list is searched by words, sorted by last save and cut into pages", async () => {
      await subject.store.create(placed(1, 1, { name: "Iron sword", category: "Weapon" }), created(1));
      await subject.store.create(placed(2, 2, { name: "Wooden sword", subcategory: "toys" }), created(2));
      await subject.store.create(placed(3, 3, { name: "100% chair_1" }), created(3));
      const names = async (text: string) =>
        (await subject.store.list({ text, limit: 10, offset: 0 })).assets.map((asset) => asset.name);
      expect(await names("")).toEqual(["100% chair_1", "Wooden sword", "Iron sword"]);
      expect(await names("SWORD weapon")).toEqual(["Iron sword"]);
      expect(await names("  toys  ")).toEqual(["Wooden sword"]);
      expect(await names("1%r")).toEqual([]);
      expect(await names("0%")).toEqual(["100% chair_1"]);
      expect(await names("r_1")).toEqual(["100% chair_1"]);
      expect(await names("n_s")).toEqual([]);
      const page = await subject.store.list({ limit: 1, offset: 1 });
      expect(page).toMatchObject({ total: 3, offset: 1, assets: [{ name: "Wooden sword" }] });
      expect(page.assets[0]).not.toHaveProperty("recipe_text");
    });

    test("events have rising numbers and the order of the changes", async () => {
      await Promise.all([
        subject.store.create(placed(1, 1), created(1)),
        subject.store.create(placed(2, 1), created(2)),
        subject.store.replace(placed(1, 2), 1, updated(1, 2)),
      ]);
      const stored = await subject.store.eventsAfter(0, 100);
      expect(stored.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
      expect(stored.map(({ event }) => event)).toEqual([created(1), created(2), updated(1, 2)]);
      expect(await subject.store.eventsAfter(1, 1)).toEqual(stored.slice(1, 2));
      expect(await subject.store.history()).toEqual({ oldestResumable: 0, latest: 3 });
      const appended = await subject.store.append(deleted(7));
      expect(appended).toMatchObject({ sequence: 4, event: deleted(7) });
    });

    test("forgotten events leave a history that says from where it can be resumed", async () => {
      for (let value = 1; value <= 5; value += 1) await subject.store.append(deleted(value));
      await subject.store.forgetEvents(1, 3);
      expect(await subject.store.history()).toEqual({ oldestResumable: 3, latest: 5 });
      await subject.store.forgetEvents(0, 5);
      expect(await subject.store.history()).toEqual({ oldestResumable: 5, latest: 5 });
      expect((await subject.store.append(deleted(6))).sequence).toBe(6);
    });

    test("listeners hear of events after they can be read", async () => {
      const seen: Promise<number>[] = [];
      const stop = subject.store.onEvents(() => seen.push(subject.store.history().then(({ latest }) => latest)));
      await subject.store.append(deleted(1));
      await subject.store.create(placed(1, 1), created(1));
      stop();
      await subject.store.append(deleted(2));
      expect(await Promise.all(seen)).toEqual([1, 2]);
    });

    test("what was acknowledged survives a crash", async () => {
      await subject.store.create(placed(1, 1), created(1));
      await subject.store.replace(placed(1, 2), 1, updated(1, 2));
      subject = await subject.reopen();
      expect(await subject.store.load(id(1))).toEqual(placed(1, 2).document);
      expect(await events()).toEqual([created(1), updated(1, 2)]);
      expect((await subject.store.append(deleted(1))).sequence).toBe(3);
    });
  });
}
