/** A tree on the page in the WAI-ARIA pattern. Only the rows near the screen exist, so that thousands are no burden. */

import { element } from "../feedback/dom.ts";
import { icon } from "../feedback/icon.ts";
import { moveInTree, type TreeItem, type TreeRow, visibleRows } from "../recipe/tree-rows.ts";

export interface TreeViewItem extends TreeItem {
  readonly icon: string;
  /** Small text at the end of the row. */
  readonly kind: string;
  readonly dimmed: boolean;
  /** Marks the row as the place of a problem. */
  readonly problem: string | null;
  readonly children: readonly TreeViewItem[];
}

const ROW_HEIGHT_PX = 26;
const SPARE_ROWS = 20;

export class TreeView {
  readonly #list: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #chosen: (key: string) => void;
  readonly #collapsed = new Set<string>();
  #roots: readonly TreeViewItem[] = [];
  #rows: readonly TreeRow<TreeViewItem>[] = [];
  #selected: string | null = null;
  #focused: string | null = null;

  /** `list` carries role `tree`; `chosen` hears of a selection by the user. */
  constructor(list: HTMLElement, chosen: (key: string) => void) {
    this.#list = list;
    this.#scroller = list.parentElement ?? list;
    this.#chosen = chosen;
    list.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("click", (event) => this.#click(event));
    list.addEventListener("focusin", (event) => {
      this.#focused = this.#keyOf(event.target) ?? this.#focused;
    });
    this.#scroller.addEventListener("scroll", () => this.#render(), { passive: true });
    new ResizeObserver(() => this.#render()).observe(this.#scroller);
  }

  show(roots: readonly TreeViewItem[]): void {
    this.#roots = roots;
    this.#layOut();
  }

  select(key: string | null): void {
    this.#selected = key;
    if (key !== null) this.#reveal(key);
    this.#render();
  }

  #layOut(): void {
    this.#rows = visibleRows(this.#roots, this.#collapsed);
    this.#render();
  }

  #reveal(key: string): void {
    const index = this.#rows.findIndex(({ item }) => item.key === key);
    if (index === -1) return;
    const top = this.#list.offsetTop - this.#scroller.offsetTop + index * ROW_HEIGHT_PX;
    const { scrollTop, clientHeight } = this.#scroller;
    if (top < scrollTop) this.#scroller.scrollTop = top;
    else if (top + ROW_HEIGHT_PX > scrollTop + clientHeight)
      this.#scroller.scrollTop = top + ROW_HEIGHT_PX - clientHeight;
  }

  #render(): void {
    const hadFocus = this.#list.contains(document.activeElement);
    const first = Math.max(0, Math.floor(this.#scroller.scrollTop / ROW_HEIGHT_PX) - SPARE_ROWS);
    const count = Math.ceil(this.#scroller.clientHeight / ROW_HEIGHT_PX) + 2 * SPARE_ROWS;
    const shown = this.#rows.slice(first, first + count);
    const tabStop = this.#focused ?? this.#selected ?? this.#rows[0]?.item.key;
    const rows = shown.map((row) => this.#row(row, row.item.key === tabStop));
    if (rows.length > 0 && !rows.some((row) => row.tabIndex === 0) && rows[0]) rows[0].tabIndex = 0;
    this.#list.replaceChildren(...rows);
    this.#list.style.paddingTop = `${first * ROW_HEIGHT_PX}px`;
    this.#list.style.paddingBottom = `${Math.max(0, this.#rows.length - first - shown.length) * ROW_HEIGHT_PX}px`;
    if (hadFocus) this.#rowElement(this.#focused)?.focus({ preventScroll: true });
  }

  #row({ item, level, position, siblings, expanded }: TreeRow<TreeViewItem>, isTabStop: boolean): HTMLElement {
    const row = element(
      "li",
      {
        class: "tree__row",
        role: "treeitem",
        tabindex: isTabStop ? 0 : -1,
        "data-key": item.key,
        "aria-level": level,
        "aria-posinset": position,
        "aria-setsize": siblings,
        "aria-expanded": expanded === null ? null : String(expanded),
        "aria-selected": String(item.key === this.#selected),
        "aria-disabled": item.dimmed ? "true" : null,
        title: item.problem,
      },
      icon("chevron-right", "tree__twisty"),
      icon(item.problem === null ? item.icon : "error", item.problem === null ? "tree__icon" : "tree__error"),
      element("span", { class: "tree__label" }, item.label),
      item.kind !== "" && element("span", { class: "tree__kind" }, item.kind),
    );
    row.style.setProperty("--level", String(level - 1));
    return row;
  }

  #rowElement(key: string | null): HTMLElement | null {
    return key === null ? null : this.#list.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  }

  #keyOf(target: EventTarget | null): string | null {
    return target instanceof Element ? (target.closest<HTMLElement>("[data-key]")?.dataset.key ?? null) : null;
  }

  #toggle(key: string): void {
    if (!this.#collapsed.delete(key)) this.#collapsed.add(key);
    this.#layOut();
  }

  #focus(key: string): void {
    this.#focused = key;
    this.#reveal(key);
    this.#render();
    this.#rowElement(key)?.focus({ preventScroll: true });
  }

  #choose(key: string): void {
    this.select(key);
    this.#chosen(key);
  }

  #click(event: MouseEvent): void {
    const key = this.#keyOf(event.target);
    if (key === null) return;
    const onTwisty = event.target instanceof Element && event.target.closest(".tree__twisty") !== null;
    this.#focus(key);
    if (onTwisty) this.#toggle(key);
    else this.#choose(key);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const current = this.#keyOf(event.target) ?? "";
    if (event.key === "Enter" || event.key === " ") this.#choose(current);
    else {
      const move = moveInTree(this.#rows, current, event.key);
      if (move.type === "none") return;
      if (move.type === "focus") this.#focus(move.key);
      else this.#toggle(move.key);
    }
    event.preventDefault();
    event.stopPropagation();
  }
}
