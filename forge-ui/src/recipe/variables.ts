/** The knobs of a recipe, read from its text and written back into it without touching anything else. */

import { applyEdits, findNodeAtLocation, getNodeValue, type Node as JsonNode, modify, parseTree } from "jsonc-parser";

export interface VariableModel {
  readonly name: string;
  /** Number in the text, or `null` when it is an expression or something else. */
  readonly value: number | null;
  /** Expression text, for knobs that follow others. */
  readonly expression: string | null;
  /** Ends of the slider. */
  readonly sliderMin: number;
  readonly sliderMax: number;
  /** Hard limits; beyond them a value is refused. */
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly unit: string;
  readonly doc: string;
}

function finite(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** A step of 1, 2 or 5 times a power of ten, about a two-hundredth of the range. */
export function niceStep(range: number): number {
  if (!(range > 0)) return 0.01;
  const raw = range / 200;
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= raw * 0.999) ?? 10;
  return Number((factor * power).toPrecision(3));
}

function readVariable(name: string, raw: Record<string, unknown>): VariableModel {
  const value = finite(raw.value);
  const min = finite(raw.min);
  const max = finite(raw.max);
  const reach = Math.max(Math.abs(value ?? 0), 0.5);
  const guessedMin = (value ?? 0) < 0 ? -2 * reach : 0;
  const sliderMin = finite(raw.soft_min) ?? min ?? Math.min(guessedMin, max ?? guessedMin);
  const sliderMax = finite(raw.soft_max) ?? max ?? sliderMin + 2 * reach;
  return {
    name,
    value,
    expression: typeof raw.value === "string" ? raw.value : null,
    sliderMin,
    sliderMax: Math.max(sliderMax, sliderMin),
    min: min ?? Number.NEGATIVE_INFINITY,
    max: max ?? Number.POSITIVE_INFINITY,
    step: finite(raw.step) ?? niceStep(sliderMax - sliderMin),
    unit: typeof raw.unit === "string" ? raw.unit : "",
    doc: typeof raw.doc === "string" ? raw.doc : "",
  };
}

function members(node: JsonNode | undefined): readonly JsonNode[] {
  return node?.type === "object" ? (node.children ?? []) : [];
}

/** The knobs in the order in which the author wrote them. Text that does not parse yields what can be read of it. */
export function readVariables(text: string): readonly VariableModel[] {
  const root = parseTree(text, [], { disallowComments: true });
  const variables = root && findNodeAtLocation(root, ["variables"]);
  return members(variables).flatMap((property) => {
    const [key, body] = property.children ?? [];
    if (!key || body?.type !== "object") return [];
    return [readVariable(String(key.value), getNodeValue(body) as Record<string, unknown>)];
  });
}

function decimalsOf(step: number): number {
  const [, fraction = "", exponent = "0"] = /^[\d]*\.?(\d*)(?:e([-+]\d+))?$/.exec(String(step)) ?? [];
  return Math.min(12, Math.max(0, fraction.length - Number(exponent)));
}

/** The nearest multiple of the step, counted from `origin`, without binary noise in its decimals. */
export function snapToStep(value: number, step: number, origin: number): number {
  if (!(step > 0)) return value;
  const snapped = origin + Math.round((value - origin) / step) * step;
  const decimals = Math.max(decimalsOf(step), decimalsOf(Math.abs(origin)));
  const rounded = Number(snapped.toFixed(decimals));
  return rounded === 0 ? 0 : rounded;
}

/** A value within the hard limits. */
export function clampToLimits(value: number, { min, max }: Pick<VariableModel, "min" | "max">): number {
  return Math.min(max, Math.max(min, value));
}

/** What is wrong with a typed value, or `null`. */
export function limitProblem(
  value: number,
  { min, max, unit }: Pick<VariableModel, "min" | "max" | "unit">,
): string | null {
  const suffix = unit === "" ? "" : ` ${unit}`;
  if (value < min) return `At least ${min}${suffix}`;
  if (value > max) return `At most ${max}${suffix}`;
  return null;
}

/** For people: up to six significant decimals, no trailing zeros. */
export function formatValue(value: number): string {
  return String(Number(value.toPrecision(7)));
}

/** The recipe text with another value for one knob; everything else stays character for character. */
export function withVariableValue(text: string, name: string, value: number | string): string {
  return applyEdits(text, modify(text, ["variables", name, "value"], value, {}));
}
