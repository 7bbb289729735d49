import type { DatabaseSync, SQLOutputValue } from "node:sqlite";

import type { AssetDocument, AssetId, AssetPage, AssetSummary } from "@gve/types";
import { Problem } from "../problem.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import type { Event, History, ListQuery, PlacedDocument, Store, StoredEvent } from "./store.ts";

type Row = Record<string, SQLOutputValue>;

const SUMMARY_COLUMNS = "id, type, name, category, subcategory, version, created_at, updated_at";

/** Documents and outbox in the embedded database. */
export class SqliteStore implements Store {
  readonly #database: SqliteDatabase;
  readonly #listeners = new Set<() => void>();

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async load(id: AssetId): Promise<AssetDocument | null> {
    const row = this.#database.reader
      .prepare(`SELECT ${SUMMARY_COLUMNS}, recipe_text FROM documents WHERE id = ?`)
      .get(id);
    return row === undefined ? null : { ...summaryOf(row), recipe_text: String(row.recipe_text) };
  }

  async list(query: ListQuery): Promise<AssetPage> {
    const words = (query.text ?? "").split(/\s+/).filter((word) => word !== "");
    const condition = words.map(() => "(name || ' ' || category || ' ' || subcategory) LIKE ? ESCAPE '\\'");
    const where = condition.length === 0 ? "" : `WHERE ${condition.join(" AND ")}`;
    const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
    const reader = this.#database.reader;
    const rows = reader
      .prepare(`SELECT ${SUMMARY_COLUMNS} FROM documents ${where} ORDER BY updated_at DESC, id LIMIT ? OFFSET ?`)
      .all(...patterns, query.limit, query.offset);
    const total = reader.prepare(`SELECT count(*) AS total FROM documents ${where}`).get(...patterns);
    return { assets: rows.map(summaryOf), total: Number(total?.total ?? 0), offset: query.offset };
  }

  async count(): Promise<number> {
    return Number(this.#database.reader.prepare("SELECT count(*) AS total FROM documents").get()?.total ?? 0);
  }

  create(placed: PlacedDocument, event: Event): Promise<void> {
    const { document, cachePath } = placed;
    return this.#change(event, (database) => {
      refuseClash(database, cachePath, document);
      if (database.prepare("SELECT 1 FROM documents WHERE id = ?").get(document.id) !== undefined) {
        throw new Problem("asset.name_clash", `There is an asset with the id ${document.id} already.`);
      }
      database
        .prepare(`INSERT INTO documents (${SUMMARY_COLUMNS}, cache_path, recipe_text) VALUES (?,?,?,?,?,?,?,?,?,?)`)
        .run(...summaryValues(document), cachePath, document.recipe_text);
    });
  }

  replace(placed: PlacedDocument, expectedVersion: number, event: Event): Promise<void> {
    const { document, cachePath } = placed;
    return this.#change(event, (database) => {
      requireVersion(database, document.id, expectedVersion);
      refuseClash(database, cachePath, document);
      database
        .prepare(
          `UPDATE documents SET type = ?, name = ?, category = ?, subcategory = ?, version = ?, created_at = ?,
           updated_at = ?, cache_path = ?, recipe_text = ? WHERE id = ? AND version = ?`,
        )
        .run(...summaryValues(document).slice(1), cachePath, document.recipe_text, document.id, expectedVersion);
    });
  }

  delete(id: AssetId, expectedVersion: number, event: Event): Promise<void> {
    return this.#change(event, (database) => {
      requireVersion(database, id, expectedVersion);
      database.prepare("DELETE FROM documents WHERE id = ?").run(id);
    });
  }

  async append(event: Event): Promise<StoredEvent> {
    const stored = await this.#database.write((database) => appendEvent(database, event));
    this.#notify();
    return stored;
  }

  async eventsAfter(sequence: number, limit: number): Promise<StoredEvent[]> {
    return this.#database.reader
      .prepare("SELECT sequence, timestamp, event FROM outbox WHERE sequence > ? ORDER BY sequence LIMIT ?")
      .all(sequence, limit)
      .map((row) => ({
        sequence: Number(row.sequence),
        timestamp: String(row.timestamp),
        event: JSON.parse(String(row.event)) as Event,
      }));
  }

  async history(): Promise<History> {
    const reader = this.#database.reader;
    const oldest = reader.prepare("SELECT min(sequence) AS oldest FROM outbox").get()?.oldest ?? null;
    // AUTOINCREMENT remembers the newest number even when its row is gone.
    const latest = Number(reader.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").get()?.seq ?? 0);
    return { oldestResumable: oldest === null ? latest : Number(oldest) - 1, latest };
  }

  async forgetEvents(keep: number, upTo: number): Promise<void> {
    await this.#database.write((database) => {
      database
        .prepare("DELETE FROM outbox WHERE sequence <= ? AND sequence <= (SELECT max(sequence) FROM outbox) - ?")
        .run(upTo, keep);
    });
  }

  onEvents(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #change(event: Event, change: (database: DatabaseSync) => void): Promise<void> {
    await this.#database.write((database) => {
      change(database);
      appendEvent(database, event);
    });
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

function appendEvent(database: DatabaseSync, event: Event): StoredEvent {
  const timestamp = new Date().toISOString();
  const { lastInsertRowid } = database
    .prepare("INSERT INTO outbox (timestamp, event) VALUES (?, ?)")
    .run(timestamp, JSON.stringify(event));
  return { sequence: Number(lastInsertRowid), timestamp, event };
}

function requireVersion(database: DatabaseSync, id: AssetId, expectedVersion: number): void {
  const row = database.prepare("SELECT version FROM documents WHERE id = ?").get(id);
  if (row === undefined) throw new Problem("asset.not_found", `There is no asset with the id ${id}.`);
  if (row.version !== expectedVersion) {
    throw new Problem(
      "asset.version_conflict",
      `The asset is at version ${row.version}, the change is for version ${expectedVersion}.`,
      { hint: "Load the newest version, apply the change to it and save again." },
    );
  }
}

function refuseClash(database: DatabaseSync, cachePath: string, document: AssetDocument): void {
  const row = database
    .prepare("SELECT name FROM documents WHERE cache_path = ? AND id <> ?")
    .get(cachePath, document.id);
  if (row === undefined) return;
  throw new Problem("asset.name_clash", `The asset "${row.name}" already has the path ${cachePath}.`, {
    hint: "Choose another name, category or subcategory.",
  });
}

function summaryValues(document: AssetSummary): (string | number)[] {
  const { id, type, name, category, subcategory, version, created_at, updated_at } = document;
  return [id, type, name, category, subcategory, version, created_at, updated_at];
}

function summaryOf(row: Row): AssetSummary {
  return {
    id: row.id as AssetId,
    type: row.type as AssetSummary["type"],
    name: String(row.name),
    category: row.category as AssetSummary["category"],
    subcategory: String(row.subcategory),
    version: Number(row.version),
    created_at: String(row.created_at),
    updated_at: String(row.updated_at),
  };
}
