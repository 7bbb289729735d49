import type { EventMessage } from "@gve/types";
import type { WebSocket } from "ws";

import type { AssetCompiler } from "../compile/compiler.ts";
import { EventFollower } from "../events/event-follower.ts";
import type { Store, StoredEvent } from "../store/store.ts";
import { Outlet } from "./outlet.ts";

const SEQUENCE = /^(0|[1-9][0-9]{0,15})$/;

/**
 * `/ws/events`: every stored event as JSON, in order and without gaps, from a number on or from now on.
 *
 * Progress is not stored: it carries the number of the event before it, and is left out for a client that is behind.
 */
export async function serveEvents(
  socket: WebSocket,
  after: string | null,
  store: Store,
  compiler: AssetCompiler,
  onError: (error: unknown) => void,
): Promise<void> {
  const outlet = new Outlet(socket);
  const { oldestResumable, latest } = await store.history();
  const requested = after === null ? latest : SEQUENCE.test(after) ? Number(after) : Number.NaN;
  const canResume = requested >= oldestResumable && requested <= latest;
  if (!canResume) outlet.push(resetMessage(after, oldestResumable, latest));
  let expected = (canResume ? requested : latest) + 1;

  const take = async (events: readonly StoredEvent[]): Promise<void> => {
    for (const { event, sequence, timestamp } of events) {
      // A client that was slower than the history is long has missed events for good.
      if (sequence > expected) await outlet.send(resetMessage(String(expected - 1), sequence - 1, sequence - 1));
      if (!(await outlet.send(JSON.stringify({ ...event, sequence, timestamp })))) return;
      expected = sequence + 1;
    }
  };
  const follower = new EventFollower(store, expected - 1, take, onError);
  const stopProgress = compiler.onProgress(({ assetId, progress }) => {
    if (!outlet.isFree) return;
    const event = { type: "compile:progress", payload: { asset_id: assetId, ...progress } };
    outlet.push(JSON.stringify({ ...event, sequence: expected - 1, timestamp: new Date().toISOString() }));
  });
  socket.on("message", () => socket.close(1003, "Nothing is to be sent here."));
  socket.on("close", () => {
    stopProgress();
    void follower.stop();
  });
  if (outlet.isOpen) follower.start();
}

/** Tells a client to read the state anew: what it wants to resume after is no longer, or never was, in the history. */
function resetMessage(requested: string | null, oldest_resumable: number, latest: number): string {
  const payload = { requested: (requested ?? "").slice(0, 20), oldest_resumable };
  const timestamp = new Date().toISOString();
  return JSON.stringify({ type: "stream:reset", payload, sequence: latest, timestamp } satisfies EventMessage);
}
