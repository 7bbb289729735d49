import type { SQLOutputValue } from "node:sqlite";

import type { AssetId, CompileOptions, CompileReport } from "@gve/types";
import type { SqliteDatabase } from "../store/sqlite-database.ts";
import type { AssetBuild, Build, BuildIndex } from "./build-index.ts";

type Row = Record<string, SQLOutputValue>;

const UNUSED = "content_hash NOT IN (SELECT content_hash FROM asset_builds)";

/** The build index in the embedded database. */
export class SqliteBuildIndex implements BuildIndex {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async findBuild(cacheKey: string): Promise<Build | null> {
    const row = this.#database.reader.prepare("SELECT * FROM builds WHERE cache_key = ?").get(cacheKey);
    if (row === undefined) return null;
    return {
      cacheKey,
      contentHash: String(row.content_hash),
      sizeBytes: Number(row.size_bytes),
      report: JSON.parse(String(row.report)) as CompileReport,
    };
  }

  recordBuild(build: Build, usedAt: number): Promise<void> {
    return this.#database.write((database) => {
      database
        .prepare(
          "INSERT OR REPLACE INTO builds (cache_key, content_hash, size_bytes, report, used_at) VALUES (?,?,?,?,?)",
        )
        .run(build.cacheKey, build.contentHash, build.sizeBytes, JSON.stringify(build.report), usedAt);
    });
  }

  async findAssetBuild(assetId: AssetId): Promise<AssetBuild | null> {
    const row = this.#database.reader.prepare("SELECT * FROM asset_builds WHERE asset_id = ?").get(assetId);
    return row === undefined ? null : assetBuildOf(row);
  }

  recordAssetBuild(build: AssetBuild): Promise<{ recorded: boolean; previous: AssetBuild | null }> {
    return this.#database.write((database) => {
      const row = database.prepare("SELECT * FROM asset_builds WHERE asset_id = ?").get(build.assetId);
      const previous = row === undefined ? null : assetBuildOf(row);
      if (previous !== null && previous.version > build.version) return { recorded: false, previous };
      database
        .prepare(
          `INSERT OR REPLACE INTO asset_builds (asset_id, version, cache_key, content_hash, size_bytes, options, path)
           VALUES (?,?,?,?,?,?,?)`,
        )
        .run(
          build.assetId,
          build.version,
          build.cacheKey,
          build.contentHash,
          build.sizeBytes,
          JSON.stringify(build.options),
          build.path,
        );
      return { recorded: true, previous };
    });
  }

  removeAssetBuild(assetId: AssetId): Promise<AssetBuild | null> {
    return this.#database.write((database) => {
      const row = database.prepare("DELETE FROM asset_builds WHERE asset_id = ? RETURNING *").get(assetId);
      return row === undefined ? null : assetBuildOf(row);
    });
  }

  async listAssetBuilds(): Promise<AssetBuild[]> {
    return this.#database.reader.prepare("SELECT * FROM asset_builds").all().map(assetBuildOf);
  }

  async forgetUnused(keep: number): Promise<string[]> {
    const unused = this.#database.reader.prepare(`SELECT count(*) AS unused FROM builds WHERE ${UNUSED}`).get()?.unused;
    // Most of the time there is nothing to forget, and then nothing is written.
    if (Number(unused) <= keep) return [];
    return this.#database.write((database) => {
      const gone = database
        .prepare(
          `DELETE FROM builds WHERE cache_key IN
             (SELECT cache_key FROM builds WHERE ${UNUSED} ORDER BY used_at DESC LIMIT -1 OFFSET ?)
           RETURNING content_hash`,
        )
        .all(keep);
      const named = database.prepare("SELECT 1 FROM builds WHERE content_hash = ?");
      return gone.map((row) => String(row.content_hash)).filter((hash) => named.get(hash) === undefined);
    });
  }

  async isNamed(contentHash: string): Promise<boolean> {
    const { reader } = this.#database;
    return (
      reader.prepare("SELECT 1 FROM builds WHERE content_hash = ?").get(contentHash) !== undefined ||
      reader.prepare("SELECT 1 FROM asset_builds WHERE content_hash = ?").get(contentHash) !== undefined
    );
  }
}

function assetBuildOf(row: Row): AssetBuild {
  return {
    assetId: row.asset_id as AssetId,
    version: Number(row.version),
    cacheKey: String(row.cache_key),
    contentHash: String(row.content_hash),
    sizeBytes: Number(row.size_bytes),
    options: JSON.parse(String(row.options)) as CompileOptions,
    path: String(row.path),
  };
}
