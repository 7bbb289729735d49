/** The recipe as text: CodeMirror with completion and help from the schema and problems at their line. */

import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, type Diagnostic as Mark, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState, Transaction } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { Diagnostic } from "@gve/types";
import { tags } from "@lezer/highlight";
import { element } from "../feedback/dom.ts";
import { helpAt, type Schema, suggestionsAt, type Vocabulary } from "../recipe/schema.ts";
import { recipeTheme } from "./recipe-theme.ts";

export interface RecipeEditorOptions {
  readonly text: string;
  readonly schema: Schema | null;
  readonly vocabulary: () => Vocabulary;
  typed(text: string): void;
  undo(): void;
  redo(): void;
  save(): void;
}

const highlighting = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--syntax-key)" },
  { tag: tags.string, color: "var(--syntax-string)" },
  { tag: tags.number, color: "var(--syntax-number)" },
  { tag: [tags.bool, tags.null], color: "var(--syntax-keyword)" },
]);

/** The smallest change that turns one text into another, so that cursor and folds elsewhere stay. */
export function smallestChange(from: string, to: string): { from: number; to: number; insert: string } {
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) start += 1;
  let end = 0;
  while (end < shorter - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end += 1;
  return { from: start, to: from.length - end, insert: to.slice(start, to.length - end) };
}

/** Puts a suggestion in the place of the whole token, and the cursor where its content goes. */
function putIn(view: EditorView, insert: string, from: number, to: number, quoted: boolean): void {
  const rest = quoted ? (/^[\w/.-]*"?/.exec(view.state.sliceDoc(to, to + 80))?.[0].length ?? 0) : 0;
  const isOpen = /(?:\{\}|\[\]|: "")$/.test(insert);
  view.dispatch({
    changes: { from, to: to + rest, insert },
    selection: { anchor: from + insert.length - (isOpen ? 1 : 0) },
    userEvent: "input.complete",
  });
}

function completeFrom(schema: Schema, vocabulary: () => Vocabulary) {
  return (context: CompletionContext): CompletionResult | null => {
    const before = context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos);
    if (!context.explicit && !/["\w]/.test(before)) return null;
    const { from, items } = suggestionsAt(schema, context.state.doc.toString(), context.pos, vocabulary());
    if (items.length === 0) return null;
    // What is typed is compared with the labels, which have no quotes.
    const quoted = context.state.sliceDoc(from, from + 1) === '"' && from < context.pos;
    return {
      from: quoted ? from + 1 : from,
      options: items.map(({ label, insert, detail, help }) => ({
        label,
        detail,
        apply: (view, _completion, start, end) => putIn(view, quoted ? insert.slice(1) : insert, start, end, quoted),
        ...(help === "" ? {} : { info: help }),
      })),
      validFor: /^[\w/.-]*$/,
    };
  };
}

function helpTooltip(schema: Schema) {
  return hoverTooltip((view, position) => {
    const help = helpAt(schema, view.state.doc.toString(), position);
    if (!help) return null;
    const dom = element("div", { class: "cm-help" }, element("strong", {}, help.title), element("p", {}, help.text));
    return { pos: help.from, end: help.to, above: true, create: () => ({ dom }) };
  });
}

function toMark(length: number, { range, severity, code, message, hint }: Diagnostic): Mark {
  const from = Math.min(range?.start ?? 0, length);
  const text = [message, hint].filter((part) => part !== undefined).join(" ");
  return { from, to: Math.max(from, Math.min(range?.end ?? from, length)), severity, source: code, message: text };
}

export class RecipeEditor {
  readonly #view: EditorView;

  /** Lives in a shadow root: there CodeMirror's styles are adopted style sheets, which a strict policy allows. */
  constructor(host: HTMLElement, options: RecipeEditorOptions) {
    const root = host.attachShadow({ mode: "open" });
    const { schema } = options;
    const run = (action: () => void) => () => {
      action();
      return true;
    };
    this.#view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: options.text,
        extensions: [
          lineNumbers(),
          lintGutter(),
          foldGutter(),
          codeFolding(),
          drawSelection(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          highlightSelectionMatches(),
          bracketMatching(),
          closeBrackets(),
          indentOnInput(),
          indentUnit.of("  "),
          json(),
          syntaxHighlighting(highlighting),
          recipeTheme,
          EditorView.contentAttributes.of({ "aria-label": "Recipe text", tabindex: "0" }),
          EditorState.tabSize.of(2),
          schema
            ? [
                autocompletion({ override: [completeFrom(schema, options.vocabulary)], icons: false }),
                helpTooltip(schema),
              ]
            : [],
          keymap.of([
            { key: "Mod-z", run: run(options.undo), preventDefault: true },
            { key: "Mod-Shift-z", run: run(options.redo), preventDefault: true },
            { key: "Mod-y", run: run(options.redo), preventDefault: true },
            { key: "Mod-s", run: run(options.save), preventDefault: true },
            ...closeBracketsKeymap,
            ...completionKeymap,
            ...searchKeymap,
            ...foldKeymap,
            ...defaultKeymap,
            indentWithTab,
          ]),
          EditorView.updateListener.of((update) => {
            const byServer = update.transactions.some(
              (transaction) => transaction.annotation(Transaction.remote) === true,
            );
            if (update.docChanged && !byServer) options.typed(update.state.doc.toString());
          }),
        ],
      }),
    });
  }

  /** Shows a text that changed elsewhere. */
  show(text: string): void {
    const shown = this.#view.state.doc.toString();
    if (shown === text) return;
    this.#view.dispatch({ changes: smallestChange(shown, text), annotations: Transaction.remote.of(true) });
  }

  showProblems(diagnostics: readonly Diagnostic[]): void {
    const { length } = this.#view.state.doc;
    this.#view.dispatch(
      setDiagnostics(
        this.#view.state,
        diagnostics.map((diagnostic) => toMark(length, diagnostic)),
      ),
    );
  }

  /** Selects a range and scrolls to it. */
  reveal(start: number, end: number, focus: boolean): void {
    const { length } = this.#view.state.doc;
    const [from, to] = [Math.min(start, length), Math.min(end, length)];
    this.#view.dispatch({
      selection: EditorSelection.range(from, to),
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    if (focus) this.#view.focus();
  }
}
