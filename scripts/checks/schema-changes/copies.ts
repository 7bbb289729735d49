// The schema and layouts as they are, and as they were blessed last.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleFile, generated } from "../../generate/paths.ts";
import { type Bundle, readBundle } from "../../generate/schema.ts";
import type { Layouts } from "./changes.ts";

const blessed = join(generated, "blessed");
const blessedBundle = join(blessed, "gve.schema.json");

export interface Copy {
  bundle: Bundle;
  layouts: Layouts;
}

function layouts(folder: string): Layouts {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return Object.fromEntries(files.sort().map((name) => [name, JSON.parse(readFileSync(join(folder, name), "utf8"))]));
}

export function currentCopy(): Copy {
  return { bundle: readBundle(), layouts: layouts(join(generated, "layout")) };
}

export function blessedCopy(): Copy {
  return { bundle: readBundle(blessedBundle), layouts: layouts(join(blessed, "layout")) };
}

/** Makes the present state the blessed one. */
export function bless(): void {
  rmSync(blessed, { recursive: true, force: true });
  mkdirSync(join(blessed, "layout"), { recursive: true });
  writeFileSync(blessedBundle, readFileSync(bundleFile));
  for (const name of Object.keys(layouts(join(generated, "layout")))) {
    writeFileSync(join(blessed, "layout", name), readFileSync(join(generated, "layout", name)));
  }
}
