import { type Html, html } from "./html.ts";

/** Where the plugin serves the built files of the Forge. */
export const STATIC_PREFIX = "/static";

/** htmx without eval, without its own style element, without pages kept in the browser's storage. */
const HTMX_CONFIG = JSON.stringify({
  selfRequestsOnly: true,
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  historyCacheSize: 0,
  scrollBehavior: "auto",
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true },
    { code: "[45]..", swap: false, error: true },
  ],
});

/** A symbol of the icon sheet; decoration, so hidden from assistive technology. */
export function icon(name: string): Html {
  return html`<svg class="icon" aria-hidden="true"><use href="${STATIC_PREFIX}/icons.svg#${name}"></use></svg>`;
}

export interface Document {
  readonly title: string;
  /** Entry of the Forge that the page runs: `assets` or `editor`. */
  readonly script: "assets" | "editor";
  readonly body: Html;
}

/** A whole page. */
export function document({ title, script, body }: Document): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} · GVE-1 Forge</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<meta name="htmx-config" content="${HTMX_CONFIG}">
<link rel="icon" href="${STATIC_PREFIX}/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${STATIC_PREFIX}/forge.css">
<script src="${STATIC_PREFIX}/theme.js"></script>
<script src="${STATIC_PREFIX}/htmx.js" defer></script>
<script src="${STATIC_PREFIX}/${script}.js" type="module"></script>
</head>
<body>
${body}
<div class="toasts" id="toasts" role="status" aria-live="polite"></div>
<dialog class="dialog" id="dialog"></dialog>
</body>
</html>
`;
}

export function brand(): Html {
  return html`<a class="brand" href="/" aria-label="GVE-1 Forge, all assets">${icon("mark")}<span>Forge</span></a>`;
}

/** Light, dark, or as the system has it. Works only with JavaScript, so it stays hidden without. */
export function themeSwitch(): Html {
  return html`<button class="button button--quiet button--icon" type="button" data-theme-switch hidden
  aria-label="Theme">${icon("system")}</button>`;
}
