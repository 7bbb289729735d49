// `npm run bench`: times of every stage beside fidget's JIT, as a table, as JSON and as an HTML chart in bench-results/.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { ROOT } from "./setup/paths.mjs";

const RUNS = 5;
const RESULTS = join(ROOT, "bench-results");

function measure() {
  // No package is named, so that cargo selects features as it does for the tests; a package's own selection
  // would compile the shared crates once more.
  const args = ["run", "--release", "--example", "bench", "--"];
  const options = { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 26 };
  const { status, stdout, error } = spawnSync("cargo", [...args, "samples", String(RUNS)], options);
  if (error) throw error;
  if (status !== 0) throw new Error(`The benchmark ended with status ${status}.`);
  return JSON.parse(stdout);
}

/** Whether a row meets its target; undefined when it has none. */
function isMet(row) {
  if (row.target_ms !== null) return row.ours_ms <= row.target_ms;
  return isMetBesidePeer(row);
}

function isMetBesidePeer(row) {
  return row.target_ratio === null ? undefined : row.peer_ms / row.ours_ms >= row.target_ratio;
}

const ms = (value) => (value === null ? "" : value.toFixed(value < 10 ? 2 : 1));
const mark = (met) => (met === undefined ? "" : met ? "yes" : "NO");
const title = (row) => (row.nodes > 0 ? `${row.family}, ${row.nodes} nodes` : row.family);

const HEADER = ["scene", "stage", "ours ms", "target ms", "met", "peer ms", "peer : ours", "wanted", "met"];

function cells(row) {
  const ratio = row.peer_ms === null ? "" : `${(row.peer_ms / row.ours_ms).toFixed(1)} ×`;
  const wanted = row.target_ratio === null ? "" : `${row.target_ratio} ×`;
  const metMs = row.target_ms === null ? undefined : row.ours_ms <= row.target_ms;
  return [
    title(row),
    row.stage,
    ms(row.ours_ms),
    ms(row.target_ms),
    mark(metMs),
    ms(row.peer_ms),
    ratio,
    wanted,
    mark(isMetBesidePeer(row)),
  ];
}

function printTable(rows) {
  const table = [HEADER, ...rows.map(cells)];
  const widths = HEADER.map((_, column) => Math.max(...table.map((line) => line[column].length)));
  for (const line of table) {
    const text = line.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])));
    process.stdout.write(`${text.join("  ").trimEnd()}\n`);
  }
}

const escapeHtml = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** One bar of the chart; lengths are on a logarithmic scale from 0.1 ms to 10 s. */
function bar(value, kind) {
  if (value === null) return "";
  const width = Math.max(1, (Math.log10(Math.max(value, 0.1)) + 1) * 20);
  return `<div class="bar ${kind}" style="width:${width.toFixed(1)}%"></div><span>${ms(value)}</span>`;
}

function page(rows, machine) {
  const scenes = new Map();
  for (const row of rows) scenes.set(title(row), [...(scenes.get(title(row)) ?? []), row]);
  const section = ([name, stages]) => {
    const lines = stages.map((row) => {
      const met = isMet(row);
      const state = met === undefined ? "" : met ? "met" : "missed";
      const target = row.target_ms === null ? "" : `target ${ms(row.target_ms)}`;
      const peer = row.peer_ms === null ? "" : `<div class="line">${bar(row.peer_ms, "peer")}</div>`;
      const ours = `<div class="line">${bar(row.ours_ms, `ours ${state}`)}</div>`;
      return `<tr><th>${escapeHtml(row.stage)}</th><td>${ours}${peer}</td><td>${target}</td></tr>`;
    });
    return `<h2>${escapeHtml(name)}</h2><table>${lines.join("")}</table>`;
  };
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>GVE-1 benchmark</title><style>
body{font:14px system-ui,sans-serif;margin:2rem auto;max-width:60rem;color-scheme:light dark}
table{width:100%;border-collapse:collapse}th{width:12rem;text-align:left;font-weight:400}td:last-child{width:8rem}
.line{display:flex;align-items:center;gap:.5rem}.bar{height:.7rem;border-radius:2px;background:#4c8bf5}
.bar.met{background:#2e9e5b}.bar.missed{background:#d9534f}.bar.peer{background:#9aa0a6}
</style><h1>GVE-1 benchmark</h1><p>Median of ${RUNS} runs in milliseconds, logarithmic bars; ${escapeHtml(machine)}.
Green meets its target, red misses it, blue has none, grey is fidget 0.5.1 (JIT) in the same run.</p>
${[...scenes].map(section).join("\n")}</html>\n`;
}

const rows = measure();
const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}`;
mkdirSync(RESULTS, { recursive: true });
writeFileSync(join(RESULTS, "bench.json"), `${JSON.stringify({ machine, runs: RUNS, rows }, null, 2)}\n`);
writeFileSync(join(RESULTS, "index.html"), page(rows, machine));
printTable(rows);
const judged = rows.map(isMet).filter((met) => met !== undefined);
process.stdout.write(`\n${judged.filter(Boolean).length} of ${judged.length} targets met on ${machine}\n`);
process.stdout.write("Written: bench-results/bench.json, bench-results/index.html\n");
