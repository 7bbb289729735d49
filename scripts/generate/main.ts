// `npm run generate`: from the Rust types to everything under generated/. Running it twice changes nothing.
//
// `--from-schema` leaves out the Rust step; gve-schema's build script calls it so after its own.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { replaceFolder } from "./output.ts";
import { generated, root } from "./paths.ts";
import { readBundle } from "./schema.ts";
import { typesFile } from "./typescript.ts";
import { validatorFiles } from "./validators.ts";

function runRust(): void {
  const args = ["run", "--release", "--quiet", "--package", "gve-schema", "--", "generate"];
  const { status } = spawnSync("cargo", args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, GVE_SCHEMA_FROZEN: "1" },
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (!process.argv.includes("--from-schema")) runRust();

const bundle = readBundle();
const validators = validatorFiles(bundle);
const changed = replaceFolder(
  join(generated, "types/src/generated"),
  new Map([
    ["types.ts", await typesFile(bundle)],
    ["validators.js", validators.code],
    ["validators.d.ts", validators.declarations],
  ]),
);
for (const line of changed) process.stderr.write(`${line}\n`);
