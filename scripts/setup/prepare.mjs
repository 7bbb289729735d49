// The whole set-up in order. `npm start` and `npm test` both begin here; the second time it takes a moment.
import { delimiter, join } from "node:path";
import { ensureChromium, ensureVulkanDriver } from "./browser.mjs";
import { ensureCargoTool } from "./cargo-tools.mjs";
import { findNode, installNodePackages, nodeFolder } from "./node-packages.mjs";
import { ROOT } from "./paths.mjs";
import { checkPrerequisites } from "./prerequisites.mjs";
import { ensurePython } from "./python.mjs";
import { runVisible, step } from "./run.mjs";
import { ensureWasmTarget } from "./wasm-target.mjs";

/**
 * Installs what is missing and builds the product.
 * `purpose` "start" needs neither Python nor a browser; "test" installs those too.
 * Returns the environment for commands of the project and the Node to run them with.
 */
export async function prepare(purpose) {
  checkPrerequisites();
  await step("Node packages", installNodePackages);
  const wasmRustFolder = await step("WebAssembly target", ensureWasmTarget);
  const folders = [];
  for (const tool of ["wasm-bindgen", "wasm-pack", ...(purpose === "test" ? ["typeshare", "cargo-deny"] : [])]) {
    folders.push(await step(tool, (note) => ensureCargoTool(tool, note)));
  }
  const environment = environmentWith([nodeFolder(), join(ROOT, "node_modules", ".bin"), ...folders.filter(Boolean)]);
  if (purpose === "test") {
    await step("Python environment", ensurePython);
    environment.GVE_CHROMIUM = await step("Chromium", ensureChromium);
    await step("Vulkan driver", ensureVulkanDriver);
  }
  await build(environment, wasmRustFolder);
  return { environment, node: findNode() };
}

/** Builds what `npm start` serves: the Node engine, the WebAssembly bundles, the editor's scripts and styles. */
async function build(environment, wasmRustFolder) {
  const node = findNode();
  const wasmEnvironment = wasmRustFolder
    ? {
        ...environment,
        PATH: wasmRustFolder + delimiter + environment.PATH,
        CARGO_TARGET_DIR: join(ROOT, "target", "distro"),
      }
    : environment;
  const npmRun = (...args) => runVisible("npm", ["run", "--silent", ...args], { cwd: ROOT, env: environment });
  await runVisible(node, [join(ROOT, "scripts", "build-engine.mjs")], { cwd: ROOT, env: environment });
  await step("WebAssembly bundles", () =>
    runVisible(node, [join(ROOT, "scripts", "build-wasm.mjs")], { cwd: ROOT, env: wasmEnvironment }),
  );
  await step("Editor bundle", () => npmRun("build", "-w", "@gve/forge"));
}

function environmentWith(folders) {
  return { ...process.env, PATH: [...folders, process.env.PATH].join(delimiter) };
}
