/** Pictures of assets as their author last saw them, kept in this browser for the list. Missing ones are no harm. */

import type { EngineViewport, ViewportStats } from "./engine.ts";

const CACHE_NAME = "gve-thumbnails";
const WIDTH_PX = 480;
const HEIGHT_PX = 360;

function addressOf(assetId: string): string {
  return `/thumbnails/${assetId}`;
}

/** The cache of this origin; browsers offer it to secure pages only, loopback among them. */
function openCache(): Promise<Cache> | null {
  return "caches" in globalThis ? caches.open(CACHE_NAME) : null;
}

/** The middle of a picture in the shape of a thumbnail. */
async function shrink(pixels: Uint8Array, { width_px, height_px }: ViewportStats): Promise<Blob | null> {
  const picture = new ImageData(new Uint8ClampedArray(pixels), width_px, height_px);
  const bitmap = await createImageBitmap(picture);
  const scale = Math.min(width_px / WIDTH_PX, height_px / HEIGHT_PX);
  const [width, height] = [WIDTH_PX * scale, HEIGHT_PX * scale];
  const canvas = new OffscreenCanvas(WIDTH_PX, HEIGHT_PX);
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, (width_px - width) / 2, (height_px - height) / 2, width, height, 0, 0, WIDTH_PX, HEIGHT_PX);
  return canvas.convertToBlob({ type: "image/webp", quality: 0.86 });
}

/** Keeps what the viewport shows as the picture of an asset. */
export async function keepThumbnail(assetId: string, viewport: EngineViewport): Promise<void> {
  const cache = await openCache();
  if (!cache) return;
  const stats = JSON.parse(viewport.stats_json()) as ViewportStats;
  const pixels = await viewport.read_pixels();
  // The viewport was resized in between.
  if (pixels.length !== stats.width_px * stats.height_px * 4) return;
  const blob = await shrink(pixels, stats);
  if (blob) await cache.put(addressOf(assetId), new Response(blob));
}

/** Address of the kept picture for an `img`, or `null`. */
export async function findThumbnail(assetId: string): Promise<string | null> {
  const found = await (await openCache())?.match(addressOf(assetId));
  return found ? URL.createObjectURL(await found.blob()) : null;
}
