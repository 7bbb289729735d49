/** One list of commands feeds buttons, keys, palette and shortcut sheet. */

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: "Recipe" | "View" | "Asset" | "Window";
  /** Keys such as `Mod+Z`, `Shift+Mod+Z`, `F`; `Mod` is Ctrl, or ⌘ on Apple machines. */
  readonly keys: readonly string[];
  /** Works also while a text field has the focus. */
  readonly inText?: boolean;
  run(): void;
  enabled?(): boolean;
}

const IS_APPLE = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");

/** The key press in the notation of `Command.keys`. */
export function keyName(
  event: Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">,
): string {
  // Number row and number pad mean the same views, whatever the layout prints on the keys and needs Shift for.
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  const key = digit ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key);
  const shiftMatters = digit !== undefined ? !/^\d$/.test(event.key) : /^(?:[a-z]|..+)$/i.test(event.key);
  const parts: string[] = [];
  if (event.shiftKey && shiftMatters) parts.push("Shift");
  if (event.altKey) parts.push("Alt");
  if (IS_APPLE ? event.metaKey : event.ctrlKey) parts.push("Mod");
  return [...parts, key].join("+");
}

/** Keys as a person reads them. */
export function readableKeys(keys: string): readonly string[] {
  return keys.split("+").map((key) => (key === "Mod" ? (IS_APPLE ? "⌘" : "Ctrl") : key));
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.shadowRoot !== null) return true;
  return target.matches("textarea, select, input:not([type=range], [type=button], [type=checkbox])");
}

export class CommandList {
  readonly #commands = new Map<string, Command>();

  add(...commands: readonly Command[]): void {
    for (const command of commands) this.#commands.set(command.id, command);
  }

  get all(): readonly Command[] {
    return [...this.#commands.values()];
  }

  isEnabled(command: Command): boolean {
    return command.enabled?.() ?? true;
  }

  run(id: string): void {
    const command = this.#commands.get(id);
    if (command && this.isEnabled(command)) command.run();
    this.refreshButtons();
  }

  /** Buttons with `data-command` run their command and say its keys. */
  installButtons(): void {
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-command]")) {
      const command = this.#commands.get(button.dataset.command ?? "");
      if (!command) throw new Error(`No command for the button ${button.dataset.command}.`);
      const [keys] = command.keys;
      button.title = keys === undefined ? command.title : `${command.title} (${readableKeys(keys).join("+")})`;
      button.addEventListener("click", () => this.run(command.id));
    }
    this.refreshButtons();
  }

  refreshButtons(): void {
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-command]")) {
      const command = this.#commands.get(button.dataset.command ?? "");
      if (command) button.disabled = !this.isEnabled(command);
    }
  }

  installKeys(): void {
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
      const name = keyName(event);
      const command = this.all.find(({ keys }) => keys.includes(name));
      if (!command || (isTextField(event.target) && command.inText !== true)) return;
      event.preventDefault();
      this.run(command.id);
    });
  }
}
