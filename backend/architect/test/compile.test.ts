import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import type { AssetId } from "@gve/types";
import { describe, expect, test } from "vitest";

import { Architect } from "../src/architect.ts";
import { ApiClient } from "./api-client.ts";
import { recipe, runningArchitect, STAND_IN_ENGINE } from "./running-architect.ts";
import { AssetsClient, type EventOnWire, eventsClient } from "./socket-client.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Of what no event tells; a loaded machine may take its time. */
const PATIENCE = { timeout: 60_000 };

async function start(changes?: Parameters<typeof runningArchitect>[0]) {
  const running = await runningArchitect(changes);
  const events = eventsClient(running.url, 0);
  await events.opened;
  return { ...running, api: new ApiClient(running.url), events };
}

const is =
  (type: string, version?: number) =>
  (event: EventOnWire): boolean =>
    event.type === type && (version === undefined || event.payload.version === version);

function failureCode(event: EventOnWire): unknown {
  return (event.payload.error as { code: string }).code;
}

describe("cancel", () => {
  test("a running compile ends when it is cancelled", async () => {
    const { api, events } = await start();
    const { body } = await api.create(recipe("Gear", "wait"));
    await events.wait(is("compile:progress"));
    expect(await api.compileStatus(body.id)).toMatchObject({
      state: "running",
      version: 1,
      progress: { progress: expect.any(Number) },
    });
    expect((await api.call("DELETE", `/api/assets/${body.id}/compile`)).status).toBe(202);
    expect(failureCode(await events.wait(is("compile:failed")))).toBe("compile.cancelled");
    expect((await api.compileStatus(body.id)).state).toBe("cancelled");
  });

  test("a process that does not listen is ended, and the next compile gets a fresh one", async () => {
    const { api, events, architect } = await start({ settings: { cancelGraceMs: 50 } });
    const { body } = await api.create(recipe("Gear", "deaf"));
    await events.wait(is("compile:progress"));
    const before = architect.compiler.processIds;
    await api.call("DELETE", `/api/assets/${body.id}/compile`);
    expect(failureCode(await events.wait(is("compile:failed")))).toBe("compile.cancelled");
    await api.save(body.id, recipe("Gear"), 1);
    await events.wait(is("compile:complete", 2));
    // Others may have stood ready: one of them all is gone.
    const now = architect.compiler.processIds;
    expect(before.filter((processId) => !now.includes(processId))).toHaveLength(1);
  });

  test("a waiting compile is cancelled without having started", async () => {
    const { api, events } = await start();
    const running = (await api.create(recipe("First", "wait"))).body;
    await events.wait(is("compile:started"));
    const waiting = (await api.create(recipe("Second"))).body;
    await expect.poll(async () => (await api.compileStatus(waiting.id)).state, PATIENCE).toBe("waiting");
    await api.call("DELETE", `/api/assets/${waiting.id}/compile`);
    const failed = await events.wait(is("compile:failed"));
    expect(failed.payload).toMatchObject({ asset_id: waiting.id, error: { code: "compile.cancelled" } });
    expect((await api.compileStatus(running.id)).state).toBe("running");
  });

  test("a newer save takes the place of a running compile, which ends without a word", async () => {
    const { api, events } = await start();
    const { body } = await api.create(recipe("Gear", "wait"));
    await events.wait(is("compile:progress"));
    await api.save(body.id, recipe("Gear"), 1);
    await events.wait(is("compile:complete", 2));
    expect(events.messages.filter(is("compile:failed"))).toEqual([]);
  });

  test("deleting an asset ends its compile", async () => {
    const { api, events } = await start();
    const { body } = await api.create(recipe("Gear", "wait"));
    await events.wait(is("compile:progress"));
    await api.call("DELETE", `/api/assets/${body.id}`, { headers: { "if-match": "*" } });
    const next = (await api.create(recipe("Next"))).body;
    await events.wait((event) => is("compile:complete")(event) && event.payload.asset_id === next.id);
    expect(events.messages.filter(is("compile:failed"))).toEqual([]);
  });
});

test("what somebody looks at is compiled before what nobody looks at", async () => {
  const { api, url, events } = await start();
  const names = ["First", "Background", "Shown"];
  const [first, background, shown] = await Promise.all(
    names.map(async (name) => (await api.create(recipe(name))).body),
  );
  await events.wait(() => events.messages.filter(is("compile:complete")).length === names.length);
  const client = new AssetsClient(url);
  await client.opened;
  client.send("REQUEST_ASSET", shown?.id as AssetId);
  await client.wait(({ type }) => type === "ASSET_READY");

  await api.save(first?.id ?? "", recipe("First", "wait"), 1);
  await events.wait(is("compile:started", 2));
  await api.save(background?.id ?? "", recipe("Background 2"), 1);
  await api.save(shown?.id ?? "", recipe("Shown 2"), 1);
  await expect.poll(async () => (await api.compileStatus(shown?.id ?? "")).state, PATIENCE).toBe("waiting");
  await api.call("DELETE", `/api/assets/${first?.id}/compile`);
  await events.wait(() => events.messages.filter(is("compile:complete", 2)).length === 2);
  const order = events.messages.filter(is("compile:complete", 2)).map(({ payload }) => payload.asset_id);
  expect(order).toEqual([shown?.id, background?.id]);
});

describe("failure", () => {
  test("a crash is retried once, then told; others are not harmed", async () => {
    const { api, events } = await start();
    const { body } = await api.create(recipe("Gear", "crash"));
    const failed = await events.wait(is("compile:failed"));
    expect(failed.payload).toMatchObject({ asset_id: body.id, version: 1, error: { code: "compile.crashed" } });
    expect(events.messages.filter(is("compile:started"))).toHaveLength(2);
    expect(await api.compileStatus(body.id)).toMatchObject({ state: "failed", error: { code: "compile.crashed" } });
    await api.create(recipe("Other"));
    await events.wait(is("compile:complete"));
  });

  test("a compile that takes too long is ended", async () => {
    const { api, events } = await start({ settings: { timeoutMs: 100, cancelGraceMs: 50 } });
    await api.create(recipe("Gear", "deaf"));
    expect(failureCode(await events.wait(is("compile:failed")))).toBe("compile.timed_out");
  });

  test("a process stopped past its lease loses its job; when it goes on, its result is refused", async () => {
    const { api, events, architect, dataFolder } = await start({ settings: { leaseMs: 1200, cancelGraceMs: 60_000 } });
    const gate = join(temporaryFolder(), "gate");
    await api.create(recipe("Gear", `hold:${gate}`));
    await events.wait(is("compile:progress"));
    const [stopped = 0] = architect.compiler.processIds;
    process.kill(stopped, "SIGSTOP");
    await events.wait(() => events.messages.filter(is("compile:started")).length > 1);
    writeFileSync(gate, "");
    await events.wait(is("compile:complete"));
    process.kill(stopped, "SIGCONT");
    // With its late answer refused, the process is one too many and is ended.
    await expect.poll(() => architect.compiler.processIds, PATIENCE).not.toContain(stopped);
    await expect.poll(() => readdirSync(join(dataFolder, "blobs", "scratch")), PATIENCE).toEqual([]);
    expect(events.messages.filter(is("compile:complete"))).toHaveLength(1);
    expect(events.messages.filter(is("compile:failed"))).toEqual([]);
  });
});

describe("one server per data folder", () => {
  test("a second one is told where the first can be found", async () => {
    const { url, dataFolder } = await start();
    const second = await Architect.open({
      dataFolder,
      samplesFolder: dataFolder,
      staticFolder: dataFolder,
      engineModule: STAND_IN_ENGINE,
      rules: { host: "127.0.0.1", token: null },
      logLevel: "silent",
      compiler: { workerCount: 1, leaseMs: 10_000, cancelGraceMs: 1_000, timeoutMs: 60_000 },
    });
    expect(second).toEqual({ heldBy: `${url}/` });
  });

  test("what was running at the end is taken up at the next start", async () => {
    const gate = join(temporaryFolder(), "gate");
    const first = await start();
    const { body } = await first.api.create(recipe("Gear", `hold:${gate}`));
    await first.events.wait(is("compile:progress"));
    await first.architect.close();
    writeFileSync(gate, "");
    const second = await start({ dataFolder: first.dataFolder });
    const complete = await second.events.wait(is("compile:complete"));
    expect(complete.payload).toMatchObject({ asset_id: body.id, version: 1 });
  });
});

describe("storage", () => {
  test("a binary that cannot be written fails its compile, and nothing else", async () => {
    const { api, events, dataFolder } = await start();
    const scratch = join(dataFolder, "blobs", "scratch");
    rmSync(scratch, { recursive: true });
    writeFileSync(scratch, "a file where a folder should be");
    const { body } = await api.create(recipe("Gear"));
    expect(failureCode(await events.wait(is("compile:failed")))).toBe("storage.failed");
    rmSync(scratch);
    mkdirSync(scratch);
    await api.send("POST", `/api/assets/${body.id}/compile`, {});
    await events.wait(is("compile:complete"));
  });

  test("what a crash left of a deleted asset is cleared at the next start", async () => {
    const first = await start();
    const { body } = await first.api.create(recipe("Gear"));
    await first.events.wait(is("compile:complete"));
    await first.architect.close();
    const database = new DatabaseSync(join(first.dataFolder, "architect.sqlite"));
    database.prepare("DELETE FROM documents WHERE id = ?").run(body.id);
    database.close();
    await start({ dataFolder: first.dataFolder });
    const left = readdirSync(join(first.dataFolder, "cache"), { recursive: true });
    expect(left.filter((name) => String(name).endsWith(".gve_bin"))).toEqual([]);
  });
});
