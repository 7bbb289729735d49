import { join } from "node:path";

import type { AssetId } from "@gve/types";
import { expect, onTestFinished, test } from "vitest";

import { temporaryFolder } from "../../test/temporary-folder.ts";
import { SqliteDatabase } from "../store/sqlite-database.ts";
import { MIGRATIONS } from "../store/sqlite-schema.ts";
import { SqliteStore } from "../store/sqlite-store.ts";
import type { StoredEvent } from "../store/store.ts";
import { EventFollower } from "./event-follower.ts";

function openStore(): { store: SqliteStore; append: () => Promise<StoredEvent> } {
  const database = new SqliteDatabase(join(temporaryFolder(), "events.sqlite"), MIGRATIONS);
  onTestFinished(() => database.close());
  const store = new SqliteStore(database);
  const append = () => store.append({ type: "asset:deleted", payload: { asset_id: "1" as AssetId } });
  return { store, append };
}

/** Follows a store and tells when a number was taken. */
function follow(store: SqliteStore, after: number, take: (sequences: number[]) => void, retryMs?: number) {
  const taken: number[] = [];
  const errors: unknown[] = [];
  let check = (): void => undefined;
  const follower = new EventFollower(
    store,
    after,
    async (events) => {
      const sequences = events.map(({ sequence }) => sequence);
      take(sequences);
      taken.push(...sequences);
      check();
    },
    (error) => errors.push(error),
    retryMs,
  );
  follower.start();
  onTestFinished(() => follower.stop());
  const until = (sequence: number): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if (taken.includes(sequence)) resolve();
      };
      check();
    });
  return { taken, errors, until, follower };
}

test("every event comes once and in order, those from before and those that come while others are taken", async () => {
  const { store, append } = openStore();
  for (let count = 0; count < 300; count += 1) void append();
  await append();
  const { taken, until } = follow(store, 3, (sequences) => {
    if (sequences.includes(301)) void append().then(() => append());
  });
  await until(303);
  expect(taken).toEqual(Array.from({ length: 300 }, (_, index) => index + 4));
});

test("a page that fails is handed over again until it is taken", async () => {
  const { store, append } = openStore();
  let failures = 3;
  const fail = (): void => {
    failures -= 1;
    if (failures >= 0) throw new Error("not now");
  };
  const { taken, errors, until } = follow(store, 0, fail, 1);
  await append();
  await until(1);
  await append();
  await until(2);
  expect(taken).toEqual([1, 2]);
  expect(errors).toHaveLength(3);
});

test("nothing is handed over after the end", async () => {
  const { store, append } = openStore();
  const { taken, until, follower } = follow(store, 0, () => undefined);
  await append();
  await until(1);
  await follower.stop();
  await append();
  expect(taken).toEqual([1]);
});
