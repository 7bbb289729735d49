// `npm run quality`: how close splats and meshes of every sample, and of some recipes of the gallery, come to raymarched
// pictures, as a table, as JSON and as an HTML report with the pictures side by side in bench-results/.
// `npm run quality -- [--count N] [--iterations N] [--runs N]` places others.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./setup/paths.mjs";

const RESULTS = join(ROOT, "bench-results");
const PICTURES = join(RESULTS, "quality");
const KINDS = ["reference", "splats", "mesh", "difference", "faults"];
/** Recipes of the gallery that are unlike the samples: thin, porous, rough, twisted, repeated. */
const FIXTURES = [
  "blend_smooth",
  "displace_voronoi",
  "julia",
  "lattice",
  "menger",
  "onion",
  "repeat",
  "tpms",
  "twist",
  "voronoi_walls",
];
const FIXTURE_VIEWS = 4;
const MESH_DEPTH = 7;

/** Figures with their gates: what must hold for a sample to pass. */
const FIGURES = [
  { title: "PSNR on black, dB", key: "psnr_black_db", digits: 2, isMet: (value) => value >= 30 },
  { title: "worst view", key: "worst_psnr_black_db", digits: 2 },
  { title: "PSNR on white, dB", key: "psnr_white_db", digits: 2, isMet: (value) => value >= 30 },
  { title: "worst view", key: "worst_psnr_white_db", digits: 2 },
  { title: "SSIM", key: "ssim", digits: 4, isMet: (value) => value >= 0.95 },
  { title: "holes, %", key: "hole_percent", digits: 3, isMet: (value) => value <= 0.2 },
  { title: "halo, %", key: "halo_percent", digits: 3, isMet: (value) => value <= 0.5 },
  { title: "|field + depth|, µm", key: "depth_error_m", scale: 1e6, digits: 1, isMet: (value) => value <= 1e-4 },
  { title: "normals, median °", key: "median_normal_error_deg", digits: 2, isMet: (value) => value <= 5 },
  { title: "mesh: PSNR on black, dB", of: "mesh", key: "psnr_black_db", digits: 2 },
  { title: "SSIM", of: "mesh", key: "ssim", digits: 4 },
  { title: "holes, %", of: "mesh", key: "hole_percent", digits: 3 },
  { title: "halo, %", of: "mesh", key: "halo_percent", digits: 3 },
  { title: "splats", key: "splats", digits: 0 },
  { title: "ms", key: "median_ms", digits: 1 },
];

/** Measures recipes (paths from the root) and leaves their pictures. */
function measured(recipes, ...options) {
  const cargo = ["run", "--release", "--package", "gve-splat", "--features", "parallel", "--example", "quality", "--"];
  const own = ["--pictures", PICTURES, "--mesh", String(MESH_DEPTH), ...options];
  const args = [...cargo, ...own, ...process.argv.slice(2), ...recipes];
  const { status, stdout, error } = spawnSync("cargo", args, {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 26,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`The measurement ended with status ${status}.`);
  return JSON.parse(stdout);
}

function measure() {
  const catalogue = JSON.parse(readFileSync(join(ROOT, "samples", "catalogue.json"), "utf8"));
  rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });
  const samples = measured(catalogue.map(({ file }) => join("samples", file)));
  const fixtures = FIXTURES.map((name) => join("samples", "gallery", `${name}.json`));
  const others = measured(fixtures, "--views", String(FIXTURE_VIEWS));
  return { size: samples.size, rows: [...samples.rows, ...others.rows] };
}

const shown = (row, { of, key, digits, scale = 1 }) => ((of ? row[of] : row)[key] * scale).toFixed(digits);

function cell(row, figure) {
  const state = figure.isMet === undefined ? "" : figure.isMet(row[figure.key]) ? "met" : "missed";
  return `<td class="${state}">${shown(row, figure)}</td>`;
}

function gallery(row) {
  const view = (number) => {
    const pictures = KINDS.map((kind) => {
      const source = `quality/${row.recipe}-${number}-${kind}.png`;
      return `<img src="${source}" loading="lazy" alt="${row.recipe}, view ${number}, ${kind}">`;
    });
    return `<div class="view">${pictures.join("")}</div>`;
  };
  return `<h2>${row.recipe}</h2>${Array.from({ length: row.views.length }, (_, number) => view(number)).join("")}`;
}

function page({ size, rows }) {
  const legend = KINDS.map((kind) => `<span>${kind}</span>`).join("");
  const head = FIGURES.map(({ title }) => `<th>${title}</th>`).join("");
  const line = (row) => `<tr><th>${row.recipe}</th>${FIGURES.map((figure) => cell(row, figure)).join("")}</tr>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>GVE-1 splat quality</title><style>
body{font:14px system-ui,sans-serif;margin:2rem;color-scheme:light dark}
table{border-collapse:collapse}td,th{padding:.2rem .6rem;text-align:right}.met{color:#2e9e5b}.missed{color:#d9534f;font-weight:700}
.view{display:flex;gap:4px;margin-bottom:4px}.view img,.view span{width:20%;max-width:${size}px;image-rendering:pixelated}
</style><h1>GVE-1 splat quality</h1><p>Pictures of ${size}² pixels: raymarched with 4 × 4 samples, splats, mesh, four times
the difference of splats from the raymarched picture, and their faults: holes are red, halo is blue. Figures are means over
the views unless they say worst; green meets its gate, red misses it.</p>
<table><tr><th>recipe</th>${head}</tr>${rows.map(line).join("")}</table><div class="view">${legend}</div>${rows.map(gallery).join("\n")}</html>\n`;
}

const result = measure();
writeFileSync(join(RESULTS, "quality.json"), `${JSON.stringify(result, null, 2)}\n`);
writeFileSync(join(RESULTS, "quality.html"), page(result));
const judged = result.rows.flatMap((row) =>
  FIGURES.filter(({ isMet }) => isMet).map(({ key, isMet }) => isMet(row[key])),
);
for (const row of result.rows) {
  const missed = FIGURES.filter((figure) => figure.isMet && !figure.isMet(row[figure.key]));
  const list = missed.map((figure) => `${figure.title} ${shown(row, figure)}`);
  if (list.length > 0) process.stdout.write(`${row.recipe} misses: ${list.join("; ")}\n`);
}
process.stdout.write(`${judged.filter(Boolean).length} of ${judged.length} gates met\n`);
process.stdout.write("Written: bench-results/quality.json, bench-results/quality.html\n");
