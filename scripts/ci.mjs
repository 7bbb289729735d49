// What CI runs: `npm test`, then `npm run check`, then one line that sums both.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./setup/paths.mjs";

const RESULTS = { test: "summary.json", check: "gates.json" };
let passed = 0;
let failed = 0;
for (const [script, file] of Object.entries(RESULTS)) {
  const path = join(ROOT, "test-results", file);
  rmSync(path, { force: true });
  const { status } = spawnSync("npm", ["run", "--silent", script], {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  const results = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : [];
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  passed += sum("passed");
  failed += sum("failed") + (status !== 0 && sum("failed") === 0 ? 1 : 0);
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
