// `npm run thumbnails`: draws the sample recipes to docs/images/samples/ and the steps of the tutorial to
// docs/images/tutorial/. Traced on the CPU, so that every machine draws the same pictures.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportFailure } from "./setup/failure.mjs";
import { ROOT } from "./setup/paths.mjs";
import { runVisible, step } from "./setup/run.mjs";

/** Yaw and pitch in degrees that show each sample best; others take the three-quarter view. */
const VIEWS = { sword: "18,12", hex_bolt: "35,24", gear: "30,38", chair: "35,18", vase: "20,16", creature: "-24,10" };
const TUTORIAL_VIEW = "24,14";

const images = join(ROOT, "docs", "images");

function draw(recipe, picture, size_px, camera) {
  const gve = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release", "gve");
  const view = ["--cpu", "--no-grid", "--size", `${size_px}x${size_px}`, `--camera=${camera}`];
  return runVisible(gve, ["render", recipe, "-o", picture, ...view]);
}

async function drawSamples() {
  const folder = join(images, "samples");
  mkdirSync(folder, { recursive: true });
  for (const { id, file } of JSON.parse(readFileSync(join(ROOT, "samples", "catalogue.json"), "utf8"))) {
    await draw(join(ROOT, "samples", file), join(folder, `${id}.png`), 512, VIEWS[id] ?? "perspective");
  }
}

/** Draws every recipe of the tutorial's page, in order. */
async function drawTutorial() {
  const folder = join(images, "tutorial");
  mkdirSync(folder, { recursive: true });
  const page = readFileSync(join(ROOT, "docs", "tutorial.md"), "utf8");
  const recipes = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(([, text]) => text);
  const scratch = mkdtempSync(join(tmpdir(), "gve-tutorial-"));
  try {
    for (const [index, text] of recipes.entries()) {
      const recipe = join(scratch, "step.json");
      writeFileSync(recipe, text);
      await draw(recipe, join(folder, `step-${index + 1}.png`), 320, TUTORIAL_VIEW);
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function drawAll() {
  await runVisible("cargo", ["build", "--release", "-p", "gve-runtime"], { cwd: ROOT });
  await drawSamples();
  await drawTutorial();
}

await step("Thumbnails", drawAll).catch(reportFailure);
