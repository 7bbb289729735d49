import type { ImpactProperties, MaterialSpec } from "@gve/types";
import { Problem } from "../problem.ts";

/** Where the entries of the material library come from. */
export interface MaterialSource {
  describe(): Promise<{ readonly materials: readonly MaterialSpec[] }>;
}

/** Looks materials up by their specification. */
export class MaterialLibrarian {
  readonly #source: MaterialSource;

  constructor(source: MaterialSource) {
    this.#source = source;
  }

  async list(): Promise<readonly MaterialSpec[]> {
    return (await this.#source.describe()).materials;
  }

  /** @throws Problem `material.unknown`. */
  async get(specId: string): Promise<MaterialSpec> {
    const material = (await this.list()).find(({ spec_id }) => spec_id === specId);
    if (material !== undefined) return material;
    throw new Problem("material.unknown", `There is no material "${specId.slice(0, 80)}".`, {
      hint: "GET /api/materials lists them all.",
    });
  }

  /**
   * What a collision of two materials excites (source document, section 3, `resolve_impact_pair`).
   * @throws Problem `material.unknown`.
   */
  async impact(specA: string, specB: string): Promise<ImpactProperties> {
    const [a, b] = await Promise.all([this.get(specA), this.get(specB)]);
    return {
      combined_damping: (a.damping_coefficient + b.damping_coefficient) / 2,
      avg_resonance_freq: (a.resonance_freq_max_hz + b.resonance_freq_min_hz) / 2,
    };
  }
}
