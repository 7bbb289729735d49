import type { ImpactProperties, MaterialSpec } from "@gve/types";
import { Problem } from "../problem.ts";

/** Where the entries of the material library come from. */
export interface MaterialSource {
  describe(): Promise<{ readonly materials: readonly MaterialSpec[] }>;
  /** What a collision of two entries excites; both are in the library. */
  impact(struck: string, striking: string): Promise<ImpactProperties>;
}

/** Looks materials up by specification or alias. */
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
    const material = (await this.list()).find(
      ({ spec_id, aliases }) => spec_id === specId || aliases?.includes(specId),
    );
    if (material !== undefined) return material;
    throw new Problem("material.unknown", `There is no material "${specId.slice(0, 80)}".`, {
      hint: "GET /api/materials lists them all.",
    });
  }

  /**
   * What a collision of two materials excites (source document, section 3, `resolve_impact_pair`): `specB` strikes.
   * @throws Problem `material.unknown`.
   */
  async impact(specA: string, specB: string): Promise<ImpactProperties> {
    const [a, b] = await Promise.all([this.get(specA), this.get(specB)]);
    return this.#source.impact(a.spec_id, b.spec_id);
  }
}
