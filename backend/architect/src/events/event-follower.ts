import type { Store, StoredEvent } from "../store/store.ts";

const PAGE = 200;

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

  /** `onError` hears of a failed page; following ends with it. */
  constructor(store: Store, after: number, take: TakeEvents, onError: (error: unknown) => void) {
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
    await this.#pumping;
  }

  #wake(): void {
    this.#wanted = true;
    if (this.#pumping !== null || this.#stopListening === null) return;
    this.#pumping = this.#pump()
      .catch((error: unknown) => {
        this.#stopListening?.();
        this.#stopListening = null;
        this.#onError(error);
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
