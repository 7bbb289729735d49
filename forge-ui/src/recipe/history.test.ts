import { expect, test } from "vitest";
import { TextHistory } from "./history.ts";

test("a drag is one step, whatever its length", () => {
  const history = new TextHistory("1");
  for (let step = 2; step <= 60; step += 1) history.record(String(step), "drag width 1");
  history.endGroup();
  expect(history.undo()).toBe("1");
  expect(history.canUndo).toBe(false);
  expect(history.redo()).toBe("60");
});

test("two drags of the same knob are two steps", () => {
  const history = new TextHistory("1");
  history.record("2", "width");
  history.endGroup();
  history.record("3", "width");
  expect(history.undo()).toBe("2");
  expect(history.undo()).toBe("1");
});

test("a change after an undo drops what was undone", () => {
  const history = new TextHistory("1");
  history.record("2", null);
  history.undo();
  history.record("3", null);
  expect(history.canRedo).toBe(false);
  expect(history.undo()).toBe("1");
});

test("a drag after an undo does not melt into the step before it", () => {
  const history = new TextHistory("1");
  history.record("2", "width");
  history.record("9", null);
  history.undo();
  history.record("3", "width");
  expect(history.undo()).toBe("2");
});

test("the same text again is no step, and the oldest steps go first", () => {
  const history = new TextHistory("0");
  history.record("0", null);
  expect(history.canUndo).toBe(false);
  for (let step = 1; step <= 500; step += 1) history.record(String(step), null);
  let undone = 0;
  while (history.undo() !== null) undone += 1;
  expect(undone).toBe(400);
});
