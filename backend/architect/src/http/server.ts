import fastifyHelmet, { type FastifyHelmetOptions } from "@fastify/helmet";
import type { ProblemCode } from "@gve/types";
import fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { MAX_RECIPE_BYTES, requireRecipeSize } from "../librarian/librarian.ts";
import { Problem } from "../problem.ts";
import { type AccessRules, requireOwnOrigin, requireToken } from "./access.ts";
import { publishDescription } from "./description.ts";
import { asProblem, isRefusedAccess, problemDetails, problemLine } from "./problems.ts";

/** A recipe inside JSON grows by its escapes; the recipe itself is measured after reading. */
const BODY_LIMIT = 2 * MAX_RECIPE_BYTES + 64 * 1024;
/** Paths that are open without the token. */
const OPEN_PATHS = new Set(["/login"]);

export interface ServerOptions {
  readonly rules: AccessRules;
  /** Level of the log on standard error. */
  readonly logLevel: string;
  readonly version: string;
}

/** A server with everything that every route shares: access, headers, problems, the published description. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    logger: {
      level: options.logLevel,
      stream: process.stderr,
      redact: ["req.headers.authorization", "req.headers.cookie", "res.headers['set-cookie']"],
    },
    // Nothing is converted, filled in or left out: what a client sent is what is judged.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, strict: false } },
  });
  server.setSerializerCompiler(() => (value) => JSON.stringify(value));
  guard(server, options.rules);
  answerProblems(server);
  await server.register(fastifyHelmet, headerOptions());
  await publishDescription(server, options.version);
  return server;
}

/** Registers routes whose body is taken as text, exactly as it was sent. */
export async function withTextBodies(server: FastifyInstance, routes: (scope: FastifyInstance) => void): Promise<void> {
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      ["application/json", "text/plain"],
      { parseAs: "buffer", bodyLimit: MAX_RECIPE_BYTES },
      (_request, body, done) => {
        try {
          const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(body as Buffer);
          requireRecipeSize(text);
          done(null, text);
        } catch (error) {
          done(error instanceof Problem ? error : new Problem("recipe.syntax", "The recipe is not UTF-8."));
        }
      },
    );
    scope.setErrorHandler((error, _request, reply) => sendProblem(reply, error, "recipe.too_large"));
    routes(scope);
  });
}

/** Every request, also one for a page or an unknown address, passes here first. */
function guard(server: FastifyInstance, rules: AccessRules): void {
  server.addHook("onRequest", async (request, reply) => {
    requireOwnOrigin(rules, { method: request.method, headers: request.headers, isWebSocket: false });
    const [path = ""] = request.url.split("?", 1);
    if (OPEN_PATHS.has(path)) return;
    try {
      requireToken(rules, request.headers);
    } catch (error) {
      // A person who opens a page is led to where the token is asked for; programs get the problem.
      if (request.method !== "GET" || !request.headers.accept?.includes("text/html")) throw error;
      return reply.redirect("/login", 303);
    }
  });
}

function answerProblems(server: FastifyInstance): void {
  server.setErrorHandler((error, _request, reply) => sendProblem(reply, error, "request.too_large"));
  server.setNotFoundHandler((request, reply) => {
    const text = `There is nothing at ${request.method} ${request.url.slice(0, 200)}.`;
    sendProblem(reply, new Problem("request.not_found", text), "request.too_large");
  });
}

function sendProblem(reply: FastifyReply, error: unknown, tooLarge: ProblemCode): void {
  const problem = asProblem(error, tooLarge);
  if (problem.code === "internal" || problem.code === "storage.failed") reply.log.error(error);
  if (isRefusedAccess(problem)) reply.log.warn(problemLine(problem));
  const details = problemDetails(problem);
  // A route may have chosen a narrower status, such as 416.
  const status = reply.statusCode >= 400 ? reply.statusCode : details.status;
  if (status === 401) reply.header("www-authenticate", "Bearer");
  void reply
    .code(status)
    .header("cache-control", "no-store")
    .type("application/problem+json")
    .send({ ...details, status });
}

function headerOptions(): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:", "blob:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: true,
    referrerPolicy: { policy: "same-origin" },
    // Loopback speaks plain HTTP, and so may the network behind a token.
    strictTransportSecurity: false,
    xFrameOptions: { action: "deny" },
  };
}
