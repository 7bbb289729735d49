// `npm run gallery`: draws every recipe of samples/gallery to docs/images/gallery and lists them in docs/gallery.md.
// Traced on the CPU, so that every machine draws the same pictures. `npm run gallery -- bend torus` draws only these.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reportFailure } from "./setup/failure.mjs";
import { ROOT } from "./setup/paths.mjs";
import { runVisible, step } from "./setup/run.mjs";

const SIZE = "256x256";
const PER_ROW = 4;
const pictures = join(ROOT, "docs", "images", "gallery");
const recipes = join(ROOT, "samples", "gallery");
const catalogue = JSON.parse(readFileSync(join(recipes, "catalogue.json"), "utf8"));

/** Types that a recipe's nodes and modifiers have, each once. */
function typesIn(node) {
  const types = [node.shape.type, ...(node.modifiers ?? []).map((modifier) => modifier.type)];
  return [...new Set([...types, ...(node.shape.params.children ?? []).flatMap(typesIn)])];
}

function cell({ id, title, text }) {
  const file = `samples/gallery/${id}.json`;
  const types = typesIn(JSON.parse(readFileSync(join(ROOT, file), "utf8")).root_node);
  const about = text === undefined ? "" : `${text}<br>`;
  const names = types.map((type) => `\`${type}\``).join(" ");
  return `![${title}](images/gallery/${id}.png)<br>[${title}](../${file})<br>${about}${names}`;
}

function page() {
  const rows = [];
  for (let first = 0; first < catalogue.length; first += PER_ROW) {
    const cells = catalogue.slice(first, first + PER_ROW).map(cell);
    while (cells.length < PER_ROW) cells.push(" ");
    rows.push(`| ${cells.join(" | ")} |`);
  }
  const head = `|${"   |".repeat(PER_ROW)}\n|${"---|".repeat(PER_ROW)}`;
  const about =
    "One picture for each feature of the [recipe language](recipe-language.md), with its recipe. `npm run gallery` draws " +
    "them all and writes this page; run it after a change to a shape, and look at them.";
  return `# Gallery\n\n${about}\n\n${head}\n${rows.join("\n")}\n`;
}

async function draw() {
  await runVisible("cargo", ["build", "--release", "-p", "gve-runtime"], { cwd: ROOT });
  mkdirSync(pictures, { recursive: true });
  const gve = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release", "gve");
  const wanted = process.argv.slice(2);
  for (const { id } of catalogue.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
    const view = ["--cpu", "--no-grid", "--size", SIZE, "--camera=30,24"];
    await runVisible(gve, ["render", join(recipes, `${id}.json`), "-o", join(pictures, `${id}.png`), ...view]);
  }
  writeFileSync(join(ROOT, "docs", "gallery.md"), page());
}

await step("Gallery", draw).catch(reportFailure);
