// `npm run generate`: from the Rust types to everything under generated/. Running it twice changes nothing.
//
// `--from-schema` leaves out the Rust step; gve-schema's build script calls it so after its own. `--complete` fails
// when a tool is missing, instead of leaving out what it makes.
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

/** What is left out because its tool is not installed. */
function leaveOut(what: string): string[] {
  process.stderr.write(`left out: ${what}; \`npm test\` installs what is missing\n`);
  if (process.argv.includes("--complete")) process.exit(1);
  return [];
}

function runRust(): void {
  const args = ["run", "--release", "--quiet", "--package", "gve-schema", "--", "generate"];
  const { status } = spawnSync("cargo", args, { cwd: root, stdio: "inherit" });
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
  if (!hasPythonTools()) return leaveOut("Pydantic models, because .venv is missing");
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
  if (!files) return leaveOut("typeshare's cross-check, because it is not installed");
  return replaceFolder(join(generated, "types/cross-check/generated"), files);
}

if (!process.argv.includes("--from-schema")) runRust();
const bundle = readBundle();
const changed = [...(await writeTypeScript(bundle)), ...(await writePython(bundle)), ...writeCrossCheck(bundle)];
for (const line of changed) process.stderr.write(`${line}\n`);
