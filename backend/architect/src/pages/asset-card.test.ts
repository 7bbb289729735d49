import { expect, test } from "vitest";
import { timeAgo } from "./asset-card.ts";

const NOW = Date.parse("2026-03-10T12:00:00Z");

test.each([
  ["2026-03-10T11:59:40Z", "just now"],
  ["2026-03-10T12:00:30Z", "just now"],
  ["2026-03-10T11:57:00Z", "3 minutes ago"],
  ["2026-03-10T11:00:00Z", "1 hour ago"],
  ["2026-03-09T11:00:00Z", "yesterday"],
  ["2026-01-02T12:00:00Z", "2 months ago"],
  ["2024-01-02T12:00:00Z", "2 years ago"],
])("%s is %s", (iso, words) => {
  expect(timeAgo(iso, NOW)).toBe(words);
});
