// How a gate that finds violations ends when it is run as a program.
import { pathToFileURL } from "node:url";
import { ROOT } from "../setup/paths.mjs";

/**
 * When the module of this URL is the program that was started: prints what `findViolations` finds in the folder of the
 * first argument (else the project) and ends with 1 if there is anything. Nothing happens when the module is imported.
 */
export function runAsGate(moduleUrl, findViolations) {
  if (moduleUrl !== pathToFileURL(process.argv[1] ?? "").href) return;
  const violations = findViolations(process.argv[2] ?? ROOT);
  for (const violation of violations) process.stderr.write(`✗ ${violation}\n`);
  process.exit(violations.length === 0 ? 0 : 1);
}
