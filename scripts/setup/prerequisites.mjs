// What a person has to bring: Node, Rust and a C compiler. Everything else is installed by set-up.

import { output, SetupError } from "./run.mjs";
import { MINIMUM_RUST } from "./versions.mjs";

/** Checks the three prerequisites and throws one clear message for the first that is missing. */
export function checkPrerequisites() {
  checkNode();
  checkRust();
  checkCCompiler();
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 11)) {
    throw new SetupError(
      `Node ${process.versions.node} is too old: 20.11 or newer is needed.`,
      "install Node 24 from nodejs.org or your distribution",
    );
  }
}

function checkRust() {
  const text = output("cargo", ["--version"]);
  const fix = "install Rust with rustup (https://rustup.rs), then open a new shell";
  if (!text) throw new SetupError("Rust is missing: 'cargo' was not found.", fix);
  const [major, minor] = text.split(" ")[1].split(".").map(Number);
  if (major < MINIMUM_RUST[0] || (major === MINIMUM_RUST[0] && minor < MINIMUM_RUST[1])) {
    throw new SetupError(`${text} is too old: ${MINIMUM_RUST.join(".")} or newer is needed.`, "rustup update stable");
  }
}

function checkCCompiler() {
  if (process.platform === "win32") return; // rustup's MSVC toolchain brings its linker check itself
  const found = [process.env.CC, "cc", "clang", "gcc"].some((name) => name && output(name, ["--version"]) !== null);
  if (!found) {
    const fix =
      process.platform === "darwin"
        ? "xcode-select --install"
        : "install one, for example: sudo apt-get install build-essential";
    throw new SetupError("A C compiler is missing: none of cc, clang, gcc was found.", fix);
  }
}
