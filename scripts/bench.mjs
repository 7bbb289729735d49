// `npm run bench`: times of every stage beside fidget's JIT and beside the arithmetic floor, memory, cancels and how
// all of it grows; as a table, as JSON and as an HTML report with charts in bench-results/.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { reportPage } from "./bench-report.mjs";
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

const MEGABYTE = 1e6;

/** The lines of figures that are no times of stages. */
function printRest({ memory, incremental, cancel, stages, operations_per_ms }) {
  process.stdout.write("\nDense bakes beside their arithmetic floor, two vector operations per clock on every core:\n");
  for (const row of stages.filter((row) => row.floor_ms !== null)) {
    const ratio = (row.ours_ms / row.floor_ms).toFixed(1);
    process.stdout.write(`${title(row).padEnd(36)} ${ms(row.ours_ms)} ms, floor ${ms(row.floor_ms)} ms: ${ratio} ×\n`);
  }
  process.stdout.write(
    `(${(operations_per_ms / 1e6).toFixed(0)} G operations per second measured)\n\nMost memory at once:\n`,
  );
  for (const row of memory) {
    const megabytes = (row.bytes / MEGABYTE).toFixed(1);
    const met = row.target_bytes === null ? "" : `, below ${row.target_bytes / MEGABYTE} MB: ${mark(isWithin(row))}`;
    process.stdout.write(`${title(row).padEnd(36)} ${row.stage.padEnd(34)} ${megabytes.padStart(7)} MB${met}\n`);
  }
  process.stdout.write("\nWhole compiles after an edit, by a compiler that remembers:\n");
  for (const row of incremental) {
    const times = `${ms(row.scratch_ms)} ms from scratch, ${ms(row.again_ms)} ms after the edit`;
    process.stdout.write(`${`${row.scene} ${row.nodes}, ${row.edit}`.padEnd(36)} ${times}\n`);
  }
  process.stdout.write("\nFrom a cancel to its effect, longest of eight moments:\n");
  for (const row of cancel) {
    process.stdout.write(
      `${row.scene.padEnd(48)} ${row.cancel_ms.toFixed(1)} ms of ${row.whole_ms.toFixed(0)} ms, ` +
        `${row.reports} reports of progress, at most ${row.target_ms} ms: ${mark(isSoon(row))}\n`,
    );
  }
}

const isWithin = (row) => row.bytes <= row.target_bytes;
const isSoon = (row) => row.cancel_ms <= row.target_ms;

const report = measure();
const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}`;
mkdirSync(RESULTS, { recursive: true });
writeFileSync(join(RESULTS, "bench.json"), `${JSON.stringify({ machine, runs: RUNS, ...report }, null, 2)}\n`);
writeFileSync(join(RESULTS, "index.html"), reportPage(report, { machine, runs: RUNS, isMet, title, ms }));
printTable(report.stages);
printRest(report);
const judged = [
  ...report.stages.map(isMet),
  ...report.memory.filter((row) => row.target_bytes !== null).map(isWithin),
  ...report.cancel.map(isSoon),
].filter((met) => met !== undefined);
process.stdout.write(`\n${judged.filter(Boolean).length} of ${judged.length} targets met on ${machine}\n`);
process.stdout.write("Written: bench-results/bench.json, bench-results/index.html\n");
