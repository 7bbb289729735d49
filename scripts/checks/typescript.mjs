// Gate: every package is type-correct under TypeScript 7.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../setup/paths.mjs";
import { EDGES } from "./edges.mjs";

const compiler = join(ROOT, "node_modules", "typescript7", "bin", "tsc");
const projects = [...Object.values(EDGES.npm).map((rule) => rule.folder), "forge-ui/test", "scripts"];
let failed = 0;
for (const folder of projects) {
  const config = join(ROOT, folder, "tsconfig.json");
  if (!existsSync(config)) {
    process.stderr.write(`✗ ${folder} has no tsconfig.json\n`);
    failed += 1;
    continue;
  }
  const { status } = spawnSync(process.execPath, [compiler, "--project", config], {
    cwd: ROOT,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
