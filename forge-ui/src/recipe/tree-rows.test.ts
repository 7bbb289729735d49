import { expect, test } from "vitest";
import { moveInTree, type TreeItem, visibleRows } from "./tree-rows.ts";

const leaf = (key: string): TreeItem => ({ key, label: key, children: [] });
const ROOTS: readonly TreeItem[] = [
  {
    key: "sword",
    label: "sword",
    children: [leaf("blade"), { key: "hilt", label: "hilt", children: [leaf("grip"), leaf("guard")] }],
  },
];

const open = visibleRows(ROOTS, new Set());
const closedHilt = visibleRows(ROOTS, new Set(["hilt"]));

test("rows carry what assistive technology says of them", () => {
  expect(
    open.map(({ item, level, position, siblings, expanded }) => [item.key, level, position, siblings, expanded]),
  ).toEqual([
    ["sword", 1, 1, 1, true],
    ["blade", 2, 1, 2, null],
    ["hilt", 2, 2, 2, true],
    ["grip", 3, 1, 2, null],
    ["guard", 3, 2, 2, null],
  ]);
  expect(closedHilt.map(({ item }) => item.key)).toEqual(["sword", "blade", "hilt"]);
});

test.each([
  ["blade", "ArrowDown", { type: "focus", key: "hilt" }],
  ["guard", "ArrowDown", { type: "none" }],
  ["sword", "ArrowUp", { type: "none" }],
  ["hilt", "ArrowRight", { type: "focus", key: "grip" }],
  ["hilt", "ArrowLeft", { type: "collapse", key: "hilt" }],
  ["grip", "ArrowLeft", { type: "focus", key: "hilt" }],
  ["blade", "ArrowRight", { type: "none" }],
  ["grip", "Home", { type: "focus", key: "sword" }],
  ["sword", "End", { type: "focus", key: "guard" }],
  ["grip", "G", { type: "focus", key: "guard" }],
  ["guard", "b", { type: "focus", key: "blade" }],
  ["grip", " ", { type: "none" }],
])("on %s, %s moves as the tree pattern says", (current, key, move) => {
  expect(moveInTree(open, current, key)).toEqual(move);
});

test("a closed row opens first, and a vanished focus starts at the top", () => {
  expect(moveInTree(closedHilt, "hilt", "ArrowRight")).toEqual({ type: "expand", key: "hilt" });
  expect(moveInTree(closedHilt, "grip", "ArrowDown")).toEqual({ type: "focus", key: "sword" });
});
