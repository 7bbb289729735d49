import type { AssetId, CompileOptions, CompileReport } from "@gve/types";

/** A build that the cache holds: what a compile made, by everything that decides its bytes. */
export interface Build {
  readonly cacheKey: string;
  readonly contentHash: string;
  readonly sizeBytes: number;
  readonly report: CompileReport;
}

/** The newest build of an asset. */
export interface AssetBuild {
  readonly assetId: AssetId;
  /** Version of the document that it was made from. */
  readonly version: number;
  readonly cacheKey: string;
  readonly contentHash: string;
  readonly sizeBytes: number;
  /** Choices that it was made with. */
  readonly options: CompileOptions;
  /** Readable path below the cache folder. */
  readonly path: string;
}

/** Which builds there are, and which of them is whose. */
export interface BuildIndex {
  findBuild(cacheKey: string): Promise<Build | null>;
  /** Records a build, over an earlier one with its key. */
  recordBuild(build: Build, usedAt: number): Promise<void>;

  findAssetBuild(assetId: AssetId): Promise<AssetBuild | null>;
  /**
   * Makes a build an asset's newest, unless the asset has one of a higher version.
   * @returns the one it replaced or was refused for; `recorded` tells which.
   */
  recordAssetBuild(build: AssetBuild): Promise<{ recorded: boolean; previous: AssetBuild | null }>;
  /** Forgets an asset's build and returns it. */
  removeAssetBuild(assetId: AssetId): Promise<AssetBuild | null>;
  listAssetBuilds(): Promise<AssetBuild[]>;

  /** Forgets builds that belong to no asset, except the `keep` last used; returns hashes that nothing names any more. */
  forgetUnused(keep: number): Promise<string[]>;
  /** Whether a build names this hash. */
  isNamed(contentHash: string): Promise<boolean>;
}
