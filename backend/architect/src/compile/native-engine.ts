import type { Engine } from "./engine.ts";

export async function createEngine(): Promise<Engine> {
  throw new Error("the native engine is not built");
}
