/** Starts the Architect: one line with its address on standard output, everything else on standard error. */
import { spawn } from "node:child_process";

import { Architect } from "./architect.ts";
import { type Command, readCommand, USAGE } from "./command-line.ts";
import { asProblem, problemLine } from "./http/problems.ts";

/** Exit codes. */
const FAILED = 1;
const FOLDER_IN_USE = 3;

async function start(command: Command): Promise<void> {
  const architect = await Architect.open(command.architect);
  if ("heldBy" in architect) {
    const where = architect.heldBy === "" ? "is just starting" : `runs at ${architect.heldBy}`;
    process.stderr.write(`A server with the data folder ${command.architect.dataFolder} ${where}\n`);
    process.exitCode = FOLDER_IN_USE;
    return;
  }
  endOnSignals(architect);
  const address = await listen(architect, command);
  await seed(architect);
  process.stdout.write(`GVE-1 runs at ${address}\n`);
  if (command.opensBrowser) openBrowser(address);
}

async function listen(architect: Architect, command: Command): Promise<string> {
  try {
    return await architect.listen(command.port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || !command.mayFallBack) throw error;
    return architect.listen(0);
  }
}

/** Samples are a welcome, not a condition: without them the server still serves. */
async function seed(architect: Architect): Promise<void> {
  try {
    await architect.seed();
  } catch (error) {
    process.stderr.write(`The samples were not added. ${problemLine(asProblem(error))}\n`);
  }
}

function endOnSignals(architect: Architect): void {
  let ending = false;
  const end = (): void => {
    if (ending) process.exit(FAILED);
    ending = true;
    architect.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(FAILED);
      },
    );
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
}

function openBrowser(address: string): void {
  const [command, ...args] =
    process.platform === "darwin" ? ["open"] : process.platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"];
  const browser = spawn(command ?? "xdg-open", [...args, address], { stdio: "ignore", detached: true });
  browser.on("error", () => process.stderr.write(`No browser could be opened. Open ${address} yourself.\n`));
  browser.unref();
}

try {
  const command = readCommand(process.argv.slice(2), process.env);
  if (command.asksForHelp) process.stdout.write(USAGE);
  else await start(command);
} catch (error) {
  const problem = asProblem(error);
  const text =
    problem.code === "internal" && error instanceof Error ? `internal: ${error.message}` : problemLine(problem);
  process.stderr.write(`${text}\n`);
  process.exit(FAILED);
}
