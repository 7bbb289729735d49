import { readFile } from "node:fs/promises";

import fastifySwagger from "@fastify/swagger";
import type { DocumentName } from "@gve/types";
import type { FastifyInstance } from "fastify";

const BUNDLE = new URL("../../../../generated/json-schema/gve.schema.json", import.meta.url);

/** What a route takes and answers, by the name of the type; put into the route's `config`. */
export interface RouteDocuments {
  /** Type of the JSON body. */
  readonly takes?: DocumentName;
  /** Type of the JSON answer, or of the items of an answered list. */
  readonly answers?: string;
  readonly answersList?: boolean;
  /** The body is a recipe text, kept as it is. */
  readonly takesRecipe?: boolean;
  /** The answer is a binary. */
  readonly answersBinary?: boolean;
}

declare module "fastify" {
  interface FastifyContextConfig extends RouteDocuments {}
}

interface Operation {
  requestBody?: unknown;
  responses?: Record<string, unknown>;
}

/** Publishes `/api/openapi.json`: the routes as they are registered, the types as they are generated. */
export async function publishDescription(server: FastifyInstance, version: string): Promise<void> {
  const documents = new Map<string, RouteDocuments>();
  server.addHook("onRoute", ({ method, url, config }) => {
    for (const one of [method].flat()) documents.set(`${one.toLowerCase()} ${url}`, config ?? {});
  });
  await server.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "GVE-1 Architect", version, description: "Assets, builds, materials and samples of GVE-1." },
    },
    // Pages are for people; the description is of the API.
    transform: ({ schema, url }) => ({ schema: url.startsWith("/api/") ? schema : { ...schema, hide: true }, url }),
  });
  let description: Promise<unknown> | null = null;
  server.get("/api/openapi.json", { schema: { hide: true } }, () => {
    description ??= complete(server.swagger() as Description, documents);
    return description;
  });
}

interface Description {
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown> };
}

/** Adds bodies, answers and the types they refer to. */
async function complete(
  description: Description,
  documents: ReadonlyMap<string, RouteDocuments>,
): Promise<Description> {
  const bundle = JSON.parse(await readFile(BUNDLE, "utf8")) as { $defs: Record<string, unknown> };
  for (const [path, operations] of Object.entries(description.paths ?? {})) {
    for (const [method, operation] of Object.entries(operations)) {
      const route = documents.get(`${method} ${path.replaceAll("{", ":").replaceAll("}", "")}`) ?? {};
      describeOperation(operation, route);
    }
  }
  const schemas = JSON.parse(JSON.stringify(bundle.$defs).replaceAll("#/$defs/", "#/components/schemas/"));
  return { ...description, components: { ...description.components, schemas } };
}

function describeOperation(operation: Operation, route: RouteDocuments): void {
  const body = bodyContent(route);
  if (body !== undefined) operation.requestBody = { required: true, content: body };
  const answer = answerContent(route);
  operation.responses = {
    "2XX": { description: "Done.", ...(answer === undefined ? {} : { content: answer }) },
    default: {
      description: "A problem, RFC 9457.",
      content: { "application/problem+json": { schema: reference("ProblemDetails") } },
    },
  };
}

function bodyContent({ takes, takesRecipe }: RouteDocuments): unknown {
  if (takesRecipe === true)
    return { ...jsonContent(reference("Recipe")), "text/plain": { schema: { type: "string" } } };
  return takes === undefined ? undefined : jsonContent(reference(takes));
}

function answerContent({ answers, answersList, answersBinary }: RouteDocuments): Record<string, unknown> | undefined {
  if (answersBinary === true) return { "application/octet-stream": {} };
  if (answers === undefined) return undefined;
  return jsonContent(answersList === true ? { type: "array", items: reference(answers) } : reference(answers));
}

function reference(name: string): unknown {
  return { $ref: `#/components/schemas/${name}` };
}

function jsonContent(schema: unknown): Record<string, unknown> {
  return { "application/json": { schema } };
}
