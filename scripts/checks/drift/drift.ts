// Gate: generated/ is what the generators make of the Rust types as they are.
//
//   node scripts/checks/drift/drift.ts
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../generate/paths.ts";

/** Identity of everything in a folder that git does not ignore, untracked files included. The index is not touched. */
function treeOf(repository: string, folder: string): string {
  const scratch = mkdtempSync(join(tmpdir(), "gve-index-"));
  try {
    const environment = { ...process.env, GIT_INDEX_FILE: join(scratch, "index") };
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: repository, env: environment, encoding: "utf8" }).trim();
    git("add", "--all", "--", folder);
    return git("write-tree");
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Lines `A path`, `M path`, `D path` for what regenerating changes in a folder. */
export function drift(repository: string, folder: string, regenerate: () => void): string[] {
  const before = treeOf(repository, folder);
  regenerate();
  const after = treeOf(repository, folder);
  if (before === after) return [];
  const changed = execFileSync("git", ["diff-tree", "-r", "--name-status", before, after], {
    cwd: repository,
    encoding: "utf8",
  });
  return changed.trim().split("\n");
}

if (import.meta.main) {
  const changed = drift(root, "generated", () => {
    const main = join(root, "scripts/generate/main.ts");
    const { status } = spawnSync(process.execPath, [main, "--complete"], { cwd: root, stdio: ["ignore", 2, 2] });
    if (status !== 0) process.exit(status ?? 1);
  });
  for (const line of changed) process.stdout.write(`${line}\n`);
  if (changed.length > 0) {
    process.stderr.write(
      "generated/ did not match the Rust types; it does now\nhint: commit what `npm run generate` wrote\n",
    );
    process.exit(1);
  }
  process.stdout.write("generated/ matches the Rust types\n");
}
