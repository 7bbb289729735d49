import { setIcon } from "../feedback/icon.ts";

export type Theme = "dark" | "light";
export type ThemeChoice = Theme | "system";

const STORAGE_KEY = "gve.theme";
const ORDER: readonly ThemeChoice[] = ["system", "dark", "light"];
const PRESENTATION = {
  system: { icon: "system", label: "Theme: as the system" },
  dark: { icon: "moon", label: "Theme: dark" },
  light: { icon: "sun", label: "Theme: light" },
} as const;

const systemPrefersLight = window.matchMedia("(prefers-color-scheme: light)");

function savedChoice(): ThemeChoice {
  const theme = document.documentElement.dataset.theme;
  return theme === "dark" || theme === "light" ? theme : "system";
}

/** The theme on screen. */
export function currentTheme(): Theme {
  const choice = savedChoice();
  if (choice !== "system") return choice;
  return systemPrefersLight.matches ? "light" : "dark";
}

function apply(choice: ThemeChoice): void {
  const root = document.documentElement;
  if (choice === "system") delete root.dataset.theme;
  else root.dataset.theme = choice;
  try {
    if (choice === "system") localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, choice);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** Wires the page's theme button; `changed` hears of every change of the theme on screen. */
export function installThemeSwitch(changed: (theme: Theme) => void = () => {}): { next(): void } {
  const button = document.querySelector<HTMLButtonElement>("[data-theme-switch]");
  const show = () => {
    const { icon, label } = PRESENTATION[savedChoice()];
    if (!button) return;
    button.hidden = false;
    button.title = label;
    button.setAttribute("aria-label", label);
    setIcon(button, icon);
  };
  const next = () => {
    apply(ORDER[(ORDER.indexOf(savedChoice()) + 1) % ORDER.length] ?? "system");
    show();
    changed(currentTheme());
  };
  button?.addEventListener("click", next);
  systemPrefersLight.addEventListener("change", () => changed(currentTheme()));
  show();
  return { next };
}
