import type { SampleSummary } from "@gve/types";
import { type AssetCard, assetCard } from "./asset-card.ts";
import { type Html, html } from "./html.ts";
import { brand, document, icon, STATIC_PREFIX, themeSwitch } from "./layout.ts";

export interface AssetsPage {
  readonly cards: readonly AssetCard[];
  /** Assets that match, also those beyond this page. */
  readonly total: number;
  readonly search: string;
  readonly samples: readonly SampleSummary[];
  /** Number of the newest event that this page already shows. */
  readonly sequence: number;
}

/** Picture of a sample, rendered by the engine. */
export function samplePicture(sampleId: string): string {
  return `${STATIC_PREFIX}/samples/${encodeURIComponent(sampleId)}.png`;
}

function emptyList(search: string): Html {
  if (search === "") {
    return html`<div class="empty">${icon("shape-box")}<p class="empty__title">No assets yet</p>
<p>Start from one of the samples below. Every knob of it can be changed afterwards.</p></div>`;
  }
  return html`<div class="empty">${icon("search")}<p class="empty__title">Nothing matches “${search}”</p>
<p>Search looks at names, categories and subcategories.</p><a class="button" href="/">Show all assets</a></div>`;
}

/** The list itself, which search and live updates replace. */
export function assetList({ cards, total, search }: Pick<AssetsPage, "cards" | "total" | "search">): Html {
  const more =
    total > cards.length
      ? html`<p class="muted">Showing ${cards.length} of ${total}. Search to narrow the list.</p>`
      : null;
  const query = search === "" ? "" : `?search=${encodeURIComponent(search)}`;
  return html`<div id="asset-list" hx-get="/assets${query}" hx-trigger="gve:changed" hx-swap="outerHTML" aria-live="off" data-total="${total}">
${cards.length === 0 ? emptyList(search) : html`<ul class="asset-grid" aria-label="Assets">${cards.map(assetCard)}</ul>`}
${more}
</div>`;
}

function sampleCard(sample: SampleSummary): Html {
  return html`<li class="sample">
  <div class="sample__picture">${icon("shape-box")}<img src="${samplePicture(sample.id)}" alt="" loading="lazy" data-optional></div>
  <div class="sample__body"><h3 class="sample__name">${sample.name}</h3><p class="sample__text">${sample.description}</p></div>
  <form method="post" action="/assets">
    <input type="hidden" name="sample" value="${sample.id}">
    <button class="button" aria-label="Use sample ${sample.name}">${icon("plus")}Use sample</button>
  </form>
</li>`;
}

/** The list of all assets, with the samples to start from. */
export function assetsPage(page: AssetsPage): Html {
  return document({
    title: "Assets",
    script: "assets",
    body: html`<a class="skip-link" href="#main">Skip to the assets</a>
<header class="app-bar">
  ${brand()}
  <div class="app-bar__end">
    <span class="connection" data-connection data-state="connecting" hidden>${icon("online")}<span>Connecting</span></span>
    ${themeSwitch()}
  </div>
</header>
<main class="page" id="main" data-sequence="${page.sequence}">
  <div class="page__head">
    <h1 class="page__title">Assets</h1>
    <form class="search" role="search" method="get" action="/" hx-get="/assets" hx-target="#asset-list" hx-swap="outerHTML"
      hx-trigger="submit, input changed delay:200ms from:#search, search from:#search" hx-sync="this:replace">
      ${icon("search")}
      <label class="visually-hidden" for="search">Search assets</label>
      <input class="input" id="search" type="search" name="search" value="${page.search}" placeholder="Search assets" autocomplete="off">
      <button class="button button--large search__submit">Search</button>
    </form>
    <a class="button button--large" href="/import">Import…</a>
    <a class="button button--primary button--large" href="#samples">${icon("plus")}New asset</a>
  </div>
  ${assetList(page)}
  <section id="samples" aria-labelledby="samples-title">
    <div class="section-title"><h2 id="samples-title">Start from a sample</h2><p>A copy of your own; the sample stays as it is.</p></div>
    <ul class="sample-grid">${page.samples.map(sampleCard)}</ul>
  </section>
</main>`,
  });
}
