import { expect, test } from "vitest";
import { iconOfKind, nodeOfPointer, readableKind, readNodeTree } from "./node-tree.ts";

const TEXT = JSON.stringify({
  root_node: {
    id: "sword",
    shape: {
      type: "smooth_union",
      params: {
        children: [
          { name: "Blade", shape: { type: "box", params: { half_extents: [1, 1, 1] } } },
          { enabled: false, shape: { type: "sphere", params: { radius: 1 } } },
        ],
      },
    },
  },
});

test("nodes carry a label, their kind and their place in the text", () => {
  const root = readNodeTree(TEXT);
  expect(root).toMatchObject({ label: "sword", kind: "smooth_union", pointer: "/root_node" });
  expect(root?.children.map(({ label, pointer, enabled }) => [label, pointer, enabled])).toEqual([
    ["Blade", "/root_node/shape/params/children/0", true],
    ["Sphere", "/root_node/shape/params/children/1", false],
  ]);
  const blade = root?.children[0];
  expect(TEXT.slice(blade?.start, blade?.end)).toMatch(/^\{"name":"Blade".*\}$/);
});

test("text that does not parse yields what can be read, or nothing", () => {
  expect(readNodeTree(TEXT.slice(0, TEXT.indexOf(',{"enabled"')))?.children).toHaveLength(1);
  expect(readNodeTree("")).toBeNull();
  expect(readNodeTree('{"root_node": 3}')).toBeNull();
});

test("a diagnostic belongs to the innermost node around it", () => {
  expect(nodeOfPointer("/root_node/shape/params/children/3/transform/position")).toBe(
    "/root_node/shape/params/children/3",
  );
  expect(nodeOfPointer("/root_node/material")).toBe("/root_node");
  expect(nodeOfPointer("/variables/width")).toBeNull();
});

test("kinds are readable and have a symbol", () => {
  expect(readableKind("array_radial")).toBe("Array radial");
  expect(iconOfKind("torus")).toBe("shape-torus");
  expect(iconOfKind("something_new")).toBe("shape");
});
