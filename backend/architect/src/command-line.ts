import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import type { ArchitectOptions } from "./architect.ts";
import { isLoopback } from "./http/access.ts";
import { Problem } from "./problem.ts";

export const USAGE = `Usage: node src/main.ts [options]

  --port N       Port to listen on; 0 takes a free one. Default: 4173, or a free one if that is taken.
  --host NAME    Address to listen on. Default: 127.0.0.1. Any other needs a token in GVE_TOKEN.
  --data DIR     Folder for assets and builds. Default: .gve in the project.
  --workers N    Processes that compile. Default: one less than there are cores, at least 1.
  --open         Open the address in a browser.
  --help         Show this text.

Environment:
  GVE_TOKEN      Secret that every request has to carry.
  GVE_LOG        Level of the log on standard error: fatal, error, warn, info, debug. Default: warn.
`;

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));
const DEFAULT_PORT = 4173;
const SHORTEST_TOKEN = 16;

export interface Command {
  readonly architect: ArchitectOptions;
  readonly port: number;
  /** Whether a free port may be taken when `port` is not free. */
  readonly mayFallBack: boolean;
  readonly opensBrowser: boolean;
  readonly asksForHelp: boolean;
}

/** Reads command line and environment. @throws Problem `request.invalid`. */
export function readCommand(argv: readonly string[], environment: NodeJS.ProcessEnv): Command {
  const values = parse(argv);
  const host = values.host ?? "127.0.0.1";
  return {
    port: values.port === undefined ? DEFAULT_PORT : wholeNumber("--port", values.port, 0, 65_535),
    mayFallBack: values.port === undefined,
    opensBrowser: values.open ?? false,
    asksForHelp: values.help ?? false,
    architect: {
      dataFolder: resolve(values.data ?? join(PROJECT, ".gve")),
      samplesFolder: join(PROJECT, "samples"),
      staticFolder: join(PROJECT, "forge-ui", "dist"),
      engineModule: engineModule(environment),
      rules: { host, token: readToken(host, environment) },
      logLevel: environment.GVE_LOG ?? "warn",
      compiler: {
        workerCount: wholeNumber("--workers", values.workers ?? String(defaultWorkers()), 1, 64),
        leaseMs: 10_000,
        cancelGraceMs: 2_000,
        timeoutMs: 600_000,
      },
    },
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: "string" },
        host: { type: "string" },
        data: { type: "string" },
        workers: { type: "string" },
        open: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new Problem("request.invalid", (error as Error).message, { hint: "See --help." });
  }
}

function defaultWorkers(): number {
  return Math.min(Math.max(1, availableParallelism() - 1), 64);
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new Problem("request.invalid", `${option} takes a whole number from ${min} to ${max}, not "${text}".`);
}

/** The token; none is needed where only this machine can connect. */
function readToken(host: string, environment: NodeJS.ProcessEnv): string | null {
  const token = environment.GVE_TOKEN ?? "";
  if (token === "" && isLoopback(host)) return null;
  if (token.length >= SHORTEST_TOKEN) return token;
  const suggestion = randomBytes(24).toString("base64url");
  throw new Problem(
    "request.unauthorized",
    token === ""
      ? `Other machines can reach ${host}, so a token is needed.`
      : `The token in GVE_TOKEN has less than ${SHORTEST_TOKEN} characters.`,
    { hint: `Start with GVE_TOKEN=${suggestion}, or with another secret of your own.` },
  );
}

/** The module that compiles. Tests put another in its place. */
function engineModule(environment: NodeJS.ProcessEnv): string {
  return environment.GVE_ENGINE_MODULE ?? new URL("./compile/native-engine.ts", import.meta.url).href;
}
