/**
 * Entry point of an engine process: `worker.ts <engine module> <heartbeat in ms>`.
 *
 * It knows the engine and nothing of stores, queues or HTTP. It ends when the server's end of the channel closes.
 */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

import type { CompileReport } from "@gve/types";
import { storageProblem } from "../problem.ts";
import type { Engine, EngineModule } from "./engine.ts";
import type { Answers, Command, CompileAnswer, Notice, Task, TaskKind, Tasks } from "./messages.ts";

const [engineModule = "", heartbeatMs = "1000"] = process.argv.slice(2);
const running = new Map<number, AbortController>();

function tell(notice: Notice): void {
  if (process.connected) process.send?.(notice);
}

async function loadEngine(): Promise<Engine> {
  const module = (await import(engineModule)) as EngineModule;
  return module.createEngine();
}

async function perform(engine: Engine, taskId: number, task: Task): Promise<Answers[TaskKind]> {
  switch (task.kind) {
    case "describe":
      return { build: engine.build, materials: engine.materials() };
    case "impact":
      return engine.impact(task.struck, task.striking);
    case "examine":
      return engine.examine(task.recipeText, task.options);
    case "instances":
      return engine.instances(task.recipeText);
    case "import":
      return engine.importDocument(task.text);
    case "compile":
      return compile(engine, taskId, task);
  }
}

async function compile(engine: Engine, taskId: number, task: Tasks["compile"]): Promise<CompileAnswer> {
  const abort = new AbortController();
  running.set(taskId, abort);
  try {
    const outcome = await engine.compile(
      task.recipeText,
      task.options,
      (progress) => tell({ type: "progress", taskId, progress }),
      abort.signal,
    );
    if (outcome.state !== "done") return outcome;
    const report = checkedReport(outcome.bytes, outcome.report);
    await writeDurably(task.outputPath, outcome.bytes);
    return { state: "done", report };
  } catch (error) {
    const problem = storageProblem(error);
    if (problem === null) throw error;
    return { state: "failed", diagnostics: [problem.toDiagnostic()] };
  } finally {
    running.delete(taskId);
  }
}

/** The report with hash and size of the very bytes that were written. */
function checkedReport(bytes: Uint8Array, report: CompileReport): CompileReport {
  const contentHash = createHash("sha256").update(bytes).digest("hex");
  if (contentHash !== report.content_hash) throw new Error("the engine reported another hash than its bytes have");
  return { ...report, size_bytes: bytes.byteLength };
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function receive(engine: Engine, command: Command): void {
  const { taskId } = command;
  if (command.type === "cancel") {
    running.get(taskId)?.abort();
    return;
  }
  perform(engine, taskId, command.task).then(
    (answer) => tell({ type: "answer", taskId, answer }),
    (error: unknown) =>
      tell({ type: "error", taskId, message: error instanceof Error ? error.message : String(error) }),
  );
}

process.on("disconnect", () => process.exit(0));
// Ctrl+C reaches the whole group; the server decides when its processes end.
process.on("SIGINT", () => undefined);

try {
  const engine = await loadEngine();
  process.on("message", (command: Command) => receive(engine, command));
  setInterval(() => tell({ type: "heartbeat" }), Number(heartbeatMs));
  tell({ type: "ready" });
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.send?.({ type: "unavailable", message } satisfies Notice, undefined, {}, () => process.exit(1));
}
