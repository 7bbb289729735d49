/** The binary socket of one asset: frames go to the viewport, announcements to the save machine. */

import { type ConnectionState, ReconnectingSocket } from "../live/reconnecting-socket.ts";
import type { Engine, FrameOutcome } from "../viewport/engine.ts";

const REQUEST_ASSET = 0x10;
const NO_PAYLOAD = new Uint8Array();

export interface AssetLinkHandlers {
  /** Gives a frame to the scene. */
  frame(bytes: Uint8Array): FrameOutcome;
  /** What the frame did. */
  outcome(outcome: FrameOutcome): void;
  stateChanged(state: ConnectionState): void;
}

/** Follows the asset; after each reconnect it asks for what it shows. */
export function followAsset(engine: Engine, assetId: string, handlers: AssetLinkHandlers): ReconnectingSocket {
  const requestAsset = () => socket.send(engine.encode_frame(REQUEST_ASSET, assetId, 0, NO_PAYLOAD));
  const socket: ReconnectingSocket = new ReconnectingSocket({
    address: () => "/ws/assets",
    opened: () => void requestAsset(),
    stateChanged: handlers.stateChanged,
    message: (data) => {
      if (typeof data === "string") return;
      const outcome = handlers.frame(new Uint8Array(data));
      if (outcome.asset_id === assetId && outcome.request === true) requestAsset();
      handlers.outcome(outcome);
    },
  });
  return socket;
}
