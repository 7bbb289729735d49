import type { Store, StoredEvent } from "../store/store.ts";

const PAGE = 200;
/** After a page that failed it is handed over again. */
const RETRY_MS = 1000;

/** Takes a page of events; the next page is read when its promise resolves. */
export type TakeEvents = (events: readonly StoredEvent[]) => Promise<void>;

/**
 * Hands over every stored event after a number, in order, page by page, at the pace of who takes them.
 *
 * Notifications of the store only wake it; what it hands over comes from the store, so none is missed or doubled.
 */
export class EventFollower {
  readonly #store: Store;
  readonly #take: TakeEvents;
  readonly #onError: (error: unknown) => void;
  #cursor: number;
  #wanted = false;
  #pumping: Promise<void> | null = null;
  #stopListening: (() => void) | null = null;
  #retry: NodeJS.Timeout | null = null;
  readonly #retryMs: number;

  /** `onError` hears of a page that failed; it is handed over again until it is taken. */
  constructor(
    store: Store,
    after: number,
    take: TakeEvents,
    onError: (error: unknown) => void,
    retryMs: number = RETRY_MS,
  ) {
    this.#retryMs = retryMs;
    this.#store = store;
    this.#cursor = after;
    this.#take = take;
    this.#onError = onError;
  }

  /** Number of the newest event that was handed over. */
  get cursor(): number {
    return this.#cursor;
  }

  start(): void {
    this.#stopListening ??= this.#store.onEvents(() => this.#wake());
    this.#wake();
  }

  /** Ends following; resolves when no page is in the hands of the taker any more. */
  async stop(): Promise<void> {
    this.#stopListening?.();
    this.#stopListening = null;
    if (this.#retry !== null) clearTimeout(this.#retry);
    await this.#pumping;
  }

  #wake(): void {
    this.#wanted = true;
    if (this.#pumping !== null || this.#stopListening === null) return;
    this.#pumping = this.#pump()
      .catch((error: unknown) => {
        this.#wanted = false;
        if (this.#stopListening === null) return;
        this.#onError(error);
        this.#retry = setTimeout(() => this.#wake(), this.#retryMs);
      })
      .finally(() => {
        this.#pumping = null;
        if (this.#wanted) this.#wake();
      });
  }

  async #pump(): Promise<void> {
    while (this.#wanted && this.#stopListening !== null) {
      this.#wanted = false;
      const events = await this.#store.eventsAfter(this.#cursor, PAGE);
      const last = events.at(-1);
      if (last === undefined) continue;
      await this.#take(events);
      this.#cursor = last.sequence;
      this.#wanted = true;
    }
  }
}
