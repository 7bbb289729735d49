// The whole product for browser tests and screenshots: the real Architect as a process, with its own folder and port.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = join(import.meta.dirname, "..", "..");
const MAIN = join(ROOT, "backend", "architect", "src", "main.ts");

export class Product {
  readonly dataFolder: string;
  #process: ChildProcess | null = null;
  #address = "";

  private constructor(dataFolder: string) {
    this.dataFolder = dataFolder;
  }

  /** Starts the product with an empty folder. */
  static async start(): Promise<Product> {
    const product = new Product(await mkdtemp(join(tmpdir(), "gve-forge-")));
    await product.up();
    return product;
  }

  /** Without a slash at the end. */
  get address(): string {
    return this.#address;
  }

  /** Starts the server; a second time on the port of the first. */
  async up(): Promise<void> {
    const port = this.#address === "" ? "0" : new URL(this.#address).port;
    const server = spawn(process.execPath, [MAIN, "--port", port, "--data", this.dataFolder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#process = server;
    this.#address = await new Promise((resolve, reject) => {
      server.on("exit", (code) => reject(new Error(`The Architect ended with code ${code}.`)));
      createInterface({ input: server.stdout }).on("line", (line) => {
        const address = /GVE-1 runs at (http:\S+?)\/?$/.exec(line)?.[1];
        if (address !== undefined) resolve(address);
      });
    });
  }

  /** Ends the server as a power cut would. */
  async kill(): Promise<void> {
    const server = this.#process;
    if (!server || server.exitCode !== null) return;
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGKILL");
    await gone;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  /** Asks the HTTP interface for JSON. */
  async json<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await fetch(`${this.#address}${path}`, init);
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }
}
