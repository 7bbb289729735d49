// Command-line tools from crates.io at pinned versions: found on PATH, else fetched, else compiled once per user.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { TOOL_CACHE, toolBin } from "./paths.mjs";
import { output, runVisible, SetupError } from "./run.mjs";
import { CARGO_DENY_VERSION, TYPESHARE_VERSION, WASM_BINDGEN_VERSION, WASM_PACK_VERSION } from "./versions.mjs";

// `locked: false` where the crate's own lock file names a yanked dependency.
const TOOLS = {
  "wasm-bindgen": { crate: "wasm-bindgen-cli", version: WASM_BINDGEN_VERSION, locked: false },
  "wasm-pack": { crate: "wasm-pack", version: WASM_PACK_VERSION, locked: true },
  typeshare: { crate: "typeshare-cli", version: TYPESHARE_VERSION, locked: true },
  "cargo-deny": { crate: "cargo-deny", version: CARGO_DENY_VERSION, locked: true },
};

const executable = (name) => (process.platform === "win32" ? `${name}.exe` : name);

/** Makes one tool available at its pinned version and returns the folder it is in, or null when it is on PATH. */
export async function ensureCargoTool(name, note) {
  const tool = TOOLS[name];
  const folder = toolBin(name, tool.version);
  if (existsSync(join(folder, executable(name)))) return folder;
  if (output(name, ["--version"])?.split(/\s+/).includes(tool.version)) return null;
  note(`version ${tool.version} is installed into the per-user cache; this happens once`);
  const root = join(TOOL_CACHE, `${name}-${tool.version}`);
  if (await tryBinstall(tool, root, folder, name)) return folder;
  const args = ["install", tool.crate, "--version", tool.version, "--root", root, ...(tool.locked ? ["--locked"] : [])];
  try {
    await runVisible("cargo", args, { env: { ...process.env, CARGO_TARGET_DIR: undefined, RUSTFLAGS: undefined } });
  } catch (error) {
    throw new SetupError(
      `${name} ${tool.version} could not be installed (${error.message}).`,
      `cargo ${args.join(" ")}`,
    );
  }
  return folder;
}

async function tryBinstall(tool, root, folder, name) {
  if (output("cargo", ["binstall", "-V"]) === null) return false;
  try {
    await runVisible("cargo", ["binstall", "--no-confirm", "--root", root, `${tool.crate}@${tool.version}`]);
  } catch {
    return false; // no prebuilt binary for this platform: compile it
  }
  return existsSync(join(folder, executable(name)));
}
