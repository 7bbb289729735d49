import type { AssetDocument, AssetId, AssetSummary, CacheReport, CompileOptions, CompileReport } from "@gve/types";
import { Problem } from "../problem.ts";
import type { BlobFolder } from "./blob-folder.ts";
import type { AssetBuild, Build, BuildIndex } from "./build-index.ts";
import { cachePath } from "./cache-path.ts";

/** Builds without an asset that are kept, so that going back to an earlier state costs no compile. */
const UNUSED_BUILDS_KEPT = 200;
const MOST_KEYS = 4096;

/** Computes the key that a build of this text with these options would have now. */
export type KeyOf = (recipeText: string, options: CompileOptions) => Promise<string>;

/** Built binaries: found again by what they are made from, handed out only when their bytes are right. */
export class BuildCache {
  readonly #blobs: BlobFolder;
  readonly #index: BuildIndex;
  readonly #keyOf: KeyOf;
  /** Keys that were computed before, by asset, version and options. */
  readonly #keys = new Map<string, string>();

  constructor(blobs: BlobFolder, index: BuildIndex, keyOf: KeyOf) {
    this.#blobs = blobs;
    this.#index = index;
    this.#keyOf = keyOf;
  }

  /** A fresh path to write a binary to. */
  scratchPath(): string {
    return this.#blobs.scratchPath();
  }

  discard(scratchPath: string): Promise<void> {
    return this.#blobs.discard(scratchPath);
  }

  /** The build with this key, when its blob is there and right. */
  async find(cacheKey: string): Promise<Build | null> {
    const build = await this.#index.findBuild(cacheKey);
    if (build === null || (await this.#blobs.verify(build.contentHash)) !== "right") return null;
    return build;
  }

  /** Takes a finished binary from its scratch path. */
  async keep(scratchPath: string, report: CompileReport): Promise<Build> {
    await this.#blobs.adopt(scratchPath, report.content_hash);
    const build = {
      cacheKey: report.cache_key,
      contentHash: report.content_hash,
      sizeBytes: report.size_bytes,
      report,
    };
    await this.#index.recordBuild(build, Date.now());
    return build;
  }

  /** Makes a build the newest of an asset and points the asset's readable path to it. An older version changes nothing. */
  async assign(asset: AssetSummary, options: CompileOptions, build: Build): Promise<AssetBuild> {
    const { cacheKey, contentHash, sizeBytes } = build;
    const path = cachePath(asset);
    const assetBuild = { assetId: asset.id, version: asset.version, cacheKey, contentHash, sizeBytes, options, path };
    await this.#blobs.point(path, contentHash);
    const { recorded, previous } = await this.#index.recordAssetBuild(assetBuild);
    if (!recorded) {
      // A newer version was built meanwhile; its path is the right one.
      if (previous !== null && previous.path !== path) await this.#blobs.unpoint(path);
      if (previous !== null && previous.path === path) await this.#blobs.point(path, previous.contentHash);
    } else if (previous !== null && previous.path !== path) {
      await this.#blobs.unpoint(previous.path);
    }
    await this.#forgetUnused();
    return assetBuild;
  }

  /** Removes what belongs to a deleted asset. */
  async release(assetId: AssetId): Promise<void> {
    const build = await this.#index.removeAssetBuild(assetId);
    if (build !== null) await this.#blobs.unpoint(build.path);
    await this.#forgetUnused();
  }

  /** The build of exactly this version, when its blob is there and right. */
  async current(asset: AssetSummary): Promise<AssetBuild | null> {
    const build = await this.#index.findAssetBuild(asset.id);
    if (build === null || build.version !== asset.version) return null;
    return (await this.#blobs.verify(build.contentHash)) === "right" ? build : null;
  }

  /** The bytes of a build, checked against their hash; `null` when they are gone or damaged. */
  read(build: AssetBuild): Promise<Buffer | null> {
    return this.#blobs.read(build.contentHash);
  }

  /** Whether the binary of an asset can be used, and why not. */
  async report(asset: AssetDocument): Promise<CacheReport> {
    const build = await this.#index.findAssetBuild(asset.id);
    const about = { asset_id: asset.id, version: asset.version };
    if (build === null) return { ...about, status: "MISSING", reason: "It was never built." };
    const built = { ...about, built_version: build.version };
    const blob = await this.#blobs.verify(build.contentHash);
    if (blob === "missing") return { ...built, status: "MISSING", reason: "Its file is gone." };
    if (blob === "damaged") {
      return { ...built, status: "STALE", reason: "Its file is damaged: the content does not have its hash." };
    }
    const key = await this.#keyIfKnown(asset, build.options);
    if (key === build.cacheKey)
      return { ...built, status: "VALID", reason: "It matches recipe, options and compiler." };
    if (build.version !== asset.version) {
      const reason = `It was built from version ${build.version}, the asset is at version ${asset.version}.`;
      return { ...built, status: "STALE", reason };
    }
    if (key === null)
      return {
        ...built,
        status: "VALID",
        reason: "It was built from this version; no compiler is there to compare with.",
      };
    return { ...built, status: "STALE", reason: "It was built by another compiler." };
  }

  /** Restores readable paths after an unclean end; deletes what belongs to no asset, and blobs that nothing names. */
  async repair(isAsset: (id: AssetId) => Promise<boolean>): Promise<void> {
    for (const build of await this.#index.listAssetBuilds()) {
      if (!(await isAsset(build.assetId))) await this.release(build.assetId);
      else if (await this.#blobs.has(build.contentHash)) await this.#blobs.point(build.path, build.contentHash);
    }
    for (const hash of await this.#blobs.list()) {
      if (!(await this.#index.isNamed(hash))) await this.#blobs.remove(hash);
    }
  }

  /** The key that a build would have now; `null` when no compiler can tell. A version never changes, so it is asked once. */
  async #keyIfKnown(asset: AssetDocument, options: CompileOptions): Promise<string | null> {
    const question = `${asset.id} ${asset.version} ${JSON.stringify(options)}`;
    const known = this.#keys.get(question);
    if (known !== undefined) return known;
    try {
      const key = await this.#keyOf(asset.recipe_text, options);
      if (this.#keys.size >= MOST_KEYS) this.#keys.clear();
      this.#keys.set(question, key);
      return key;
    } catch (error) {
      if (error instanceof Problem) return null;
      throw error;
    }
  }

  async #forgetUnused(): Promise<void> {
    for (const hash of await this.#index.forgetUnused(UNUSED_BUILDS_KEPT)) {
      if (!(await this.#index.isNamed(hash))) await this.#blobs.remove(hash);
    }
  }
}
