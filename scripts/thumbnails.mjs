// `npm run thumbnails`: draws the sample recipes to docs/images/samples/. Traced on the CPU, so that every machine draws
// the same pictures.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { reportFailure } from "./setup/failure.mjs";
import { ROOT } from "./setup/paths.mjs";
import { runVisible, step } from "./setup/run.mjs";

/** Yaw and pitch in degrees that show each sample best; others take the three-quarter view. */
const VIEWS = { sword: "18,12", hex_bolt: "35,24", gear: "30,38", chair: "35,18", vase: "20,16", creature: "-24,10" };
const SIZE = "512x512";

const folder = join(ROOT, "docs", "images", "samples");
const samples = JSON.parse(readFileSync(join(ROOT, "samples", "catalogue.json"), "utf8"));

async function draw() {
  await runVisible("cargo", ["build", "--release", "-p", "gve-runtime"], { cwd: ROOT });
  mkdirSync(folder, { recursive: true });
  const gve = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release", "gve");
  for (const { id, file } of samples) {
    const view = ["--cpu", "--no-grid", "--size", SIZE, `--camera=${VIEWS[id] ?? "perspective"}`];
    await runVisible(gve, ["render", join(ROOT, "samples", file), "-o", join(folder, `${id}.png`), ...view]);
  }
}

await step("Thumbnails", draw).catch(reportFailure);
