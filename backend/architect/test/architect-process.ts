import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { STAND_IN_ENGINE } from "./running-architect.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** A server in a process of its own, started by its command line. */
export class ArchitectProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;
  /** What it wrote to standard error. */
  errors = "";
  /** Address without a slash at its end, once it is ready. */
  url = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exit = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.errors += text;
    });
  }

  /** Starts a server and resolves when it printed its address. */
  static async start(dataFolder: string, ...options: string[]): Promise<ArchitectProcess> {
    const server = ArchitectProcess.launch(dataFolder, ...options);
    const line = await server.firstLine();
    const address = /^GVE-1 runs at (http:\S+)\/$/.exec(line)?.[1];
    if (address === undefined) throw new Error(`the server did not start: ${line}${server.errors}`);
    server.url = address;
    return server;
  }

  /** Starts a server that may refuse to run. */
  static launch(dataFolder: string, ...options: string[]): ArchitectProcess {
    const child = spawn(process.execPath, [MAIN, "--port", "0", "--data", dataFolder, ...options], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { GVE_ENGINE_MODULE: STAND_IN_ENGINE, ...process.env },
    });
    return new ArchitectProcess(child);
  }

  /** The first line of standard output, or nothing when the server ends without one. */
  async firstLine(): Promise<string> {
    if (this.#child.stdout === null) return "";
    for await (const line of createInterface({ input: this.#child.stdout })) return line;
    return "";
  }

  /** Exit code, `null` after a signal. */
  get exit(): Promise<number | null> {
    return this.#exit;
  }

  /** Process ids of the engine processes. */
  engineProcessIds(): number[] {
    const { pid } = this.#child;
    try {
      return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
    } catch {
      return [];
    }
  }

  /** Ends it as a power cut would, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exit;
  }

  /** Asks it to end. */
  async stop(): Promise<number | null> {
    this.#child.kill("SIGTERM");
    return this.#exit;
  }
}
