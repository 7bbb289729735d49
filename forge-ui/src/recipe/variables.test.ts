import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clampToLimits,
  formatValue,
  limitProblem,
  niceStep,
  readVariables,
  snapToStep,
  withVariableValue,
} from "./variables.ts";

const TEXT = `{
  "format": "gve-recipe/1", "name": "Test",
  "variables": {
    "width":  { "value": 0.10, "soft_min": 0.05, "soft_max": 0.3, "min": 0.01, "unit": "m", "doc": "Across" },
    "teeth":  { "value": 12, "min": 3, "max": 60, "step": 1 },
    "height": { "value": "$width * 2" },
    "free":   { "value": 0.4 }
  },
  "root_node": { "shape": { "type": "sphere", "params": { "radius": "$width" } } }
}
`;

describe("reading", () => {
  test("knobs come in the author's order with soft limits for the slider and hard limits for typing", () => {
    const [width, teeth, height, free] = readVariables(TEXT);
    expect(width).toMatchObject({
      name: "width",
      value: 0.1,
      sliderMin: 0.05,
      sliderMax: 0.3,
      min: 0.01,
      max: Infinity,
      unit: "m",
      doc: "Across",
    });
    expect(teeth).toMatchObject({ value: 12, sliderMin: 3, sliderMax: 60, step: 1 });
    expect(height).toMatchObject({ value: null, expression: "$width * 2" });
    expect(free).toMatchObject({ sliderMin: 0, sliderMax: 1 });
  });

  test("text that does not parse yields what can be read", () => {
    expect(readVariables(TEXT.slice(0, TEXT.indexOf('"height"'))).map(({ name }) => name)).toEqual(["width", "teeth"]);
    expect(readVariables("")).toEqual([]);
    expect(readVariables('{"variables": {"a": 3}}')).toEqual([]);
  });
});

describe("writing", () => {
  test("only the value changes", () => {
    expect(withVariableValue(TEXT, "width", 0.25)).toBe(TEXT.replace('"value": 0.10', '"value": 0.25'));
    expect(withVariableValue(TEXT, "height", 1)).toBe(TEXT.replace('"value": "$width * 2"', '"value": 1'));
  });

  test("what was written is read back", () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(value, (number) => {
        const [width] = readVariables(withVariableValue(TEXT, "width", number));
        expect(width?.value).toBe(number === 0 ? 0 : number);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});

describe("numbers", () => {
  test("steps leave no binary noise", () => {
    expect(snapToStep(0.30000000000000004, 0.1, 0)).toBe(0.3);
    expect(snapToStep(0.237, 0.005, 0.05)).toBe(0.235);
    expect(snapToStep(17.4, 1, 3)).toBe(17);
    expect(snapToStep(-0.001, 0.01, -1)).toBe(0);
  });

  test("a step divides the range about two hundred times", () => {
    expect(niceStep(1)).toBe(0.005);
    expect(niceStep(0.25)).toBe(0.002);
    expect(niceStep(360)).toBe(2);
    expect(niceStep(0)).toBe(0.01);
  });

  test("limits are told with their unit", () => {
    const limits = { min: 0.01, max: 2, unit: "m" };
    expect(limitProblem(0, limits)).toBe("At least 0.01 m");
    expect(limitProblem(3, limits)).toBe("At most 2 m");
    expect(limitProblem(1, limits)).toBeNull();
    expect(clampToLimits(9, limits)).toBe(2);
  });

  test("people see no trailing zeros", () => {
    expect(formatValue(0.1 + 0.2)).toBe("0.3");
    expect(formatValue(1200)).toBe("1200");
  });
});
