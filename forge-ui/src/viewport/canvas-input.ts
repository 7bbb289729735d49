/** Mouse, touch and keys on the canvas, in the manner of Blender and Godot. */

import type { ViewportView } from "./viewport-view.ts";

type Gesture = "orbit" | "pan";

const KEY_STEP_PX = 40;
const KEY_ZOOM_PX = 120;
/** Wheel deltas in lines or pages, as pixels. */
const WHEEL_UNIT_PX = [1, 16, 400] as const;

function gestureOf(event: PointerEvent): Gesture | null {
  if (event.button === 2) return "pan";
  if (event.button === 0 || event.button === 1) return event.shiftKey ? "pan" : "orbit";
  return null;
}

/** Two fingers: their middle pans, their distance zooms. */
class TouchPair {
  readonly #points = new Map<number, { x: number; y: number }>();

  get size(): number {
    return this.#points.size;
  }

  put(event: PointerEvent): void {
    this.#points.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
  }

  remove(event: PointerEvent): void {
    this.#points.delete(event.pointerId);
  }

  middleAndSpread(): { x: number; y: number; spread: number } | null {
    const [a, b] = [...this.#points.values()];
    if (!a || !b) return null;
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, spread: Math.hypot(a.x - b.x, a.y - b.y) };
  }
}

function installPointers(canvas: HTMLCanvasElement, view: ViewportView): void {
  const touches = new TouchPair();
  let gesture: Gesture | null = null;
  let last = { x: 0, y: 0 };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    touches.put(event);
    gesture = touches.size > 1 ? null : gestureOf(event);
    last = { x: event.clientX, y: event.clientY };
    if (event.button === 1) event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    const before = touches.middleAndSpread();
    if (canvas.hasPointerCapture(event.pointerId)) touches.put(event);
    const after = touches.middleAndSpread();
    if (before && after) {
      view.pan(after.x - before.x, after.y - before.y);
      view.zoom((before.spread - after.spread) * 4, after.x, after.y);
      return;
    }
    if (!gesture) return;
    const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
    last = { x: event.clientX, y: event.clientY };
    if (gesture === "orbit") view.orbit(dx, dy);
    else view.pan(dx, dy);
  });
  const end = (event: PointerEvent) => {
    touches.remove(event);
    gesture = null;
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
}

/** Wires the canvas. Keys that are commands (F, G, 1, 3, 7 …) are handled with all other commands. */
export function installCanvasInput(canvas: HTMLCanvasElement, view: ViewportView): void {
  installPointers(canvas, view);
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      view.zoom(event.deltaY * (WHEEL_UNIT_PX[event.deltaMode] ?? 1), event.offsetX, event.offsetY);
    },
    { passive: false },
  );
  const moves: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-KEY_STEP_PX, 0],
    ArrowRight: [KEY_STEP_PX, 0],
    ArrowUp: [0, -KEY_STEP_PX],
    ArrowDown: [0, KEY_STEP_PX],
  };
  canvas.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (move) {
      if (event.shiftKey) view.pan(...move);
      else view.orbit(...move);
    } else if (event.key === "+" || event.key === "=") view.zoom(-KEY_ZOOM_PX);
    else if (event.key === "-") view.zoom(KEY_ZOOM_PX);
    else return;
    event.preventDefault();
  });
}
