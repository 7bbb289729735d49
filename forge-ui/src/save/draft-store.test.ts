import { expect, test } from "vitest";
import { DraftStore } from "./draft-store.ts";

class MemoryStorage {
  readonly items = new Map<string, string>();
  full = false;

  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    this.items.set(key, value);
  }

  removeItem(key: string): void {
    this.items.delete(key);
  }
}

test("a draft outlives its tab until it is cleared", () => {
  const storage = new MemoryStorage();
  new DraftStore(storage, "7").store({ text: "mine", baseVersion: 3 });
  const next = new DraftStore(storage, "7");
  expect(next.restore()).toEqual({ text: "mine", baseVersion: 3 });
  next.clear();
  expect(new DraftStore(storage, "7").restore()).toBeNull();
});

test("assets do not share drafts", () => {
  const storage = new MemoryStorage();
  new DraftStore(storage, "7").store({ text: "mine", baseVersion: 3 });
  expect(new DraftStore(storage, "8").restore()).toBeNull();
});

test("a tab without changes leaves another tab's draft alone", () => {
  const storage = new MemoryStorage();
  const reader = new DraftStore(storage, "7");
  reader.restore();
  new DraftStore(storage, "7").store({ text: "theirs", baseVersion: 3 });
  reader.clear();
  expect(new DraftStore(storage, "7").restore()?.text).toBe("theirs");
});

test("a full storage is reported, and a damaged entry is no draft", () => {
  const storage = new MemoryStorage();
  storage.items.set("gve.draft.7", '{"text":1}');
  const store = new DraftStore(storage, "7");
  expect(store.restore()).toBeNull();
  storage.full = true;
  expect(store.store({ text: "mine", baseVersion: 3 })).toBe(false);
});
