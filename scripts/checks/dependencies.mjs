// Gate: every direct dependency has one line with its reason in docs/dependencies.md, and no line is left over.
// `node scripts/checks/dependencies.mjs [folder]`
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EDGES } from "./edges.mjs";
import { runAsGate } from "./verdict.mjs";

const own = (name) => name.startsWith("gve-") || name.startsWith("@gve/");

function npmDependencies(folder) {
  const manifests = ["", ...Object.values(EDGES.npm).map((rule) => rule.folder)]
    .map((path) => join(folder, path, "package.json"))
    .filter((path) => existsSync(path));
  return manifests.flatMap((path) => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync(path, "utf8"));
    return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  });
}

function cargoDependencies(folder) {
  const manifest = join(folder, "Cargo.toml");
  if (!existsSync(manifest)) return [];
  const args = ["metadata", "--no-deps", "--format-version", "1", "--manifest-path", manifest];
  const metadata = JSON.parse(execFileSync("cargo", args, { encoding: "utf8", maxBuffer: 1 << 26 }));
  return metadata.packages.flatMap((crate) => crate.dependencies.map((dependency) => dependency.name));
}

function pythonDependencies(folder) {
  const path = join(folder, "generated", "python", "requirements-dev.txt");
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.map((line) => /^([A-Za-z0-9._-]+)(\[[^\]]*\])?==/.exec(line)?.[1]).filter((name) => name !== undefined);
}

/** Dependencies without a line, and lines without a dependency. */
export function dependencyViolations(folder) {
  const used = new Set(
    [...npmDependencies(folder), ...cargoDependencies(folder), ...pythonDependencies(folder)].filter(
      (name) => !own(name),
    ),
  );
  const rows = readFileSync(join(folder, "docs", "dependencies.md"), "utf8").matchAll(
    /^\| ([^|]+?) \| [^|]+ \| [^|]+ \|$/gm,
  );
  const listed = new Set([...rows].map((row) => row[1].replaceAll("`", "")).filter((name) => name !== "name"));
  return [
    ...[...used].filter((name) => !listed.has(name)).map((name) => `${name} has no line in docs/dependencies.md`),
    ...[...listed]
      .filter((name) => !used.has(name))
      .map((name) => `docs/dependencies.md lists ${name}, which nothing uses`),
  ];
}

runAsGate(import.meta.url, dependencyViolations);
