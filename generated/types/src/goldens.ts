// The golden files, for tests.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProblemCode } from "./generated/types.ts";

const folder = join(import.meta.dirname, "../../goldens");

/** A golden file: its bytes and the description beside it. */
export interface Golden {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  kind: "frame" | "snapshot" | "container";
  refused?: { code: ProblemCode; offset: number };
  header: Record<string, number | string>;
  payload_hex: string;
  message: Record<string, unknown>;
  entries: { asset_id: string; kind: "MESH" | "SDF"; active: boolean }[];
}

/** Every golden of a kind: those to read, or those to refuse. */
export function goldens(kind: Golden["kind"], which: "whole" | "refused"): Golden[] {
  const names = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const all = names.map((file): Golden => {
    const name = file.replace(/\.json$/, "");
    const bytes = new Uint8Array(readFileSync(join(folder, `${name}.bin`)));
    return { name, ...JSON.parse(readFileSync(join(folder, file), "utf8")), bytes };
  });
  return all.filter((golden) => golden.kind === kind && (golden.refused !== undefined) === (which === "refused"));
}
