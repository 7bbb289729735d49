import { expect, onTestFinished, test, vi } from "vitest";

import { readCommand } from "../src/command-line.ts";
import { ApiClient } from "./api-client.ts";
import { ArchitectProcess } from "./architect-process.ts";
import { recipe } from "./running-architect.ts";
import { AssetsClient, eventsClient } from "./socket-client.ts";
import { temporaryFolder } from "./temporary-folder.ts";

test("a second server on a data folder names the first and ends; after a clean end the folder is free", async () => {
  const folder = temporaryFolder();
  const first = await ArchitectProcess.start(folder);
  onTestFinished(() => first.kill());
  await new ApiClient(first.url).create(recipe("Gear"));
  const second = ArchitectProcess.launch(folder);
  expect(await second.exit).toBe(3);
  expect(second.errors).toContain(`runs at ${first.url}/`);
  expect(await first.stop()).toBe(0);
  expect(first.errors).toBe("");
  const third = await ArchitectProcess.start(folder);
  onTestFinished(() => third.kill());
  const assets = await new ApiClient(third.url).call<{ total: number }>("GET", "/api/assets");
  expect(assets.body.total).toBeGreaterThan(0);
});

test("a server that is asked to end says farewell to its sockets", async () => {
  const server = await ArchitectProcess.start(temporaryFolder());
  onTestFinished(() => server.kill());
  const clients = [eventsClient(server.url), new AssetsClient(server.url)];
  await Promise.all(clients.map(({ opened }) => opened));
  expect(await server.stop()).toBe(0);
  expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual([1001, 1001]);
});

test("the log says what was asked and who was turned away, and keeps secrets", async () => {
  const token = "a-secret-of-more-than-16-characters";
  vi.stubEnv("GVE_TOKEN", token);
  vi.stubEnv("GVE_LOG", "info");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const server = await ArchitectProcess.start(temporaryFolder());
  onTestFinished(() => server.kill());
  const api = new ApiClient(server.url);
  const signIn = new URLSearchParams({ token });
  await api.call("POST", "/login", { body: signIn, redirect: "manual" });
  for (const headers of [{ authorization: `Bearer ${token}` }, { cookie: `gve_token=${token}` }]) {
    expect((await api.call("GET", "/api/assets", { headers })).status).toBe(200);
    expect(
      (await api.call("DELETE", "/api/assets/1", { headers: { ...headers, origin: "http://evil.example" } })).status,
    ).toBe(403);
  }
  await server.stop();
  expect(server.errors).toContain("/api/assets");
  expect(server.errors).toContain("request.bad_origin");
  expect(server.errors).not.toContain(token);
});

test("engine processes end with a server that was killed", async () => {
  const server = await ArchitectProcess.start(temporaryFolder());
  const processIds = server.engineProcessIds();
  expect(processIds.length).toBeGreaterThan(0);
  await server.kill();
  const isThere = (processId: number): boolean => {
    try {
      return process.kill(processId, 0);
    } catch {
      return false;
    }
  };
  await expect.poll(() => processIds.filter(isThere), { timeout: 60_000 }).toEqual([]);
});

test("a port that is taken and was asked for ends the start with its reason", async () => {
  const first = await ArchitectProcess.start(temporaryFolder());
  onTestFinished(() => first.kill());
  const second = ArchitectProcess.launch(temporaryFolder(), "--port", new URL(first.url).port);
  expect(await second.exit).toBe(1);
  expect(second.errors).toContain("EADDRINUSE");
});

test.each([
  [["--port", "eighty"], {}, "request.invalid"],
  [["--port", "65536"], {}, "request.invalid"],
  [["--workers", "0"], {}, "request.invalid"],
  [["--colour"], {}, "request.invalid"],
  [["--host", "0.0.0.0"], {}, "request.unauthorized"],
  [["--host", "::"], {}, "request.unauthorized"],
  [["--host", "0.0.0.0"], { GVE_TOKEN: "short" }, "request.unauthorized"],
])("the options %j with %j are refused", (options, environment, code) => {
  expect(() => readCommand(options, environment)).toThrow(expect.objectContaining({ code }));
});

test("loopback needs no token, other addresses take one", () => {
  for (const host of ["127.0.0.1", "localhost", "::1"]) {
    expect(readCommand(["--host", host], {}).architect.rules).toEqual({ host, token: null });
  }
  const token = "a-token-of-more-than-16-characters";
  expect(readCommand(["--host", "0.0.0.0"], { GVE_TOKEN: token }).architect.rules.token).toBe(token);
});
