import { expect, test } from "vitest";
import { keyName } from "./commands.ts";
import { matchesQuery } from "./palette.ts";

const press = (key: string, code: string, modifiers: Partial<KeyboardEvent> = {}) =>
  keyName({ key, code, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...modifiers });

test.each([
  ["f", "KeyF", {}, "F"],
  ["z", "KeyZ", { ctrlKey: true }, "Mod+Z"],
  ["Z", "KeyZ", { ctrlKey: true, shiftKey: true }, "Shift+Mod+Z"],
  ["?", "Slash", { shiftKey: true }, "?"],
  ["1", "Digit1", {}, "1"],
  ["!", "Digit1", { shiftKey: true }, "Shift+1"],
  ["1", "Numpad1", {}, "1"],
  ["&", "Digit1", {}, "1"],
  ["1", "Digit1", { shiftKey: true }, "1"],
  ["1", "Digit1", { altKey: true }, "Alt+1"],
  ["Enter", "Enter", { ctrlKey: true }, "Mod+Enter"],
  [".", "Period", { ctrlKey: true }, "Mod+."],
])("%s on %s with %o is %s", (key, code, modifiers, name) => {
  expect(press(key, code, modifiers)).toBe(name);
});

test("a command is found by letters in order", () => {
  expect(matchesQuery("Show the splats View", "spl")).toBe(true);
  expect(matchesQuery("Show the splats View", "st view")).toBe(true);
  expect(matchesQuery("Show the mesh View", "splat")).toBe(false);
});
