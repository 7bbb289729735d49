// Gate: what ships from npm carries an allowed licence. Rust crates are held by cargo-deny (deny.toml).
// `node scripts/checks/licences.mjs [folder with package-lock.json]`
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runAsGate } from "./verdict.mjs";

const ALLOWED = new Set([
  "MIT",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "Zlib",
  "Unicode-3.0",
  "MPL-2.0",
  "0BSD",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "Unlicense",
]);

/** Whether an SPDX expression can be satisfied with allowed licences only. */
export function isAllowed(expression) {
  if (typeof expression !== "string" || expression.trim() === "") return false;
  const plain = expression.replace(/[()]/g, " ").replace(/\s+/g, " ").trim();
  return plain.split(" OR ").some((option) => option.split(" AND ").every((licence) => ALLOWED.has(licence.trim())));
}

/** Sentences about packages that ship (not development-only) without an allowed licence. */
export function licenceViolations(folder) {
  const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path.includes("node_modules/") && !entry.dev && !entry.link)
    .map(([path, entry]) => ({ path, licence: entry.license ?? licenceOnDisk(join(folder, path)) }))
    .filter(({ licence }) => !isAllowed(licence))
    .map(
      ({ path, licence }) => `${path.replace(/^.*node_modules\//, "")} has the licence ${licence ?? "(none stated)"}`,
    );
}

function licenceOnDisk(folder) {
  const path = join(folder, "package.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).license : undefined;
}

runAsGate(import.meta.url, licenceViolations);
