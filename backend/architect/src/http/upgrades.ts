import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

import { FRAME_HEADER_BYTES } from "@gve/types";
import { type WebSocket, WebSocketServer } from "ws";

import { MAX_RECIPE_BYTES } from "../librarian/librarian.ts";
import { Problem } from "../problem.ts";
import { type AccessRules, requireOwnOrigin, requireToken } from "./access.ts";
import { asProblem, isRefusedAccess, problemDetails, problemLine } from "./problems.ts";

/** Takes a new socket; `query` is that of its address. */
export type ServeSocket = (socket: WebSocket, query: URLSearchParams) => void;

/** Opens WebSockets on an HTTP server, under the same access rules as requests; `warn` hears who was turned away. */
export function acceptSockets(
  server: Server,
  rules: AccessRules,
  paths: ReadonlyMap<string, ServeSocket>,
  warn: (line: string) => void,
): void {
  const sockets = new WebSocketServer({
    noServer: true,
    // Binaries are compressed once, if at all; per message it costs five times the throughput.
    perMessageDeflate: false,
    maxPayload: MAX_RECIPE_BYTES + FRAME_HEADER_BYTES,
  });
  server.on("upgrade", (request, stream, head) => {
    stream.on("error", () => stream.destroy());
    try {
      requireOwnOrigin(rules, { method: "GET", headers: request.headers, isWebSocket: true });
      requireToken(rules, request.headers);
      const { serve, query } = routeOf(request, paths);
      sockets.handleUpgrade(request, stream, head, (socket) => serve(socket, query));
    } catch (error) {
      const problem = asProblem(error);
      if (isRefusedAccess(problem)) warn(problemLine(problem));
      refuse(stream, problem);
    }
  });
}

function routeOf(
  request: IncomingMessage,
  paths: ReadonlyMap<string, ServeSocket>,
): { readonly serve: ServeSocket; readonly query: URLSearchParams } {
  const [path = "", query = ""] = (request.url ?? "").split("?", 2);
  const serve = paths.get(path);
  if (serve === undefined) throw new Problem("request.not_found", `There is no socket at ${path.slice(0, 200)}.`);
  return { serve, query: new URLSearchParams(query) };
}

/** Answers an opening request in HTTP and closes. */
function refuse(stream: Duplex, problem: Problem): void {
  const details = problemDetails(problem);
  const body = JSON.stringify(details);
  stream.end(
    [
      `HTTP/1.1 ${details.status} ${details.title}`,
      "Connection: close",
      "Content-Type: application/problem+json",
      `Content-Length: ${Buffer.byteLength(body)}`,
      "",
      body,
    ].join("\r\n"),
  );
}
