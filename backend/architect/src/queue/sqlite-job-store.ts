import type { DatabaseSync, SQLOutputValue } from "node:sqlite";

import type { AssetId, CompileOptions, CompilePriority, Diagnostic } from "@gve/types";
import type { SqliteDatabase } from "../store/sqlite-database.ts";
import type { ClaimedJob, Job, JobCounts, JobOrder, JobOutcome, JobStore, Renewal } from "./job-store.ts";

type Row = Record<string, SQLOutputValue>;

const PRIORITIES: readonly CompilePriority[] = ["LOW", "NORMAL", "HIGH", "IMMEDIATE"];
const HELD = "asset_id = ? AND token = ? AND state = 'running'";
/** Releases a job; a cancel that was asked for meanwhile is carried out. */
const RELEASE = `state = CASE cancel_requested WHEN 1 THEN 'cancelled' ELSE 'waiting' END, owner = NULL, lease_until = NULL`;

/** The queue in the embedded database: one row per asset. */
export class SqliteJobStore implements JobStore {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  followSave(order: JobOrder, sequence: number): Promise<void> {
    return this.#database.write((database) => {
      const row = rowOf(database, order.assetId);
      if (row === undefined || Number(row.version) < order.version) replace(database, order);
      advanceTo(database, sequence);
    });
  }

  followDelete(assetId: AssetId, sequence: number): Promise<void> {
    return this.#database.write((database) => {
      database.prepare("DELETE FROM jobs WHERE asset_id = ?").run(assetId);
      advanceTo(database, sequence);
    });
  }

  advance(sequence: number): Promise<void> {
    return this.#database.write((database) => advanceTo(database, sequence));
  }

  async cursor(): Promise<number> {
    return Number(this.#database.reader.prepare("SELECT sequence FROM job_cursor").get()?.sequence ?? 0);
  }

  request(order: JobOrder): Promise<void> {
    return this.#database.write((database) => {
      const row = rowOf(database, order.assetId);
      if (row !== undefined && Number(row.version) > order.version) return;
      if (row === undefined || !joins(row, order)) {
        replace(database, order);
        return;
      }
      database
        .prepare("UPDATE jobs SET priority = max(priority, ?) WHERE asset_id = ?")
        .run(PRIORITIES.indexOf(order.priority), order.assetId);
    });
  }

  claim(owner: string, now: number, leaseMs: number): Promise<ClaimedJob | null> {
    return this.#database.write((database) => {
      const row = database
        .prepare("SELECT asset_id FROM jobs WHERE state = 'waiting' ORDER BY priority DESC, position LIMIT 1")
        .get();
      if (row === undefined) return null;
      const claimed = database
        .prepare(
          `UPDATE jobs SET state = 'running', owner = ?, token = token + 1, attempts = attempts + 1, lease_until = ?
           WHERE asset_id = ? RETURNING *`,
        )
        .get(owner, now + leaseMs, String(row.asset_id));
      if (claimed === undefined) return null;
      return { ...orderOf(claimed), token: Number(claimed.token), attempts: Number(claimed.attempts) };
    });
  }

  renew(assetId: AssetId, token: number, now: number, leaseMs: number): Promise<Renewal> {
    return this.#database.write((database) => {
      const row = database
        .prepare(`UPDATE jobs SET lease_until = ? WHERE ${HELD} RETURNING cancel_requested`)
        .get(now + leaseMs, assetId, token);
      if (row === undefined) return "lost";
      return row.cancel_requested === 1 ? "cancel_requested" : "renewed";
    });
  }

  settle(assetId: AssetId, token: number, outcome: JobOutcome): Promise<boolean> {
    const error = outcome.state === "failed" ? JSON.stringify(outcome.error) : null;
    return this.#database.write(
      (database) =>
        database
          .prepare(`UPDATE jobs SET state = ?, error = ?, owner = NULL, lease_until = NULL WHERE ${HELD}`)
          .run(outcome.state, error, assetId, token).changes === 1,
    );
  }

  putBack(assetId: AssetId, token: number): Promise<boolean> {
    return this.#database.write(
      (database) => database.prepare(`UPDATE jobs SET ${RELEASE} WHERE ${HELD}`).run(assetId, token).changes === 1,
    );
  }

  cancel(assetId: AssetId): Promise<boolean> {
    return this.#database.write((database) => {
      const { changes } = database
        .prepare(
          `UPDATE jobs SET cancel_requested = 1, state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END
           WHERE asset_id = ? AND state IN ('waiting', 'running')`,
        )
        .run(assetId);
      return changes === 1;
    });
  }

  expire(now: number): Promise<number> {
    return this.#database.write((database) =>
      Number(
        database.prepare(`UPDATE jobs SET ${RELEASE} WHERE state = 'running' AND lease_until < ?`).run(now).changes,
      ),
    );
  }

  reclaim(owner: string): Promise<number> {
    return this.#database.write((database) =>
      Number(
        database
          .prepare(`UPDATE jobs SET ${RELEASE}, attempts = attempts - 1 WHERE state = 'running' AND owner <> ?`)
          .run(owner).changes,
      ),
    );
  }

  async find(assetId: AssetId): Promise<Job | null> {
    const row = rowOf(this.#database.reader, assetId);
    if (row === undefined) return null;
    const error = row.error ?? null;
    return {
      ...orderOf(row),
      state: row.state as Job["state"],
      error: error === null ? null : (JSON.parse(String(error)) as Diagnostic),
    };
  }

  async counts(): Promise<JobCounts> {
    const row = this.#database.reader
      .prepare(
        "SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'running') AS running FROM jobs",
      )
      .get();
    return { waiting: Number(row?.waiting ?? 0), running: Number(row?.running ?? 0) };
  }
}

/** Writes an order over whatever job the asset has; the higher token takes the old one from its worker. */
function replace(database: DatabaseSync, order: JobOrder): void {
  database
    .prepare(
      `INSERT INTO jobs (asset_id, version, priority, options, forced, state, token, attempts, cancel_requested, position)
       VALUES (?, ?, ?, ?, ?, 'waiting', 1, 0, 0, (SELECT coalesce(max(position), 0) + 1 FROM jobs))
       ON CONFLICT (asset_id) DO UPDATE SET version = excluded.version, priority = excluded.priority,
         options = excluded.options, forced = excluded.forced, state = 'waiting', token = token + 1, attempts = 0,
         cancel_requested = 0, position = excluded.position, owner = NULL, lease_until = NULL, error = NULL`,
    )
    .run(
      order.assetId,
      order.version,
      PRIORITIES.indexOf(order.priority),
      JSON.stringify(order.options),
      order.forced ? 1 : 0,
    );
}

/** Whether the job in `row` will yield what `order` asks for. */
function joins(row: Row, order: JobOrder): boolean {
  const open = row.state === "waiting" || (row.state === "running" && row.cancel_requested === 0);
  const same = Number(row.version) === order.version && row.options === JSON.stringify(order.options);
  return open && same && (!order.forced || row.forced === 1);
}

function advanceTo(database: DatabaseSync, sequence: number): void {
  database.prepare("UPDATE job_cursor SET sequence = max(sequence, ?)").run(sequence);
}

function rowOf(database: DatabaseSync, assetId: AssetId): Row | undefined {
  return database.prepare("SELECT * FROM jobs WHERE asset_id = ?").get(assetId);
}

function orderOf(row: Row): JobOrder {
  return {
    assetId: row.asset_id as AssetId,
    version: Number(row.version),
    priority: PRIORITIES[Number(row.priority)] ?? "NORMAL",
    options: JSON.parse(String(row.options)) as CompileOptions,
    forced: row.forced === 1,
  };
}
