import type { AssetDocument, ImportNote, ImportReport, ProblemDetails } from "@gve/types";
import { type Html, html } from "./html.ts";
import { brand, document, icon, themeSwitch } from "./layout.ts";

const OUTCOMES = { mapped: "Mapped", approximated: "Approximated", not_understood: "Not understood" } as const;

function page(title: string, content: Html): Html {
  return document({
    title,
    script: "assets",
    body: html`<header class="app-bar">${brand()}<div class="app-bar__end">${themeSwitch()}</div></header>
<main class="page">${content}</main>`,
  });
}

/** The findings with their places, or what the problem says where it has none. */
function findings(problem: ProblemDetails): Html {
  const places = (problem.diagnostics ?? []).map(({ message, range, code, hint }) => {
    const place = range ? `line ${range.line}, column ${range.column}: ` : "";
    return html`<li>${place}${message} <code>${code}</code>${hint ? ` ${hint}` : ""}</li>`;
  });
  return html`<div class="field__error" id="import-error">${icon("error")}<div>
  ${
    places.length > 0
      ? html`<ul>${places}</ul>`
      : html`<p>${problem.detail}${problem.hint ? ` ${problem.hint}` : ""} <code>${problem.code}</code></p>`
  }</div></div>`;
}

/** Takes a recipe or an older document as a file or as text; `tried` is what was refused. */
export function importPage(tried?: { text: string; problem: ProblemDetails }): Html {
  return page(
    "Import",
    html`<form class="import" method="post" action="/import">
  <h1 class="page__title">Import</h1>
  <p class="muted">A recipe of today, or a document of the older DNA form: it becomes a recipe, with a report of what was mapped, approximated or not understood.</p>
  <div class="field" data-needs-script hidden>
    <label class="field__label" for="import-file">File</label>
    <input class="input" id="import-file" type="file" accept=".json,application/json" data-reads-into="import-text">
  </div>
  <div class="field">
    <label class="field__label" for="import-text">JSON</label>
    <textarea class="input import__text" id="import-text" name="text" rows="16" spellcheck="false" required
      aria-invalid="${tried ? "true" : "false"}"${tried ? html` aria-describedby="import-error"` : null}>${tried?.text ?? ""}</textarea>
    ${tried ? findings(tried.problem) : null}
  </div>
  <div class="dialog__actions"><a class="button" href="/">Cancel</a><button class="button button--primary">${icon("plus")}Import</button></div>
</form>`,
  );
}

function noteRow({ outcome, pointer, range, message }: ImportNote): Html {
  const place = range ? `line ${range.line}` : pointer;
  return html`<tr data-outcome="${outcome}"><td>${OUTCOMES[outcome]}</td><td>${message}</td><td><code>${pointer || "/"}</code></td><td>${place}</td></tr>`;
}

/** What became of every part of an older document, what was lost first. */
export function importReportPage(asset: AssetDocument, report: ImportReport): Html {
  const of = (outcome: ImportNote["outcome"]) => report.notes.filter((note) => note.outcome === outcome);
  const ordered = [...of("not_understood"), ...of("approximated"), ...of("mapped")];
  const counts = (Object.keys(OUTCOMES) as (keyof typeof OUTCOMES)[])
    .map((outcome) => `${of(outcome).length} ${OUTCOMES[outcome].toLowerCase()}`)
    .join(", ");
  return page(
    `Imported ${asset.name}`,
    html`<div class="page__head"><h1 class="page__title">Imported “${asset.name}”</h1>
  <a class="button button--primary button--large" href="/assets/${asset.id}">Open in the editor</a></div>
<p class="muted">${counts}</p>
<table class="import__report"><thead><tr><th scope="col">Outcome</th><th scope="col">What</th><th scope="col">Where</th><th scope="col">Place</th></tr></thead>
<tbody>${ordered.map(noteRow)}</tbody></table>
<p><a class="button" href="/">${icon("chevron-left")}All assets</a></p>`,
  );
}
