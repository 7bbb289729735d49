import type { CompileRequest } from "@gve/types";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { BuildCache } from "../blobs/build-cache.ts";
import type { AssetCompiler } from "../compile/compiler.ts";
import type { AssetLibrarian } from "../librarian/librarian.ts";
import { Problem } from "../problem.ts";
import { requireDocument } from "./documents.ts";
import { matches } from "./preconditions.ts";
import { assetParams } from "./schemas.ts";

interface AssetRoute {
  Params: { id: string };
}

const TAGS = ["builds"];

/** Compile, cancel, cache status and the binary itself. */
export function buildRoutes(
  server: FastifyInstance,
  librarian: AssetLibrarian,
  compiler: AssetCompiler,
  cache: BuildCache,
): void {
  server.get<AssetRoute>(
    "/api/assets/:id/compile",
    {
      schema: { tags: TAGS, summary: "Where the compile of an asset stands", params: assetParams },
      config: { answers: "CompileStatus" },
    },
    async (request) => compiler.status((await librarian.load(request.params.id)).id),
  );

  server.post<AssetRoute>(
    "/api/assets/:id/compile",
    {
      schema: { tags: TAGS, summary: "Ask for the binary of an asset's newest version", params: assetParams },
      config: { takes: "CompileRequest", answers: "CompileStatus" },
    },
    async (request, reply) => {
      const { id } = await librarian.load(request.params.id);
      const body = request.body ?? {};
      const order: CompileRequest = requireDocument("CompileRequest", { asset_id: id, ...(body as object) });
      if (order.asset_id !== id) {
        throw new Problem("request.invalid", "The asset in the body is not the asset in the address.");
      }
      return reply.code(202).send(await compiler.request(order));
    },
  );

  server.delete<AssetRoute>(
    "/api/assets/:id/compile",
    {
      schema: { tags: TAGS, summary: "Cancel the compile of an asset", params: assetParams },
      config: { answers: "CompileStatus" },
    },
    async (request, reply) => {
      const { id } = await librarian.load(request.params.id);
      await compiler.cancel(id);
      return reply.code(202).send(await compiler.status(id));
    },
  );

  server.get<AssetRoute>(
    "/api/assets/:id/cache",
    {
      schema: { tags: TAGS, summary: "Whether the binary of an asset can be used", params: assetParams },
      config: { answers: "CacheReport" },
    },
    async (request) => cache.report(await librarian.load(request.params.id)),
  );

  server.get<AssetRoute>(
    "/api/assets/:id/binary",
    {
      schema: { tags: TAGS, summary: "The binary of an asset's newest version", params: assetParams },
      config: { answersBinary: true },
    },
    async (request, reply) => {
      const document = await librarian.load(request.params.id);
      const build = await cache.current(document);
      const bytes = build === null ? null : await cache.read(build);
      if (build === null || bytes === null) {
        throw new Problem("cache.missing", `There is no binary of version ${document.version} yet.`, {
          hint: `POST /api/assets/${document.id}/compile and wait for compile:complete.`,
        });
      }
      reply.header("x-asset-version", String(build.version));
      return sendBytes(request as FastifyRequest, reply, bytes, `"${build.contentHash}"`);
    },
  );
}

/** Answers with all bytes, one range of them, or nothing when the client has them (RFC 9110, sections 13 and 14). */
function sendBytes(request: FastifyRequest, reply: FastifyReply, bytes: Buffer, tag: string): FastifyReply {
  const { headers } = request;
  reply.header("etag", tag).header("accept-ranges", "bytes").header("cache-control", "no-cache");
  if (matches(headers["if-none-match"], tag)) return reply.code(304).send();
  reply.type("application/octet-stream");
  const ifRange = headers["if-range"];
  const range = ifRange === undefined || ifRange === tag ? parseRange(headers.range, bytes.length) : "all";
  if (range === "all") return reply.send(bytes);
  if (range === "unsatisfiable") {
    reply.code(416).header("content-range", `bytes */${bytes.length}`);
    throw new Problem("request.invalid", `The range lies outside the ${bytes.length} bytes of the binary.`);
  }
  const { start, end } = range;
  reply.code(206).header("content-range", `bytes ${start}-${end - 1}/${bytes.length}`);
  return reply.send(bytes.subarray(start, end));
}

/** One range as start and exclusive end; anything else that is well-formed is answered with all bytes. */
function parseRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | "all" | "unsatisfiable" {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (match === null || (first === "" && last === "")) return "all";
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { start: size - length, end: size };
  }
  const start = Number(first);
  const end = last === "" ? size : Math.min(Number(last) + 1, size);
  if (start >= size) return "unsatisfiable";
  return end <= start ? "all" : { start, end };
}
