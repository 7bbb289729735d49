// Folders that set-up reads and writes.
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the project. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** Per-user cache for compiled tools, keyed by name and version, so that a fresh clone does not build them again. */
export const TOOL_CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "gve-1", "tools");

/** Marks of what set-up has done in this checkout. */
export const STAMPS = join(ROOT, "node_modules", ".gve-stamps");

/** Folder of one cached tool's executables. */
export const toolBin = (name, version) => join(TOOL_CACHE, `${name}-${version}`, "bin");
