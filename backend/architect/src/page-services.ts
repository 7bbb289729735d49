import type { BuildCache } from "./blobs/build-cache.ts";
import type { AssetCompiler } from "./compile/compiler.ts";
import type { RecipeInspector } from "./compile/inspector.ts";
import type { AssetLibrarian } from "./librarian/librarian.ts";
import type { MaterialLibrarian } from "./librarian/materials.ts";
import type { SampleLibrary } from "./librarian/samples.ts";
import type { PageServices } from "./pages/index.ts";
import { Problem } from "./problem.ts";
import type { Store } from "./store/store.ts";

const ASSETS_ON_A_PAGE = 200;

export interface PageParts {
  readonly store: Store;
  readonly librarian: AssetLibrarian;
  readonly compiler: AssetCompiler;
  readonly cache: BuildCache;
  readonly materials: MaterialLibrarian;
  readonly samples: SampleLibrary;
  readonly inspector: RecipeInspector;
}

/** The services as the pages call them. A form names no version: it changes what is newest. */
export function pageServices(parts: PageParts): PageServices {
  const { store, librarian, compiler, cache, materials, samples, inspector } = parts;
  return {
    listAssets: (search) => librarian.list({ text: search, limit: ASSETS_ON_A_PAGE, offset: 0 }),
    getAsset: (id) => librarian.load(id),
    createAsset: (draft) => librarian.create(draft),
    changeAsset: async (id, change) => librarian.change(id, change, (await librarian.load(id)).version),
    deleteAsset: async (id) => librarian.delete(id, (await librarian.load(id)).version),
    compile: async (id) => {
      await compiler.request({ asset_id: (await librarian.load(id)).id });
    },
    cancelCompile: async (id) => {
      await compiler.cancel((await librarian.load(id)).id);
    },
    cacheReport: async (id) => cache.report(await librarian.load(id)),
    compileStatus: async (id) => compiler.status((await librarian.load(id)).id),
    listSamples: () => samples.list(),
    getSample: async (id) => {
      const sample = (await samples.list()).find((candidate) => candidate.id === id);
      if (sample === undefined) throw new Problem("request.not_found", `There is no sample "${id.slice(0, 80)}".`);
      return { ...sample, recipe_text: await samples.recipeText(id) };
    },
    importDocument: (text) => inspector.importDocument(text),
    listMaterials: () => materials.list(),
    lastSequence: async () => (await store.history()).latest,
  };
}
