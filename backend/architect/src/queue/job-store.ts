import type { AssetId, CompileOptions, CompilePriority, CompileState, Diagnostic } from "@gve/types";

/** What is to be compiled. */
export interface JobOrder {
  readonly assetId: AssetId;
  /** Version of the document. */
  readonly version: number;
  readonly priority: CompilePriority;
  readonly options: CompileOptions;
  /** Build even if the cache holds the result. */
  readonly forced: boolean;
}

/** A job in the hands of one worker. Whoever holds an older token of the same job has lost it. */
export interface ClaimedJob extends JobOrder {
  /** Fencing token: grows with every claim and with every order that replaces this one. */
  readonly token: number;
  /** How often the job was started, this time included. */
  readonly attempts: number;
}

/** A job as it stands. */
export interface Job extends JobOrder {
  readonly state: Exclude<CompileState, "idle">;
  readonly error: Diagnostic | null;
}

/** How a job ended. */
export type JobOutcome =
  | { readonly state: "done" }
  | { readonly state: "cancelled" }
  | { readonly state: "failed"; readonly error: Diagnostic };

/** Answer to a worker that wants to keep its job. */
export type Renewal = "renewed" | "cancel_requested" | "lost";

export interface JobCounts {
  readonly waiting: number;
  readonly running: number;
}

/**
 * Compile jobs with priority, lease, fencing token and a durable cancel flag; one job per asset, the newest version wins.
 *
 * Times are milliseconds since the epoch and come from the caller.
 */
export interface JobStore {
  /**
   * Orders made by saves, with the number of the event they stem from. Handing one in twice has no effect, and neither
   * has one that is older than what is there. Afterwards `cursor` is at least `sequence`.
   */
  followSave(order: JobOrder, sequence: number): Promise<void>;

  /** Drops the job of a deleted asset; a worker that has it has lost it. Afterwards `cursor` is at least `sequence`. */
  followDelete(assetId: AssetId, sequence: number): Promise<void>;

  /** Marks events up to `sequence` as followed. */
  advance(sequence: number): Promise<void>;

  /** Number of the newest event that was followed, from 0. */
  cursor(): Promise<number>;

  /**
   * An order made by a person: compiles this version again even if it was compiled before. It joins a job of the same
   * version and options that has not ended, raising its priority; it replaces any other that is not newer.
   */
  request(order: JobOrder): Promise<void>;

  /** Takes the waiting job that is next: the highest priority first, then the longest waiting. */
  claim(owner: string, now: number, leaseMs: number): Promise<ClaimedJob | null>;

  /** Prolongs a lease. */
  renew(assetId: AssetId, token: number, now: number, leaseMs: number): Promise<Renewal>;

  /** Ends a job. `false`: the token is stale and nothing was changed. */
  settle(assetId: AssetId, token: number, outcome: JobOutcome): Promise<boolean>;

  /** Puts a job back for another attempt. `false`: the token is stale and nothing was changed. */
  putBack(assetId: AssetId, token: number): Promise<boolean>;

  /** Cancels at once what waits, and asks for the end of what runs. `false`: there was neither. */
  cancel(assetId: AssetId): Promise<boolean>;

  /** Puts back jobs whose lease is over. Returns how many. */
  expire(now: number): Promise<number>;

  /** Puts back jobs of servers other than `owner`, which are gone; the attempt does not count against the job. */
  reclaim(owner: string): Promise<number>;

  /** The newest job of an asset, or `null`. */
  find(assetId: AssetId): Promise<Job | null>;

  counts(): Promise<JobCounts>;
}
