import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A lock on a data folder: held by one server at a time, and freed by the system when that server ends in any way. */
export class InstanceLock {
  readonly #database: DatabaseSync;
  readonly #addressPath: string;

  private constructor(database: DatabaseSync, addressPath: string) {
    this.#database = database;
    this.#addressPath = addressPath;
  }

  /** The lock, or the address of the server that holds it (empty when that is still starting). */
  static acquire(dataFolder: string): InstanceLock | { readonly heldBy: string } {
    const addressPath = join(dataFolder, "address");
    const database = new DatabaseSync(join(dataFolder, "instance.lock"), { timeout: 0 });
    try {
      // An open exclusive transaction is a lock of the operating system, so that no dead server keeps it.
      database.exec("BEGIN EXCLUSIVE");
    } catch {
      database.close();
      return { heldBy: readIfThere(addressPath) };
    }
    writeFileSync(addressPath, "");
    return new InstanceLock(database, addressPath);
  }

  /** Tells others where this server can be found. */
  announce(address: string): void {
    writeFileSync(this.#addressPath, address);
  }

  release(): void {
    writeFileSync(this.#addressPath, "");
    this.#database.close();
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}
