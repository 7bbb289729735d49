import { describe, expect, it } from "vitest";
import { readBundle } from "../../generate/schema.ts";
import { type Case, disagreements, describe as explain, judges, makeCases } from "./agreement.ts";

const SEED = 20261121;

/** Documents that once told two readers apart, with the verdict all three must give. */
const traps: [name: string, type: string, text: string, accepted: boolean][] = [
  ["a whole number with a fraction of zero", "AssetMetadata", '{"name":"a","version":1.0,"category":"Prop"}', true],
  ["a whole number as a power", "AssetMetadata", '{"name":"a","version":1e3,"category":"Prop"}', true],
  ["minus zero", "AssetMetadata", '{"name":"a","version":-0.0,"category":"Prop"}', true],
  ["the largest u32", "AssetMetadata", '{"name":"a","version":4294967295,"category":"Prop"}', true],
  ["one above it", "AssetMetadata", '{"name":"a","version":4294967296,"category":"Prop"}', false],
  ["a truth value for a number", "AssetMetadata", '{"name":"a","version":true,"category":"Prop"}', false],
  [
    "null for an optional key",
    "AssetMetadata",
    '{"name":"a","version":1,"category":"Prop","material_spec":null}',
    false,
  ],
  ["a unit variant as an object", "AssetMetadata", '{"name":"a","version":1,"category":{"Prop":null}}', false],
  ["a struct as an array", "AssetMetadata", '["a",1,"Prop"]', false],
  ["the last of two equal keys", "AssetMetadata", '{"name":7,"name":"a","version":1,"category":"Prop"}', true],
  ["half a surrogate pair", "AssetMetadata", '{"name":"\\ud83d","version":1,"category":"Prop"}', false],
  ["a whole surrogate pair", "AssetMetadata", '{"name":"\\ud83d\\ude00","version":1,"category":"Prop"}', true],
  ["a key named __proto__", "AssetMetadata", '{"name":"a","version":1,"category":"Prop","__proto__":{}}', false],
  ["a union that is no object", "EventMessage", "7", false],
  ["the largest id", "CompileRequest", '{"asset_id":"18446744073709551615"}', true],
  ["an id above it", "CompileRequest", '{"asset_id":"18446744073709551616"}', false],
  ["an id with a zero in front", "CompileRequest", '{"asset_id":"007"}', false],
  ["an id with a line feed", "CompileRequest", '{"asset_id":"7\\n"}', false],
  ["an id as a number", "CompileRequest", '{"asset_id":7}', false],
  ["a number too large for a double", "BoundVariable", '{"name":"a","value":1e999,"adjustable":true}', false],
  [
    "an integer too large for a double",
    "BoundVariable",
    `{"name":"a","value":1${"0".repeat(400)},"adjustable":true}`,
    false,
  ],
  [
    "an integer above 2^64",
    "BoundVariable",
    '{"name":"a","value":123456789012345678901234567890,"adjustable":true}',
    true,
  ],
  ["NaN", "BoundVariable", '{"name":"a","value":NaN,"adjustable":true}', false],
  ["120 characters outside the basic plane", "AssetChange", `{"name":"${"😀".repeat(120)}"}`, true],
  ["121 of them", "AssetChange", `{"name":"${"😀".repeat(121)}"}`, false],
  ["a byte order mark", "AssetChange", "\ufeff{}", false],
  ["a comma too many", "AssetChange", '{"name":"a",}', false],
];

describe("serde, ajv and Pydantic", () => {
  it("give the known verdicts on the traps", async () => {
    const cases = traps.map(([, type, text]): Case => ({ type, text }));
    for (const [judge, ask] of Object.entries(judges)) {
      const verdicts = await ask(cases);
      const seen = traps.map(([name], index) => [name, verdicts[index] === ""]);
      expect(seen, judge).toEqual(traps.map(([name, , , accepted]) => [name, accepted]));
    }
  });

  it("agree on 12,000 random documents", async () => {
    const cases = makeCases(readBundle(), 12_000, SEED);
    const { accepted, found } = await disagreements(cases, judges);
    expect(found.map(explain), `seed ${SEED}`).toEqual([]);
    expect(accepted).toBeGreaterThan(3_000);
    expect(accepted).toBeLessThan(9_000);
  });
});

describe("the comparison", () => {
  const cases = makeCases(readBundle(), 200, SEED);

  it("makes the same documents of the same seed", () => {
    expect(makeCases(readBundle(), 200, SEED)).toEqual(cases);
    expect(makeCases(readBundle(), 200, SEED + 1)).not.toEqual(cases);
  });

  it("finds a reader that lets null through", async () => {
    const lax = (subjects: Case[]) => {
      const withoutNull = subjects.map(({ type, text }) => ({ type, text: text.replaceAll(/"\w+":null,?/g, "") }));
      return judges.ajv?.(withoutNull) ?? Promise.resolve([]);
    };
    const planted = { type: "AssetChange", text: '{"name":null}' };
    const { found } = await disagreements([...cases, planted], { ajv: judges.ajv ?? lax, lax });
    expect(found).toContainEqual({ ...planted, verdicts: { ajv: "/name must be string", lax: "" } });
  });
});
