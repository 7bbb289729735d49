import type { CompileOptions, CompileProgress } from "@gve/types";
import { Problem } from "../problem.ts";
import type { ClaimedJob, JobStore } from "../queue/job-store.ts";
import type { CompilerSettings } from "./compiler.ts";
import type { EngineProcess } from "./engine-process.ts";
import type { CompileAnswer } from "./messages.ts";

/** Progress within one stage is told no more often than this. */
const PROGRESS_INTERVAL_MS = 50;

/** What to compile and where to write it. */
export interface CompileInput {
  readonly recipeText: string;
  readonly options: CompileOptions;
  readonly outputPath: string;
}

/**
 * One attempt at a job: holds its lease for as long as the process shows signs of life, and ends the process's work
 * when the job is cancelled, lost or takes too long.
 */
export class CompileRun {
  readonly job: ClaimedJob;
  readonly #jobs: JobStore;
  readonly #settings: CompilerSettings;
  readonly #onProgress: (progress: CompileProgress) => void;
  readonly #renewal: NodeJS.Timeout;
  #timeout: NodeJS.Timeout | null = null;
  #grace: NodeJS.Timeout | null = null;
  #process: EngineProcess | null = null;
  #taskId = 0;
  #endProblem: Problem | null = null;
  #lost = false;
  #progress: CompileProgress | undefined;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    job: ClaimedJob,
    jobs: JobStore,
    settings: CompilerSettings,
    onProgress: (progress: CompileProgress) => void,
  ) {
    this.job = job;
    this.#jobs = jobs;
    this.#settings = settings;
    this.#onProgress = onProgress;
    // A renewal that cannot be written lets the lease run out, which is what a broken store calls for.
    this.#renewal = setInterval(() => this.#renew().catch(() => undefined), settings.leaseMs / 4);
  }

  get progress(): CompileProgress | undefined {
    return this.#progress;
  }

  /** Why the work was ended from here, or `null`. */
  get endProblem(): Problem | null {
    return this.#endProblem;
  }

  /** Whether the process gave no sign of life for a whole lease; then the job goes to another. */
  get isAbandoned(): boolean {
    return (this.#process?.silenceMs ?? 0) > this.#settings.leaseMs;
  }

  /** Compiles in `process`. The lease is kept meanwhile. */
  async compile(process: EngineProcess, input: CompileInput): Promise<CompileAnswer> {
    this.#process = process;
    const { taskId, answer } = process.run("compile", input, (progress) => this.#tell(progress));
    this.#taskId = taskId;
    const { timeoutMs } = this.#settings;
    this.#timeout = setTimeout(() => this.#endWork(timeoutProblem(timeoutMs)), timeoutMs);
    if (this.#endProblem !== null || this.#lost) this.#endWork(this.#endProblem);
    try {
      return await answer;
    } finally {
      this.#process = null;
      this.#clearTimers();
    }
  }

  /** Ends the work because somebody asked for it. */
  cancel(): void {
    this.#endWork(new Problem("compile.cancelled", "The compile was cancelled."));
  }

  /** Whether the job is still this run's; then its lease is renewed. Ends the work of a job that was lost or cancelled. */
  async holdsJob(): Promise<boolean> {
    if (this.#lost) return false;
    const { assetId, token } = this.job;
    const renewal = await this.#jobs.renew(assetId, token, Date.now(), this.#settings.leaseMs);
    if (renewal === "lost") this.#lose();
    if (renewal === "cancel_requested") this.cancel();
    return renewal !== "lost";
  }

  /** Stops all timers. */
  end(): void {
    clearInterval(this.#renewal);
    this.#clearTimers();
  }

  async #renew(): Promise<void> {
    const { leaseMs, cancelGraceMs } = this.#settings;
    if (this.#process !== null && this.#process.silenceMs > leaseMs + cancelGraceMs) this.#process.kill();
    // A process that hangs must not keep its job for ever: without a sign of life the lease runs out.
    if (this.#process !== null && this.#process.silenceMs > leaseMs / 2) return;
    await this.holdsJob();
  }

  #lose(): void {
    this.#lost = true;
    this.#endWork(null);
  }

  #endWork(problem: Problem | null): void {
    this.#endProblem ??= problem;
    const process = this.#process;
    if (process === null) return;
    process.cancel(this.#taskId);
    this.#grace ??= setTimeout(() => process.kill(), this.#settings.cancelGraceMs);
  }

  #tell(progress: CompileProgress): void {
    const now = performance.now();
    const sameStage = this.#progress?.stage === progress.stage;
    this.#progress = progress;
    if (this.#lost || (sameStage && now - this.#toldAtMs < PROGRESS_INTERVAL_MS && progress.progress < 1)) return;
    this.#toldAtMs = now;
    this.#onProgress(progress);
  }

  #clearTimers(): void {
    if (this.#timeout !== null) clearTimeout(this.#timeout);
    if (this.#grace !== null) clearTimeout(this.#grace);
    this.#grace = null;
  }
}

function timeoutProblem(timeoutMs: number): Problem {
  return new Problem("compile.timed_out", `The compile took longer than ${Math.round(timeoutMs / 1000)} s.`, {
    hint: "Lower the resolution, or split the recipe.",
  });
}
