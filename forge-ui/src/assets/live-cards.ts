import type { AssetEvent } from "../live/event-stream.ts";

function cardOf(assetId: string): HTMLElement | null {
  return document.getElementById(`asset-${assetId}`);
}

/** Lets htmx fetch an element's markup anew. */
function renew(element: Element | null): void {
  element?.dispatchEvent(new CustomEvent("gve:changed"));
}

/** Renews the whole list; the search stays. */
export function showList(): void {
  renew(document.getElementById("asset-list"));
}

function showProgress(card: HTMLElement, progress: number, message: string): boolean {
  const bar = card.querySelector<HTMLProgressElement>("progress");
  const label = card.querySelector("[data-progress-message]");
  if (!bar || !label) return false;
  bar.value = progress;
  label.textContent = `${message} · ${Math.round(progress * 100)}%`;
  return true;
}

/** Shows one event of the Architect in the list. */
export function showEvent(event: AssetEvent): void {
  if (event.type === "asset:created" || event.type === "asset:deleted") {
    showList();
    return;
  }
  const card = cardOf(event.payload.asset_id);
  if (!card) return;
  if (event.type === "compile:progress" && showProgress(card, event.payload.progress, event.payload.message)) return;
  renew(card);
}
