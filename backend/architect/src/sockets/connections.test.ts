import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

import { Connections } from "./connections.ts";

const PING_MS = 20;

async function start() {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  const connections = new Connections(PING_MS);
  server.on("connection", (socket) => connections.add(socket));
  await once(server, "listening");
  onTestFinished(() => {
    connections.closeAll();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const connect = async (autoPong: boolean): Promise<WebSocket> => {
    const client = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong });
    await once(client, "open");
    return client;
  };
  return { connections, connect };
}

test("a client that answers no ping is dropped, one that answers stays", async () => {
  const { connections, connect } = await start();
  const [alive, dead] = await Promise.all([connect(true), connect(false)]);
  expect(connections.count).toBe(2);
  await once(dead, "close");
  for (let pings = 0; pings < 5; pings += 1) await once(alive, "ping");
  expect(alive.readyState).toBe(WebSocket.OPEN);
  expect(connections.count).toBe(1);
});
