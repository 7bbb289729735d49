import { describe, expect, it } from "vitest";
import type { Bundle, Schema } from "../../generate/schema.ts";
import { jsonChanges, type Side, wireChanges } from "./changes.ts";
import { currentCopy } from "./copies.ts";
import { versionProblem } from "./version-rule.ts";

type Edit = (definitions: Record<string, Schema & Record<string, unknown>>, bundle: Bundle) => void;

/** What the class says of one planted edit of the real schema. */
function classes(edit: Edit): { places: string[]; breaks: Side[] } {
  const { bundle } = currentCopy();
  const after = structuredClone(bundle);
  edit(after.$defs as Parameters<Edit>[0], after);
  const changes = jsonChanges(bundle, after);
  return {
    places: changes.map(({ place }) => place),
    breaks: [...new Set(changes.flatMap(({ breaks }) => breaks))].sort(),
  };
}

const properties = (schema: Schema | undefined) => schema?.properties as Record<string, Schema>;
const members = (schema: Schema | undefined) => schema?.enum as string[];

describe("a change of the JSON forms", () => {
  it.each<[string, string, Side[], Edit]>([
    ["a removed type", "Axis", ["reader", "source"], (defs) => delete defs.Axis],
    ["a new type", "Fresh", ["writer"], (defs) => Object.assign(defs, { Fresh: { type: "string" } })],
    ["a removed key", "Node/name", ["reader", "source"], (defs) => delete properties(defs.Node).name],
    [
      "a new optional key",
      "Node/tag",
      ["writer"],
      (defs) => Object.assign(properties(defs.Node), { tag: { type: "string" } }),
    ],
    [
      "a new required key",
      "Node/tag",
      ["reader", "source", "writer"],
      (defs) => {
        Object.assign(properties(defs.Node), { tag: { type: "string" } });
        defs.Node?.required?.push("tag");
      },
    ],
    ["a key made required", "Node/name", ["reader", "source"], (defs) => defs.Node?.required?.push("name")],
    [
      "a key made optional",
      "Node/shape",
      ["source", "writer"],
      (defs) => Object.assign(defs.Node ?? {}, { required: [] }),
    ],
    [
      "another type",
      "Variable/min",
      ["reader", "source", "writer"],
      (defs) => Object.assign(properties(defs.Variable).min ?? {}, { type: "string" }),
    ],
    [
      "a lower maximum",
      "CompileRequest/splat_iterations",
      ["reader"],
      (defs) => Object.assign(properties(defs.CompileRequest).splat_iterations ?? {}, { maximum: 200 }),
    ],
    [
      "a higher maximum",
      "CompileRequest/splat_iterations",
      ["writer"],
      (defs) => Object.assign(properties(defs.CompileRequest).splat_iterations ?? {}, { maximum: 400 }),
    ],
    ["a removed member", "Axis", ["reader", "source"], (defs) => members(defs.Axis).pop()],
    ["a new member", "Axis", ["writer"], (defs) => members(defs.Axis).push("w")],
    [
      "a renamed member",
      "Axis",
      ["source"],
      (defs) => Object.assign(defs.Axis ?? {}, { "x-enum-varnames": ["A", "Y", "Z"] }),
    ],
    ["a removed variant", "Shape", ["reader", "source"], (defs) => defs.Shape?.oneOf?.pop()],
    [
      "a new variant",
      "Shape",
      ["writer"],
      (defs) => defs.Shape?.oneOf?.push({ properties: { type: { const: "shape_of_tomorrow" } } }),
    ],
    ["a removed form", "Scalar", ["reader", "source"], (defs) => defs.Scalar?.anyOf?.pop()],
    ["unknown keys ignored", "Node", ["writer"], (defs) => delete defs.Node?.additionalProperties],
    ["a root type taken away", "Recipe", ["reader", "source"], (_, bundle) => bundle["x-root-types"].shift()],
  ])("%s", (_, place, breaks, edit) => {
    const seen = classes(edit);
    expect(seen.places).toContain(place);
    expect(seen.breaks).toEqual(breaks);
  });

  it("of prose or of order breaks nothing", () => {
    const seen = classes((defs) => {
      Object.assign(defs.Node ?? {}, { description: "Other words." });
      defs.Shape?.oneOf?.reverse();
      Object.assign(defs.Node ?? {}, {
        properties: Object.fromEntries(Object.entries(properties(defs.Node)).reverse()),
      });
    });
    expect(seen.places).toEqual([]);
  });
});

describe("a change of the bytes", () => {
  const { layouts } = currentCopy();
  const changed = (from: string, to: string) => JSON.parse(JSON.stringify(layouts).replace(from, to));

  it.each([
    ["a moved field", '"name":"version","offset":9', '"name":"version","offset":10'],
    ["a wider field", '"name":"version","offset":9,"type":"u32"', '"name":"version","offset":9,"type":"u64"'],
    ["another message number", '"name":"VERSION_BUMP","value":4', '"name":"VERSION_BUMP","value":5'],
    ["a renamed message", '"name":"VERSION_BUMP"', '"name":"BUMP"'],
  ])("%s is breaking", (_, from, to) => {
    const changes = wireChanges(layouts, changed(from, to));
    expect(versionProblem(changes, "1.0", "1.1")).toContain("2.0");
    expect(versionProblem(changes, "1.0", "2.0")).toBeUndefined();
  });

  it("a new message is an addition", () => {
    const added = changed('{"name":"VERSION_BUMP"', '{"name":"ASSET_HINT","value":7},{"name":"VERSION_BUMP"');
    const changes = wireChanges(layouts, added);
    expect(changes).toEqual([expect.objectContaining({ breaks: ["writer"] })]);
    expect(versionProblem(changes, "1.0", "1.0")).toContain("1.1");
    expect(versionProblem(changes, "1.0", "1.1")).toBeUndefined();
  });

  it("other words are no change", () => {
    expect(wireChanges(layouts, changed("Header of a frame", "Head of a frame"))).toEqual([]);
  });
});

describe("the version", () => {
  it("may stay when nothing changed, and never falls", () => {
    expect(versionProblem([], "1.2", "1.2")).toBeUndefined();
    expect(versionProblem([], "1.2", "1.1")).toContain("below");
    expect(versionProblem([], "2.0", "1.9")).toContain("below");
    expect(() => versionProblem([], "1.2", "1.2.0")).toThrow("major.minor");
  });
});
