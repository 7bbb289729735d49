import type { AssetDocument } from "@gve/types";
import { type Html, html } from "./html.ts";
import { brand, document, icon, themeSwitch } from "./layout.ts";

function topBar(asset: AssetDocument): Html {
  return html`<header class="top-bar">
  <div class="top-bar__start">
    ${brand()}
    <span class="top-bar__divider"></span>
    <h1 class="top-bar__name" id="asset-name" title="${asset.name}">${asset.name}</h1>
    <span class="save-state" id="save-state" data-state="loading" role="status" aria-live="polite"></span>
  </div>
  <div class="top-bar__middle">
    <button class="button button--quiet button--icon" type="button" data-command="undo" aria-label="Undo" disabled>${icon("undo")}</button>
    <button class="button button--quiet button--icon" type="button" data-command="redo" aria-label="Redo" disabled>${icon("redo")}</button>
  </div>
  <div class="top-bar__end">
    <div class="compile-progress" id="compile-progress" hidden>
      <span id="compile-message">Waiting for a compiler</span><span class="compile-progress__percent" id="compile-percent">0%</span>
      <progress class="progress" id="compile-bar" max="1" value="0" aria-label="Compile progress"></progress>
    </div>
    <button class="button" type="button" data-command="cancel-compile" hidden>${icon("stop")}Cancel</button>
    <button class="button button--primary" type="button" data-command="compile">${icon("compile")}Compile</button>
    <span class="top-bar__divider"></span>
    <button class="button button--quiet button--icon" type="button" data-command="open-palette" aria-label="Command palette">${icon("command")}</button>
    <button class="button button--quiet button--icon" type="button" data-command="show-shortcuts" aria-label="Keyboard shortcuts">${icon("keyboard")}</button>
    ${themeSwitch()}
  </div>
</header>`;
}

function treePanel(): Html {
  return html`<nav class="panel panel--tree" aria-label="Scene and recipe" id="tree-panel">
  <h2 class="panel__title" id="scene-title">Scene</h2>
  <ul class="tree" id="scene-tree" role="tree" aria-labelledby="scene-title"></ul>
  <div class="panel__divider"></div>
  <h2 class="panel__title" id="nodes-title">Recipe nodes</h2>
  <div class="panel__scroll"><ul class="tree" id="node-tree" role="tree" aria-labelledby="nodes-title"></ul></div>
</nav>`;
}

function modeButton(mode: string, label: string): Html {
  return html`<button class="button" type="button" role="radio" aria-checked="false" tabindex="-1" data-mode="${mode}">${icon(mode)}${label}</button>`;
}

function viewportArea(): Html {
  return html`<main class="viewport" id="viewport" aria-label="Viewport" tabindex="-1">
  <canvas class="viewport__canvas" id="canvas" tabindex="0" role="img" aria-label="3D view of the asset. Arrow keys turn the view, plus and minus zoom, F focuses."></canvas>
  <div class="viewport__bar"><div class="segmented" role="radiogroup" aria-label="Display mode" id="modes">
    ${modeButton("mesh", "Mesh")}${modeButton("splats", "Splats")}${modeButton("sdf", "SDF")}
  </div>
  <div class="segmented" role="group" aria-label="View">
    <button class="button" type="button" data-command="toggle-grid" aria-pressed="true" aria-label="Grid">${icon("grid")}</button>
    <button class="button" type="button" data-command="toggle-axes" aria-pressed="true" aria-label="Axes">${icon("axes")}</button>
    <button class="button" type="button" data-command="focus" aria-label="Focus the asset">${icon("focus")}</button>
    <button class="button" type="button" data-view-menu popovertarget="view-menu" aria-label="View from…">${icon("view")}</button>
  </div></div>
  <div class="menu view-menu" id="view-menu" popover></div>
  <div class="viewport__banners" id="banners"></div>
  <div class="viewport__message" id="viewport-message">${icon("shape-box")}<strong>Starting the viewport</strong><p>Loading the engine.</p></div>
  <p class="viewport__hint" id="viewport-hint" hidden>Drag to orbit · Shift-drag to pan · Wheel to zoom · F to focus</p>
</main>`;
}

function inspectorPanel(): Html {
  return html`<aside class="panel panel--inspector" aria-label="Inspector">
  <div class="tabs" role="tablist" aria-label="Inspector">
    <button class="tabs__tab" type="button" role="tab" id="tab-variables" aria-controls="panel-variables" aria-selected="true">${icon("sliders")}Variables</button>
    <button class="tabs__tab" type="button" role="tab" id="tab-recipe" aria-controls="panel-recipe" aria-selected="false" tabindex="-1">${icon("code")}Recipe<span class="tabs__count" id="problem-count" hidden></span></button>
    <button class="tabs__tab" type="button" role="tab" id="tab-asset" aria-controls="panel-asset" aria-selected="false" tabindex="-1">${icon("info")}Asset</button>
  </div>
  <div class="tab-panel" role="tabpanel" id="panel-variables" aria-labelledby="tab-variables"><div class="panel__scroll" id="variables"></div></div>
  <div class="tab-panel" role="tabpanel" id="panel-recipe" aria-labelledby="tab-recipe" hidden>
    <div class="recipe-editor" id="recipe-editor"></div><div class="problems" id="problems" role="list" aria-label="Problems" hidden></div>
  </div>
  <div class="tab-panel" role="tabpanel" id="panel-asset" aria-labelledby="tab-asset" hidden><div class="panel__scroll" id="asset-facts"></div></div>
</aside>`;
}

function statusBar(): Html {
  return html`<footer class="status-bar" aria-label="Status">
  <span class="status-bar__item" id="status-connection" role="status" aria-live="polite"></span>
  <span class="status-bar__item" id="status-version"></span>
  <span class="status-bar__item" id="status-build" role="status" aria-live="polite"></span>
  <span class="status-bar__spacer"></span>
  <span class="status-bar__item status-bar__item--extra" id="status-timing"></span>
  <span class="status-bar__item status-bar__item--extra" id="status-counts"></span>
  <span class="status-bar__item" id="status-adapter"></span>
</footer>`;
}

/** The editor of one asset: a frame that the Forge's TypeScript fills. */
export function editorPage(asset: AssetDocument, sequence: number): Html {
  return document({
    title: asset.name,
    script: "editor",
    body: html`<a class="skip-link" href="#viewport">Skip to the viewport</a>
<noscript><p class="notice notice--warn">The editor needs JavaScript and WebAssembly. The list of assets works without.</p></noscript>
<div class="editor" id="editor" data-asset-id="${asset.id}" data-sequence="${sequence}">
${topBar(asset)}${treePanel()}${viewportArea()}${inspectorPanel()}${statusBar()}
</div>
<dialog class="dialog palette" id="palette" aria-label="Command palette"></dialog>
<dialog class="dialog dialog--wide" id="shortcuts" aria-label="Keyboard shortcuts"></dialog>`,
  });
}
