import type { EventMessage } from "@gve/types";
import { type ConnectionState, ReconnectingSocket } from "./reconnecting-socket.ts";

/** An event about an asset: every message but the stream's word about itself. */
export type AssetEvent = Exclude<EventMessage, { type: "stream:reset" }>;

export interface EventStreamHandlers {
  event(event: AssetEvent): void;
  /** Events were missed for good: what the page shows has to be read anew. */
  reset(): void;
  stateChanged(state: ConnectionState): void;
}

function parse(data: string | ArrayBuffer): EventMessage | null {
  if (typeof data !== "string") return null;
  try {
    const message = JSON.parse(data) as Partial<EventMessage>;
    return typeof message.type === "string" && typeof message.sequence === "number" ? (message as EventMessage) : null;
  } catch {
    return null;
  }
}

/** Follows `/ws/events` from a sequence number on; after a break it resumes behind the last event it saw. */
export function followEvents(after: number, handlers: EventStreamHandlers): ReconnectingSocket {
  let lastSeen = after;
  return new ReconnectingSocket({
    address: () => `/ws/events?after=${lastSeen}`,
    opened: () => {},
    stateChanged: handlers.stateChanged,
    message: (data) => {
      const message = parse(data);
      if (!message) return;
      if (message.type === "stream:reset") {
        lastSeen = message.sequence;
        handlers.reset();
        return;
      }
      // Progress is not stored: it carries the number of the event before it.
      if (message.type !== "compile:progress") {
        if (message.sequence <= lastSeen) return;
        lastSeen = message.sequence;
      }
      handlers.event(message);
    },
  });
}
