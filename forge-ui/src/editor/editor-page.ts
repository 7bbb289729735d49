/** One asset in the editor: document, saving, viewport, panels and sockets, wired to each other. */

import type { AssetDocument, Diagnostic, MaterialSpec } from "@gve/types";
import { required } from "../feedback/dom.ts";
import { showProblem, showToast } from "../feedback/toasts.ts";
import { type AssetEvent, followEvents } from "../live/event-stream.ts";
import type { ConnectionState } from "../live/reconnecting-socket.ts";
import { nodeOfPointer } from "../recipe/node-tree.ts";
import type { DraftStore } from "../save/draft-store.ts";
import { SaveDriver } from "../save/save-driver.ts";
import type { SaveState } from "../save/save-machine.ts";
import type { Theme } from "../theme/theme-switch.ts";
import { installCanvasInput } from "../viewport/canvas-input.ts";
import type { Backend, BindingOutcome, Engine, FrameOutcome } from "../viewport/engine.ts";
import { keepThumbnail } from "../viewport/thumbnails.ts";
import { ViewportView } from "../viewport/viewport-view.ts";
import type { Architect } from "./architect.ts";
import { showAssetFacts } from "./asset-facts.ts";
import { followAsset } from "./asset-link.ts";
import { setBanner, setViewportMessage } from "./banners.ts";
import { CommandList } from "./commands.ts";
import { CompileControl } from "./compile-control.ts";
import { assetCommands, recipeCommands, viewCommands, windowCommands } from "./editor-commands.ts";
import { InstanceLibrary } from "./instance-library.ts";
import { type DocumentChange, type Drag, type Evaluation, RecipeDocument } from "./recipe-document.ts";
import { RecipePanel } from "./recipe-panel.ts";
import { showBuild, showConnection, showSaveState, showStats, showTiming } from "./status.ts";
import { Tabs } from "./tabs.ts";
import { TreePanel } from "./tree-panel.ts";
import { VariablesPanel } from "./variables-panel.ts";
import { ViewControls } from "./view-controls.ts";

export interface EditorParts {
  readonly architect: Architect;
  readonly asset: AssetDocument;
  readonly drafts: DraftStore;
  readonly engine: Engine;
  /** Newest event that the page's markup already shows. */
  readonly sequence: number;
}

declare global {
  interface Window {
    /** The engine's viewport, for tests and for people with a console. */
    gveViewport?: import("../viewport/engine.ts").EngineViewport;
  }
}

export class EditorPage {
  readonly #parts: EditorParts;
  readonly #recipe: RecipeDocument;
  readonly #save: SaveDriver;
  readonly #compile: CompileControl;
  readonly #commands = new CommandList();
  readonly #tree: TreePanel;
  readonly #variables: VariablesPanel;
  readonly #recipePanel: RecipePanel;
  readonly #tabs: Tabs;
  readonly #connections: Record<"events" | "assets", ConnectionState> = { events: "connecting", assets: "connecting" };
  #asset: AssetDocument;
  #materials: readonly MaterialSpec[] = [];
  readonly #instances: InstanceLibrary;
  #view: ViewportView | null = null;
  #controls: ViewControls | null = null;

  constructor(parts: EditorParts) {
    this.#parts = parts;
    this.#asset = parts.asset;
    const { architect, drafts, asset, engine } = parts;
    this.#instances = new InstanceLibrary(
      (text) => architect.instanceAssets(text),
      (assets) => {
        engine.set_assets(JSON.stringify(assets));
        this.#recipe.refresh();
      },
    );
    this.#recipe = new RecipeDocument(asset.recipe_text, (text, drag) => this.#evaluate(text, drag));
    this.#save = new SaveDriver(architect, drafts, asset, {
      isDragging: () => this.#recipe.isDragging,
      stateChanged: (state) => this.#saveChanged(state),
      showText: (text) => this.#recipe.replace(text),
      documentRead: (document) => this.#documentRead(document),
      draftLost: () =>
        showToast(
          "error",
          "The draft could not be kept",
          "The browser's storage is full; changes are safe only once they are saved.",
        ),
    });
    this.#compile = new CompileControl(architect, (state) => {
      showBuild(state);
      this.#commands.refreshButtons();
    });
    this.#tree = new TreePanel((node) => this.#recipePanel.reveal(node.start, node.end, false));
    this.#variables = new VariablesPanel(required("variables", HTMLElement), this.#recipe, (text) =>
      readValues(engine, text),
    );
    this.#recipePanel = new RecipePanel(this.#recipe, {
      materials: () => this.#materials,
      save: () => this.#save.dispatch({ type: "save-now" }),
      chosen: (diagnostic) => this.#showProblemPlace(diagnostic),
    });
    this.#tabs = new Tabs(document.querySelector<HTMLElement>("[role=tablist]") ?? document.body, (id) =>
      this.#tabShown(id),
    );
    this.#recipe.onChange((change) => this.#changed(change));
  }

  setTheme(theme: Theme): void {
    this.#view?.setTheme(theme);
  }

  addThemeCommand(next: () => void): void {
    this.#commands.add({ id: "switch-theme", title: "Switch theme", group: "Window", keys: ["Alt+T"], run: next });
  }

  async start(backend: Backend | null, theme: Theme): Promise<void> {
    if (backend === null) {
      for (const bar of document.querySelectorAll(".viewport__bar")) bar.remove();
      setViewportMessage({
        icon: "warning",
        title: "This browser cannot draw in 3D",
        text: "Neither WebGPU nor WebGL2 is available. Turn on hardware acceleration, or use a current Chrome, Edge, Firefox or Safari. The recipe can be edited and compiled all the same.",
      });
    } else await this.#startViewport(theme);
    this.#installCommands();
    // The saved text first: a draft that does not compile then has its picture behind it.
    this.#recipe.refresh();
    this.#restoreDraft();
    this.#tabs.restore();
    this.#connect();
    await Promise.all([this.#compile.refresh(), this.#loadMaterials()]);
    required("editor", HTMLElement).dataset.ready = "true";
  }

  async #startViewport(theme: Theme): Promise<void> {
    const canvas = required("canvas", HTMLCanvasElement);
    const raw = await this.#parts.engine.Viewport.create(canvas);
    window.gveViewport = raw;
    window._sceneLabels = { ...window._sceneLabels, [this.#asset.id]: this.#asset.name };
    const view = new ViewportView(raw, canvas, () => this.#drawn());
    this.#view = view;
    view.setTheme(theme);
    installCanvasInput(canvas, view);
    this.#controls = new ViewControls(view);
    setViewportMessage(null);
    required("viewport-hint", HTMLElement).hidden = false;
  }

  #installCommands(): void {
    const commands = this.#commands;
    commands.add(...recipeCommands(this.#recipe, this.#save), ...assetCommands(this.#compile, this.#save));
    if (this.#controls) commands.add(...viewCommands(this.#controls));
    commands.add(...windowCommands(commands, this.#tabs));
    commands.installButtons();
    commands.installKeys();
  }

  /** Brings back what the server has not acknowledged before the last reload. */
  #restoreDraft(): void {
    const draft = this.#parts.drafts.restore();
    if (!draft || draft.text === this.#asset.recipe_text) return;
    this.#save.restore(draft);
    this.#recipe.replace(draft.text);
    this.#recipe.flush();
    if (this.#save.state.phase.kind !== "conflict")
      showToast("info", "Unsaved changes are back", "They were made before the page was closed.");
  }

  #connect(): void {
    const { engine, sequence } = this.#parts;
    const changed = (socket: "events" | "assets") => (state: ConnectionState) => {
      this.#connections[socket] = state;
      showConnection(Object.values(this.#connections));
      if (state === "open" && socket === "events") this.#save.dispatch({ type: "retry-due" });
    };
    followEvents(sequence, {
      event: (event) => this.#event(event),
      reset: () => void Promise.all([this.#compile.refresh(), this.#save.readAgain()]),
      stateChanged: changed("events"),
    });
    if (!this.#view) {
      this.#connections.assets = "open";
      return;
    }
    const view = this.#view;
    followAsset(engine, this.#asset.id, {
      frame: (bytes) => view.handleFrame(bytes),
      outcome: (outcome) => this.#frameTaken(outcome),
      stateChanged: changed("assets"),
    });
  }

  async #loadMaterials(): Promise<void> {
    const answer = await this.#parts.architect.materials();
    if (answer.ok) this.#materials = answer.value;
    else showProblem(answer.problem);
    this.#showFacts();
  }

  /** The engine's word on a text; a valid one is on screen with the next frame. */
  #evaluate(text: string, drag: Drag | null): Evaluation {
    if (!this.#view) {
      const diagnostics = JSON.parse(this.#parts.engine.validate_recipe(text)) as readonly Diagnostic[];
      return { ok: !diagnostics.some(({ severity }) => severity === "error"), diagnostics, timings_ms: {} };
    }
    if (drag) return this.#view.showRecipe(this.#asset.id, drag.baseText, { [drag.variable]: drag.value });
    return this.#view.showRecipe(this.#asset.id, text);
  }

  /** The way of an edit: evaluated and drawn already, it now goes to the save machine and to the panels. */
  #changed({ text, source, evaluation }: DocumentChange): void {
    void this.#instances.follow(text);
    if (text !== this.#save.state.current || evaluation.ok !== this.#save.state.valid) {
      this.#save.dispatch({ type: "edited", text, valid: evaluation.ok });
    }
    showTiming(evaluation.timings_ms);
    this.#recipePanel.show(text, source, evaluation.diagnostics);
    this.#variables.show(text, this.#save.state.base.text);
    this.#tree.showRecipe(text, evaluation.diagnostics);
    this.#showScene();
    this.#commands.refreshButtons();
    if (!required("panel-asset", HTMLElement).hidden) this.#showFacts();
  }

  #saveChanged(state: SaveState): void {
    showSaveState(state);
    this.#variables.show(this.#recipe.text, state.base.text);
    this.#commands.refreshButtons();
    const { phase } = state;
    setBanner(
      "conflict",
      phase.kind === "conflict"
        ? {
            tone: "warn",
            title: `Version ${phase.theirs.version} was saved elsewhere`,
            text: "Your unsaved changes are kept in this tab. Taking theirs can be undone.",
            actions: [
              { label: "Save mine over it", primary: true, run: () => this.#save.dispatch({ type: "keep-mine" }) },
              { label: "Use theirs", run: () => this.#save.dispatch({ type: "take-theirs" }) },
            ],
          }
        : null,
    );
    setBanner(
      "refused",
      phase.kind === "refused"
        ? {
            tone: "bad",
            title: phase.problem.title,
            text: `${phase.problem.detail} ${phase.problem.hint ?? ""} (${phase.problem.code})`,
            actions: [],
          }
        : null,
    );
  }

  #documentRead(document: AssetDocument): void {
    this.#asset = document;
    const title = required("asset-name", HTMLElement);
    title.textContent = document.name;
    title.title = document.name;
    window.document.title = `${document.name} · GVE-1 Forge`;
    window._sceneLabels = { ...window._sceneLabels, [document.id]: document.name };
    this.#showScene();
    this.#showFacts();
  }

  #frameTaken(outcome: FrameOutcome): void {
    if (outcome.asset_id !== this.#asset.id) return;
    if (outcome.kind === "announced") this.#save.dispatch({ type: "announced", version: outcome.version });
    if (outcome.kind === "applied") {
      document.dispatchEvent(
        new CustomEvent("gve:applied", { detail: { assetId: outcome.asset_id, version: outcome.version } }),
      );
      // A build of an older text must not cover what the author has done since.
      if (this.#save.dirty) this.#recipe.refresh();
      else if (this.#view) void keepThumbnail(this.#asset.id, this.#view.raw);
    }
    this.#showScene();
  }

  #event(event: AssetEvent): void {
    if (event.payload.asset_id !== this.#asset.id) return;
    if (event.type === "asset:updated") this.#save.dispatch({ type: "announced", version: event.payload.version });
    else if (event.type === "asset:deleted") this.#deleted();
    else this.#compile.event(event);
  }

  #deleted(): void {
    const { name, category, subcategory } = this.#asset;
    const createAgain = async () => {
      const answer = await this.#parts.architect.createAsset({
        name,
        category,
        subcategory,
        recipe_text: this.#recipe.text,
      });
      if (answer.ok) location.assign(`/assets/${answer.value.id}`);
      else showProblem(answer.problem);
    };
    setBanner("deleted", {
      tone: "bad",
      title: "This asset was deleted",
      text: "Its recipe is still here, in this tab.",
      actions: [
        { label: "Create it again", primary: true, run: () => void createAgain() },
        { label: "All assets", run: () => location.assign("/") },
      ],
    });
  }

  #drawn(): void {
    if (!this.#view) return;
    const stats = this.#view.stats();
    showStats(stats);
    if (stats.lost) {
      setBanner("lost", {
        tone: "bad",
        title: "The graphics device was lost",
        text: "Your work is safe. Reload to draw again.",
        actions: [{ label: "Reload", primary: true, run: () => location.reload() }],
      });
    }
  }

  #showScene(): void {
    if (this.#view) this.#tree.showScene(this.#view.scene());
  }

  #showFacts(): void {
    showAssetFacts(required("asset-facts", HTMLElement), this.#asset, this.#recipe.text, this.#materials);
  }

  #tabShown(id: string): void {
    if (id === "tab-recipe") void this.#recipePanel.open();
    if (id === "tab-asset") this.#showFacts();
  }

  #showProblemPlace({ range, pointer }: Diagnostic): void {
    this.#tree.select(nodeOfPointer(pointer));
    if (range) this.#recipePanel.reveal(range.start, range.end, true);
  }
}

/** Values of all variables of a text, or `null` when it does not bind. */
function readValues(engine: Engine, text: string): Readonly<Record<string, number>> | null {
  const answer = JSON.parse(engine.bind_variables(text)) as BindingOutcome;
  return answer.ok ? Object.fromEntries(answer.variables.map(({ name, value }) => [name, value])) : null;
}
