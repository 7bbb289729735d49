/** The left panel: what is in the scene, and the nodes of the recipe. */

import type { Diagnostic } from "@gve/types";
import { required } from "../feedback/dom.ts";
import { iconOfKind, nodeOfPointer, type RecipeNode, readableKind, readNodeTree } from "../recipe/node-tree.ts";
import { type SceneEntry, sceneLabel } from "../viewport/snapshot.ts";
import { TreeView, type TreeViewItem } from "./tree-view.ts";

function toItem(node: RecipeNode, problems: ReadonlyMap<string, string>, dimmed: boolean): TreeViewItem {
  const off = dimmed || !node.enabled;
  const kind = readableKind(node.kind);
  return {
    key: node.pointer,
    label: node.label,
    icon: iconOfKind(node.kind),
    kind: kind === node.label ? "" : kind,
    dimmed: off,
    problem: problems.get(node.pointer) ?? null,
    children: node.children.map((child) => toItem(child, problems, off)),
  };
}

export class TreePanel {
  readonly #scene: TreeView;
  readonly #nodes: TreeView;
  #byPointer: ReadonlyMap<string, RecipeNode> = new Map();
  #shownScene = "";

  /** `chosen` hears which node the user selected. */
  constructor(chosen: (node: RecipeNode) => void) {
    this.#scene = new TreeView(required("scene-tree", HTMLElement), () => {});
    this.#nodes = new TreeView(required("node-tree", HTMLElement), (pointer) => {
      const node = this.#byPointer.get(pointer);
      if (node) chosen(node);
    });
  }

  showScene(entries: readonly SceneEntry[]): void {
    const items = entries.map(
      (entry): TreeViewItem => ({
        key: `${entry.kind} ${entry.assetId}`,
        label: sceneLabel(entry, window._sceneLabels),
        icon: entry.kind,
        kind: `${entry.kind === "mesh" ? "Mesh" : "SDF"}${entry.active ? ", shown" : ""}`,
        dimmed: !entry.active,
        problem: null,
        children: [],
      }),
    );
    const shown = JSON.stringify(items);
    if (shown === this.#shownScene) return;
    this.#shownScene = shown;
    this.#scene.show(items);
  }

  /** Shows the nodes of a text; problems mark the innermost node they lie in. */
  showRecipe(text: string, diagnostics: readonly Diagnostic[]): void {
    const root = readNodeTree(text);
    const found = new Map<string, RecipeNode>();
    const collect = (node: RecipeNode) => {
      found.set(node.pointer, node);
      node.children.forEach(collect);
    };
    if (root) collect(root);
    this.#byPointer = found;
    const problems = new Map<string, string>();
    for (const { pointer, message } of diagnostics) {
      const node = nodeOfPointer(pointer);
      if (node !== null && !problems.has(node)) problems.set(node, message);
    }
    this.#nodes.show(root ? [toItem(root, problems, false)] : []);
  }

  select(pointer: string | null): void {
    this.#nodes.select(pointer);
  }
}
