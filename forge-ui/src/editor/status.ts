/** The words and marks that say how things stand: saved, connected, built, drawn. */

import { required } from "../feedback/dom.ts";
import { icon } from "../feedback/icon.ts";
import type { ConnectionState } from "../live/reconnecting-socket.ts";
import { type SaveState, type SaveStatus, saveStatus } from "../save/save-machine.ts";
import type { ViewportStats } from "../viewport/engine.ts";
import type { BuildState } from "./compile-control.ts";

type Tone = "good" | "warn" | "bad" | "plain";

const SAVE_WORDS: Readonly<Record<SaveStatus, readonly [icon: string, text: string]>> = {
  saved: ["saved", "Saved"],
  unsaved: ["unsaved", "Unsaved"],
  saving: ["saving", "Saving"],
  offline: ["offline", "Offline, kept as draft"],
  invalid: ["error", "Not saved: fix the problems first"],
  conflict: ["warning", "Changed elsewhere"],
  refused: ["error", "The server refused this text"],
};

function fill(id: string, tone: Tone, iconName: string | null, text: string): void {
  const item = required(id, HTMLElement);
  // Live regions speak when their text changes; the same text again stays silent.
  if (item.textContent === text && item.dataset.tone === tone) return;
  item.dataset.tone = tone;
  item.replaceChildren(...(iconName === null ? [] : [icon(iconName)]), text);
}

export function showSaveState(state: SaveState): void {
  const status = saveStatus(state);
  const [name, text] = SAVE_WORDS[status];
  const place = required("save-state", HTMLElement);
  if (place.dataset.state !== status) {
    place.dataset.state = status;
    place.replaceChildren(icon(name), text);
  }
  fill("status-version", "plain", null, `Version ${state.base.version}`);
}

/** Both sockets together: connected only when both are. */
export function showConnection(states: readonly ConnectionState[]): void {
  if (states.every((state) => state === "open")) fill("status-connection", "good", "online", "Connected");
  else if (states.includes("waiting")) fill("status-connection", "warn", "offline", "Reconnecting; changes are kept");
  else fill("status-connection", "warn", "online", "Connecting");
}

export function showBuild(state: BuildState): void {
  switch (state.kind) {
    case "idle":
      fill("status-build", "plain", null, "");
      break;
    case "busy":
      fill("status-build", "plain", "compile", state.message);
      break;
    case "built":
      fill("status-build", "good", "check", `Version ${state.version} built`);
      break;
    case "failed":
      fill("status-build", "bad", "error", `Build failed: ${state.error.code}`);
      break;
  }
}

const COUNT = new Intl.NumberFormat("en");

export function showStats(stats: ViewportStats): void {
  const count =
    stats.shown_mode === "splats"
      ? `${COUNT.format(stats.splats)} splats`
      : `${COUNT.format(stats.triangles)} triangles`;
  fill(
    "status-counts",
    "plain",
    null,
    stats.shown_mode === null ? "" : stats.shown_mode === "sdf" ? "Raymarched field" : count,
  );
  const name = stats.backend.toLowerCase().includes("webgpu") ? "WebGPU" : "WebGL2";
  fill("status-adapter", "plain", null, stats.software ? `${name}, software` : name);
  required("status-adapter", HTMLElement).title = stats.adapter;
}

/** Time from a change to its picture, as the engine measured it. */
export function showTiming(timings: Readonly<Record<string, number>>): void {
  const total = Object.values(timings).reduce((sum, part) => sum + part, 0);
  fill("status-timing", "plain", null, total > 0 ? `Preview ${total.toFixed(1)} ms` : "");
}
