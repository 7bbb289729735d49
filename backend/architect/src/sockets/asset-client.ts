import type { AssetId } from "@gve/types";
import type { WebSocket } from "ws";
import type { BuildCache } from "../blobs/build-cache.ts";
import type { AssetLibrarian } from "../librarian/librarian.ts";
import { Problem } from "../problem.ts";
import { frameOf, frameStart } from "./frames.ts";
import { Outlet } from "./outlet.ts";

/** Assets that one client may follow; of more, the ones it asked for longest ago are forgotten. */
const MOST_FOLLOWED = 256;
/** Refusals that wait for a slow client; of more, the oldest are dropped. */
const MOST_REFUSALS = 64;

/**
 * One client of `/ws/assets`.
 *
 * At most one asset is on its way to it at a time. What it is sent is decided when its turn comes, so that a slow client
 * gets the newest version and skips those between; versions of an asset only rise.
 */
export class AssetClient {
  readonly #outlet: Outlet;
  readonly #librarian: AssetLibrarian;
  readonly #cache: BuildCache;
  readonly #onError: (error: unknown) => void;
  /** Followed assets with the newest version that was sent, 0 before the first; the last asked for is last. */
  readonly #followed = new Map<AssetId, number>();
  /** Newest version by asset that is still to be announced. */
  readonly #announcements = new Map<AssetId, number>();
  /** Assets whose turn is still to come; `true`: also when the client has this version already. */
  readonly #offers = new Map<AssetId, boolean>();
  #refusals: Uint8Array[] = [];
  #sending = false;

  constructor(socket: WebSocket, librarian: AssetLibrarian, cache: BuildCache, onError: (error: unknown) => void) {
    this.#outlet = new Outlet(socket);
    this.#librarian = librarian;
    this.#cache = cache;
    this.#onError = onError;
  }

  follows(assetId: AssetId): boolean {
    return this.#followed.has(assetId);
  }

  /** Brings this asset's versions from now on. */
  follow(assetId: AssetId): void {
    const sent = this.#followed.get(assetId) ?? 0;
    this.#followed.delete(assetId);
    this.#followed.set(assetId, sent);
    if (this.#followed.size <= MOST_FOLLOWED) return;
    const [oldest] = this.#followed.keys();
    if (oldest !== undefined) this.forget(oldest);
  }

  forget(assetId: AssetId): void {
    this.#followed.delete(assetId);
    this.#offers.delete(assetId);
    this.#announcements.delete(assetId);
  }

  /** Tells of a new version. */
  announce(assetId: AssetId, version: number): void {
    this.#announcements.set(assetId, Math.max(version, this.#announcements.get(assetId) ?? 0));
    this.#wake();
  }

  /** Sends the newest build when its turn comes, if the asset is followed. */
  offer(assetId: AssetId, again = false): void {
    if (!this.#followed.has(assetId)) return;
    this.#offers.set(assetId, again || (this.#offers.get(assetId) ?? false));
    this.#wake();
  }

  /** Tells why there is no asset, or why a frame was refused. */
  refuse(assetId: AssetId | null, version: number, message: string): void {
    this.#refusals.push(frameOf("ASSET_INVALID", assetId, version, Buffer.from(message)));
    if (this.#refusals.length > MOST_REFUSALS) this.#refusals = this.#refusals.slice(-MOST_REFUSALS);
    this.#wake();
  }

  /** Sends what may also be left out. */
  hint(frame: Uint8Array): void {
    if (!this.#sending && this.#outlet.isFree) this.#outlet.push(frame);
  }

  get #hasMore(): boolean {
    return this.#announcements.size + this.#offers.size + this.#refusals.length > 0;
  }

  #wake(): void {
    if (this.#sending) return;
    this.#sending = true;
    this.#sendAll()
      .catch(this.#onError)
      .finally(() => {
        this.#sending = false;
        // Something may have come between the last look and here.
        if (this.#outlet.isOpen && this.#hasMore) this.#wake();
      });
  }

  async #sendAll(): Promise<void> {
    while (this.#outlet.isOpen) {
      if (await this.#sendNotices()) continue;
      const [offer] = this.#offers;
      if (offer === undefined) return;
      const [assetId, again] = offer;
      this.#offers.delete(assetId);
      await this.#sendBuild(assetId, again);
    }
  }

  /** Sends announcements and refusals; `false` when there were none. */
  async #sendNotices(): Promise<boolean> {
    const frames = [...this.#announcements].map(([assetId, version]) => frameOf("VERSION_BUMP", assetId, version));
    frames.push(...this.#refusals);
    this.#announcements.clear();
    this.#refusals = [];
    for (const frame of frames) await this.#outlet.send(frame);
    return frames.length > 0;
  }

  /** Sends the build of the newest version. An older build is never sent: the newest is being compiled. */
  async #sendBuild(assetId: AssetId, again: boolean): Promise<void> {
    const document = await this.#librarian.load(assetId).catch((error: unknown) => {
      if (error instanceof Problem) return null;
      throw error;
    });
    const build = document === null ? null : await this.#cache.current(document);
    const sent = this.#followed.get(assetId);
    if (build === null || sent === undefined) return;
    if (build.version < sent || (build.version === sent && !again)) return;
    const bytes = await this.#cache.read(build);
    if (bytes === null) {
      this.refuse(assetId, build.version, "cache.corrupt: The binary is damaged. Compile the asset again.");
      return;
    }
    this.#followed.set(assetId, build.version);
    await this.#outlet.send(frameStart("ASSET_READY", assetId, build.version, bytes.length), bytes);
  }
}
