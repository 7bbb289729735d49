// Node packages and the Node 24 that runs the TypeScript of this project.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT, STAMPS } from "./paths.mjs";
import { output, runVisible, SetupError } from "./run.mjs";
import { MINIMUM_NODE_MAJOR } from "./versions.mjs";

/** Installs exactly what package-lock.json names; nothing to do when it was done for the same lock. */
export async function installNodePackages() {
  const lock = readFileSync(join(ROOT, "package-lock.json"));
  const key = createHash("sha256")
    .update(lock)
    .update(process.platform + process.arch)
    .digest("hex");
  const stamp = join(STAMPS, "npm");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === key) return false;
  await runVisible("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: ROOT });
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(stamp, key);
}

/** Path of a Node that is new enough: the one in use, or the one that came with the packages. */
export function findNode() {
  if (Number(process.versions.node.split(".")[0]) >= MINIMUM_NODE_MAJOR) return process.execPath;
  const platform = process.platform === "win32" ? "win" : process.platform;
  const executable = process.platform === "win32" ? "node.exe" : "node";
  const packaged = join(ROOT, "node_modules", `node-${platform}-${process.arch}`, "bin", executable);
  if (existsSync(packaged) && output(packaged, ["--version"])) return packaged;
  throw new SetupError(
    `Node ${process.versions.node} cannot run this project and no packaged Node ${MINIMUM_NODE_MAJOR} exists for ${platform}-${process.arch}.`,
    `install Node ${MINIMUM_NODE_MAJOR} or newer`,
  );
}

/** Folder of that Node, to be put first on PATH. */
export const nodeFolder = () => dirname(findNode());
