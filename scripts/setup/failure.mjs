// Ends a command of `npm run` with one clear message.
import { SetupError } from "./run.mjs";

/** Prints what went wrong and what fixes it, and ends with exit code 1. */
export function reportFailure(error) {
  process.stderr.write(`\n✗ ${error instanceof SetupError ? error.message : (error.stack ?? error)}\n`);
  process.exit(1);
}
