/** The editor of one asset: puts its parts together. Follow `changed` for the way of an edit to pixels and disk. */

import { required } from "../feedback/dom.ts";
import { showProblem } from "../feedback/toasts.ts";
import { DraftStore } from "../save/draft-store.ts";
import { currentTheme, installThemeSwitch } from "../theme/theme-switch.ts";
import { type Backend, chooseBackend, type Engine, loadEngine } from "../viewport/engine.ts";
import { Architect } from "./architect.ts";
import { setBanner, setViewportMessage } from "./banners.ts";
import { EditorPage } from "./editor-page.ts";

async function startEngine(): Promise<{ engine: Engine; backend: Backend | null }> {
  const backend = await chooseBackend();
  if (backend === "webgl") {
    setBanner("backend", {
      tone: "plain",
      title: "This browser has no WebGPU",
      text: "The viewport uses WebGL2: the same picture, slower.",
      actions: [{ label: "Understood", run: () => setBanner("backend", null) }],
    });
  }
  return { engine: await loadEngine(backend ?? "webgl"), backend };
}

async function start(): Promise<void> {
  const { assetId, sequence } = required("editor", HTMLElement).dataset;
  if (assetId === undefined) throw new Error("The page names no asset.");
  const architect = new Architect(assetId);
  const [asset, started] = await Promise.all([architect.readAsset(), startEngine()]);
  if (!asset.ok) {
    showProblem(asset.problem);
    setViewportMessage({ icon: "error", title: asset.problem.title, text: asset.problem.detail });
    return;
  }
  const page = new EditorPage({
    architect,
    asset: asset.value,
    drafts: new DraftStore(localStorage, assetId),
    engine: started.engine,
    sequence: Number(sequence ?? 0),
  });
  const themeSwitch = installThemeSwitch((theme) => page.setTheme(theme));
  page.addThemeCommand(() => themeSwitch.next());
  await page.start(started.backend, currentTheme());
}

start().catch((error: unknown) => {
  setViewportMessage({
    icon: "error",
    title: "The editor could not start",
    text: error instanceof Error ? error.message : String(error),
  });
  throw error;
});
