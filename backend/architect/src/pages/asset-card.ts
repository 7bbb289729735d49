import type { AssetSummary, CacheReport, CompileStatus } from "@gve/types";
import { type Html, html } from "./html.ts";
import { icon } from "./layout.ts";

/** One asset as the list shows it. */
export interface AssetCard {
  readonly asset: AssetSummary;
  readonly cache: CacheReport;
  readonly compile: CompileStatus;
  /** Address of a picture, if there is one. */
  readonly picture: string | null;
}

const CACHE_BADGES = {
  VALID: { tone: "valid", label: "Built" },
  STALE: { tone: "stale", label: "Stale" },
  MISSING: { tone: "missing", label: "Not built" },
} as const;

function isBusy(compile: CompileStatus): boolean {
  return compile.state === "running" || compile.state === "waiting";
}

function statusBadge({ cache, compile }: AssetCard): Html {
  if (isBusy(compile)) return html`<span class="badge badge--busy" data-status>Compiling</span>`;
  if (compile.state === "failed" && cache.status !== "VALID") {
    return html`<span class="badge badge--failed" data-status title="${compile.error?.message}">Failed</span>`;
  }
  const { tone, label } = CACHE_BADGES[cache.status];
  return html`<span class="badge badge--${tone}" data-status data-cache="${cache.status}" title="${cache.reason}">${label}</span>`;
}

/** "3 minutes ago"; exact time in the title. Relative to `now`, both in milliseconds since 1970. */
export function timeAgo(iso: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  const steps: readonly (readonly [number, Intl.RelativeTimeFormatUnit])[] = [
    [60, "second"],
    [60, "minute"],
    [24, "hour"],
    [30, "day"],
    [12, "month"],
    [Number.POSITIVE_INFINITY, "year"],
  ];
  let amount = seconds;
  for (const [size, unit] of steps) {
    if (amount < size) {
      if (unit === "second") return "just now";
      return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-Math.floor(amount), unit);
    }
    amount /= size;
  }
  return iso;
}

function buildActions(card: AssetCard): Html {
  const { asset, compile } = card;
  const address = `/assets/${asset.id}`;
  if (isBusy(compile)) {
    const progress = compile.progress;
    return html`<div class="asset-card__progress" role="group" aria-label="Compile progress">
  <span data-progress-message>${progress?.message ?? "Waiting for a compiler"}</span>
  <progress class="progress" max="1" value="${progress?.progress ?? 0}" aria-label="Compile progress of ${asset.name}"></progress>
</div>
<form method="post" action="${address}/cancel" hx-post="${address}/cancel" hx-target="closest .asset-card" hx-swap="outerHTML">
  <button class="button button--quiet button--icon" aria-label="Cancel compile of ${asset.name}" title="Cancel compile">${icon("stop")}</button>
</form>`;
  }
  return html`<form method="post" action="${address}/compile" hx-post="${address}/compile" hx-target="closest .asset-card" hx-swap="outerHTML">
  <button class="button" id="compile-${asset.id}" aria-label="Compile ${asset.name}">${icon("compile")}Compile</button>
</form>
<span class="spacer"></span>
<a class="button button--quiet button--icon" href="${address}/rename" hx-get="${address}/rename" hx-target="#dialog" hx-swap="innerHTML"
  aria-label="Rename ${asset.name}…" title="Rename…">${icon("pencil")}</a>
<a class="button button--quiet button--icon" href="${address}/delete" hx-get="${address}/delete" hx-target="#dialog" hx-swap="innerHTML"
  aria-label="Delete ${asset.name}…" title="Delete…">${icon("trash")}</a>`;
}

/** The card of one asset; it renews itself when the page hears of a change. */
export function assetCard(card: AssetCard): Html {
  const { asset, compile, cache, picture } = card;
  const problem = compile.state === "failed" && cache.status !== "VALID" ? compile.error : undefined;
  return html`<li class="asset-card" id="asset-${asset.id}" data-asset-id="${asset.id}"
  hx-get="/assets/${asset.id}/card" hx-trigger="gve:changed" hx-swap="outerHTML">
  <div class="asset-card__picture">${icon("shape-box")}${picture ? html`<img src="${picture}" alt="" loading="lazy">` : null}
    <div class="asset-card__status">${statusBadge(card)}</div>
  </div>
  <div class="asset-card__body">
    <a class="asset-card__name asset-card__open" href="/assets/${asset.id}" title="${asset.name}">${asset.name}</a>
    <p class="asset-card__facts"><span>${asset.category}</span><span>Version ${asset.version}</span><time datetime="${asset.updated_at}" title="${asset.updated_at}">${timeAgo(asset.updated_at, Date.now())}</time></p>
  </div>
  ${problem ? html`<p class="asset-card__problem">${icon("error")}<span>${problem.message} <code>${problem.code}</code></span></p>` : null}
  <div class="asset-card__actions">${buildActions(card)}</div>
</li>`;
}
