import type { AssetDocument, AssetId, AssetPage, EventMessage } from "@gve/types";

type WithoutPlace<T> = T extends unknown ? Omit<T, "sequence" | "timestamp"> : never;

/** What happened, before it has a place in the history. */
export type Event = Exclude<WithoutPlace<EventMessage>, { type: "stream:reset" }>;

/** An event with its place in the history. */
export interface StoredEvent {
  /** Grows by at least one from event to event; never given out twice. */
  readonly sequence: number;
  /** When it was stored, RFC 3339 in UTC. */
  readonly timestamp: string;
  readonly event: Event;
}

export interface ListQuery {
  /** Words that must all occur in name, category or subcategory, without regard to case. */
  readonly text?: string;
  readonly limit: number;
  /** Position of the first asset, from 0. */
  readonly offset: number;
}

/** A document with the readable path of its binary below the cache folder; no two documents share a path. */
export interface PlacedDocument {
  readonly document: AssetDocument;
  readonly cachePath: string;
}

/** Numbers after which the history can be resumed. */
export interface History {
  /** Resuming after any number from here on is complete. */
  readonly oldestResumable: number;
  /** Number of the newest event, 0 before the first. */
  readonly latest: number;
}

/**
 * Documents under compare-and-set, with an outbox of events.
 *
 * Every change of a document is durable, together with its event, when its promise resolves. Events of one document
 * have the order of its versions. Nothing here needs a transaction over several documents.
 */
export interface Store {
  /** The document, or `null` when there is none with this id. */
  load(id: AssetId): Promise<AssetDocument | null>;

  list(query: ListQuery): Promise<AssetPage>;

  /** Documents in all. */
  count(): Promise<number>;

  /**
   * Stores a document that did not exist.
   * @throws Problem `asset.name_clash` when its path or id is taken.
   */
  create(placed: PlacedDocument, event: Event): Promise<void>;

  /**
   * Replaces the document whose version is `expectedVersion`; the new one's version is one higher.
   * @throws Problem `asset.not_found`, `asset.version_conflict`, or `asset.name_clash` when its new path is taken.
   */
  replace(placed: PlacedDocument, expectedVersion: number, event: Event): Promise<void>;

  /**
   * Deletes the document whose version is `expectedVersion`.
   * @throws Problem `asset.not_found` or `asset.version_conflict`.
   */
  delete(id: AssetId, expectedVersion: number, event: Event): Promise<void>;

  /** Stores an event that goes with no change of a document. */
  append(event: Event): Promise<StoredEvent>;

  /** The first `limit` events after a number, in order. */
  eventsAfter(sequence: number, limit: number): Promise<StoredEvent[]>;

  history(): Promise<History>;

  /** Forgets all but the newest `keep` events, and none after `upTo`. */
  forgetEvents(keep: number, upTo: number): Promise<void>;

  /** Calls `listener` after events were stored; the returned function ends that. */
  onEvents(listener: () => void): () => void;
}
