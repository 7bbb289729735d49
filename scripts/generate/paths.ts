// Where the sources and outputs of the schema pipeline lie.
import { homedir } from "node:os";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");
export const generated = join(root, "generated");
export const bundleFile = join(generated, "json-schema/gve.schema.json");

/** Folder of tools that `npm start` and `npm test` install per user, keyed by version. */
export const toolCache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "gve-1/tools");
