import { type AssetDocument, type AssetId, MessageType, parse } from "@gve/types";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";

import { ApiClient } from "./api-client.ts";
import { recipe, runningArchitect } from "./running-architect.ts";
import { AssetsClient, eventsClient, type FrameOnWire } from "./socket-client.ts";

async function start(changes?: Parameters<typeof runningArchitect>[0]) {
  const running = await runningArchitect(changes);
  return { ...running, api: new ApiClient(running.url) };
}

async function assetsClient(url: string): Promise<AssetsClient> {
  const client = new AssetsClient(url);
  await client.opened;
  return client;
}

const is =
  (type: FrameOnWire["type"], version?: number) =>
  (frame: FrameOnWire): boolean =>
    frame.type === type && (version === undefined || frame.version === version);

describe("/ws/events", () => {
  test("a client hears the life of an asset in order, with rising numbers", async () => {
    const { api, url } = await start();
    const events = eventsClient(url);
    await events.opened;
    const { body } = await api.create(recipe("Gear"));
    await events.wait(({ type }) => type === "compile:complete");
    await api.call("DELETE", `/api/assets/${body.id}`, { headers: { "if-match": "*" } });
    await events.wait(({ type }) => type === "asset:deleted");
    for (const event of events.messages)
      expect(parse("EventMessage", JSON.stringify(event))).toMatchObject({ ok: true });
    const stored = events.messages.filter(({ type }) => type !== "compile:progress");
    expect(stored.map(({ type }) => type)).toEqual([
      "asset:created",
      "compile:started",
      "compile:complete",
      "asset:deleted",
    ]);
    expect(stored.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect(stored[0]).toMatchObject({
      payload: { asset_id: body.id, name: "Gear" },
      timestamp: expect.stringMatching(/Z$/),
    });
    const progress = events.messages.filter(({ type }) => type === "compile:progress");
    expect(progress.length).toBeGreaterThan(0);
    for (const { sequence, payload } of progress) {
      expect(sequence).toBe(2);
      expect(payload).toMatchObject({ asset_id: body.id, stage: expect.any(String), progress: expect.any(Number) });
    }
  });

  test("a client that resumes gets exactly what it missed", async () => {
    const { api, url } = await start();
    const first = eventsClient(url);
    const { body } = await api.create(recipe("Gear"));
    await first.wait(({ type }) => type === "compile:complete");
    first.close();
    await api.save(body.id, recipe("Gear 2"), 1);
    const second = eventsClient(url, 3);
    await second.wait(({ type, payload }) => type === "compile:complete" && payload.version === 2);
    const stored = second.messages.filter(({ type }) => type !== "compile:progress");
    expect(stored.map(({ sequence }) => sequence)).toEqual([4, 5, 6]);
    expect(second.messages.map(({ type }) => type)).not.toContain("stream:reset");
  });

  test.each(["99", "-1", "x", "1.5", "9".repeat(40)])(
    "resuming after %s is answered with a reset, then with live events",
    async (after) => {
      const { api, url } = await start();
      const events = eventsClient(url, after);
      expect(await events.wait(() => true)).toMatchObject({
        type: "stream:reset",
        sequence: 0,
        payload: { requested: after.slice(0, 20), oldest_resumable: 0 },
      });
      await api.create(recipe("Gear"));
      expect(await events.wait(({ type }) => type === "asset:created")).toMatchObject({ sequence: 1 });
    },
  );

  test("a client that sends is told that there is nothing to send", async () => {
    const { url } = await start();
    const events = eventsClient(url);
    await events.opened;
    events.socket.send("hello");
    expect(await events.closed).toBe(1003);
  });
});

describe("/ws/assets", () => {
  test("a client that asks for an asset gets its bytes, and every newer version", async () => {
    const { api, url } = await start();
    const { body } = await api.create(recipe("Gear"));
    const client = await assetsClient(url);
    client.send("REQUEST_ASSET", body.id);
    const ready = await client.wait(is("ASSET_READY"));
    expect(ready).toMatchObject({ assetId: body.id, version: 1 });
    const served = await fetch(`${url}/api/assets/${body.id}/binary`);
    expect(ready.payload.equals(Buffer.from(await served.arrayBuffer()))).toBe(true);

    await api.save(body.id, recipe("Gear 2"), 1);
    await client.wait(is("ASSET_READY", 2));
    const kinds = client.messages.map(({ type, version }) => `${type}:${version}`);
    expect(kinds.indexOf(`VERSION_BUMP:2`)).toBeLessThan(kinds.indexOf(`ASSET_READY:2`));
    const progress = client.messages.filter(is("ASSET_PROGRESS", 2));
    expect(progress.length).toBeGreaterThan(0);
    for (const { payload } of progress) {
      expect(payload).toHaveLength(5);
      expect(payload.readUInt8(0)).toBeLessThan(6);
      expect(payload.readFloatLE(1)).toBeGreaterThanOrEqual(0);
      expect(payload.readFloatLE(1)).toBeLessThanOrEqual(1);
    }
  });

  test("a version is announced to everybody, bytes only come to who asked", async () => {
    const { api, url } = await start();
    const bystander = await assetsClient(url);
    const follower = await assetsClient(url);
    const { body } = await api.create(recipe("Gear"));
    await bystander.wait(is("VERSION_BUMP", 1));
    follower.send("REQUEST_ASSET", body.id);
    await follower.wait(is("ASSET_READY", 1));
    await api.save(body.id, recipe("Gear 2"), 1);
    await follower.wait(is("ASSET_READY", 2));
    await bystander.wait(is("VERSION_BUMP", 2));
    expect(bystander.messages.filter(is("ASSET_READY"))).toEqual([]);
  });

  test("an asset that was never built is built for who asks", async () => {
    const { api, url } = await start();
    const { body } = await api.create(recipe("Gear", "wait"));
    const events = eventsClient(url, 0);
    await events.wait(({ type }) => type === "compile:started");
    await api.call("DELETE", `/api/assets/${body.id}/compile`);
    await events.wait(({ type }) => type === "compile:failed");
    const client = await assetsClient(url);
    client.send("REQUEST_ASSET", body.id);
    await client.wait(is("ASSET_PROGRESS", 1));
  });

  test("a recipe sent over the socket becomes the new version, if it is for the newest", async () => {
    const { api, url } = await start();
    const { body } = await api.create(recipe("Gear"));
    const client = await assetsClient(url);
    client.send("REQUEST_COMPILE", body.id, 1, recipe("Gear 2"));
    await client.wait(is("ASSET_READY", 2));
    expect((await api.call<AssetDocument>("GET", `/api/assets/${body.id}`)).body.recipe_text).toBe(recipe("Gear 2"));

    client.send("REQUEST_COMPILE", body.id, 1, recipe("Gear 3"));
    const conflict = await client.wait(is("ASSET_INVALID"));
    expect(conflict.payload.toString()).toMatch(/^asset\.version_conflict: /);
    client.send("REQUEST_COMPILE", body.id, 2, '{"format": 1, "shape": 2}');
    const invalid = await client.wait((frame) => frame.payload.toString().startsWith("recipe."));
    expect(invalid).toMatchObject({ assetId: body.id, version: 2 });
    expect((await api.call<AssetDocument>("GET", `/api/assets/${body.id}`)).body.version).toBe(2);
  });

  test("a compile is cancelled over the socket", async () => {
    const { api, url } = await start();
    const { body } = await api.create(recipe("Gear", "wait"));
    const client = await assetsClient(url);
    client.send("REQUEST_ASSET", body.id);
    await client.wait(is("ASSET_PROGRESS"));
    client.send("CANCEL_COMPILE", body.id);
    const invalid = await client.wait(is("ASSET_INVALID"));
    expect(invalid.payload.toString()).toMatch(/^compile\.cancelled: /);
    expect((await api.compileStatus(body.id)).state).toBe("cancelled");
  });

  test("broken frames are answered with their code, and the connection lives on", async () => {
    const { api, url } = await start();
    const { body } = await api.create(recipe("Gear"));
    const client = await assetsClient(url);
    const header = Buffer.alloc(18);
    header.writeUInt8(MessageType.REQUEST_ASSET);
    const announcing = (bytes: number) => {
      const frame = Buffer.from(header);
      frame.writeUInt32LE(bytes, 13);
      return frame;
    };
    const unknown = Buffer.from(header);
    unknown.writeUInt8(0x7f);
    const cases: [Buffer | string, string][] = [
      [Buffer.alloc(0), "frame.truncated"],
      [Buffer.alloc(17), "frame.truncated"],
      [announcing(1), "frame.length_mismatch"],
      [announcing(0xffff_ffff), "frame.length_mismatch"],
      [Buffer.concat([header, Buffer.alloc(3)]), "frame.length_mismatch"],
      [unknown, "frame.unknown_type"],
      [header, "frame.bad_payload"],
      ["text", "frame.bad_payload"],
    ];
    for (const [index, [message, code]] of cases.entries()) {
      client.socket.send(message);
      await client.wait(() => client.messages.length > index);
      expect(client.messages[index]?.type).toBe("ASSET_INVALID");
      expect(client.messages[index]?.payload.toString()).toMatch(new RegExp(`^${code}: `));
    }
    client.send("REQUEST_COMPILE", body.id, 1, Buffer.from([0xff, 0xfe]));
    await client.wait((frame) => frame.payload.toString().includes("not UTF-8"));
    client.send("REQUEST_ASSET", "77" as AssetId);
    await client.wait((frame) => frame.payload.toString().startsWith("asset.not_found"));
    client.send("REQUEST_ASSET", body.id);
    await client.wait(is("ASSET_READY", 1));
  });

  test("a message larger than the largest frame closes its connection alone", async () => {
    const { api, url } = await start();
    const { body } = await api.create(recipe("Gear"));
    const [large, other] = await Promise.all([assetsClient(url), assetsClient(url)]);
    large.send("REQUEST_COMPILE", body.id, 1, recipe("x".repeat(9 * 1024 * 1024)));
    expect(await large.closed).toBe(1009);
    other.send("REQUEST_ASSET", body.id);
    await other.wait(is("ASSET_READY"));
  });

  test("a slow client skips versions, so that none pile up for it, and ends with the newest", async () => {
    // More than the system's own buffers take.
    vi.stubEnv("STAND_IN_BYTES", String(1024 * 1024));
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { api, url } = await start();
    const { body } = await api.create(recipe("Gear 0"));
    const slow = await assetsClient(url);
    const quick = await assetsClient(url);
    for (const client of [slow, quick]) client.send("REQUEST_ASSET", body.id);
    await slow.wait(is("ASSET_READY", 1));
    slow.socket.pause();
    const last = 60;
    for (let version = 1; version < last; version += 1) {
      await api.save(body.id, recipe(`Gear ${version}`), version);
      if (version % 10 === 0) await quick.wait((frame) => is("ASSET_READY")(frame) && frame.version > version);
    }
    await quick.wait(is("ASSET_READY", last));
    slow.socket.resume();
    await slow.wait(is("ASSET_READY", last));
    const versions = slow.messages.filter(is("ASSET_READY")).map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(new Set(versions).size).toBe(versions.length);
    expect(versions.length).toBeLessThan(last / 2);
  });

  test("a hundred clients that read nothing or send without end harm nobody else", async () => {
    const { api, url } = await start();
    const { body } = await api.create(recipe("Gear"));
    const clients = await Promise.all(Array.from({ length: 100 }, () => assetsClient(url)));
    const [quick, ...others] = clients;
    for (const client of clients) client.send("REQUEST_ASSET", body.id);
    await Promise.all(clients.map((client) => client.wait(is("ASSET_READY", 1))));
    others.forEach((client, index) => {
      if (index % 2 === 0) client.socket.pause();
      else for (let count = 0; count < 50; count += 1) client.socket.send(Buffer.alloc(7));
    });
    const last = 12;
    for (let version = 1; version < last; version += 1) await api.save(body.id, recipe(`Gear ${version}`), version);
    await quick?.wait(is("ASSET_READY", last));
    for (const client of others) client.socket.resume();
    await Promise.all(others.map((client) => client.wait(is("ASSET_READY", last))));
  });

  test("after a delete the follower is told", async () => {
    const { api, url } = await start();
    const { body } = await api.create(recipe("Gear"));
    const client = await assetsClient(url);
    client.send("REQUEST_ASSET", body.id);
    await client.wait(is("ASSET_READY"));
    await api.call("DELETE", `/api/assets/${body.id}`, { headers: { "if-match": "*" } });
    const gone = await client.wait(is("ASSET_INVALID"));
    expect(gone.payload.toString()).toMatch(/^asset\.not_found: /);
  });
});

describe("access", () => {
  const upgrade = (url: string, headers: Record<string, string>, path = "/ws/assets") =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(`${url.replace("http", "ws")}${path}`, { headers });
      socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
      socket.on("open", () => {
        socket.terminate();
        resolve(101);
      });
      socket.on("error", () => undefined);
    });

  test("sockets open for the server's own pages and for programs, not for other sites", async () => {
    const { url } = await start();
    const { host, port } = new URL(url);
    expect(await upgrade(url, {})).toBe(101);
    expect(await upgrade(url, { origin: url })).toBe(101);
    for (const path of ["/ws/assets", "/ws/events"]) {
      for (const origin of [
        "http://evil.example",
        `http://evil.example:${port}`,
        "null",
        `https://${host}.evil.example`,
        "http://127.0.0.1:1",
      ]) {
        expect(await upgrade(url, { origin }, path)).toBe(403);
      }
    }
    expect(await upgrade(url, { origin: url, "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await upgrade(url, { host: "rebound.example" })).toBe(403);
    expect(await upgrade(url, {}, "/ws/nothing")).toBe(404);
  });

  test("requests of other sites change nothing", async () => {
    const { api } = await start();
    const body = { recipe_text: recipe("x") };
    for (const headers of [
      { origin: "http://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]) {
      expect(await api.send("POST", "/api/assets", body, headers)).toMatchObject({
        status: 403,
        body: { code: "request.bad_origin" },
      });
      expect(await api.call("DELETE", "/api/assets/1", { headers })).toMatchObject({ status: 403 });
    }
    expect((await api.send("POST", "/api/assets", body, { origin: api.url })).status).toBe(201);
  });

  test("every answer carries the security headers", async () => {
    const { url } = await start();
    for (const path of ["/", "/api/assets", "/api/nothing"]) {
      const { headers } = await fetch(url + path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(policy).not.toContain("unsafe-inline");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  test("with a token nothing is open without it", async () => {
    const token = "correct horse battery staple";
    const { url } = await start({ rules: { host: "127.0.0.1", token } });
    expect((await fetch(`${url}/api/assets`)).status).toBe(401);
    expect((await fetch(`${url}/`)).status).toBe(401);
    const page = await fetch(`${url}/`, { headers: { accept: "text/html" }, redirect: "manual" });
    expect(page.headers.get("location")).toBe("/login");
    expect(await upgrade(url, {})).toBe(401);
    const bearer = { authorization: `Bearer ${token.replaceAll(" ", "_")}` };
    expect((await fetch(`${url}/api/assets`, { headers: bearer })).status).toBe(401);

    const login = (given: string) =>
      fetch(`${url}/login`, { method: "POST", body: new URLSearchParams({ token: given }), redirect: "manual" });
    expect((await login("wrong")).status).toBe(401);
    const signedIn = await login(token);
    expect(signedIn.status).toBe(303);
    const setCookie = signedIn.headers.get("set-cookie") ?? "";
    expect(setCookie).toMatch(/HttpOnly/);
    expect(setCookie).toMatch(/SameSite=Strict/);
    const [cookie = ""] = setCookie.split(";");
    expect((await fetch(`${url}/api/assets`, { headers: { cookie } })).status).toBe(200);
    expect(await upgrade(url, { cookie })).toBe(101);
  });
});
