/** What can be done in the editor, each thing once. */

import type { SaveDriver } from "../save/save-driver.ts";
import type { Command, CommandList } from "./commands.ts";
import type { CompileControl } from "./compile-control.ts";
import { openPalette, openShortcutSheet } from "./palette.ts";
import type { RecipeDocument } from "./recipe-document.ts";
import type { Tabs } from "./tabs.ts";
import { VIEW_PRESETS, type ViewControls } from "./view-controls.ts";

export function recipeCommands(recipe: RecipeDocument, save: SaveDriver): readonly Command[] {
  return [
    {
      id: "undo",
      title: "Undo",
      group: "Recipe",
      keys: ["Mod+Z"],
      run: () => recipe.undo(),
      enabled: () => recipe.canUndo,
    },
    {
      id: "redo",
      title: "Redo",
      group: "Recipe",
      keys: ["Shift+Mod+Z", "Mod+Y"],
      run: () => recipe.redo(),
      enabled: () => recipe.canRedo,
    },
    {
      id: "save",
      title: "Save now",
      group: "Recipe",
      keys: ["Mod+S"],
      inText: true,
      run: () => save.dispatch({ type: "save-now" }),
    },
  ];
}

export function assetCommands(compile: CompileControl, save: SaveDriver): readonly Command[] {
  return [
    {
      id: "compile",
      title: "Compile",
      group: "Asset",
      keys: ["Mod+Enter"],
      inText: true,
      enabled: () => !compile.busy,
      // A save compiles by itself; without changes the build is asked for.
      run: () => (save.dirty ? save.dispatch({ type: "save-now" }) : void compile.start()),
    },
    {
      id: "cancel-compile",
      title: "Cancel compile",
      group: "Asset",
      keys: ["Mod+."],
      inText: true,
      enabled: () => compile.busy,
      run: () => void compile.cancel(),
    },
    { id: "all-assets", title: "All assets", group: "Asset", keys: ["Alt+A"], run: () => location.assign("/") },
  ];
}

export function viewCommands(controls: ViewControls): readonly Command[] {
  return [
    { id: "mode-mesh", title: "Show the mesh", group: "View", keys: ["Alt+1"], run: () => controls.setMode("mesh") },
    {
      id: "mode-splats",
      title: "Show the splats",
      group: "View",
      keys: ["Alt+2"],
      run: () => controls.setMode("splats"),
    },
    { id: "mode-sdf", title: "Show the field", group: "View", keys: ["Alt+3"], run: () => controls.setMode("sdf") },
    { id: "focus", title: "Focus the asset", group: "View", keys: ["F"], run: () => controls.focus() },
    { id: "toggle-grid", title: "Show or hide the grid", group: "View", keys: ["G"], run: () => controls.toggleGrid() },
    { id: "toggle-axes", title: "Show or hide the axes", group: "View", keys: ["A"], run: () => controls.toggleAxes() },
    ...VIEW_PRESETS.map(
      ({ preset, title, key }): Command => ({
        id: `view-${preset}`,
        title,
        group: "View",
        keys: [key],
        run: () => controls.lookFrom(preset),
      }),
    ),
  ];
}

export function windowCommands(commands: CommandList, tabs: Tabs): readonly Command[] {
  return [
    {
      id: "tab-variables",
      title: "Go to the variables",
      group: "Window",
      keys: ["Alt+V"],
      run: () => tabs.show("tab-variables"),
    },
    {
      id: "tab-recipe",
      title: "Go to the recipe text",
      group: "Window",
      keys: ["Alt+R"],
      run: () => tabs.show("tab-recipe"),
    },
    {
      id: "tab-asset",
      title: "Go to the asset’s facts",
      group: "Window",
      keys: ["Alt+I"],
      run: () => tabs.show("tab-asset"),
    },
    {
      id: "open-palette",
      title: "Command palette",
      group: "Window",
      keys: ["Mod+K"],
      inText: true,
      run: () => openPalette(commands),
    },
    {
      id: "show-shortcuts",
      title: "Keyboard shortcuts",
      group: "Window",
      keys: ["?"],
      run: () => openShortcutSheet(commands),
    },
  ];
}
