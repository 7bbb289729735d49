/**
 * Saving as a pure state machine: events go in, a new state and the effects to run come out. Clocks, requests and
 * storage live in `save-driver.ts`. The invariant: text that the server has not acknowledged is always in a draft.
 */

import type { Problem } from "../feedback/problem.ts";

/** A version that the server holds. */
export interface Revision {
  readonly version: number;
  readonly text: string;
}

export type SavePhase =
  | { readonly kind: "idle" }
  | { readonly kind: "waiting" }
  | { readonly kind: "saving"; readonly text: string; readonly failures: number }
  | { readonly kind: "retrying"; readonly failures: number }
  | { readonly kind: "conflict"; readonly theirs: Revision }
  | { readonly kind: "refused"; readonly problem: Problem };

export interface SaveState {
  /** What the server acknowledged last. */
  readonly base: Revision;
  /** What the author sees. */
  readonly current: string;
  /** Whether `current` can be compiled; invalid text is kept as a draft and not sent. */
  readonly valid: boolean;
  /** Newest version that the server spoke of. */
  readonly announced: number;
  readonly phase: SavePhase;
}

export type SaveEvent =
  | { readonly type: "edited"; readonly text: string; readonly valid: boolean }
  | { readonly type: "pause-over" }
  | { readonly type: "save-now" }
  | { readonly type: "acknowledged"; readonly version: number }
  | { readonly type: "unreachable" }
  | { readonly type: "retry-due" }
  | { readonly type: "refused"; readonly problem: Problem }
  /** The server holds another version than the one that was changed. */
  | { readonly type: "superseded"; readonly theirs: Revision }
  | { readonly type: "announced"; readonly version: number }
  /** The document was read anew. */
  | { readonly type: "read"; readonly theirs: Revision }
  | { readonly type: "keep-mine" }
  | { readonly type: "take-theirs" };

export type SaveEffect =
  | { readonly type: "start-pause" }
  | { readonly type: "stop-pause" }
  | { readonly type: "put"; readonly text: string; readonly ifVersion: number }
  | { readonly type: "start-retry"; readonly failures: number }
  | { readonly type: "store-draft"; readonly text: string; readonly baseVersion: number }
  | { readonly type: "clear-draft" }
  | { readonly type: "read-document" }
  | { readonly type: "show-text"; readonly text: string };

export interface SaveStep {
  readonly state: SaveState;
  readonly effects: readonly SaveEffect[];
}

/** The state right after loading: the server's revision, or a draft that was found. */
export function initialSaveState(base: Revision): SaveState {
  return { base, current: base.text, valid: true, announced: base.version, phase: { kind: "idle" } };
}

export function isDirty(state: SaveState): boolean {
  return state.current !== state.base.text;
}

const IDLE: SavePhase = { kind: "idle" };

function draftEffect(state: SaveState): SaveEffect {
  return isDirty(state)
    ? { type: "store-draft", text: state.current, baseVersion: state.base.version }
    : { type: "clear-draft" };
}

/** Sends what is current, if there is anything to send. */
function startSaving(state: SaveState, failures: number): SaveStep {
  if (!isDirty(state) || !state.valid) return { state: { ...state, phase: IDLE }, effects: [] };
  return {
    state: { ...state, phase: { kind: "saving", text: state.current, failures } },
    effects: [{ type: "stop-pause" }, { type: "put", text: state.current, ifVersion: state.base.version }],
  };
}

/** Waits for the hand to rest, or rests itself. */
function settle(state: SaveState): SaveStep {
  const effects: SaveEffect[] = [draftEffect(state)];
  if (state.announced > state.base.version) effects.push({ type: "read-document" });
  const wanted = isDirty(state) && state.valid;
  effects.push({ type: wanted ? "start-pause" : "stop-pause" });
  return { state: { ...state, phase: wanted ? { kind: "waiting" } : IDLE }, effects };
}

function edit(state: SaveState, text: string, valid: boolean): SaveStep {
  const edited = { ...state, current: text, valid };
  const { kind } = state.phase;
  // A running request, a wait for the network and an open question go on; the draft holds the newest text meanwhile.
  if (kind === "saving" || kind === "retrying" || kind === "conflict")
    return { state: edited, effects: [draftEffect(edited)] };
  return settle(edited);
}

function acknowledge(state: SaveState, version: number, text: string): SaveStep {
  return settle({ ...state, base: { version, text }, announced: Math.max(state.announced, version) });
}

/** Takes in a revision that somebody else (or a lost answer to ourselves) put on the server. */
function meet(state: SaveState, theirs: Revision): SaveStep {
  if (theirs.version <= state.base.version) return { state, effects: [] };
  const known = { ...state, announced: Math.max(state.announced, theirs.version) };
  if (!isDirty(state) && theirs.text !== state.current) {
    const followed = { ...known, base: theirs, current: theirs.text, valid: true, phase: IDLE };
    return {
      state: followed,
      effects: [{ type: "stop-pause" }, { type: "clear-draft" }, { type: "show-text", text: theirs.text }],
    };
  }
  // Same text as ours, or only the name or place changed: nothing to choose.
  if (theirs.text === state.current || theirs.text === state.base.text) return settle({ ...known, base: theirs });
  return {
    state: { ...known, phase: { kind: "conflict", theirs } },
    effects: [{ type: "stop-pause" }, draftEffect(state)],
  };
}

function superseded(state: SaveState, theirs: Revision): SaveStep {
  const { phase } = state;
  if (phase.kind !== "saving") return { state, effects: [] };
  // The document was read too early to show what superseded us.
  if (theirs.version <= state.base.version) return failed(state);
  // Our own save got through and only its answer was lost.
  if (theirs.text === phase.text) return acknowledge(state, theirs.version, theirs.text);
  return meet({ ...state, phase: IDLE }, theirs);
}

function announce(state: SaveState, version: number): SaveStep {
  const known = { ...state, announced: Math.max(state.announced, version) };
  const { kind } = state.phase;
  // While our own save is under way its answer tells; an open question is answered before looking further.
  const reads = version > state.base.version && kind !== "saving" && kind !== "conflict";
  return { state: known, effects: reads ? [{ type: "read-document" }] : [] };
}

function keepMine(state: SaveState): SaveStep {
  if (state.phase.kind !== "conflict") return { state, effects: [] };
  const rebased: SaveState = { ...state, base: state.phase.theirs, phase: IDLE };
  const { state: next, effects } = startSaving(rebased, 0);
  return { state: next, effects: [draftEffect(rebased), ...effects] };
}

function takeTheirs(state: SaveState): SaveStep {
  if (state.phase.kind !== "conflict") return { state, effects: [] };
  const { theirs } = state.phase;
  return {
    state: { ...state, base: theirs, current: theirs.text, valid: true, phase: IDLE },
    effects: [{ type: "clear-draft" }, { type: "show-text", text: theirs.text }],
  };
}

function failed(state: SaveState): SaveStep {
  const failures = state.phase.kind === "saving" ? state.phase.failures + 1 : 1;
  return { state: { ...state, phase: { kind: "retrying", failures } }, effects: [{ type: "start-retry", failures }] };
}

/** One step of the machine. */
export function stepSave(state: SaveState, event: SaveEvent): SaveStep {
  const { phase } = state;
  const unchanged: SaveStep = { state, effects: [] };
  switch (event.type) {
    case "edited":
      return edit(state, event.text, event.valid);
    case "pause-over":
      return phase.kind === "waiting" ? startSaving(state, 0) : unchanged;
    case "save-now":
      return phase.kind === "saving" || phase.kind === "conflict" ? unchanged : startSaving(state, 0);
    case "retry-due":
      return phase.kind === "retrying" ? startSaving(state, phase.failures) : unchanged;
    case "acknowledged":
      return phase.kind === "saving" ? acknowledge(state, event.version, phase.text) : unchanged;
    case "unreachable":
      return phase.kind === "saving" ? failed(state) : unchanged;
    case "refused":
      return phase.kind === "saving"
        ? { state: { ...state, phase: { kind: "refused", problem: event.problem } }, effects: [draftEffect(state)] }
        : unchanged;
    case "superseded":
      return superseded(state, event.theirs);
    case "announced":
      return announce(state, event.version);
    case "read":
      return phase.kind === "saving" ? unchanged : meet(state, event.theirs);
    case "keep-mine":
      return keepMine(state);
    case "take-theirs":
      return takeTheirs(state);
  }
}

export type SaveStatus = "saved" | "unsaved" | "saving" | "offline" | "invalid" | "conflict" | "refused";

/** What the author is told. */
export function saveStatus(state: SaveState): SaveStatus {
  const { kind } = state.phase;
  if (kind === "conflict" || kind === "refused" || kind === "saving") return kind;
  if (!isDirty(state)) return "saved";
  if (!state.valid) return "invalid";
  return kind === "retrying" ? "offline" : "unsaved";
}
