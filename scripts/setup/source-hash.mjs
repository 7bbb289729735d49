// Hash of the Rust sources that a build is made from, so that a build whose sources are the same is not made again.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { ROOT } from "./paths.mjs";

// Tests and tools beside the sources, and what builds leave there.
const NEVER_IN_A_BUILD = new Set(["tests", "examples", "target", "node_modules"]);

function* sourcesBelow(folder, left_out) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!left_out.has(entry.name)) yield* sourcesBelow(path, left_out);
    } else if (/\.(rs|toml|wgsl|json)$/.test(entry.name)) yield path;
  }
}

/**
 * SHA-256 over the engine's and the shared crates' sources without the hosts named in `hosts_left_out`,
 * over the workspace's manifest and lock file, and over `programs`, the scripts that decide how it is built.
 */
export function sourceHash(hosts_left_out, programs) {
  const left_out = new Set([...NEVER_IN_A_BUILD, ...hosts_left_out]);
  const sources = ["engine", "shared"].flatMap((folder) => [...sourcesBelow(join(ROOT, folder), left_out)]);
  const hash = createHash("sha256");
  for (const path of [join(ROOT, "Cargo.toml"), join(ROOT, "Cargo.lock"), ...programs, ...sources]) {
    hash.update(relative(ROOT, path).split(sep).join("/")).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}
