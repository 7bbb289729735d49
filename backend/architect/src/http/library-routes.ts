import type { ServiceStatus } from "@gve/types";
import type { FastifyInstance } from "fastify";
import type { MaterialLibrarian } from "../librarian/materials.ts";
import type { SampleLibrary } from "../librarian/samples.ts";
import { Problem } from "../problem.ts";
import { problemTexts } from "./problem-texts.ts";
import { impactQuery } from "./schemas.ts";

/** Materials, samples, health and the texts behind problem types. */
export function libraryRoutes(
  server: FastifyInstance,
  materials: MaterialLibrarian,
  samples: SampleLibrary,
  status: () => Promise<ServiceStatus>,
): void {
  const tags = ["library"];
  server.get(
    "/api/materials",
    { schema: { tags, summary: "All materials" }, config: { answers: "MaterialSpec", answersList: true } },
    () => materials.list(),
  );

  server.get<{ Querystring: { a: string; b: string } }>(
    "/api/materials/impact",
    {
      schema: { tags, summary: "What a collision of two materials excites", querystring: impactQuery },
      config: { answers: "ImpactProperties" },
    },
    (request) => materials.impact(request.query.a, request.query.b),
  );

  server.get<{ Params: { specId: string } }>(
    "/api/materials/:specId",
    { schema: { tags, summary: "One material" }, config: { answers: "MaterialSpec" } },
    (request) => materials.get(request.params.specId),
  );

  server.get(
    "/api/samples",
    { schema: { tags, summary: "Sample recipes" }, config: { answers: "SampleSummary", answersList: true } },
    () => samples.list(),
  );

  server.get<{ Params: { sampleId: string } }>(
    "/api/samples/:sampleId",
    { schema: { tags, summary: "The recipe text of a sample" } },
    async (request, reply) => {
      const text = await samples.recipeText(request.params.sampleId);
      return reply.type("application/json; charset=utf-8").send(text);
    },
  );

  server.get(
    "/api/health",
    { schema: { tags: ["service"], summary: "Health of the server" }, config: { answers: "ServiceStatus" } },
    () => status(),
  );

  server.get<{ Params: { code: string } }>("/problems/:code", { schema: { hide: true } }, async (request, reply) => {
    const { code } = request.params;
    const text = (await problemTexts()).get(code);
    if (text === undefined) throw new Problem("request.not_found", `There is no problem "${code.slice(0, 80)}".`);
    return reply.type("text/plain; charset=utf-8").send(`${code}\n\n${text}\n`);
  });
}
