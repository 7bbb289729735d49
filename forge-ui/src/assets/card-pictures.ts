import { element } from "../feedback/dom.ts";
import { findThumbnail } from "../viewport/thumbnails.ts";

async function showPicture(card: HTMLElement): Promise<void> {
  const place = card.querySelector(".asset-card__picture");
  const address = await findThumbnail(card.dataset.assetId ?? "");
  if (!place || address === null) return;
  const picture = element("img", { src: address, alt: "" });
  picture.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
  place.querySelector("img")?.remove();
  place.querySelector(".icon")?.after(picture);
}

/** Gives cards the pictures that this browser has kept. htmx reports the first content of the page like any later one. */
export function installCardPictures(): void {
  document.body.addEventListener("htmx:load", ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    const cards = target.matches(".asset-card") ? [target] : target.querySelectorAll<HTMLElement>(".asset-card");
    for (const card of cards) void showPicture(card);
  });
}
