import { randomUUID } from "node:crypto";
import type {
  AssetDocument,
  AssetId,
  CompileOptions,
  CompilePriority,
  CompileProgress,
  CompileRequest,
  CompileStage,
  CompileStatus,
} from "@gve/types";
import type { BuildCache } from "../blobs/build-cache.ts";
import type { Build } from "../blobs/build-index.ts";
import { EventFollower } from "../events/event-follower.ts";
import { Problem, recipeProblem, storageProblem } from "../problem.ts";
import type { ClaimedJob, JobOrder, JobOutcome, JobStore } from "../queue/job-store.ts";
import type { Store, StoredEvent } from "../store/store.ts";
import { CompileRun } from "./compile-run.ts";
import { EngineProcess, type EngineProcessOptions } from "./engine-process.ts";
import type { RecipeInspector } from "./inspector.ts";

const STAGES: readonly CompileStage[] = ["MATH_JIT", "VOLUME_BAKE", "SHELL_GEN", "SPLAT_TRAIN", "INDEXING", "WRITING"];
/** A job whose process ended is started once more. */
const MAX_ATTEMPTS = 2;
/** Events that are kept for clients that resume. */
const EVENTS_KEPT = 10_000;
const TRIM_EVERY = 250;

export interface CompilerSettings {
  readonly workerCount: number;
  /** How long a job stays with a process that gives no sign of life. */
  readonly leaseMs: number;
  /** How long a process may take to follow a cancel before it is killed. */
  readonly cancelGraceMs: number;
  /** How long one compile may take. */
  readonly timeoutMs: number;
}

export interface CompilerParts {
  readonly store: Store;
  readonly jobs: JobStore;
  readonly cache: BuildCache;
  readonly inspector: RecipeInspector;
  readonly engine: EngineProcessOptions;
  readonly settings: CompilerSettings;
  /** How urgent the compile of a saved asset is. */
  readonly priorityOf: (assetId: AssetId) => CompilePriority;
  /** Hears of failures that no request is there to answer for. */
  readonly onError: (error: unknown) => void;
}

/** How far the compile of an asset is. */
export interface ProgressNote {
  readonly assetId: AssetId;
  readonly version: number;
  readonly progress: CompileProgress;
}

/** Turns saves and requests into binaries: follows the outbox, hands jobs to engine processes, publishes what they make. */
export class AssetCompiler {
  readonly #parts: CompilerParts;
  readonly #owner = randomUUID();
  readonly #runs = new Set<CompileRun>();
  /** Processes without work, the one used last at the end, with the asset that each compiled last. */
  readonly #idle: { readonly process: EngineProcess; readonly assetId: AssetId }[] = [];
  /** Every process that was started and has not ended, also those that lost their job. */
  readonly #processes = new Set<EngineProcess>();
  readonly #listeners = new Set<(note: ProgressNote) => void>();
  readonly #open = new Set<Promise<void>>();
  #follower: EventFollower | null = null;
  #expiry: NodeJS.Timeout | null = null;
  #claiming = false;
  #wanted = false;
  #trimmedAt = 0;
  #stopped = true;

  constructor(parts: CompilerParts) {
    this.#parts = parts;
  }

  /** Takes up what an earlier run left, and starts. */
  async start(): Promise<void> {
    const { store, jobs, settings, onError } = this.#parts;
    this.#stopped = false;
    await jobs.reclaim(this.#owner);
    this.#follower = new EventFollower(store, await jobs.cursor(), (events) => this.#follow(events), onError);
    this.#follower.start();
    this.#expiry = setInterval(() => this.#expire().catch(onError), settings.leaseMs / 2);
    this.#wake();
  }

  /** Ends all processes. Jobs that were running are taken up at the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#expiry !== null) clearInterval(this.#expiry);
    await this.#follower?.stop();
    for (const process of this.#processes) process.kill();
    await Promise.all([...this.#processes].map((process) => process.exit));
    await Promise.all(this.#open);
  }

  /** Asks for the binary of an asset's newest version. Returns at once. */
  async request(request: CompileRequest): Promise<CompileStatus> {
    const document = await this.#requireDocument(request.asset_id);
    await this.#parts.jobs.request({
      assetId: document.id,
      version: document.version,
      priority: request.priority ?? "NORMAL",
      options: optionsOf(request),
      forced: request.force_recompile ?? false,
    });
    await this.#runOf(document.id)?.holdsJob();
    this.#wake();
    return this.status(document.id);
  }

  /** Ends the compile of an asset. `false`: there was none. */
  async cancel(assetId: AssetId): Promise<boolean> {
    const { jobs } = this.#parts;
    const cancelled = await jobs.cancel(assetId);
    const run = this.#runOf(assetId);
    run?.cancel();
    if (!cancelled || run !== undefined) return cancelled;
    const job = await jobs.find(assetId);
    if (job?.state === "cancelled") await this.#appendFailure(assetId, job.version, cancelProblem());
    return true;
  }

  async status(assetId: AssetId): Promise<CompileStatus> {
    const job = await this.#parts.jobs.find(assetId);
    if (job === null) return { asset_id: assetId, state: "idle" };
    const progress = job.state === "running" ? this.#runOf(assetId)?.progress : undefined;
    return {
      asset_id: assetId,
      state: job.state,
      version: job.version,
      ...(progress === undefined ? {} : { progress }),
      ...(job.error === null ? {} : { error: job.error }),
    };
  }

  /** Calls `listener` as compiles move on; the returned function ends that. */
  onProgress(listener: (note: ProgressNote) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Process ids of the engine processes that compile. */
  get processIds(): number[] {
    return [...this.#processes].flatMap((process) => process.processId ?? []);
  }

  /** Turns events of saves and deletes into orders. A page is handed over again after an unclean end. */
  async #follow(events: readonly StoredEvent[]): Promise<void> {
    const { jobs, cache } = this.#parts;
    const deleted: AssetId[] = [];
    const orders = events.map(({ event, sequence }) => {
      const { asset_id } = event.payload;
      switch (event.type) {
        case "asset:created":
          return jobs.followSave(this.#saveOrder(asset_id, 1), sequence);
        case "asset:updated":
          return jobs.followSave(this.#saveOrder(asset_id, event.payload.version), sequence);
        case "asset:deleted":
          deleted.push(asset_id);
          return jobs.followDelete(asset_id, sequence);
        default:
          return Promise.resolve();
      }
    });
    await Promise.all(orders);
    for (const assetId of deleted) await cache.release(assetId);
    await this.#trimHistory(events.at(-1)?.sequence ?? 0);
    // Runs whose job was replaced or dropped end at once, not at their next renewal.
    for (const assetId of new Set(events.map(({ event }) => event.payload.asset_id))) {
      await this.#runOf(assetId)?.holdsJob();
    }
    this.#wake();
  }

  #saveOrder(assetId: AssetId, version: number): JobOrder {
    return { assetId, version, priority: this.#parts.priorityOf(assetId), options: {}, forced: false };
  }

  /** Now and then marks events that order nothing as followed, and forgets old ones. */
  async #trimHistory(sequence: number): Promise<void> {
    if (sequence - this.#trimmedAt < TRIM_EVERY) return;
    this.#trimmedAt = sequence;
    const { jobs, store } = this.#parts;
    await Promise.all([jobs.advance(sequence), store.forgetEvents(EVENTS_KEPT, sequence)]);
  }

  async #expire(): Promise<void> {
    const { jobs } = this.#parts;
    await jobs.expire(Date.now());
    // Besides, this takes up the queue after a store that failed for a while.
    if ((await jobs.counts()).waiting > 0) this.#wake();
  }

  #wake(): void {
    this.#wanted = true;
    if (this.#claiming || this.#stopped) return;
    this.#claiming = true;
    this.#claimAll()
      .catch(this.#parts.onError)
      .finally(() => {
        this.#claiming = false;
        // Somebody may have called between the last look at the queue and here.
        if (this.#wanted) this.#wake();
      });
  }

  async #claimAll(): Promise<void> {
    const { jobs, settings } = this.#parts;
    while (this.#wanted && !this.#stopped) {
      this.#wanted = false;
      while (this.#busyCount() < settings.workerCount) {
        const job = await jobs.claim(this.#owner, Date.now(), settings.leaseMs);
        if (job === null || this.#stopped) break;
        this.#begin(job);
      }
    }
  }

  /** Runs that take a place; one whose process fell silent past its lease gives its place up. */
  #busyCount(): number {
    return [...this.#runs].filter((run) => !run.isAbandoned).length;
  }

  #begin(job: ClaimedJob): void {
    const { jobs, settings, onError } = this.#parts;
    const run = new CompileRun(job, jobs, settings, (progress) => {
      for (const listener of this.#listeners) listener({ assetId: job.assetId, version: job.version, progress });
    });
    this.#runs.add(run);
    const done: Promise<void> = this.#perform(run)
      .catch((error: unknown) => this.#fail(run, error))
      .catch((error: unknown) => {
        if (!this.#stopped) onError(error);
      })
      .finally(() => {
        run.end();
        this.#runs.delete(run);
        this.#open.delete(done);
        this.#wake();
      });
    this.#open.add(done);
  }

  async #perform(run: CompileRun): Promise<void> {
    const { store, cache, inspector, jobs } = this.#parts;
    const { job } = run;
    if (job.attempts > MAX_ATTEMPTS) {
      throw new Problem("compile.crashed", "The compile process gave no sign of life, more than once.", {
        hint: "The recipe is saved. Please report it.",
      });
    }
    const document = await store.load(job.assetId);
    if (document === null || document.version !== job.version) {
      // The order for the newer version follows.
      await jobs.settle(job.assetId, job.token, { state: "done" });
      return;
    }
    // Looked up once: what the key tells of is what is compiled, also when an asset is saved meanwhile.
    const options = await inspector.withAssets(document.recipe_text, job.options, document.id);
    const { diagnostics, cacheKey } = await inspector.examineWith(document.recipe_text, options);
    if (cacheKey === undefined) throw recipeProblem(diagnostics);
    const known = job.forced ? null : await cache.find(cacheKey);
    const build = known ?? (await this.#compile(run, document, options));
    if (build !== null) await this.#publish(run, document, build);
  }

  /** Compiles in a process of its own; `null` when the job was lost to another. */
  async #compile(run: CompileRun, document: AssetDocument, options: CompileOptions): Promise<Build | null> {
    const { store, cache, settings } = this.#parts;
    const { id: asset_id, version, recipe_text: recipeText } = document;
    await store.append({ type: "compile:started", payload: { asset_id, version, stages: [...STAGES] } });
    const outputPath = cache.scratchPath();
    const process = this.#takeProcess(asset_id);
    try {
      const answer = await run.compile(process, { recipeText, options, outputPath });
      if (answer.state === "cancelled") throw run.endProblem ?? cancelProblem();
      if (answer.state === "failed") throw recipeProblem(answer.diagnostics);
      if (!(await run.holdsJob())) return null;
      return await cache.keep(outputPath, answer.report);
    } finally {
      await cache.discard(outputPath);
      if (this.#idle.length < settings.workerCount) this.#idle.push({ process, assetId: asset_id });
      else process.kill();
    }
  }

  async #publish(run: CompileRun, document: AssetDocument, build: Build): Promise<void> {
    const { store, cache, jobs } = this.#parts;
    const { job } = run;
    if (!(await run.holdsJob())) return;
    const { path: binary_path } = await cache.assign(document, job.options, build);
    // A delete that came meanwhile may have cleared the cache just before.
    if ((await store.load(job.assetId)) === null) await cache.release(job.assetId);
    const { id: asset_id, version } = document;
    const { contentHash: content_hash } = build;
    // Asked for in one turn, so that a database that holds both commits them as one; the event comes first elsewhere,
    // because telling it twice is harmless and losing it is not.
    await Promise.all([
      store.append({ type: "compile:complete", payload: { asset_id, version, binary_path, content_hash } }),
      jobs.settle(job.assetId, job.token, { state: "done" }),
    ]);
  }

  async #fail(run: CompileRun, error: unknown): Promise<void> {
    const { jobs, onError } = this.#parts;
    const { job } = run;
    if (this.#stopped) return;
    const problem = run.endProblem ?? problemOf(error);
    if (problem.code === "internal") onError(error);
    if (problem.code === "compile.crashed" && job.attempts < MAX_ATTEMPTS) {
      await jobs.putBack(job.assetId, job.token);
      return;
    }
    if (!(await run.holdsJob())) return;
    const outcome: JobOutcome =
      problem.code === "compile.cancelled"
        ? { state: "cancelled" }
        : { state: "failed", error: problem.toDiagnostic() };
    await Promise.all([
      this.#appendFailure(job.assetId, job.version, problem),
      jobs.settle(job.assetId, job.token, outcome),
    ]);
  }

  async #appendFailure(asset_id: AssetId, version: number, problem: Problem): Promise<void> {
    await this.#parts.store.append({
      type: "compile:failed",
      payload: { asset_id, version, error: problem.toDiagnostic() },
    });
  }

  /** The newest run for an asset; an older one that lost its job may still be ending. */
  #runOf(assetId: AssetId): CompileRun | undefined {
    return [...this.#runs].filter((run) => run.job.assetId === assetId).at(-1);
  }

  /** The process that remembers the asset, else the one used last, else a new one. */
  #takeProcess(assetId: AssetId): EngineProcess {
    const alive = this.#idle.filter(({ process }) => !process.isOver);
    const chosen = alive.findLast((idle) => idle.assetId === assetId) ?? alive.at(-1);
    this.#idle.splice(0, this.#idle.length, ...alive.filter((idle) => idle !== chosen));
    if (chosen !== undefined) return chosen.process;
    const process = new EngineProcess(this.#parts.engine);
    this.#processes.add(process);
    void process.exit.then(() => this.#processes.delete(process));
    return process;
  }

  async #requireDocument(assetId: AssetId): Promise<AssetDocument> {
    const document = await this.#parts.store.load(assetId);
    if (document === null) throw new Problem("asset.not_found", `There is no asset with the id ${assetId}.`);
    return document;
  }
}

function optionsOf(request: CompileRequest): CompileOptions {
  const { splat_iterations, volume_resolution } = request;
  return {
    ...(splat_iterations === undefined ? {} : { splat_iterations }),
    ...(volume_resolution === undefined ? {} : { volume_resolution }),
  };
}

function cancelProblem(): Problem {
  return new Problem("compile.cancelled", "The compile was cancelled.");
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const storage = storageProblem(error);
  if (storage !== null) return storage;
  return new Problem("internal", "The compile failed in the server.", { cause: error });
}
