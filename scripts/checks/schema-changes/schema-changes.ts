// Gate: every change of the schema since the blessed copy follows the version rule. `npm run bless` blesses anew.
//
//   node scripts/checks/schema-changes/schema-changes.ts            report and check
//   node scripts/checks/schema-changes/schema-changes.ts bless      check, then make this state the blessed one
//   … bless --before-release                                        bless even so: nobody has the old types yet
import { jsonChanges, wireChanges } from "./changes.ts";
import { bless, blessedCopy, currentCopy } from "./copies.ts";
import { report, versionProblem } from "./version-rule.ts";

const [command, option] = process.argv.slice(2);
const anyway = command === "bless" && option === "--before-release";
const [before, after] = [anyway ? currentCopy() : blessedCopy(), currentCopy()];
const changes = [...jsonChanges(before.bundle, after.bundle), ...wireChanges(before.layouts, after.layouts)];
const [old, now] = [before.bundle["x-schema-version"], after.bundle["x-schema-version"]];
const problem = versionProblem(changes, old, now);

if (changes.length > 0) process.stdout.write(`${report(changes)}\n`);
if (problem !== undefined) {
  process.stderr.write(
    `${problem}\nhint: raise SCHEMA_VERSION in shared/src/lib.rs and run \`npm run generate\`; see docs/schema.md\n`,
  );
  process.exit(1);
}
if (command === "bless") bless();
process.stdout.write(
  command === "bless" ? `version ${now} is blessed\n` : `${changes.length} changes since version ${old}\n`,
);
