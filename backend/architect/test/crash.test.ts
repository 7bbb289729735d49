import { createHash } from "node:crypto";

import type { AssetDocument, AssetId, CacheReport } from "@gve/types";
import { expect, onTestFinished, test } from "vitest";

import { ApiClient } from "./api-client.ts";
import { ArchitectProcess } from "./architect-process.ts";
import { seededRandom } from "./random.ts";
import { recipe } from "./running-architect.ts";
import { AssetsClient, type EventOnWire, eventsClient } from "./socket-client.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const KILLS = 52;
const WRITERS = 4;
const SEED = Number(process.env.GVE_TEST_SEED ?? 20_261_121);

/** The server under attack; its clients ask for it anew after every failure. */
class Target {
  readonly #dataFolder: string;
  #server: Promise<ArchitectProcess>;
  /** Whether the writers are to go on. */
  isWritten = true;
  /** Whether everybody is to end. */
  isOver = false;
  /** Saves that were acknowledged, of all writers. */
  acknowledged = 0;
  #waiting: { readonly count: number; readonly resolve: () => void } | null = null;

  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
    this.#server = ArchitectProcess.start(dataFolder);
  }

  get server(): Promise<ArchitectProcess> {
    return this.#server;
  }

  /** Counts a save that was acknowledged. */
  acknowledge(): void {
    this.acknowledged += 1;
    if (this.#waiting !== null && this.acknowledged >= this.#waiting.count) this.#waiting.resolve();
  }

  /** Resolves after some more saves were acknowledged. */
  acknowledgedMore(saves: number): Promise<void> {
    if (saves === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting = { count: this.acknowledged + saves, resolve };
    });
  }

  async killServer(): Promise<void> {
    const server = await this.#server;
    this.#server = server.kill().then(() => ArchitectProcess.start(this.#dataFolder));
    await this.#server;
  }

  async stop(): Promise<void> {
    await (await this.#server).stop();
  }
}

/** Saves one asset again and again, and knows what the server acknowledged. */
class Writer {
  readonly #target: Target;
  readonly #name: string;
  id: AssetId | null = null;
  /** Newest version that was acknowledged, with its text. */
  acknowledged = { version: 0, text: "" };
  /** Text that was sent for the version after that; a crash may have kept or lost it. */
  #attempt = "";

  constructor(target: Target, name: string) {
    this.#target = target;
    this.#name = name;
  }

  async run(): Promise<void> {
    while (this.#target.isWritten) {
      try {
        await this.step();
      } catch (error) {
        // Only a connection that broke may fail; everything else is a finding.
        if (!(error instanceof TypeError)) throw error;
        await this.#recover();
      }
    }
  }

  /** One save that the server acknowledges. */
  async step(): Promise<void> {
    const api = new ApiClient((await this.#target.server).url);
    this.#attempt = recipe(`${this.#name} ${this.acknowledged.version + 1}`);
    const { version } = this.acknowledged;
    const answer = this.id === null ? await api.create(this.#attempt) : await api.save(this.id, this.#attempt, version);
    const { status, body } = answer;
    // The process that checks recipes may have been killed twice in a row; then nothing was acknowledged.
    if (status === 500) return;
    expect([200, 201]).toContain(status);
    this.id = body.id;
    this.acknowledged = { version: body.version, text: this.#attempt };
    this.#target.acknowledge();
  }

  /** What was acknowledged is there; what was not is there whole or not at all. */
  async #recover(): Promise<void> {
    if (this.id === null) return;
    const found = await this.load();
    if (found === null) return;
    if (found.version === this.acknowledged.version) expect(found.recipe_text).toBe(this.acknowledged.text);
    else {
      expect(found.version).toBe(this.acknowledged.version + 1);
      expect(found.recipe_text).toBe(this.#attempt);
    }
    this.acknowledged = { version: found.version, text: found.recipe_text };
  }

  async load(): Promise<AssetDocument | null> {
    try {
      const api = new ApiClient((await this.#target.server).url);
      const { status, body } = await api.call<AssetDocument>("GET", `/api/assets/${this.id}`);
      expect(status).toBe(200);
      return body;
    } catch (error) {
      if (error instanceof TypeError) return null;
      throw error;
    }
  }
}

/** Follows the events over every crash and wants each exactly once, in order. */
async function followEvents(target: Target, events: EventOnWire[]): Promise<void> {
  while (!target.isOver) {
    const server = await target.server;
    const client = eventsClient(server.url, events.at(-1)?.sequence ?? 0);
    await client.closed;
    for (const event of client.messages) {
      expect(event.type).not.toBe("stream:reset");
      if (event.type === "compile:progress") continue;
      expect(event.sequence).toBe((events.at(-1)?.sequence ?? 0) + 1);
      events.push(event);
    }
  }
}

/** Follows the assets over every crash and wants whole binaries in rising versions. */
async function followAssets(target: Target, writers: readonly Writer[]): Promise<number> {
  const newest = new Map<AssetId | null, number>();
  let received = 0;
  while (!target.isOver) {
    const server = await target.server;
    const client = new AssetsClient(server.url);
    await client.opened.catch(() => undefined);
    if (client.socket.readyState === client.socket.OPEN) {
      for (const { id } of writers) if (id !== null) client.send("REQUEST_ASSET", id);
    }
    await client.closed;
    for (const { type, assetId, version, payload } of client.messages) {
      if (type !== "ASSET_READY") continue;
      expect(version).toBeGreaterThanOrEqual(newest.get(assetId) ?? 0);
      expectWhole(payload);
      newest.set(assetId, version);
      received += 1;
    }
  }
  return received;
}

/** The stand-in engine fills a binary with its key, so that a part or a mixture shows. */
function expectWhole(bytes: Buffer): void {
  expect(bytes.length).toBe(64 * 1024);
  expect(bytes.equals(Buffer.alloc(64 * 1024, bytes.toString("latin1", 0, 64)))).toBe(true);
}

/** Reads binaries over HTTP for as long as the attack lasts. */
async function readBinaries(target: Target, writers: readonly Writer[]): Promise<number> {
  let read = 0;
  while (!target.isOver) {
    const { url } = await target.server;
    for (const { id } of writers) {
      try {
        const response = await fetch(`${url}/api/assets/${id ?? "1"}/binary`);
        const bytes = Buffer.from(await response.arrayBuffer());
        if (response.status !== 200) continue;
        expect(response.headers.get("etag")).toBe(`"${createHash("sha256").update(bytes).digest("hex")}"`);
        expectWhole(bytes);
        read += 1;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
    }
  }
  return read;
}

/** Kills server and engine processes at random moments: after some acknowledged saves and some turns of the event loop. */
async function attack(target: Target, random: () => number): Promise<{ servers: number; engines: number }> {
  const kills = { servers: 0, engines: 0 };
  while (kills.servers + kills.engines < KILLS) {
    await target.acknowledgedMore(Math.floor(random() * 6));
    for (let turns = Math.floor(random() * 40); turns > 0; turns -= 1) await nextTurn();
    if (random() < 0.4) {
      await target.killServer();
      kills.servers += 1;
      continue;
    }
    const processIds = (await target.server).engineProcessIds();
    const victim = processIds[Math.floor(random() * processIds.length)];
    if (victim === undefined) continue;
    try {
      process.kill(victim, "SIGKILL");
      kills.engines += 1;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
  return kills;
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Every version of every asset has its event, once and in order; the newest has its build. */
function expectHistory(events: readonly EventOnWire[], writers: readonly Writer[]): void {
  for (const { id, acknowledged } of writers) {
    const own = events.filter(({ payload }) => payload.asset_id === id);
    const versions = own.flatMap(({ type, payload }) => {
      if (type === "asset:created") return [1];
      return type === "asset:updated" ? [Number(payload.version)] : [];
    });
    expect(versions).toEqual(Array.from({ length: acknowledged.version }, (_, index) => index + 1));
    const builds = own.filter(({ type }) => type === "compile:complete").map(({ payload }) => Number(payload.version));
    expect(builds).toEqual([...builds].sort((a, b) => a - b));
    expect(builds.at(-1)).toBe(acknowledged.version);
  }
}

test(`${KILLS} kills of server and engine processes lose nothing (seed ${SEED})`, { timeout: 300_000 }, async () => {
  const target = new Target(temporaryFolder());
  // A finding must not leave a server behind.
  onTestFinished(async () => (await target.server).kill());
  const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(target, `Asset ${index}`));
  for (const writer of writers) await writer.step();
  const events: EventOnWire[] = [];
  const readers = Promise.all([
    followEvents(target, events),
    followAssets(target, writers),
    readBinaries(target, writers),
  ]);
  const writing = Promise.all(writers.map((writer) => writer.run()));
  // Whatever a client finds wrong ends the test at once.
  const kills = await Promise.race([attack(target, seededRandom(SEED)), readers, writing]);
  target.isWritten = false;
  await writing;

  const closing = eventsClient((await target.server).url, 0);
  for (const writer of writers) {
    await writer.step();
    const { id, acknowledged } = writer;
    await closing.wait(
      ({ type, payload }) =>
        type === "compile:complete" && payload.asset_id === id && payload.version === acknowledged.version,
    );
    const api = new ApiClient((await target.server).url);
    const report = await api.call<CacheReport>("GET", `/api/assets/${id}/cache`);
    expect(report.body).toMatchObject({ status: "VALID", built_version: acknowledged.version });
  }
  target.isOver = true;
  await target.stop();
  const [, framesReceived, binariesRead] = await readers;
  const stored = closing.messages.filter(({ type }) => type !== "compile:progress");
  expectHistory(stored, writers);
  expect(events).toEqual(stored.slice(0, events.length));
  expect(framesReceived).toBeGreaterThan(0);
  expect(binariesRead).toBeGreaterThan(0);
  console.info({ seed: SEED, kills, saves: target.acknowledged, events: stored.length, framesReceived, binariesRead });
});
