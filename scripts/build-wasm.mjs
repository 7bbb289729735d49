// Builds the browser bundles of the engine into `forge-ui/wasm/`: `webgpu/`, and `webgl/` for browsers without WebGPU.
// Nothing happens for a bundle whose sources are the same as last time. Names of bundles as arguments build only those.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { reportFailure } from "./setup/failure.mjs";
import { ROOT, toolBin } from "./setup/paths.mjs";
import { runVisible, SetupError, step } from "./setup/run.mjs";
import { sourceHash } from "./setup/source-hash.mjs";
import { WASM_BINDGEN_VERSION, WASM_PACK_VERSION } from "./setup/versions.mjs";

/** Cargo feature and folder name of each bundle. */
const BUNDLES = ["webgpu", "webgl"];
const OUTPUT = join(ROOT, "forge-ui", "wasm");
const WASM_FILE = "gve_wasm_bg.wasm";
const RUST_FLAGS = "-C target-feature=+simd128";
// The features that Rust's target and the flag above use; wasm-opt refuses code with features it was not told of.
const WASM_OPT_FLAGS = [
  "-O3",
  "--enable-simd",
  "--enable-bulk-memory",
  "--enable-bulk-memory-opt",
  "--enable-nontrapping-float-to-int",
  "--enable-sign-ext",
  "--enable-mutable-globals",
  "--enable-reference-types",
  "--enable-multivalue",
  "--strip-debug",
  "--strip-producers",
];

function environmentFor(bundle) {
  const tools = [toolBin("wasm-pack", WASM_PACK_VERSION), toolBin("wasm-bindgen", WASM_BINDGEN_VERSION)];
  return {
    ...process.env,
    PATH: [...tools, process.env.PATH].join(delimiter),
    RUSTFLAGS: RUST_FLAGS,
    // A folder per bundle: their features differ, and cargo would otherwise build each anew whenever the other was built.
    CARGO_TARGET_DIR: join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), `wasm-${bundle}`),
  };
}

async function build(bundle, hash) {
  const folder = join(OUTPUT, bundle);
  const stamp = join(folder, ".sources");
  const wasm = join(folder, WASM_FILE);
  if (existsSync(wasm) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return false;
  mkdirSync(folder, { recursive: true });
  const crate = join(ROOT, "engine", "wasm");
  const packArguments = ["build", crate, "--target", "web", "--mode", "no-install", "--no-pack", "--no-opt"];
  const naming = ["--profile", "wasm-release", "--out-dir", folder, "--out-name", "gve_wasm"];
  await runVisible("wasm-pack", [...packArguments, ...naming, "--", "--features", bundle], {
    env: environmentFor(bundle),
  });
  const wasmOpt = join(ROOT, "node_modules", "binaryen", "bin", "wasm-opt");
  if (!existsSync(wasmOpt)) throw new SetupError("wasm-opt is missing.", "npm ci");
  await runVisible(process.execPath, [wasmOpt, ...WASM_OPT_FLAGS, wasm, "-o", wasm]);
  writeFileSync(stamp, hash);
}

/** Size of a bundle as stored and as servers send it, in kB. */
function sizes(bundle) {
  const wasm = join(OUTPUT, bundle, WASM_FILE);
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;
  return `${kilobytes(statSync(wasm).size)}, ${kilobytes(brotliCompressSync(readFileSync(wasm), options).length)} brotli`;
}

const hash = sourceHash(["node", "runtime"], [import.meta.filename]);
const wanted = process.argv.length > 2 ? BUNDLES.filter((bundle) => process.argv.includes(bundle)) : BUNDLES;
for (const bundle of wanted) {
  const built = await step(`${bundle} bundle`, () => build(bundle, hash)).catch(reportFailure);
  if (built !== false) process.stderr.write(`  ${bundle}: ${sizes(bundle)}\n`);
}
