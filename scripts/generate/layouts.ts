// Binary layout descriptions, as `gve-schema` wrote them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { generated } from "./paths.ts";

export type FieldType = "u8" | "u16" | "u32" | "u64" | "f32";

export interface Field {
  name: string;
  /** Bytes from the start of the record. */
  offset: number;
  type: FieldType;
  /** Number of elements; 1 is a plain field. */
  count: number;
}

export interface Layout {
  name: string;
  description: string;
  /** Bytes of the record. */
  size: number;
  fields: Field[];
}

export interface NamedValue {
  name: string;
  value: number;
}

export interface Constants {
  message_types: NamedValue[];
  compile_stages: NamedValue[];
  snapshot_kinds: NamedValue[];
  container: Record<string, number>;
}

const folder = join(generated, "layout");
const read = (file: string) => JSON.parse(readFileSync(join(folder, file), "utf8"));

export function readLayouts(): Layout[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json") && file !== "constants.json");
  return files.sort().map(read);
}

export function readConstants(): Constants {
  return read("constants.json");
}

/** `FrameHeader` → `FRAME_HEADER`. */
export function screamingCase(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase();
}

/** Bytes of one element. */
export const elementBytes: Record<FieldType, number> = { u8: 1, u16: 2, u32: 4, u64: 8, f32: 4 };
