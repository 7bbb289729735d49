import { expect, test } from "vitest";
import recipeSchema from "../../../generated/json-schema/recipe.schema.json" with { type: "json" };
import { helpAt, type Schema, suggestionsAt } from "./schema.ts";

const SCHEMA = recipeSchema as Schema;
const VOCABULARY = { materials: [{ spec_id: "ASTM_A36", display_name: "Structural steel" }] };

/** Suggestions at the `|` of a text. */
function at(marked: string): readonly string[] {
  const offset = marked.indexOf("|");
  return suggestionsAt(SCHEMA, marked.replace("|", ""), offset, VOCABULARY).items.map(({ label }) => label);
}

test("keys of the document, without those that are there", () => {
  const keys = at('{ "format": "gve-recipe/1", | }');
  expect(keys).toContain("root_node");
  expect(keys).toContain("variables");
  expect(keys).not.toContain("format");
});

test("the type of a shape offers every shape, and decides its parameters", () => {
  expect(at('{ "root_node": { "shape": { "type": "|" } } }')).toEqual(
    expect.arrayContaining(["sphere", "torus", "smooth_union"]),
  );
  const parameters = at('{ "root_node": { "shape": { "type": "torus", "params": { "|" } } } }');
  expect(parameters).toEqual(["major_radius", "minor_radius", "sweep_deg"]);
});

test("children are nodes at any depth", () => {
  const keys = at('{ "root_node": { "shape": { "type": "union", "params": { "children": [ { | } ] } } } }');
  expect(keys).toEqual(expect.arrayContaining(["shape", "transform", "modifiers", "material"]));
});

test("knobs have their own keys", () => {
  expect(at('{ "variables": { "width": { "value": 1, | } } }')).toEqual(
    expect.arrayContaining(["soft_min", "unit", "doc"]),
  );
});

test("material ids come from the library, and constants and enums from the schema", () => {
  expect(at('{ "root_node": { "material": { "spec_id": "|" } } }')).toEqual(["ASTM_A36"]);
  expect(at('{ "root_node": { "enabled": | } }')).toEqual(["true", "false"]);
  expect(at('{ "root_node": { "modifiers": [ { "type": "twist", "params": { "axis": "|" } } ] } }')).toEqual([
    "x",
    "y",
    "z",
  ]);
});

test("a completed key brings its value, but not a second colon", () => {
  const text = '{ "root_" }';
  const [root] = suggestionsAt(SCHEMA, text, 8, VOCABULARY).items.filter(({ label }) => label === "root_node");
  expect(root?.insert).toBe('"root_node": {}');
  const [again] = suggestionsAt(SCHEMA, '{ "root_": {} }', 8, VOCABULARY).items.filter(
    ({ label }) => label === "root_node",
  );
  expect(again?.insert).toBe('"root_node"');
});

test("keys explain themselves with unit and range", () => {
  const text = '{ "root_node": { "shape": { "type": "sphere", "params": { "radius": 1 } } } }';
  expect(helpAt(SCHEMA, text, text.indexOf("radius") + 2)).toMatchObject({
    title: "radius",
    text: "Radius in metres, above 0.",
  });
  expect(helpAt(SCHEMA, text, 0)).toBeNull();
});
