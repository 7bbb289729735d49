/** A tree as the rows that are on screen, and how keys move through them (WAI-ARIA tree pattern). */

export interface TreeItem {
  readonly key: string;
  readonly label: string;
  readonly children: readonly TreeItem[];
}

export interface TreeRow<T extends TreeItem> {
  readonly item: T;
  /** Depth from 1. */
  readonly level: number;
  /** Place among its siblings from 1, and their number. */
  readonly position: number;
  readonly siblings: number;
  readonly parent: string | null;
  /** `null` for an item without children. */
  readonly expanded: boolean | null;
}

/** Rows of all items whose ancestors are open. */
export function visibleRows<T extends TreeItem>(
  roots: readonly T[],
  collapsed: ReadonlySet<string>,
): readonly TreeRow<T>[] {
  const rows: TreeRow<T>[] = [];
  const visit = (items: readonly T[], level: number, parent: string | null) => {
    items.forEach((item, index) => {
      const expanded = item.children.length === 0 ? null : !collapsed.has(item.key);
      rows.push({ item, level, position: index + 1, siblings: items.length, parent, expanded });
      if (expanded === true) visit(item.children as readonly T[], level + 1, item.key);
    });
  };
  visit(roots, 1, null);
  return rows;
}

export type TreeMove =
  | { readonly type: "focus"; readonly key: string }
  | { readonly type: "expand"; readonly key: string }
  | { readonly type: "collapse"; readonly key: string }
  | { readonly type: "none" };

const NONE: TreeMove = { type: "none" };

function focusOn<T extends TreeItem>(row: TreeRow<T> | undefined): TreeMove {
  return row ? { type: "focus", key: row.item.key } : NONE;
}

function typeAhead<T extends TreeItem>(rows: readonly TreeRow<T>[], index: number, letter: string): TreeMove {
  const wanted = letter.toLowerCase();
  const after = [...rows.slice(index + 1), ...rows.slice(0, index)];
  return focusOn(after.find(({ item }) => item.label.toLowerCase().startsWith(wanted)));
}

/** What a key does when the row of `current` has the focus. */
export function moveInTree<T extends TreeItem>(rows: readonly TreeRow<T>[], current: string, key: string): TreeMove {
  const index = rows.findIndex(({ item }) => item.key === current);
  const row = rows[index];
  if (!row) return focusOn(rows[0]);
  switch (key) {
    case "ArrowDown":
      return focusOn(rows[index + 1]);
    case "ArrowUp":
      return focusOn(rows[index - 1]);
    case "Home":
      return focusOn(rows[0]);
    case "End":
      return focusOn(rows.at(-1));
    case "ArrowRight":
      if (row.expanded === null) return NONE;
      return row.expanded ? focusOn(rows[index + 1]) : { type: "expand", key: current };
    case "ArrowLeft":
      if (row.expanded === true) return { type: "collapse", key: current };
      return row.parent === null ? NONE : { type: "focus", key: row.parent };
    default:
      return key.length === 1 && key !== " " ? typeAhead(rows, index, key) : NONE;
  }
}
