/**
 * An engine for tests: fast, without native code, and obedient.
 *
 * A recipe is any JSON object with `format`, `name` and `root_node`. Its `description` may order misbehaviour:
 * `wait` (until cancelled), `deaf` (waits and ignores cancel), `crash` (ends the process), `hold:PATH` (waits for a file).
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";

import type {
  CompileOptions,
  CompileProgress,
  CompileStage,
  Diagnostic,
  ImpactProperties,
  MaterialSpec,
} from "@gve/types";
import type { CompileOutcome, Engine, RecipeFindings } from "../src/compile/engine.ts";

const BUILD = process.env.STAND_IN_BUILD ?? "stand-in 1";
const STAGES: readonly CompileStage[] = ["MATH_JIT", "VOLUME_BAKE", "SHELL_GEN", "SPLAT_TRAIN", "INDEXING", "WRITING"];
/** Size of a binary. */
const BYTES = Number(process.env.STAND_IN_BYTES ?? 64 * 1024);
const KNOWN_KEYS = new Set(["format", "name", "description", "variables", "root_node", "physics", "audio_patch"]);

const sha256 = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");

function refuse(code: Diagnostic["code"], pointer: string, message: string): RecipeFindings {
  return { diagnostics: [{ code, severity: "error", pointer, message }] };
}

function examine(recipeText: string, options: CompileOptions): RecipeFindings {
  let recipe: unknown;
  try {
    recipe = JSON.parse(recipeText);
  } catch (error) {
    return refuse("recipe.syntax", "", (error as Error).message);
  }
  if (typeof recipe !== "object" || recipe === null) return refuse("recipe.wrong_type", "", "A recipe is an object.");
  for (const key of ["format", "name", "root_node"]) {
    if (!(key in recipe)) return refuse("recipe.missing_key", "", `The key "${key}" is missing.`);
  }
  for (const key of Object.keys(recipe)) {
    if (!KNOWN_KEYS.has(key)) return refuse("recipe.unknown_key", `/${key}`, `Unknown key "${key}".`);
  }
  return { diagnostics: [], cacheKey: sha256(JSON.stringify([BUILD, recipe, options])) };
}

async function compile(
  recipeText: string,
  options: CompileOptions,
  onProgress: (progress: CompileProgress) => void,
  signal: AbortSignal,
): Promise<CompileOutcome> {
  const { cacheKey = "" } = examine(recipeText, options);
  const { description } = JSON.parse(recipeText) as { description?: string };
  for (const [index, stage] of STAGES.entries()) {
    onProgress({ stage, progress: (index + 0.5) / STAGES.length, message: stage });
    await new Promise((resolve) => setImmediate(resolve));
    if (stage === "SHELL_GEN" && description !== undefined) await misbehave(description, signal);
    if (signal.aborted) return { state: "cancelled" };
  }
  const bytes = Buffer.alloc(BYTES, cacheKey);
  const report = {
    content_hash: sha256(bytes),
    cache_key: cacheKey,
    recipe_hash: sha256(recipeText),
    size_bytes: bytes.length,
    stages: STAGES.map((stage) => ({ stage, duration_ms: 0 })),
    diagnostics: [],
  };
  return { state: "done", bytes, report };
}

async function misbehave(order: string, signal: AbortSignal): Promise<void> {
  if (order === "crash") process.exit(13);
  const never = new Promise<void>(() => undefined);
  if (order === "deaf") await never;
  const path = order.startsWith("hold:") ? order.slice(5) : null;
  while (path !== null && !existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
  if (order === "wait")
    await Promise.race([never, new Promise((resolve) => signal.addEventListener("abort", resolve))]);
}

function material(spec_id: string, damping_coefficient: number, low_hz: number, high_hz: number): MaterialSpec {
  return {
    spec_id,
    display_name: spec_id,
    aliases: [`ALIAS_OF_${spec_id}`],
    density_kg_m3: 1000,
    youngs_modulus_gpa: 10,
    poissons_ratio: 0.3,
    friction: 0.5,
    restitution: 0.5,
    damping_coefficient,
    resonance_freq_min_hz: low_hz,
    resonance_freq_max_hz: high_hz,
    base_color_srgb: [128, 128, 128],
    metallic: 0,
    roughness: 0.5,
    recommended_color_mode: "Rgb",
    citation: "made up for tests",
  };
}

/** Only the two fields of the source document depend on the pair. */
function impact(struck: string, striking: string): ImpactProperties {
  const [a, b] = [struck, striking].map((id) => MATERIALS.find(({ spec_id }) => spec_id === id));
  if (a === undefined || b === undefined) throw new Error(`no such pair: ${struck}, ${striking}`);
  return {
    combined_damping: (a.damping_coefficient + b.damping_coefficient) / 2,
    avg_resonance_freq: (a.resonance_freq_max_hz + b.resonance_freq_min_hz) / 2,
    contact_modulus_gpa: 5,
    contact_stiffness_n_per_m_1_5: 7e8,
    contact_duration_us: 100,
    excitation_bandwidth_hz: 10_000,
    restitution: 0.5,
    friction: 0.5,
  };
}

const MATERIALS = [material("HARD", 0.01, 200, 8000), material("SOFT", 0.03, 50, 1000)];

export async function createEngine(): Promise<Engine> {
  return {
    build: BUILD,
    materials: () => MATERIALS,
    impact,
    examine: async (recipeText, options) => examine(recipeText, options),
    instances: () => [],
    importDocument: async () => ({ state: "failed", diagnostics: [] }),
    compile,
  };
}
