import { element, required } from "../feedback/dom.ts";
import { type Command, type CommandList, readableKeys } from "./commands.ts";

/** The caps of a key combination, side by side. */
export function keyCaps(keys: string): readonly HTMLElement[] {
  return readableKeys(keys).map((key) => element("kbd", { class: "kbd" }, key));
}

/** Whether all letters of a query occur in a title in order. */
export function matchesQuery(title: string, query: string): boolean {
  const letters = title.toLowerCase();
  let from = 0;
  for (const letter of query.toLowerCase().replaceAll(" ", "")) {
    const found = letters.indexOf(letter, from);
    if (found === -1) return false;
    from = found + 1;
  }
  return true;
}

/** Opens the palette: type to search, arrows to choose, Enter to run. */
export function openPalette(commands: CommandList): void {
  const dialog = required("palette", HTMLDialogElement);
  const input = element("input", {
    class: "palette__input",
    placeholder: "Type a command",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": "palette-list",
    "aria-label": "Command",
    autocomplete: "off",
    spellcheck: "false",
  });
  const list = element("div", {
    class: "palette__list",
    role: "listbox",
    id: "palette-list",
    "aria-label": "Commands",
  });
  let shown: readonly Command[] = [];
  let selected = 0;
  const run = (command: Command | undefined) => {
    if (!command) return;
    dialog.close();
    commands.run(command.id);
  };
  const render = () => {
    shown = commands.all.filter(
      (command) => commands.isEnabled(command) && matchesQuery(`${command.title} ${command.group}`, input.value),
    );
    selected = Math.max(0, Math.min(selected, shown.length - 1));
    const rows = shown.map((command, index) => {
      const row = element(
        "div",
        {
          class: "menu__item",
          role: "option",
          id: `palette-${command.id}`,
          "aria-selected": index === selected ? "true" : "false",
        },
        command.title,
        command.keys[0] !== undefined && element("span", { class: "menu__keys" }, ...keyCaps(command.keys[0])),
      );
      row.addEventListener("click", () => run(command));
      return row;
    });
    list.replaceChildren(
      ...(rows.length > 0 ? rows : [element("p", { class: "palette__empty" }, "No command of that name")]),
    );
    input.setAttribute("aria-activedescendant", rows[selected]?.id ?? "");
    rows[selected]?.scrollIntoView({ block: "nearest" });
  };
  input.addEventListener("input", () => {
    selected = 0;
    render();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") run(shown[selected]);
    else if (event.key === "ArrowDown") selected += 1;
    else if (event.key === "ArrowUp") selected -= 1;
    else return;
    event.preventDefault();
    render();
  });
  dialog.replaceChildren(input, list);
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close();
  };
  render();
  dialog.showModal();
  input.focus();
}

const MOUSE = [
  ["Orbit", ["Drag"]],
  ["Pan", ["Shift", "Drag"]],
  ["Zoom", ["Wheel"]],
  ["Scrub a number", ["Drag its name"]],
  ["Scrub finely, or in steps", ["Shift", "or", "Ctrl"]],
] as const;

/** Shows all keys by group. */
export function openShortcutSheet(commands: CommandList): void {
  const dialog = required("shortcuts", HTMLDialogElement);
  const groups = new Map<string, HTMLElement[]>();
  const put = (group: string, title: string, caps: readonly Node[]) => {
    const rows = groups.get(group) ?? [];
    rows.push(element("dt", {}, title), element("dd", {}, ...caps));
    groups.set(group, rows);
  };
  for (const { group, title, keys } of commands.all) {
    if (keys[0] !== undefined) put(group, title, keyCaps(keys[0]));
  }
  for (const [title, keys] of MOUSE) {
    put(
      "Mouse",
      title,
      keys.map((key) => element("kbd", { class: "kbd" }, key)),
    );
  }
  const close = element("button", { class: "button", type: "button" }, "Close");
  close.addEventListener("click", () => dialog.close());
  dialog.onclick = (event) => {
    if (event.target === dialog) dialog.close();
  };
  dialog.replaceChildren(
    element(
      "div",
      { class: "dialog__body" },
      element("h2", { class: "dialog__title" }, "Keyboard shortcuts"),
      element(
        "div",
        { class: "shortcuts" },
        ...[...groups].map(([title, rows]) =>
          element("section", {}, element("h3", {}, title), element("dl", {}, ...rows)),
        ),
      ),
      element("div", { class: "dialog__actions" }, close),
    ),
  );
  dialog.showModal();
  close.focus({ preventScroll: true });
  dialog.scrollTop = 0;
}
