// Builds the engine for Node. Nothing happens when its sources are the same as last time.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reportFailure } from "./setup/failure.mjs";
import { ROOT, STAMPS } from "./setup/paths.mjs";
import { runVisible, step } from "./setup/run.mjs";
import { sourceHash } from "./setup/source-hash.mjs";

const PACKAGE = join(ROOT, "engine", "node");
const STAMP = join(STAMPS, "engine-sources");

const isBuilt = () => readdirSync(PACKAGE).some((name) => name.endsWith(".node"));

async function build() {
  const hash = sourceHash(["runtime", "render", "wasm"], [join(PACKAGE, "package.json"), import.meta.filename]);
  if (isBuilt() && existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash) return false;
  await runVisible("npm", ["run", "--silent", "build", "-w", "@gve/engine"], { cwd: ROOT });
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(STAMP, hash);
}

await step("Node engine", build).catch(reportFailure);
