import { element } from "./dom.ts";
import { icon } from "./icon.ts";
import type { Problem } from "./problem.ts";

type Tone = "info" | "success" | "error";
const ICONS = { info: "info", success: "check", error: "error" } as const;
const VISIBLE_MS = { info: 5000, success: 4000, error: 12_000 } as const;

/** Shows a message for a while. Errors stay longer, and everything can be closed. */
export function showToast(tone: Tone, title: string, text = ""): void {
  const host = document.getElementById("toasts");
  if (!host) return;
  const close = element(
    "button",
    { type: "button", class: "button button--quiet button--icon toast__close", "aria-label": "Close" },
    icon("close"),
  );
  const toast = element(
    "div",
    { class: `toast toast--${tone}` },
    icon(ICONS[tone]),
    element("p", { class: "toast__title" }, title),
    close,
    text !== "" && element("p", { class: "toast__text" }, text),
  );
  const timer = setTimeout(() => toast.remove(), VISIBLE_MS[tone]);
  close.addEventListener("click", () => {
    clearTimeout(timer);
    toast.remove();
  });
  host.append(toast);
}

/** Shows a problem with its code and advice. */
export function showProblem(problem: Problem): void {
  const parts = [problem.detail, problem.hint ?? "", `(${problem.code})`];
  showToast("error", problem.title, parts.filter((part) => part !== "").join(" "));
}
