// `npm run check`: every gate that is not a test. `npm run check -- edges licences` picks some.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GATES } from "./checks/gates.mjs";
import { reportFailure } from "./setup/failure.mjs";
import { ROOT } from "./setup/paths.mjs";
import { prepare } from "./setup/prepare.mjs";

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !GATES.some((gate) => gate.name === name));
if (unknown.length > 0)
  reportFailure(
    new Error(`unknown gate ${unknown.join(", ")}; there are ${GATES.map((gate) => gate.name).join(", ")}`),
  );

const { environment, node } = await prepare("test").catch(reportFailure);
const results = [];
for (const gate of GATES) {
  if (chosen.length > 0 && !chosen.includes(gate.name)) continue;
  process.stderr.write(`\n── ${gate.name}: ${gate.promise} ──\n`);
  const [command, ...args] = gate.command({ node });
  const { status } = spawnSync(command, args, { cwd: ROOT, env: environment, stdio: ["ignore", 2, 2] });
  results.push({ name: gate.name, passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 });
}
mkdirSync(join(ROOT, "test-results"), { recursive: true });
writeFileSync(join(ROOT, "test-results", "gates.json"), JSON.stringify(results, null, 2));
for (const { name, failed } of results) process.stdout.write(`${failed === 0 ? "✓" : "✗"} ${name}\n`);
const failed = results.filter((result) => result.failed > 0).length;
process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
