import { DatabaseSync } from "node:sqlite";

import { Problem } from "../problem.ts";

/** Runs inside a transaction; a thrown error undoes this piece alone. */
export type Write<T> = (database: DatabaseSync) => T;

interface PendingWrite {
  readonly run: (database: DatabaseSync) => void;
  readonly settle: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * One SQLite file in WAL mode with group commit.
 *
 * Writes that arrive in the same turn of the event loop share one transaction and so one fsync; each resolves only
 * after that commit is on disk. A write that throws is rolled back alone.
 */
export class SqliteDatabase {
  readonly #database: DatabaseSync;
  #pending: PendingWrite[] = [];
  #scheduled = false;

  /** Opens or creates the file and brings it to the newest of `migrations`, which only ever grows at its end. */
  constructor(path: string, migrations: readonly string[]) {
    this.#database = new DatabaseSync(path, { timeout: 5000 });
    this.#database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
    this.#migrate(migrations);
  }

  /** The connection, for reads; it sees only what is committed. */
  get reader(): DatabaseSync {
    return this.#database;
  }

  /**
   * Runs `write` in the next group commit.
   * @returns what it returned, once that is durable.
   * @throws what it threw, or Problem `storage.failed` when the commit failed.
   */
  write<T>(write: Write<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let value: T;
      this.#pending.push({
        run: (database) => {
          value = write(database);
        },
        settle: () => resolve(value),
        fail: reject,
      });
      if (!this.#scheduled) {
        this.#scheduled = true;
        setImmediate(() => this.#commit());
      }
    });
  }

  /** Commits what is pending and closes the file. */
  close(): void {
    this.#commit();
    this.#database.close();
  }

  #commit(): void {
    this.#scheduled = false;
    const writes = this.#pending;
    this.#pending = [];
    if (writes.length === 0) return;
    const done: PendingWrite[] = [];
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      for (const write of writes) if (this.#runAlone(write)) done.push(write);
      this.#database.exec("COMMIT");
    } catch (cause) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      const problem = new Problem("storage.failed", "The database could not be written; nothing was changed.", {
        hint: "Check that the disk has room and that the data folder can be written.",
        cause,
      });
      for (const write of writes) write.fail(problem);
      return;
    }
    for (const write of done) write.settle();
  }

  /** Runs one write under a savepoint; on an error it is undone and told, and the others go on. */
  #runAlone(write: PendingWrite): boolean {
    this.#database.exec("SAVEPOINT piece");
    try {
      write.run(this.#database);
      this.#database.exec("RELEASE piece");
      return true;
    } catch (error) {
      // A full disk ends the whole transaction by itself; then there is no savepoint to return to.
      if (!this.#database.isTransaction) throw error;
      this.#database.exec("ROLLBACK TO piece; RELEASE piece");
      write.fail(error);
      return false;
    }
  }

  #migrate(migrations: readonly string[]): void {
    const row = this.#database.prepare("PRAGMA user_version").get();
    const version = Number(row?.user_version ?? 0);
    if (version > migrations.length) {
      throw new Problem("storage.failed", `The database is of a newer version (${version}) of GVE-1.`, {
        hint: "Start the newer GVE-1, or choose another data folder with --data.",
      });
    }
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      this.#database.exec(`BEGIN IMMEDIATE; ${migration}; PRAGMA user_version = ${index + 1}; COMMIT;`);
    }
  }
}
