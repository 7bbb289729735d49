// The example of the source document, as it is printed there, and the published types: each assignable to the other.
import type * as published from "../src/generated/types.ts";

export type AssetCategory = "Architecture" | "Weapon" | "Vehicle" | "Prop" | "Character";

export interface AssetMetadata {
  name: string;
  version: number;
  category: AssetCategory;
  material_spec?: string;
}

type Mutual<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Assert<T extends true> = T;

export type SameCategory = Assert<Mutual<AssetCategory, published.AssetCategory>>;
export type SameMetadata = Assert<Mutual<AssetMetadata, published.AssetMetadata>>;
export type SameKeys = Assert<Mutual<keyof AssetMetadata, keyof published.AssetMetadata>>;
