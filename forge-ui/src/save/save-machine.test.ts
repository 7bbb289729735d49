import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Problem } from "../feedback/problem.ts";
import {
  initialSaveState,
  isDirty,
  type SaveEffect,
  type SaveEvent,
  type SaveState,
  saveStatus,
  stepSave,
} from "./save-machine.ts";

const PROBLEM: Problem = {
  status: 422,
  code: "recipe.empty",
  title: "Refused",
  detail: "",
  hint: null,
  diagnostics: [],
};

/** Runs events from version 3, text "a"; returns the end and the effects of the last event. */
function run(...events: readonly SaveEvent[]): { state: SaveState; effects: readonly SaveEffect[]; status: string } {
  let step = { state: initialSaveState({ version: 3, text: "a" }), effects: [] as readonly SaveEffect[] };
  for (const event of events) step = stepSave(step.state, event);
  return { ...step, status: saveStatus(step.state) };
}

const edited = (text: string, valid = true): SaveEvent => ({ type: "edited", text, valid });
const PAUSE: SaveEvent = { type: "pause-over" };
const theirs = (version: number, text: string) => ({ version, text });

describe("an edit", () => {
  test("becomes a draft at once and a request after the pause", () => {
    expect(run(edited("b")).effects).toEqual([
      { type: "store-draft", text: "b", baseVersion: 3 },
      { type: "start-pause" },
    ]);
    const saving = run(edited("b"), PAUSE);
    expect(saving.effects).toContainEqual({ type: "put", text: "b", ifVersion: 3 });
    expect(saving.status).toBe("saving");
  });

  test("is saved when the server says so, and the draft goes", () => {
    const saved = run(edited("b"), PAUSE, { type: "acknowledged", version: 4 });
    expect(saved.status).toBe("saved");
    expect(saved.state.base).toEqual({ version: 4, text: "b" });
    expect(saved.effects).toContainEqual({ type: "clear-draft" });
  });

  test("made while another is saved follows on top of the new version", () => {
    const between = run(edited("b"), PAUSE, edited("c"));
    expect(between.effects).toEqual([{ type: "store-draft", text: "c", baseVersion: 3 }]);
    const after = run(edited("b"), PAUSE, edited("c"), { type: "acknowledged", version: 4 }, PAUSE);
    expect(after.effects).toContainEqual({ type: "put", text: "c", ifVersion: 4 });
  });

  test("that is invalid is kept as a draft and never sent", () => {
    const invalid = run(edited("{", false), PAUSE, { type: "save-now" });
    expect(invalid.status).toBe("invalid");
    expect(run(edited("{", false)).effects).toContainEqual({ type: "store-draft", text: "{", baseVersion: 3 });
    expect(invalid.effects).toEqual([]);
  });

  test("back to the saved text needs no save", () => {
    const back = run(edited("b"), edited("a"));
    expect(back.status).toBe("saved");
    expect(back.effects).toContainEqual({ type: "clear-draft" });
  });
});

describe("a failure", () => {
  test("of the network is retried with growing distance", () => {
    const first = run(edited("b"), PAUSE, { type: "unreachable" });
    expect(first.status).toBe("offline");
    expect(first.effects).toEqual([{ type: "start-retry", failures: 1 }]);
    const second = run(edited("b"), PAUSE, { type: "unreachable" }, { type: "retry-due" }, { type: "unreachable" });
    expect(second.effects).toEqual([{ type: "start-retry", failures: 2 }]);
  });

  test("whose save got through after all is recognised by its text", () => {
    const recovered = run(
      edited("b"),
      PAUSE,
      { type: "unreachable" },
      { type: "retry-due" },
      { type: "superseded", theirs: theirs(4, "b") },
    );
    expect(recovered.status).toBe("saved");
    expect(recovered.state.base.version).toBe(4);
  });

  test("of the content waits for the next edit", () => {
    expect(run(edited("b"), PAUSE, { type: "refused", problem: PROBLEM }).status).toBe("refused");
    expect(run(edited("b"), PAUSE, { type: "refused", problem: PROBLEM }, edited("c")).status).toBe("unsaved");
  });
});

describe("another author's version", () => {
  test("is read when announced, and followed when nothing is unsaved", () => {
    expect(run({ type: "announced", version: 4 }).effects).toEqual([{ type: "read-document" }]);
    const followed = run({ type: "announced", version: 4 }, { type: "read", theirs: theirs(4, "z") });
    expect(followed.effects).toContainEqual({ type: "show-text", text: "z" });
    expect(followed.status).toBe("saved");
  });

  test("that is older than ours changes nothing", () => {
    expect(run({ type: "announced", version: 3 }).effects).toEqual([]);
    expect(run({ type: "read", theirs: theirs(2, "old") }).state.current).toBe("a");
  });

  test("asks for a choice when both changed", () => {
    const conflict = run(edited("b"), { type: "read", theirs: theirs(4, "z") });
    expect(conflict.status).toBe("conflict");
    expect(conflict.state.current).toBe("b");
  });

  test("is overwritten on purpose, or taken on purpose", () => {
    const both = [edited("b"), PAUSE, { type: "superseded", theirs: theirs(9, "z") }] as const;
    expect(run(...both, { type: "keep-mine" }).effects).toContainEqual({ type: "put", text: "b", ifVersion: 9 });
    const taken = run(...both, { type: "take-theirs" });
    expect(taken.effects).toContainEqual({ type: "show-text", text: "z" });
    expect(taken.status).toBe("saved");
  });

  test("with only a new name lets our change go on", () => {
    const renamed = run(edited("b"), PAUSE, { type: "superseded", theirs: theirs(4, "a") }, PAUSE);
    expect(renamed.effects).toContainEqual({ type: "put", text: "b", ifVersion: 4 });
  });

  test("announced during our own save is looked at afterwards", () => {
    const own = run(edited("b"), PAUSE, { type: "announced", version: 4 }, { type: "acknowledged", version: 4 });
    expect(own.effects).not.toContainEqual({ type: "read-document" });
    const other = run(edited("b"), PAUSE, { type: "announced", version: 5 }, { type: "acknowledged", version: 4 });
    expect(other.effects).toContainEqual({ type: "read-document" });
  });
});

test("in any order of events the version only rises and unsaved text is in the draft", () => {
  const text = fc.constantFrom("a", "b", "c", "d");
  const version = fc.integer({ min: 1, max: 9 });
  const event: fc.Arbitrary<SaveEvent> = fc.oneof(
    fc.record({ type: fc.constant("edited" as const), text, valid: fc.boolean() }),
    fc.constantFrom<SaveEvent>(
      PAUSE,
      { type: "save-now" },
      { type: "unreachable" },
      { type: "retry-due" },
      { type: "keep-mine" },
      { type: "take-theirs" },
    ),
    fc.record({ type: fc.constant("announced" as const), version }),
    fc.record({ type: fc.constantFrom("read" as const, "superseded" as const), theirs: fc.record({ version, text }) }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      let state = initialSaveState({ version: 3, text: "a" });
      let draft: string | null = null;
      let shown = "a";
      for (const next of events) {
        if (next.type === "edited") shown = next.text;
        const before = state.base.version;
        const step = stepSave(state, next);
        for (const effect of step.effects) {
          if (effect.type === "store-draft") draft = effect.text;
          if (effect.type === "clear-draft") draft = null;
          if (effect.type === "show-text") shown = effect.text;
        }
        state = step.state;
        expect(state.base.version).toBeGreaterThanOrEqual(before);
        expect(state.current).toBe(shown);
        if (isDirty(state)) expect(draft).toBe(state.current);
      }
    }),
    { seed: 20_261_121, numRuns: 2000 },
  );
});
