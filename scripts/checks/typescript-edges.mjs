// Gate: TypeScript imports follow the table of allowed edges (dependency-cruiser).
// `node scripts/checks/typescript-edges.mjs [folder]`; exit code 1 on a violation, and when nothing was checked.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cruise } from "dependency-cruiser";
import { ROOT } from "../setup/paths.mjs";
import rules from "./dependency-cruiser.mjs";
import { EDGES } from "./edges.mjs";

const folder = process.argv[2] ?? ROOT;
const sources = Object.values(EDGES.npm)
  .map((rule) => rule.folder)
  .filter((path) => existsSync(join(folder, path)));
const { output } = await cruise(sources, {
  ...rules.options,
  ruleSet: { forbidden: rules.forbidden },
  validate: true,
  baseDir: folder,
});

for (const { from, to, rule } of output.summary.violations) process.stderr.write(`✗ ${rule.name}: ${from} → ${to}\n`);
const typescriptModules = output.modules.filter((module) => module.source.endsWith(".ts")).length;
if (typescriptModules === 0)
  process.stderr.write("✗ no TypeScript module was seen: is a TypeScript below 7 installed for dependency-cruiser?\n");
process.stderr.write(`${typescriptModules} TypeScript modules checked\n`);
process.exit(output.summary.violations.length === 0 && typescriptModules > 0 ? 0 : 1);
