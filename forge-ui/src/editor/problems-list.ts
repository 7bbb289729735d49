import type { Diagnostic } from "@gve/types";
import { element } from "../feedback/dom.ts";
import { icon } from "../feedback/icon.ts";

const MOST_SHOWN = 50;

function place({ range, pointer }: Diagnostic): string {
  if (range) return `line ${range.line}, column ${range.column}`;
  return pointer === "" ? "whole recipe" : pointer;
}

/** Lists problems below the text; choosing one goes to its place. */
export function showProblemsList(
  host: HTMLElement,
  diagnostics: readonly Diagnostic[],
  chosen: (diagnostic: Diagnostic) => void,
): void {
  host.hidden = diagnostics.length === 0;
  const rows = diagnostics.slice(0, MOST_SHOWN).map((diagnostic) => {
    const { severity, message, hint, code } = diagnostic;
    const button = element(
      "button",
      { type: "button", class: `problem problem--${severity}` },
      icon(severity === "error" ? "error" : "warning"),
      element("span", { class: "problem__message" }, message),
      hint !== undefined && element("span", { class: "problem__hint" }, hint),
      element("span", { class: "problem__where" }, `${code} · ${place(diagnostic)}`),
    );
    button.addEventListener("click", () => chosen(diagnostic));
    return element("div", { role: "listitem" }, button);
  });
  host.replaceChildren(...rows);
}
