import { readFile } from "node:fs/promises";

const DOCUMENT = new URL("../../../../docs/problems.md", import.meta.url);

let texts: Promise<ReadonlyMap<string, string>> | null = null;

/** What `docs/problems.md` says about each code. */
export function problemTexts(): Promise<ReadonlyMap<string, string>> {
  texts ??= readFile(DOCUMENT, "utf8").then(readSections);
  return texts;
}

/** The text below each heading of the third level. */
function readSections(document: string): ReadonlyMap<string, string> {
  const sections = document.split(/^#{1,3} /m).map((section) => section.split(/\n([\s\S]*)/, 2));
  return new Map(
    sections.flatMap(([title, text]) => (title && /^[a-z_.]+$/.test(title) ? [[title, (text ?? "").trim()]] : [])),
  );
}
