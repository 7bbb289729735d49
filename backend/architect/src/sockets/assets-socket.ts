import { type AssetId, decodeFrame, type Frame, type ProblemCode, progressPayload, readMessage } from "@gve/types";
import type { WebSocket } from "ws";
import type { BuildCache } from "../blobs/build-cache.ts";
import type { AssetCompiler, ProgressNote } from "../compile/compiler.ts";
import { EventFollower } from "../events/event-follower.ts";
import { asProblem, problemLine } from "../http/problems.ts";
import type { AssetLibrarian } from "../librarian/librarian.ts";
import { Problem } from "../problem.ts";
import type { Store, StoredEvent } from "../store/store.ts";
import { AssetClient } from "./asset-client.ts";
import { assetOf, frameOf, requireAsset } from "./frames.ts";

/** Failures that another attempt may not meet again. */
const MAY_PASS: ReadonlySet<ProblemCode> = new Set<ProblemCode>(["compile.unavailable", "storage.failed"]);

export interface AssetHubParts {
  readonly store: Store;
  readonly librarian: AssetLibrarian;
  readonly compiler: AssetCompiler;
  readonly cache: BuildCache;
  readonly onError: (error: unknown) => void;
}

/** `/ws/assets`: binary frames that tell every client of new versions and bring those it follows. */
export class AssetHub {
  readonly #parts: AssetHubParts;
  readonly #clients = new Set<AssetClient>();
  #follower: EventFollower | null = null;
  #stopProgress: (() => void) | null = null;

  constructor(parts: AssetHubParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { store, compiler, onError } = this.#parts;
    const { latest } = await store.history();
    this.#follower = new EventFollower(store, latest, (events) => this.#announce(events), onError);
    this.#follower.start();
    this.#stopProgress = compiler.onProgress((note) => this.#tellProgress(note));
  }

  async stop(): Promise<void> {
    this.#stopProgress?.();
    await this.#follower?.stop();
  }

  /** Whether a client shows this asset. */
  isFollowed(assetId: AssetId): boolean {
    return [...this.#clients].some((client) => client.follows(assetId));
  }

  serve(socket: WebSocket): void {
    const { librarian, cache, onError } = this.#parts;
    const client = new AssetClient(socket, librarian, cache, onError);
    this.#clients.add(client);
    socket.on("close", () => this.#clients.delete(client));
    // One frame at a time, and none is read while one is worked on: a client that floods waits for itself.
    let working: Promise<void> = Promise.resolve();
    socket.on("message", (data, isBinary) => {
      socket.pause();
      working = working
        .then(() => this.#receive(client, data as Buffer, isBinary))
        .catch(onError)
        .finally(() => socket.resume());
    });
  }

  async #announce(events: readonly StoredEvent[]): Promise<void> {
    for (const { event } of events) {
      const { asset_id } = event.payload;
      for (const client of this.#clients) {
        switch (event.type) {
          case "asset:created":
            client.announce(asset_id, 1);
            break;
          case "asset:updated":
            client.announce(asset_id, event.payload.version);
            break;
          case "asset:deleted":
            if (client.follows(asset_id)) client.refuse(asset_id, 0, "asset.not_found: The asset was deleted.");
            client.forget(asset_id);
            break;
          case "compile:complete":
            client.offer(asset_id);
            break;
          case "compile:failed": {
            const { code, message } = event.payload.error;
            if (client.follows(asset_id)) client.refuse(asset_id, event.payload.version, `${code}: ${message}`);
            break;
          }
          default:
            break;
        }
      }
    }
  }

  #tellProgress({ assetId, version, progress }: ProgressNote): void {
    const payload = progressPayload(progress.stage, progress.progress);
    const frame = frameOf("ASSET_PROGRESS", assetId, version, payload);
    for (const client of this.#clients) client.hint(frame);
  }

  async #receive(client: AssetClient, data: Buffer, isBinary: boolean): Promise<void> {
    let assetId: AssetId | null = null;
    let version = 0;
    try {
      if (!isBinary) throw new Problem("frame.bad_payload", "Frames are binary messages, this one is text.");
      const frame = decodeFrame(data);
      ({ version } = frame.header);
      assetId = assetOf(frame.header);
      await this.#handle(client, frame);
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === "internal") this.#parts.onError(error);
      client.refuse(assetId, version, refusal(problem));
    }
  }

  async #handle(client: AssetClient, frame: Frame): Promise<void> {
    const { librarian, compiler } = this.#parts;
    const { header } = frame;
    const message = readMessage(frame);
    switch (message.type) {
      case "REQUEST_ASSET":
        return this.#bring(client, requireAsset(header));
      case "REQUEST_COMPILE": {
        const { id } = await librarian.load(requireAsset(header));
        client.follow(id);
        await librarian.save(id, { recipe_text: message.text }, header.version);
        return;
      }
      case "CANCEL_COMPILE":
        await compiler.cancel((await librarian.load(requireAsset(header))).id);
        return;
      default:
        throw new Problem("frame.unknown_type", `Clients send no frames of type ${header.msg_type}.`);
    }
  }

  /** Sends what is built; has it built first when it is not. */
  async #bring(client: AssetClient, id: AssetId): Promise<void> {
    const { librarian, compiler, cache } = this.#parts;
    const document = await librarian.load(id);
    client.follow(id);
    const report = await cache.report(document);
    if (report.status === "VALID" && report.built_version === document.version) {
      client.offer(id, true);
      return;
    }
    const status = await compiler.status(id);
    const isNewest = status.state === "failed" && status.version === document.version;
    if (isNewest && status.error !== undefined && !MAY_PASS.has(status.error.code)) {
      client.refuse(id, document.version, `${status.error.code}: ${status.error.message}`);
      return;
    }
    await compiler.request({ asset_id: id, priority: "HIGH" });
  }
}

/** The problem, and one line for every finding with its place. */
function refusal(problem: Problem): string {
  const findings = problem.diagnostics.map(({ code, pointer, message }) => `${code} at ${pointer || "/"}: ${message}`);
  return [problemLine(problem), ...findings].join("\n");
}
