import type { WebSocket } from "ws";

/** A socket counts as free for more when at most this much is on its way. */
const FREE_BYTES = 64 * 1024;

/** Sends at the pace of the client, so that a slow one costs no memory. */
export class Outlet {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Whether little enough is on its way for messages that may also be left out. */
  get isFree(): boolean {
    return this.isOpen && this.#socket.bufferedAmount <= FREE_BYTES;
  }

  /** Sends without waiting. */
  push(message: string | Uint8Array): void {
    if (this.isOpen) this.#socket.send(message, () => undefined);
  }

  /** Sends one message in parts; resolves when the system took all that was on its way, `false` when the socket closed. */
  send(...parts: readonly (string | Uint8Array)[]): Promise<boolean> {
    if (!this.isOpen) return Promise.resolve(false);
    return new Promise((resolve) => {
      for (const [index, part] of parts.entries()) {
        const isLast = index === parts.length - 1;
        this.#socket.send(part, { fin: isLast, binary: typeof part !== "string" }, (error) => {
          if (isLast || error) resolve(error === undefined || error === null);
        });
      }
    });
  }
}
