/** The build of the asset on the server: progress, cancel, outcome. */

import type { CompileStatus, Diagnostic } from "@gve/types";
import { required } from "../feedback/dom.ts";
import { showProblem, showToast } from "../feedback/toasts.ts";
import type { AssetEvent } from "../live/event-stream.ts";
import type { Architect } from "./architect.ts";

export type BuildState =
  | { readonly kind: "idle" }
  | { readonly kind: "busy"; readonly message: string; readonly progress: number }
  | { readonly kind: "built"; readonly version: number }
  | { readonly kind: "failed"; readonly error: Diagnostic };

function fromStatus({ state, version, progress, error }: CompileStatus): BuildState {
  if (state === "waiting" || state === "running") {
    return { kind: "busy", message: progress?.message ?? "Waiting for a compiler", progress: progress?.progress ?? 0 };
  }
  if (state === "failed" && error) return { kind: "failed", error };
  return state === "done" && version !== undefined ? { kind: "built", version } : { kind: "idle" };
}

export class CompileControl {
  readonly #architect: Architect;
  readonly #changed: (state: BuildState) => void;
  #state: BuildState = { kind: "idle" };

  constructor(architect: Architect, changed: (state: BuildState) => void) {
    this.#architect = architect;
    this.#changed = changed;
  }

  get busy(): boolean {
    return this.#state.kind === "busy";
  }

  /** Reads where the build stands, such as after a reconnect. */
  async refresh(): Promise<void> {
    const answer = await this.#architect.compileStatus();
    if (!answer.ok) return;
    const state = fromStatus(answer.value);
    if (state.kind === "idle") await this.#showBuildInPlace();
    else this.#show(state);
  }

  /** With no compile to speak of, an earlier build may still be there. */
  async #showBuildInPlace(): Promise<void> {
    const report = await this.#architect.cacheReport();
    const version = report.ok && report.value.status !== "MISSING" ? report.value.built_version : undefined;
    this.#show(version === undefined ? { kind: "idle" } : { kind: "built", version });
  }

  async start(): Promise<void> {
    this.#show({ kind: "busy", message: "Waiting for a compiler", progress: 0 });
    const answer = await this.#architect.compile();
    if (answer.ok) return;
    showProblem(answer.problem);
    await this.refresh();
  }

  async cancel(): Promise<void> {
    const answer = await this.#architect.cancelCompile();
    if (!answer.ok) showProblem(answer.problem);
  }

  /** Takes in an event of this asset. */
  event(event: AssetEvent): void {
    switch (event.type) {
      case "compile:started":
        this.#show({ kind: "busy", message: "Starting", progress: 0 });
        break;
      case "compile:progress":
        this.#show({ kind: "busy", message: event.payload.message, progress: event.payload.progress });
        break;
      case "compile:complete":
        this.#show({ kind: "built", version: event.payload.version });
        break;
      case "compile:failed":
        this.#fail(event.payload.error);
        break;
      default:
    }
  }

  #fail(error: Diagnostic): void {
    if (error.code === "compile.cancelled") {
      void this.#showBuildInPlace();
      showToast("info", "Compile cancelled", "The last build stays in place.");
      return;
    }
    this.#show({ kind: "failed", error });
    showToast("error", "Compile failed", [error.message, error.hint, `(${error.code})`].filter(Boolean).join(" "));
  }

  #show(state: BuildState): void {
    this.#state = state;
    const busy = state.kind === "busy";
    required("compile-progress", HTMLElement).hidden = !busy;
    for (const id of ["compile", "cancel-compile"]) {
      const button = document.querySelector<HTMLElement>(`[data-command="${id}"]`);
      if (button) button.hidden = busy === (id === "compile");
    }
    if (busy) {
      required("compile-bar", HTMLProgressElement).value = state.progress;
      required("compile-message", HTMLElement).textContent = state.message;
      required("compile-percent", HTMLElement).textContent = `${Math.round(state.progress * 100)}%`;
    }
    this.#changed(state);
  }
}
