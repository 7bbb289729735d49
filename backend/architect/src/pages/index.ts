/**
 * HTML pages and htmx partials. Each action is a link or a form that works without JavaScript; htmx asks for the same
 * addresses and gets the part that changes. Knows nothing of stores and queues: it calls `PageServices`.
 */

import formBody from "@fastify/formbody";
import fastifyStatic from "@fastify/static";
import type { AssetSummary, ProblemDetails } from "@gve/types";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type AssetCard, assetCard } from "./asset-card.ts";
import { type AssetsPage, assetList, assetsPage, samplePicture } from "./assets-page.ts";
import { type Dialog, deleteDialog, dialogPage, problemPage, renameDialog } from "./dialogs.ts";
import { editorPage } from "./editor-page.ts";
import type { Html } from "./html.ts";
import { importPage, importReportPage } from "./import-page.ts";
import { STATIC_PREFIX } from "./layout.ts";
import type { PageServices } from "./services.ts";

export type { PageServices, Sample } from "./services.ts";

export interface PagesOptions {
  readonly services: PageServices;
  /** Folder with the built files of the Forge. */
  readonly staticRoot: string;
  /** Describes any thrown value to a person. */
  readonly describeProblem: (error: unknown) => ProblemDetails;
}

type IdRequest = FastifyRequest<{ Params: { id: string } }>;

function isPartial(request: FastifyRequest): boolean {
  return request.headers["hx-request"] === "true";
}

function sendHtml(reply: FastifyReply, page: Html, status = 200): FastifyReply {
  return reply
    .code(status)
    .type("text/html; charset=utf-8")
    .header("cache-control", "no-store")
    .header("vary", "HX-Request")
    .send(page.text);
}

function sendDialog(request: FastifyRequest, reply: FastifyReply, dialog: Dialog, status = 200): FastifyReply {
  return sendHtml(reply, isPartial(request) ? dialog.form : dialogPage(dialog), status);
}

/** After a change: htmx closes the dialog and renews the list, a plain form goes back to it. */
function sendChanged(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!isPartial(request)) return reply.redirect("/", 303);
  return reply.code(200).header("hx-trigger", "gve:dialog-done").type("text/html; charset=utf-8").send("");
}

function formValue(request: FastifyRequest, name: string): string {
  const body = request.body;
  const value = typeof body === "object" && body !== null ? (body as Record<string, unknown>)[name] : undefined;
  return typeof value === "string" ? value.trim() : "";
}

function searchOf(request: FastifyRequest): string {
  const search = (request.query as Record<string, unknown>).search;
  return typeof search === "string" ? search.trim().slice(0, 120) : "";
}

/** Assembles what the pages show from the services. */
class PageData {
  readonly #services: PageServices;

  constructor(services: PageServices) {
    this.#services = services;
  }

  async card(asset: AssetSummary): Promise<AssetCard> {
    const [cache, compile, samples] = await Promise.all([
      this.#services.cacheReport(asset.id),
      this.#services.compileStatus(asset.id),
      this.#services.listSamples(),
    ]);
    // A first version under a sample's name is that sample; later versions may look different.
    const sample = asset.version === 1 ? samples.find(({ name }) => name === asset.name) : undefined;
    return { asset, cache, compile, picture: sample ? samplePicture(sample.id) : null };
  }

  async list(search: string): Promise<Pick<AssetsPage, "cards" | "total" | "search">> {
    const page = await this.#services.listAssets(search);
    return { cards: await Promise.all(page.assets.map((asset) => this.card(asset))), total: page.total, search };
  }
}

function registerLists(app: FastifyInstance, services: PageServices): void {
  const data = new PageData(services);

  app.get("/", async (request, reply) => {
    const sequence = await services.lastSequence();
    const list = await data.list(searchOf(request));
    return sendHtml(reply, assetsPage({ ...list, samples: await services.listSamples(), sequence }));
  });

  app.get("/assets", async (request, reply) => {
    const search = searchOf(request);
    if (!isPartial(request)) return reply.redirect(search === "" ? "/" : `/?search=${encodeURIComponent(search)}`, 303);
    return sendHtml(reply, assetList(await data.list(search)));
  });

  app.post("/assets", async (request, reply) => {
    const sample = await services.getSample(formValue(request, "sample"));
    const { recipe_text, category, subcategory } = sample;
    const asset = await services.createAsset({ recipe_text, category, subcategory });
    return reply.redirect(`/assets/${asset.id}`, 303);
  });

  app.get("/assets/:id/card", async (request: IdRequest, reply) => {
    return sendHtml(reply, assetCard(await data.card(await services.getAsset(request.params.id))));
  });

  for (const action of ["compile", "cancel"] as const) {
    app.post(`/assets/:id/${action}`, async (request: IdRequest, reply) => {
      const { id } = request.params;
      await (action === "compile" ? services.compile(id) : services.cancelCompile(id));
      if (!isPartial(request)) return reply.redirect("/", 303);
      return sendHtml(reply, assetCard(await data.card(await services.getAsset(id))));
    });
  }
}

function registerImport(app: FastifyInstance, { services, describeProblem }: PagesOptions): void {
  app.get("/import", async (_request, reply) => sendHtml(reply, importPage()));

  app.post("/import", async (request, reply) => {
    const text = formValue(request, "text");
    try {
      const asset = await services.createAsset({ recipe_text: text });
      return reply.redirect(`/assets/${asset.id}`, 303);
    } catch (error) {
      if (describeProblem(error).code !== "recipe.older_form") return refuseImport(reply, text, error);
    }
    try {
      const { recipe_text, report } = await services.importDocument(text);
      return sendHtml(reply, importReportPage(await services.createAsset({ recipe_text }), report), 201);
    } catch (error) {
      return refuseImport(reply, text, error);
    }
  });

  /** Shows the form again with what is wrong; faults of the server are not the form's. */
  function refuseImport(reply: FastifyReply, text: string, error: unknown): FastifyReply {
    const problem = describeProblem(error);
    if (problem.status >= 500) throw error;
    return sendHtml(reply, importPage({ text, problem }), 422);
  }
}

function registerAsset(app: FastifyInstance, { services, describeProblem }: PagesOptions): void {
  app.get("/assets/:id", async (request: IdRequest, reply) => {
    const sequence = await services.lastSequence();
    return sendHtml(reply, editorPage(await services.getAsset(request.params.id), sequence));
  });

  app.get("/assets/:id/rename", async (request: IdRequest, reply) =>
    sendDialog(request, reply, renameDialog(await services.getAsset(request.params.id))),
  );

  app.post("/assets/:id/rename", async (request: IdRequest, reply) => {
    const name = formValue(request, "name");
    try {
      await services.changeAsset(request.params.id, { name });
    } catch (error) {
      const problem = describeProblem(error);
      if (problem.status >= 500 || problem.status === 404) throw error;
      const asset = await services.getAsset(request.params.id);
      return sendDialog(request, reply, renameDialog(asset, { name, problem }), 422);
    }
    return sendChanged(request, reply);
  });

  app.get("/assets/:id/delete", async (request: IdRequest, reply) =>
    sendDialog(request, reply, deleteDialog(await services.getAsset(request.params.id))),
  );

  app.post("/assets/:id/delete", async (request: IdRequest, reply) => {
    await services.deleteAsset(request.params.id);
    return sendChanged(request, reply);
  });
}

/** Registers the pages on a server that sets security headers and checks origins itself. */
export async function registerPages(app: FastifyInstance, options: PagesOptions): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(formBody);
    await scope.register(fastifyStatic, {
      root: options.staticRoot,
      prefix: `${STATIC_PREFIX}/`,
      cacheControl: true,
      maxAge: 0,
    });
    scope.setErrorHandler((error, request, reply) => {
      const problem = options.describeProblem(error);
      if (isPartial(request)) return reply.code(problem.status).type("application/problem+json").send(problem);
      return sendHtml(reply, problemPage(problem), problem.status);
    });
    registerLists(scope, options.services);
    registerImport(scope, options);
    registerAsset(scope, options);
  });
}
