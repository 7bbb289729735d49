import type { AssetId } from "@gve/types";
import { WebSocket } from "ws";

import { decodeFrame, encodeFrame, type Frame } from "../src/sockets/frames.ts";

type Waiter<M> = { readonly matches: (message: M) => boolean; readonly resolve: (message: M) => void };

/** A WebSocket whose messages can be waited for; every message is kept. */
export class SocketClient<M> {
  readonly socket: WebSocket;
  readonly messages: M[] = [];
  /** Resolves with the code with which the socket closed. */
  readonly closed: Promise<number>;
  #waiters: Waiter<M>[] = [];
  readonly #opened: Promise<void>;

  constructor(url: string, read: (data: Buffer) => M, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url.replace(/^http/, "ws"), { headers, perMessageDeflate: false });
    this.#opened = new Promise((resolve, reject) => {
      this.socket.once("open", resolve);
      this.socket.once("error", reject);
    });
    this.#opened.catch(() => undefined);
    this.socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => this.socket.once("close", resolve));
    this.socket.on("message", (data) => this.#take(read(data as Buffer)));
  }

  /** Resolves when the socket is open, rejects when it is refused. */
  get opened(): Promise<void> {
    return this.#opened;
  }

  /** The first message, of those that came and those that will, that matches. */
  wait(matches: (message: M) => boolean): Promise<M> {
    const known = this.messages.find(matches);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => this.#waiters.push({ matches, resolve }));
  }

  close(): void {
    this.socket.terminate();
  }

  #take(message: M): void {
    this.messages.push(message);
    const [met, open] = [true, false].map((is) => this.#waiters.filter(({ matches }) => matches(message) === is));
    this.#waiters = open ?? [];
    for (const { resolve } of met ?? []) resolve(message);
  }
}

/** A message of `/ws/events`. */
export interface EventOnWire {
  readonly type: string;
  readonly payload: Record<string, unknown>;
  readonly sequence: number;
  readonly timestamp: string;
}

export function eventsClient(url: string, after?: number | string): SocketClient<EventOnWire> {
  const query = after === undefined ? "" : `?after=${after}`;
  return new SocketClient(`${url}/ws/events${query}`, (data) => JSON.parse(data.toString()) as EventOnWire);
}

/** A client of `/ws/assets`. */
export class AssetsClient extends SocketClient<Frame> {
  constructor(url: string) {
    super(`${url}/ws/assets`, decodeFrame);
  }

  send(type: number, assetId: AssetId | null, version = 0, payload: string | Uint8Array = ""): void {
    this.socket.send(encodeFrame(type, assetId, version, Buffer.from(payload)));
  }
}
