import type {
  AssetChange,
  AssetDocument,
  AssetDraft,
  AssetPage,
  AssetSummary,
  CacheReport,
  CompileStatus,
  ImportedRecipe,
  MaterialSpec,
  SampleSummary,
} from "@gve/types";

/** A sample with the text to start from. */
export interface Sample extends SampleSummary {
  readonly recipe_text: string;
}

/** What the pages need of the Architect. Failures are thrown as problems. */
export interface PageServices {
  listAssets(search: string): Promise<AssetPage>;
  getAsset(id: string): Promise<AssetDocument>;
  createAsset(draft: AssetDraft): Promise<AssetDocument>;
  changeAsset(id: string, change: AssetChange): Promise<AssetSummary>;
  deleteAsset(id: string): Promise<void>;
  compile(id: string): Promise<void>;
  cancelCompile(id: string): Promise<void>;
  cacheReport(id: string): Promise<CacheReport>;
  compileStatus(id: string): Promise<CompileStatus>;
  listSamples(): Promise<readonly SampleSummary[]>;
  getSample(id: string): Promise<Sample>;
  /** Turns a document of the older public form into a recipe. */
  importDocument(text: string): Promise<ImportedRecipe>;
  listMaterials(): Promise<readonly MaterialSpec[]>;
  /** Newest event number, so that a page can resume the stream from its own state. */
  lastSequence(): Promise<number>;
}
