import { onTestFinished } from "vitest";

import { Architect, type ArchitectOptions } from "../src/architect.ts";
import type { CompilerSettings } from "../src/compile/compiler.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export const STAND_IN_ENGINE = new URL("./stand-in-engine.ts", import.meta.url).href;
const EMPTY_FOLDER = new URL("./empty/", import.meta.url).pathname;

export interface RunningArchitect {
  readonly architect: Architect;
  /** Address without a slash at its end. */
  readonly url: string;
  readonly dataFolder: string;
}

/** A server in this process on a free loopback port, with the stand-in engine; it ends with the test. */
export async function runningArchitect(
  changes: Partial<ArchitectOptions> & { readonly settings?: Partial<CompilerSettings> } = {},
): Promise<RunningArchitect> {
  const { settings, ...options } = changes;
  const dataFolder = options.dataFolder ?? temporaryFolder();
  const architect = await Architect.open({
    samplesFolder: EMPTY_FOLDER,
    staticFolder: dataFolder,
    engineModule: STAND_IN_ENGINE,
    rules: { host: "127.0.0.1", token: null },
    logLevel: "silent",
    ...options,
    dataFolder,
    compiler: { workerCount: 1, leaseMs: 10_000, cancelGraceMs: 1_000, timeoutMs: 60_000, ...settings },
  });
  if ("heldBy" in architect) throw new Error(`the folder is held by ${architect.heldBy}`);
  let isOpen = true;
  const close = architect.close.bind(architect);
  architect.close = async () => {
    if (isOpen) await close();
    isOpen = false;
  };
  onTestFinished(() => architect.close());
  const url = (await architect.listen(0)).replace(/\/$/, "");
  return { architect, url, dataFolder };
}

/** A recipe that the stand-in engine takes; `order` makes it misbehave. */
export function recipe(name: string, order?: "wait" | "deaf" | "crash" | `hold:${string}`): string {
  return JSON.stringify({
    format: "gve-recipe/1",
    name,
    ...(order === undefined ? {} : { description: order }),
    root_node: { shape: { type: "sphere", params: { radius: 1 } } },
  });
}
