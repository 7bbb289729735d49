import { describe, expect, it } from "vitest";
import { parse, validate } from "./index.ts";

const sphere = { shape: { type: "sphere", params: { radius: "$r" } } };
const recipe = { format: "gve-recipe/1", name: "Ball", variables: { r: { value: 1 } }, root_node: sphere };

/** Codes and pointers of the problems found. */
function problems(value: unknown): [string, string][] {
  const result = validate("Recipe", value);
  return result.ok ? [] : result.diagnostics.map(({ code, pointer }) => [code, pointer]);
}

describe("validate", () => {
  it("returns the typed document itself", () => {
    const result = validate("Recipe", recipe);
    expect(result).toEqual({ ok: true, value: recipe });
    expect(result.ok && result.value).toBe(recipe);
  });

  it.each([
    ["an unknown key", { ...recipe, extra: 1 }, "recipe.unknown_key", "/extra"],
    ["a missing key", { ...recipe, name: undefined }, "recipe.missing_key", ""],
    ["a wrong type", { ...recipe, name: 7 }, "recipe.wrong_type", "/name"],
    ["null for an optional key", { ...recipe, description: null }, "recipe.wrong_type", "/description"],
    ["an empty name", { ...recipe, name: "" }, "recipe.out_of_range", "/name"],
    ["an unknown enum member", { ...recipe, physics: { body: "soft" } }, "recipe.unknown_variant", "/physics/body"],
    [
      "an unknown shape",
      { ...recipe, root_node: { shape: { type: "ball", params: {} } } },
      "recipe.unknown_variant",
      "/root_node/shape/type",
    ],
    ["a key with a slash", { ...recipe, "a/b~": 1 }, "recipe.unknown_key", "/a~1b~0"],
  ])("points at %s", (_, value, code, pointer) => {
    expect(problems(value)).toContainEqual([code, pointer]);
  });

  it("says request.invalid for anything but a recipe", () => {
    const result = validate("CompileRequest", { asset_id: "0" });
    expect(result.ok ? [] : result.diagnostics.map(({ code }) => code)).toEqual(["request.invalid"]);
  });

  it("answers a document nested too deeply instead of overflowing the stack", () => {
    let node: unknown = sphere;
    for (let depth = 0; depth < 100_000; depth += 1) node = { shape: { type: "union", params: { children: [node] } } };
    expect(problems({ ...recipe, root_node: node })).toEqual([["recipe.too_deep", ""]]);
  });
});

describe("parse", () => {
  it("reads a text", () => {
    expect(parse("Recipe", JSON.stringify(recipe))).toEqual({ ok: true, value: recipe });
  });

  it.each(["", "{", '{"a":1,}', "\ud800"])("refuses what is no JSON: %j", (text) => {
    const result = parse("Recipe", text);
    expect(result.ok ? [] : result.diagnostics.map(({ code }) => code)).toEqual(["recipe.syntax"]);
  });

  it("refuses half a surrogate pair that hides behind an escape", () => {
    const text = JSON.stringify({ ...recipe, root_node: { ...sphere, name: "x" } }).replace('"x"', '"\\ud83d"');
    const result = parse("Recipe", text);
    expect(result.ok ? [] : result.diagnostics.map(({ code, pointer }) => [code, pointer])).toEqual([
      ["recipe.syntax", "/root_node/name"],
    ]);
    expect(parse("Recipe", text.replace("\\ud83d", "\\ud83d\\ude00")).ok).toBe(true);
  });
});
