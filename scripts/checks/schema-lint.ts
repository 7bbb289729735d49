// Gate: no type of gve-shared has a shape that a downstream generator would lose. The rules are in gve-schema.
//
//   node scripts/checks/schema-lint.ts
import { spawnSync } from "node:child_process";
import { root } from "../generate/paths.ts";

const args = ["run", "--release", "--quiet", "--package", "gve-schema", "--", "lint"];
const { status } = spawnSync("cargo", args, { cwd: root, stdio: ["ignore", 2, 2] });
if (status === 0) process.stdout.write("every shared type can be expressed in every language\n");
process.exit(status ?? 1);
