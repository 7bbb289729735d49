import type { AssetDocument, ProblemDetails } from "@gve/types";
import { type Html, html } from "./html.ts";
import { brand, document, icon, themeSwitch } from "./layout.ts";

/** A form that is shown in the page's dialog, or as a page of its own without JavaScript. */
export interface Dialog {
  readonly title: string;
  readonly form: Html;
}

/** Shows a dialog's form as a page. */
export function dialogPage({ title, form }: Dialog): Html {
  return document({
    title,
    script: "assets",
    body: html`<header class="app-bar">${brand()}<div class="app-bar__end">${themeSwitch()}</div></header>
<main class="narrow-page">${form}</main>`,
  });
}

/** Asks for a new name; `tried` is what was typed when it was refused. */
export function renameDialog(asset: AssetDocument, tried?: { name: string; problem: ProblemDetails }): Dialog {
  const address = `/assets/${asset.id}/rename`;
  const error = tried
    ? html`<p class="field__error" id="rename-error">${icon("error")}<span>${tried.problem.detail}${tried.problem.hint ? ` ${tried.problem.hint}` : ""} <code>${tried.problem.code}</code></span></p>`
    : null;
  return {
    title: `Rename ${asset.name}`,
    form: html`<form class="dialog__form" method="post" action="${address}" hx-post="${address}" hx-target="#dialog" hx-swap="innerHTML">
  <h2 class="dialog__title">Rename asset</h2>
  <div class="field">
    <label class="field__label" for="rename-name">Name</label>
    <input class="input" id="rename-name" name="name" value="${tried?.name ?? asset.name}" required maxlength="120" autocomplete="off" autofocus
      aria-invalid="${tried ? "true" : "false"}"${tried ? html` aria-describedby="rename-error"` : null}>
    ${error}
  </div>
  <div class="dialog__actions"><a class="button" href="/" data-close-dialog>Cancel</a><button class="button button--primary">Rename</button></div>
</form>`,
  };
}

/** Says what deleting means, and asks. */
export function deleteDialog(asset: AssetDocument): Dialog {
  const address = `/assets/${asset.id}/delete`;
  return {
    title: `Delete ${asset.name}`,
    form: html`<form class="dialog__form" method="post" action="${address}" hx-post="${address}" hx-target="#dialog" hx-swap="innerHTML">
  <h2 class="dialog__title">Delete “${asset.name}”?</h2>
  <p class="muted">Its recipe (version ${asset.version}) and its built binary are removed for everybody. This cannot be undone.</p>
  <div class="dialog__actions"><a class="button" href="/" data-close-dialog autofocus>Keep it</a><button class="button button--danger">Delete asset</button></div>
</form>`,
  };
}

/** A problem as a page: what happened, its code, what to do. */
export function problemPage(problem: ProblemDetails): Html {
  return document({
    title: problem.title,
    script: "assets",
    body: html`<header class="app-bar">${brand()}<div class="app-bar__end">${themeSwitch()}</div></header>
<main class="page"><div class="error-page">
  <p class="error-page__code">${problem.status} · ${problem.code}</p>
  <h1 class="page__title">${problem.title}</h1>
  <p>${problem.detail}</p>
  ${problem.hint ? html`<p class="muted">${problem.hint}</p>` : null}
  <p><a class="button" href="/">${icon("chevron-left")}All assets</a></p>
</div></main>`,
  });
}
