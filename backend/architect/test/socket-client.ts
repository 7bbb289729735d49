import { type AssetId, assetIdFromBigInt, decodeFrame, encodeFrame, MessageType } from "@gve/types";
import { WebSocket } from "ws";

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

/** A frame of `/ws/assets` as tests look at it. */
export interface FrameOnWire {
  readonly type: keyof typeof MessageType;
  readonly assetId: AssetId | null;
  readonly version: number;
  readonly payload: Buffer;
}

const NAMES = new Map(Object.entries(MessageType).map(([name, number]) => [number, name as keyof typeof MessageType]));

function readFrame(data: Buffer): FrameOnWire {
  const { header, payload } = decodeFrame(data);
  const type = NAMES.get(header.msg_type as MessageType);
  if (type === undefined) throw new Error(`the server sent a frame of the unknown type ${header.msg_type}`);
  const assetId = header.asset_id === 0n ? null : assetIdFromBigInt(header.asset_id);
  return { type, assetId, version: header.version, payload: Buffer.from(payload) };
}

/** A client of `/ws/assets`. */
export class AssetsClient extends SocketClient<FrameOnWire> {
  constructor(url: string) {
    super(`${url}/ws/assets`, readFrame);
  }

  send(type: keyof typeof MessageType, assetId: AssetId, version = 0, payload: string | Uint8Array = ""): void {
    this.socket.send(encodeFrame(MessageType[type], BigInt(assetId), version, Buffer.from(payload)));
  }
}
