import type { AssetChange, AssetDraft, Diagnostic, ImportedRecipe, LibraryAsset } from "@gve/types";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AssetLibrarian } from "../librarian/librarian.ts";
import { requireDocument } from "./documents.ts";
import { expectedVersion, sendDocument, versionTag } from "./preconditions.ts";
import { assetParams, ifMatchHeaders, listQuery } from "./schemas.ts";

interface AssetRoute {
  Params: { id: string };
}
interface ListRoute {
  Querystring: { query?: string; limit?: string; offset?: string };
}

const TAGS = ["assets"];
const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 200;

/** List, read, create, change and delete assets. */
export function assetRoutes(server: FastifyInstance, librarian: AssetLibrarian): void {
  server.get<ListRoute>(
    "/api/assets",
    {
      schema: { tags: TAGS, summary: "List and search assets", querystring: listQuery },
      config: { answers: "AssetPage" },
    },
    (request) => {
      const { query, limit, offset } = request.query;
      return librarian.list({
        ...(query === undefined ? {} : { text: query }),
        limit: Math.min(Math.max(Number(limit ?? DEFAULT_PAGE), 1), LARGEST_PAGE),
        offset: Number(offset ?? 0),
      });
    },
  );

  server.post(
    "/api/assets",
    { schema: { tags: TAGS, summary: "Create an asset" }, config: { takes: "AssetDraft", answers: "AssetDocument" } },
    async (request, reply) => {
      const document = await librarian.create(requireDocument("AssetDraft", request.body));
      reply.code(201).header("location", `/api/assets/${document.id}`);
      return sendDocument(request, reply, document);
    },
  );

  server.get<AssetRoute>(
    "/api/assets/:id",
    { schema: { tags: TAGS, summary: "Read an asset", params: assetParams }, config: { answers: "AssetDocument" } },
    async (request, reply) => sendDocument(request, reply, await librarian.load(request.params.id)),
  );

  server.put<AssetRoute>(
    "/api/assets/:id",
    {
      schema: {
        tags: TAGS,
        summary: "Save a new content of an asset",
        params: assetParams,
        headers: ifMatchHeaders,
      },
      config: { takes: "AssetDraft", answers: "AssetDocument" },
    },
    async (request, reply) => {
      const draft: AssetDraft = requireDocument("AssetDraft", request.body);
      const { id } = request.params;
      const version = await expectedVersion(request, librarian, id);
      return sendDocument(request, reply, await librarian.save(id, draft, version));
    },
  );

  server.patch<AssetRoute>(
    "/api/assets/:id",
    {
      schema: {
        tags: TAGS,
        summary: "Rename or move an asset",
        params: assetParams,
        headers: ifMatchHeaders,
      },
      config: { takes: "AssetChange", answers: "AssetDocument" },
    },
    async (request, reply) => {
      const change: AssetChange = requireDocument("AssetChange", request.body);
      const { id } = request.params;
      const version = await expectedVersion(request, librarian, id);
      return sendDocument(request, reply, await librarian.change(id, change, version));
    },
  );

  server.delete<AssetRoute>(
    "/api/assets/:id",
    { schema: { tags: TAGS, summary: "Delete an asset", params: assetParams, headers: ifMatchHeaders } },
    async (request, reply) => {
      const { id } = request.params;
      await librarian.delete(id, await expectedVersion(request, librarian, id));
      return reply.code(204).send();
    },
  );

  server.get<AssetRoute>(
    "/api/assets/:id/recipe",
    { schema: { tags: TAGS, summary: "Read the recipe text of an asset", params: assetParams } },
    async (request, reply) => {
      const { version, recipe_text } = await librarian.load(request.params.id);
      return reply.header("etag", versionTag(version)).type("application/json; charset=utf-8").send(recipe_text);
    },
  );

  server.get<AssetRoute>(
    "/api/assets/:id/metadata",
    {
      schema: { tags: TAGS, summary: "Describe an asset in short", params: assetParams },
      config: { answers: "AssetMetadata" },
    },
    (request) => librarian.metadata(request.params.id),
  );
}

/** Answers questions about recipe texts. */
export interface RecipeExpert {
  validate(recipeText: string): Promise<readonly Diagnostic[]>;
  /** The assets that the recipe's instances hold, those within others included. */
  instanceAssets(recipeText: string): Promise<readonly LibraryAsset[]>;
  /** @throws Problem of the first error when the text is no document of the older public form. */
  importDocument(text: string): Promise<ImportedRecipe>;
}

/** Routes whose body is a recipe text, taken exactly as it was sent. They live in a context of their own. */
export function recipeRoutes(server: FastifyInstance, librarian: AssetLibrarian, recipes: RecipeExpert): void {
  server.put<AssetRoute & { Body: string }>(
    "/api/assets/:id/recipe",
    {
      schema: {
        tags: TAGS,
        summary: "Save a new recipe text of an asset",
        params: assetParams,
        headers: ifMatchHeaders,
      },
      config: { takesRecipe: true, answers: "AssetDocument" },
    },
    async (request: FastifyRequest<AssetRoute & { Body: string }>, reply: FastifyReply) => {
      const { id } = request.params;
      const version = await expectedVersion(request as FastifyRequest, librarian, id);
      return sendDocument(
        request as FastifyRequest,
        reply,
        await librarian.save(id, { recipe_text: request.body }, version),
      );
    },
  );

  server.post<{ Body: string }>(
    "/api/validate",
    { schema: { tags: ["recipes"], summary: "Check a recipe text" }, config: { takesRecipe: true } },
    async (request) => ({ diagnostics: await recipes.validate(request.body) }),
  );

  server.post<{ Body: string }>(
    "/api/instances",
    { schema: { tags: ["recipes"], summary: "Read the assets that a recipe holds" }, config: { takesRecipe: true } },
    async (request) => ({ assets: await recipes.instanceAssets(request.body) }),
  );

  server.post<{ Body: string }>(
    "/api/import",
    {
      schema: { tags: ["recipes"], summary: "Turn a document of the older public form into a recipe" },
      config: { takesRecipe: true, answers: "ImportedRecipe" },
    },
    (request) => recipes.importDocument(request.body),
  );
}
