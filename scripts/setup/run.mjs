// Running commands with visible progress. Everything goes to stderr; stdout is left to data.
import { spawn, spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";

/** Set-up cannot go on; `fix` is the command or action that helps. */
export class SetupError extends Error {
  constructor(what, fix) {
    super(`${what}\n  fix: ${fix}`);
    this.name = "SetupError";
  }
}

/** Runs one named step and says how long it took. A step that returns false had nothing to do and stays silent. */
export async function step(label, work) {
  const started_ms = performance.now();
  const result = await work((note) => process.stderr.write(`· ${label}: ${note}\n`));
  if (result !== false) {
    const seconds = ((performance.now() - started_ms) / 1000).toFixed(1);
    process.stderr.write(`✓ ${label} (${seconds} s)\n`);
  }
  return result;
}

/** Runs a command, showing its output as it comes; throws unless it exits with 0. */
export function runVisible(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", 2, 2], shell: needsShell(command), ...options });
    child.on("error", reject);
    child.on("close", (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(" ")} ended with ${signal ?? code}`)),
    );
  });
}

/** Standard output of a short command, trimmed, or null when it is missing or fails. */
export function output(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: "utf8", shell: needsShell(command), ...options });
  return result.status === 0 ? result.stdout.trim() : null;
}

// On Windows npm and npx are scripts that only a shell can start.
const needsShell = (command) => process.platform === "win32" && /^(npm|npx)$/.test(command);
