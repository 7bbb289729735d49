// Gate: Cargo manifests follow the table of allowed edges, and no crate names what its layer never knows.
// `node scripts/checks/edges.mjs [workspace folder]`; exit code 1 when an edge is not in the table.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "../setup/paths.mjs";
import { runAsGate } from "./verdict.mjs";

/** The table; see its `about`. */
export const EDGES = JSON.parse(readFileSync(fileURLToPath(new URL("./edges.json", import.meta.url)), "utf8"));

/** Violations in the manifests and sources of a Cargo workspace, each as one sentence. */
export function cargoViolations(workspace) {
  const metadata = JSON.parse(
    execFileSync(
      "cargo",
      ["metadata", "--no-deps", "--format-version", "1", "--manifest-path", join(workspace, "Cargo.toml")],
      {
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
      },
    ),
  );
  return metadata.packages.flatMap((crate) => [...manifestViolations(crate, workspace), ...sourceViolations(crate)]);
}

function manifestViolations(crate, workspace) {
  const rule = EDGES.cargo[crate.name];
  if (!rule) return [`${crate.name} is not in scripts/checks/edges.json`];
  const violations = [];
  const folder = relative(workspace, join(crate.manifest_path, "..")).replaceAll("\\", "/");
  if (folder !== rule.folder) violations.push(`${crate.name} lives in ${folder}, the table says ${rule.folder}`);
  for (const dependency of crate.dependencies) {
    if (dependency.kind === "dev" || !dependency.name.startsWith("gve-")) continue;
    if (!rule.uses.includes(dependency.name)) violations.push(`${crate.name} must not depend on ${dependency.name}`);
  }
  return violations;
}

function sourceViolations(crate) {
  const banned = EDGES.cargo[crate.name]?.never ?? [];
  const folder = join(crate.manifest_path, "..", "src");
  return rustFiles(folder).flatMap((path) => {
    const code = codeBeforeTests(readFileSync(path, "utf8"));
    return banned
      .filter((name) => code.includes(name))
      .map((name) => `${crate.name} must not know ${name}: ${relative(ROOT, path)}`);
  });
}

function rustFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".rs") && entry.name !== "tests.rs")
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

// Comments may name what a layer does not know, and tests may use it.
function codeBeforeTests(text) {
  const lines = text.split("\n");
  const end = lines.findIndex((line) => line.trim() === "#[cfg(test)]");
  return (end < 0 ? lines : lines.slice(0, end)).filter((line) => !line.trim().startsWith("//")).join("\n");
}

runAsGate(import.meta.url, cargoViolations);
