import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";

import { temporaryFolder } from "../../test/temporary-folder.ts";
import { type JobStoreUnderTest, jobStoreConformance } from "../queue/job-store.conformance.ts";
import { SqliteJobStore } from "../queue/sqlite-job-store.ts";
import { SqliteDatabase } from "./sqlite-database.ts";
import { MIGRATIONS } from "./sqlite-schema.ts";
import { SqliteStore } from "./sqlite-store.ts";
import { type StoreUnderTest, storeConformance } from "./store.conformance.ts";

function open<T extends object>(
  make: (database: SqliteDatabase) => T,
  folder = mkdtempSync(join(tmpdir(), "gve-store-")),
) {
  const database = new SqliteDatabase(join(folder, "test.sqlite"), MIGRATIONS);
  const close = async (): Promise<void> => {
    database.close();
    rmSync(folder, { recursive: true });
  };
  const reopen = async () => {
    // What a killed process leaves is what is on disk now; the open connection is not told.
    const copy = mkdtempSync(join(tmpdir(), "gve-store-"));
    for (const ending of ["", "-wal"]) {
      const name = `test.sqlite${ending}`;
      copyFileSync(join(folder, name), join(copy, name));
    }
    await close();
    return open(make, copy);
  };
  return { ...make(database), close, reopen };
}

storeConformance("SQLite", async () => open((database) => ({ store: new SqliteStore(database) })) as StoreUnderTest);
jobStoreConformance(
  "SQLite",
  async () => open((database) => ({ jobs: new SqliteJobStore(database) })) as JobStoreUnderTest,
);

test("writes of one turn share a transaction, and a failing one is undone alone", async () => {
  const path = join(temporaryFolder(), "group.sqlite");
  const database = new SqliteDatabase(path, ["CREATE TABLE t (v INTEGER PRIMARY KEY)"]);
  const other = new DatabaseSync(path, { readOnly: true });
  const count = (): unknown => other.prepare("SELECT count(*) AS n FROM t").get()?.n;
  const versionBefore = other.prepare("PRAGMA data_version").get()?.data_version;
  const insert = (value: number) =>
    database.write((connection) => {
      connection.prepare("INSERT INTO t VALUES (?)").run(value);
      if (value === 2) throw new Error("two is refused");
      return value;
    });
  const results = await Promise.allSettled([insert(1), insert(2), insert(3), insert(1)]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "rejected"]);
  expect(count()).toBe(2);
  expect(other.prepare("PRAGMA data_version").get()?.data_version).toBe(Number(versionBefore) + 1);
  other.close();
  database.close();
});

test("a database of a newer version is refused", () => {
  const path = join(temporaryFolder(), "newer.sqlite");
  new SqliteDatabase(path, ["CREATE TABLE a (x)", "CREATE TABLE b (x)"]).close();
  expect(() => new SqliteDatabase(path, ["CREATE TABLE a (x)"])).toThrow(/newer version/);
  new SqliteDatabase(path, ["CREATE TABLE a (x)", "CREATE TABLE b (x)", "CREATE TABLE c (x)"]).close();
});

test("a commit that fails is told to every writer of its turn, and later ones go on", async () => {
  const database = new SqliteDatabase(join(temporaryFolder(), "full.sqlite"), ["CREATE TABLE t (v TEXT)"]);
  const insert = (text: string) =>
    database.write((connection) => connection.prepare("INSERT INTO t VALUES (?)").run(text));
  const pages = Number(database.reader.prepare("PRAGMA page_count").get()?.page_count);
  database.reader.exec(`PRAGMA max_page_count = ${pages + 1}`);
  const full = await Promise.allSettled([insert("small"), insert("x".repeat(100_000))]);
  expect(full.map(({ status }) => status)).toContain("rejected");
  for (const result of full) {
    if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "storage.failed" });
  }
  database.reader.exec("PRAGMA max_page_count = 100000");
  await insert("y".repeat(100_000));
  database.close();
});
