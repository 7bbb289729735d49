import { retryDelayMs } from "./backoff.ts";

export type ConnectionState = "connecting" | "open" | "waiting";

export interface SocketEvents {
  /** Address for the next attempt, relative to the page; asked anew each time so that it can carry a position. */
  address(): string;
  opened(): void;
  message(data: string | ArrayBuffer): void;
  stateChanged(state: ConnectionState): void;
}

/** A connection is trusted again only after it has held for this long. */
const STABLE_AFTER_MS = 3000;

/** A WebSocket that comes back by itself, at once when the browser says that it is online again. */
export class ReconnectingSocket {
  readonly #events: SocketEvents;
  #socket: WebSocket | null = null;
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #stableTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(events: SocketEvents) {
    this.#events = events;
    window.addEventListener("online", () => this.#retryNow());
    this.#connect();
  }

  /** Sends if connected; says whether it did. */
  send(data: string | Uint8Array<ArrayBuffer>): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(data);
    return true;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#stableTimer);
    this.#socket?.close();
  }

  #retryNow(): void {
    if (this.#closed || this.#socket !== null) return;
    clearTimeout(this.#retryTimer);
    this.#connect();
  }

  #connect(): void {
    this.#events.stateChanged("connecting");
    const url = new URL(this.#events.address(), location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#stableTimer = setTimeout(() => {
        this.#failures = 0;
      }, STABLE_AFTER_MS);
      this.#events.stateChanged("open");
      this.#events.opened();
    });
    socket.addEventListener("message", (event: MessageEvent<string | ArrayBuffer>) => this.#events.message(event.data));
    socket.addEventListener("close", () => this.#lost());
  }

  #lost(): void {
    clearTimeout(this.#stableTimer);
    this.#socket = null;
    if (this.#closed) return;
    this.#events.stateChanged("waiting");
    this.#retryTimer = setTimeout(() => this.#connect(), retryDelayMs(this.#failures, Math.random()));
    this.#failures += 1;
  }
}
