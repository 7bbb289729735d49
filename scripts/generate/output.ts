// Writes generated files: only when their bytes change, and removes those that no generator makes any more.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** Files of one generated folder by path relative to it, with forward slashes. */
export type Files = Map<string, string>;

function present(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Makes `folder` hold exactly `files`; files whose name `keep` accepts are left alone. Returns what changed. */
export function replaceFolder(folder: string, files: Files, keep: (path: string) => boolean = () => false): string[] {
  const changed: string[] = [];
  for (const [path, text] of files) {
    const target = join(folder, path);
    if (present(target) === text) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    changed.push(`written ${target}`);
  }
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const target = join(entry.parentPath, entry.name);
    const path = relative(folder, target).split(sep).join("/");
    if (files.has(path) || keep(path)) continue;
    rmSync(target);
    changed.push(`removed ${target}`);
  }
  return changed;
}
