/** The recipe's nodes as a tree for the panel, read from its text. Text that does not parse yields what can be read. */

import { findNodeAtLocation, type Node as JsonNode, parseTree } from "jsonc-parser";

export interface RecipeNode {
  /** JSON pointer of the node; its key in the tree. */
  readonly pointer: string;
  readonly label: string;
  /** Kind of shape, such as `smooth_union`. */
  readonly kind: string;
  readonly enabled: boolean;
  readonly children: readonly RecipeNode[];
  /** Where the node stands in the text, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

const MAX_DEPTH = 256;

function textAt(node: JsonNode, ...path: readonly string[]): string {
  const value = findNodeAtLocation(node, [...path])?.value;
  return typeof value === "string" ? value : "";
}

/** `smooth_union` → "Smooth union". */
export function readableKind(kind: string): string {
  const words = kind.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function readNode(node: JsonNode, pointer: string, depth: number): RecipeNode {
  const kind = textAt(node, "shape", "type");
  const children = findNodeAtLocation(node, ["shape", "params", "children"]);
  const items = children?.type === "array" && depth < MAX_DEPTH ? (children.children ?? []) : [];
  const name = textAt(node, "name") || textAt(node, "id");
  return {
    pointer,
    label: name === "" ? readableKind(kind === "" ? "node" : kind) : name,
    kind,
    enabled: findNodeAtLocation(node, ["enabled"])?.value !== false,
    children: items
      .map((item, index) => ({ item, index }))
      .filter(({ item }) => item.type === "object")
      .map(({ item, index }) => readNode(item, `${pointer}/shape/params/children/${index}`, depth + 1)),
    start: node.offset,
    end: node.offset + node.length,
  };
}

/** The root node of a recipe text, or `null` when there is none to be read. */
export function readNodeTree(text: string): RecipeNode | null {
  const document = parseTree(text, []);
  const root = document && findNodeAtLocation(document, ["root_node"]);
  return root?.type === "object" ? readNode(root, "/root_node", 0) : null;
}

/** Pointer of the innermost node that a diagnostic's pointer lies in, or `null` outside of all nodes. */
export function nodeOfPointer(pointer: string): string | null {
  return /^\/root_node(?:\/shape\/params\/children\/\d+)*/.exec(pointer)?.[0] ?? null;
}

const ICONS: Readonly<Record<string, string>> = {
  sphere: "shape",
  ellipsoid: "shape",
  box: "shape-box",
  plane: "shape-box",
  cylinder: "shape-cylinder",
  capsule: "shape-cylinder",
  cone: "shape-cone",
  torus: "shape-torus",
  revolution: "shape-profile",
  extrusion: "shape-profile",
  tpms: "shape",
  wedge: "shape-box",
  tetrahedron: "shape",
  octahedron: "shape",
  dodecahedron: "shape",
  icosahedron: "shape",
  bezier_tube: "shape-cylinder",
  polyline_tube: "shape-cylinder",
  menger: "shape-box",
  mandelbulb: "shape",
  julia: "shape",
  text: "shape",
  screw: "shape-cylinder",
  heightmap: "shape-box",
  bore: "op-difference",
  slot: "op-difference",
  pocket: "op-difference",
  bolt_circle: "op-difference",
  chamfer_edge: "op-difference",
  thread: "shape-cylinder",
  gear: "shape-profile",
  truss: "op-array",
  stairs: "op-array",
  union: "op-union",
  smooth_union: "op-union",
  intersection: "op-intersection",
  smooth_intersection: "op-intersection",
  difference: "op-difference",
  smooth_difference: "op-difference",
  array_linear: "op-array",
  array_radial: "op-array",
  array_grid: "op-array",
  repeat: "op-array",
  mirror: "op-mirror",
  xor: "op-difference",
  morph: "op-union",
  shell: "op-union",
  offset: "op-union",
  onion: "op-union",
};

/** Symbol for a kind of shape. */
export function iconOfKind(kind: string): string {
  return ICONS[kind] ?? "shape";
}
