// `.ksy` descriptions → Python readers for the tests, by the Kaitai Struct compiler: readers that share no code with ours.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import compiler from "kaitai-struct-compiler";
import type { Files } from "./output.ts";
import { generated } from "./paths.ts";

const folder = join(generated, "kaitai");

/** Compiles every description; the compiler refuses what is inconsistent. */
export async function kaitaiReaders(): Promise<Files> {
  const files: Files = new Map([["__init__.py", ""]]);
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith(".ksy")) continue;
    const description = load(readFileSync(join(folder, name), "utf8"));
    const compiled: Record<string, string> = await compiler.compile("python", description, null, false);
    for (const [file, text] of Object.entries(compiled)) files.set(file, `${text.trimEnd()}\n`);
  }
  return files;
}
