import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

import type { CompileProgress } from "@gve/types";
import { Problem } from "../problem.ts";
import type { Answers, Command, Notice, Task, TaskKind, Tasks } from "./messages.ts";

export interface EngineProcessOptions {
  /** Module that exports `createEngine`. */
  readonly engineModule: string;
  readonly heartbeatMs: number;
}

interface OpenTask {
  readonly resolve: (answer: Answers[TaskKind]) => void;
  readonly reject: (problem: Problem) => void;
  readonly onProgress: ((progress: CompileProgress) => void) | undefined;
}

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));

/** Longest time that a process may take to load the engine. */
const START_MS = 30_000;

/** One child process that runs the engine. Once it ended, it stays ended; its open tasks fail. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #tasks = new Map<number, OpenTask>();
  readonly #exit: Promise<void>;
  #nextTaskId = 1;
  #unavailable: string | null = null;
  /** When it last gave a sign of life, in milliseconds of the monotonic clock. */
  #lastSignMs = performance.now();
  #isReady = false;
  #isOver = false;

  constructor(options: EngineProcessOptions) {
    this.#child = fork(WORKER, [options.engineModule, String(options.heartbeatMs)], {
      serialization: "advanced",
      // Flags of the parent, such as an inspector's port, are not the child's.
      execArgv: ["--disable-warning=ExperimentalWarning"],
      // Standard output carries the server's own answers; whatever a worker says goes to standard error.
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#child.on("message", (notice: Notice) => this.#receive(notice));
    this.#exit = new Promise((resolve) => {
      const end = (): void => {
        this.#end();
        resolve();
      };
      this.#child.once("exit", end);
      this.#child.once("error", end);
    });
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Resolves when the process is gone. */
  get exit(): Promise<void> {
    return this.#exit;
  }

  /** Milliseconds since its last sign of life; a process that is starting has time to give the first. */
  get silenceMs(): number {
    const silenceMs = performance.now() - this.#lastSignMs;
    return this.#isReady || silenceMs > START_MS ? silenceMs : 0;
  }

  /**
   * Runs a task; `onProgress` is called for compiles.
   * @throws Problem `compile.unavailable` when the engine cannot be loaded, `compile.crashed` when the process ends
   * meanwhile, `internal` when the engine threw.
   */
  run<K extends TaskKind>(
    kind: K,
    task: Tasks[K],
    onProgress?: (progress: CompileProgress) => void,
  ): { readonly taskId: number; readonly answer: Promise<Answers[K]> } {
    const taskId = this.#nextTaskId++;
    const answer = new Promise<Answers[TaskKind]>((resolve, reject) => {
      if (this.#isOver) {
        reject(this.#endProblem());
        return;
      }
      this.#tasks.set(taskId, { resolve, reject, onProgress });
      this.#send({ type: "run", taskId, task: { kind, ...task } as Task });
    });
    // The process answers a task with the answer of its kind.
    return { taskId, answer: answer as Promise<Answers[K]> };
  }

  /** Asks for the end of a task; its answer still comes. */
  cancel(taskId: number): void {
    this.#send({ type: "cancel", taskId });
  }

  /** Ends the process at once, stopped or not. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #send(command: Command): void {
    // A closed channel is told by the exit that follows.
    if (this.#child.connected) this.#child.send(command, () => undefined);
  }

  #receive(notice: Notice): void {
    this.#lastSignMs = performance.now();
    switch (notice.type) {
      case "ready":
        this.#isReady = true;
        return;
      case "heartbeat":
        return;
      case "unavailable":
        this.#unavailable = notice.message;
        return;
      case "progress":
        this.#tasks.get(notice.taskId)?.onProgress?.(notice.progress);
        return;
      case "answer":
        this.#take(notice.taskId)?.resolve(notice.answer);
        return;
      case "error":
        this.#take(notice.taskId)?.reject(new Problem("internal", `The engine failed: ${notice.message}`));
        return;
    }
  }

  #take(taskId: number): OpenTask | undefined {
    const task = this.#tasks.get(taskId);
    this.#tasks.delete(taskId);
    return task;
  }

  #end(): void {
    this.#isOver = true;
    const problem = this.#endProblem();
    for (const task of this.#tasks.values()) task.reject(problem);
    this.#tasks.clear();
  }

  #endProblem(): Problem {
    if (this.#unavailable !== null) {
      return new Problem("compile.unavailable", `The compile engine cannot be loaded: ${this.#unavailable}`, {
        hint: "Build it with `npm run build`.",
      });
    }
    const { exitCode, signalCode } = this.#child;
    return new Problem("compile.crashed", `The compile process ended (${signalCode ?? `exit code ${exitCode}`}).`, {
      hint: "The recipe is saved. Compile it again; if it fails again, please report the recipe.",
    });
  }
}
