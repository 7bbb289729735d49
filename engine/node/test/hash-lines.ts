// Compiles the recipes that arrive as JSON lines and prints what comes of each: the SHA-256 of the binary, or the code
// of the problem. A program of its own, because the number of threads is settled when the engine is loaded.
import { createInterface } from "node:readline";
import { compile, EngineError } from "../src/index.ts";

async function outcome(text: string, options: object): Promise<string> {
  try {
    return (await compile(text, { options })).report.content_hash;
  } catch (error) {
    if (error instanceof EngineError) return error.diagnostics[0]?.code ?? "no diagnostic";
    throw error;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { text, options } = JSON.parse(line);
  process.stdout.write(`${await outcome(text, options)}\n`);
}
