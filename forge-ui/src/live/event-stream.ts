import type { EventMessage as ArchitectEvent } from "@gve/types";
import { type ConnectionState, ReconnectingSocket } from "./reconnecting-socket.ts";

export interface EventStreamHandlers {
  event(event: ArchitectEvent): void;
  /** Events were missed for good: what the page shows has to be read anew. */
  reset(): void;
  stateChanged(state: ConnectionState): void;
}

interface Message {
  readonly type: string;
  readonly payload: unknown;
  readonly sequence: number;
}

function parse(data: string | ArrayBuffer): Message | null {
  if (typeof data !== "string") return null;
  try {
    const message = JSON.parse(data) as Partial<Message>;
    return typeof message.type === "string" && typeof message.sequence === "number" ? (message as Message) : null;
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
      handlers.event(message as unknown as ArchitectEvent);
    },
  });
}
