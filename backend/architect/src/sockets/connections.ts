import type { WebSocket } from "ws";

const PING_MS = 15_000;
/** A client that answered none of this many pings is gone. */
const MISSED_PINGS = 3;

const FAREWELL_MS = 300;

/** Keeps count of open sockets and closes those whose client is gone. */
export class Connections {
  readonly #unanswered = new Map<WebSocket, number>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(pingMs: number = PING_MS) {
    this.#heartbeat = setInterval(() => this.#ping(), pingMs);
    this.#heartbeat.unref();
  }

  get count(): number {
    return this.#unanswered.size;
  }

  add(socket: WebSocket): void {
    this.#unanswered.set(socket, 0);
    socket.on("pong", () => this.#unanswered.set(socket, 0));
    socket.on("close", () => this.#unanswered.delete(socket));
    // A broken connection closes; there is nobody left to tell.
    socket.on("error", () => socket.terminate());
  }

  /** Tells every client that the server ends; one that does not say farewell in time is cut off. */
  closeAll(): void {
    clearInterval(this.#heartbeat);
    for (const socket of this.#unanswered.keys()) {
      socket.close(1001, "The server is shutting down.");
      const farewell = setTimeout(() => socket.terminate(), FAREWELL_MS);
      socket.once("close", () => clearTimeout(farewell));
    }
  }

  #ping(): void {
    for (const [socket, unanswered] of this.#unanswered) {
      if (unanswered >= MISSED_PINGS) {
        socket.terminate();
        continue;
      }
      this.#unanswered.set(socket, unanswered + 1);
      socket.ping();
    }
  }
}
