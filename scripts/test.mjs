// `npm test`: set-up, then every test in every language, ending in one summary. `npm test -- rust web python` picks suites.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reportFailure } from "./setup/failure.mjs";
import { ROOT } from "./setup/paths.mjs";
import { prepare } from "./setup/prepare.mjs";
import { SUITES } from "./suites.mjs";

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in SUITES));
if (unknown.length > 0)
  reportFailure(new Error(`unknown suite ${unknown.join(", ")}; there are ${Object.keys(SUITES).join(", ")}`));

const { environment, node } = await prepare("test").catch(reportFailure);
const results = [];
for (const [name, suite] of Object.entries(SUITES)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  process.stderr.write(`\n── ${suite.title} ──\n`);
  const started_ms = performance.now();
  const counts = await suite.run({ environment, node });
  results.push({ name, ...counts, seconds: (performance.now() - started_ms) / 1000 });
}
mkdirSync(join(ROOT, "test-results"), { recursive: true });
writeFileSync(join(ROOT, "test-results", "summary.json"), JSON.stringify(results, null, 2));

process.stdout.write("\n");
for (const { name, passed, failed, seconds } of results) {
  process.stdout.write(
    `${failed === 0 ? "✓" : "✗"} ${name.padEnd(8)} ${passed} passed, ${failed} failed (${seconds.toFixed(0)} s)\n`,
  );
}
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
process.stdout.write(`${total("passed")} passed, ${total("failed")} failed\n`);
process.exit(total("failed") === 0 && total("passed") > 0 ? 0 : 1);
