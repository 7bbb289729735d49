// A Rust toolchain that can build for wasm32-unknown-unknown.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { ROOT } from "./paths.mjs";
import { output, runVisible, SetupError } from "./run.mjs";

const TARGET = "wasm32-unknown-unknown";

function hasStandardLibrary(rustc) {
  const folder = output(rustc, ["--print", "target-libdir", "--target", TARGET]);
  return folder !== null && existsSync(folder) && readdirSync(folder).some((name) => /^libstd-.*\.rlib$/.test(name));
}

/**
 * Folder with the cargo and rustc to use for WebAssembly, or null for those on PATH.
 * Ladder: the target is there; rustup adds it; offline or distro toolchains (scripts/setup/distro-wasm-target.sh).
 */
export async function ensureWasmTarget(note) {
  if (hasStandardLibrary("rustc")) return null;
  if (output("rustup", ["--version"]) !== null) {
    note(`rustup adds the target ${TARGET}`);
    const added = spawnSync("rustup", ["target", "add", TARGET], { stdio: ["ignore", 2, 2], timeout: 300_000 });
    if (added.status === 0 && hasStandardLibrary("rustc")) return null;
  }
  if (process.platform !== "linux") throw missing();
  note("falling back to the distribution's Rust for WebAssembly");
  try {
    await runVisible("bash", [join(ROOT, "scripts", "setup", "distro-wasm-target.sh")]);
  } catch {
    throw missing();
  }
  return dirname("/usr/bin/rustc");
}

const missing = () =>
  new SetupError(
    `No Rust standard library for ${TARGET} can be had on this machine.`,
    `rustup target add ${TARGET}   (on Debian without rustup, as root: apt-get install rustc-web cargo-web rust-web-src rust-web-llvm)`,
  );
