// `npm run generate`: from the Rust types to everything under generated/. Running it twice changes nothing.
//
// `--from-schema` leaves out the Rust step; gve-schema's build script calls it so after its own.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { kaitaiReaders } from "./kaitai.ts";
import { layoutTypeScript } from "./layout-typescript.ts";
import { readConstants, readLayouts } from "./layouts.ts";
import { replaceFolder } from "./output.ts";
import { generated, root } from "./paths.ts";
import { hasPythonTools, pythonBanner, pythonLayout, pythonModels } from "./python.ts";
import { type Bundle, readBundle } from "./schema.ts";
import { typesFile } from "./typescript.ts";
import { crossCheckFiles } from "./typeshare.ts";
import { validatorFiles } from "./validators.ts";

function runRust(): void {
  const args = ["run", "--release", "--quiet", "--package", "gve-schema", "--", "generate"];
  const environment = { ...process.env, GVE_SCHEMA_FROZEN: "1" };
  const { status } = spawnSync("cargo", args, { cwd: root, stdio: "inherit", env: environment });
  if (status !== 0) process.exit(status ?? 1);
}

async function writeTypeScript(bundle: Bundle): Promise<string[]> {
  const validators = validatorFiles(bundle);
  const files = new Map([
    ["layout.ts", layoutTypeScript(readLayouts(), readConstants())],
    ["types.ts", await typesFile(bundle)],
    ["validators.js", validators.code],
    ["validators.d.ts", validators.declarations],
  ]);
  return replaceFolder(join(generated, "types/src/generated"), files);
}

async function writePython(bundle: Bundle): Promise<string[]> {
  if (!hasPythonTools()) {
    process.stderr.write("left out: Pydantic models, because .venv is missing; `npm test` installs it\n");
    return [];
  }
  const compiledByPython = (path: string) => path.includes("__pycache__/");
  const files = new Map([
    ["__init__.py", `${pythonBanner}\n`],
    ["layout.py", pythonLayout(readLayouts(), readConstants())],
    ["models.py", pythonModels(bundle)],
  ]);
  const readers = await kaitaiReaders();
  return [
    ...replaceFolder(join(generated, "python/gve_types/generated"), files, compiledByPython),
    ...replaceFolder(join(generated, "python/tests/kaitai_readers"), readers, compiledByPython),
  ];
}

function writeCrossCheck(bundle: Bundle): string[] {
  const files = crossCheckFiles(bundle);
  if (files) return replaceFolder(join(generated, "types/cross-check/generated"), files);
  process.stderr.write("left out: typeshare's cross-check, because it is not installed; `npm test` installs it\n");
  return [];
}

if (!process.argv.includes("--from-schema")) runRust();
const bundle = readBundle();
const changed = [...(await writeTypeScript(bundle)), ...(await writePython(bundle)), ...writeCrossCheck(bundle)];
for (const line of changed) process.stderr.write(`${line}\n`);
