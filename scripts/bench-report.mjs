// The report of `npm run bench` as one HTML page: bars for every stage, and charts of how times grow.

const escapeHtml = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const COLORS = ["#4c8bf5", "#2e9e5b", "#d98324", "#a259d9", "#9aa0a6"];

/** A chart with logarithmic axes. `series` are `{ name, points: [x, y][] }`; all numbers are above 0. */
function chart({ heading, xLabel, yLabel, series }) {
  const [width, height, left, bottom] = [520, 300, 56, 40];
  const all = series.flatMap(({ points }) => points);
  const span = (axis) => {
    const logs = all.map((point) => Math.log10(point[axis]));
    return [Math.floor(Math.min(...logs) - 0.01), Math.ceil(Math.max(...logs) + 0.01)];
  };
  const [[x0, x1], [y0, y1]] = [span(0), span(1)];
  const x = (value) => left + ((Math.log10(value) - x0) / (x1 - x0)) * (width - left - 12);
  const y = (value) => height - bottom - ((Math.log10(value) - y0) / (y1 - y0)) * (height - bottom - 28);
  const decades = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
  const grid = [
    ...decades(y0, y1).map(
      (value) =>
        `<line class="grid" x1="${left}" x2="${width - 12}" y1="${y(value)}" y2="${y(value)}"/>` +
        `<text x="${left - 6}" y="${y(value) + 4}" text-anchor="end">${value}</text>`,
    ),
    ...[...new Set(all.map(([value]) => value))].map(
      (value) => `<text x="${x(value)}" y="${height - bottom + 16}" text-anchor="middle">${value}</text>`,
    ),
  ];
  const lines = series.map(({ points }, index) => {
    const color = COLORS[index % COLORS.length];
    const path = points.map(([a, b]) => `${x(a).toFixed(1)},${y(b).toFixed(1)}`).join(" ");
    const dots = points.map(([a, b]) => `<circle cx="${x(a)}" cy="${y(b)}" r="2.5" fill="${color}"/>`).join("");
    return `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="1.5"/>${dots}`;
  });
  const keys = series.map(
    ({ name }, index) => `<span><i style="background:${COLORS[index % COLORS.length]}"></i>${escapeHtml(name)}</span>`,
  );
  return `<figure><figcaption>${escapeHtml(heading)}</figcaption>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(heading)}">${grid.join("")}${lines.join("")}
<text x="${(left + width) / 2}" y="${height - 6}" text-anchor="middle">${escapeHtml(xLabel)}</text>
<text x="${left}" y="16" text-anchor="end">${escapeHtml(yLabel)}</text></svg><p class="key">${keys.join("")}</p></figure>`;
}

/** Groups rows by a key, in order of first appearance. */
const grouped = (rows, key) => [...Map.groupBy(rows, key)];

function nodeCharts(stages) {
  const scaled = stages.filter((row) => row.nodes > 0);
  return grouped(scaled, (row) => row.family).map(([family, rows]) =>
    chart({
      heading: `${family}: time by number of nodes`,
      xLabel: "nodes",
      yLabel: "ms",
      series: grouped(
        rows.filter((row) =>
          ["recipe to tape", "bake 128, pruned", "mesh depth 7", "10,000 splats", "whole compile"].includes(row.stage),
        ),
        (row) => row.stage,
      ).map(([name, points]) => ({ name, points: points.map((row) => [row.nodes, row.ours_ms]) })),
    }),
  );
}

function resolutionCharts(scaling) {
  return grouped(scaling, (row) => row.family).map(([family, rows]) =>
    chart({
      heading: `${family}, ${rows[0].nodes} nodes: bake by samples per axis`,
      xLabel: "samples along the longest axis",
      yLabel: "ms",
      series: grouped(rows, (row) => row.way).map(([name, points]) => ({
        name,
        points: points.map((row) => [row.resolution, row.ms]),
      })),
    }),
  );
}

function memoryCharts(memory) {
  const scaled = memory.filter((row) => row.nodes > 0 && !row.stage.includes("512"));
  return grouped(scaled, (row) => row.family).map(([family, rows]) =>
    chart({
      heading: `${family}: most memory at once by number of nodes`,
      xLabel: "nodes",
      yLabel: "MB",
      series: grouped(rows, (row) => row.stage).map(([name, points]) => ({
        name,
        points: points.map((row) => [row.nodes, row.bytes / 1e6]),
      })),
    }),
  );
}

/** The page. `isMet`, `title` and `ms` judge and write a row as the printed table does. */
export function reportPage(report, { machine, runs, isMet, title, ms }) {
  /** One bar; lengths are on a logarithmic scale from 0.1 ms to 10 s. */
  const bar = (value, kind) => {
    const width = Math.max(1, (Math.log10(Math.max(value, 0.1)) + 1) * 20);
    return `<div class="line"><div class="bar ${kind}" style="width:${width.toFixed(1)}%"></div><span>${ms(value)}</span></div>`;
  };
  const stageRow = (row) => {
    const met = isMet(row);
    const state = met === undefined ? "" : met ? "met" : "missed";
    const target = row.target_ms === null ? "" : `target ${ms(row.target_ms)}`;
    const peer = row.peer_ms === null ? "" : bar(row.peer_ms, "peer");
    const floor = row.floor_ms === null ? "" : bar(row.floor_ms, "floor");
    return `<tr><th>${escapeHtml(row.stage)}</th><td>${bar(row.ours_ms, `ours ${state}`)}${peer}${floor}</td><td>${target}</td></tr>`;
  };
  const sections = grouped(report.stages, title).map(
    ([name, rows]) => `<h3>${escapeHtml(name)}</h3><table>${rows.map(stageRow).join("")}</table>`,
  );
  const cancels = report.cancel.map(
    (row) =>
      `<tr><th>${escapeHtml(row.scene)}</th><td>${row.cancel_ms.toFixed(1)} ms of ${row.whole_ms.toFixed(0)} ms</td><td>target ${row.target_ms} ms</td></tr>`,
  );
  const edits = report.incremental.map((row) => {
    const stages = Object.entries(row.again_stages_ms).map(
      ([stage, again]) =>
        `<tr><td>${escapeHtml(stage)}</td><td>${ms(row.scratch_stages_ms[stage])}</td><td>${ms(again)}</td></tr>`,
    );
    return `<h3>${escapeHtml(row.scene)}, ${row.nodes} nodes: ${escapeHtml(row.edit)}</h3>
<p>${ms(row.scratch_ms)} ms from scratch, ${ms(row.first_ms)} ms with everything kept for later, ${ms(row.again_ms)} ms after the
edit; ${(row.kept_bytes / 1e6).toFixed(0)} MB kept.</p>
<table><tr><th>stage</th><th>from scratch</th><th>after the edit</th></tr>${stages.join("")}</table>`;
  });
  const memory = report.memory.map(
    (row) =>
      `<tr><th>${escapeHtml(title(row))}</th><td>${escapeHtml(row.stage)}</td><td>${(row.bytes / 1e6).toFixed(1)} MB</td></tr>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>GVE-1 benchmark</title><style>
body{font:14px system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color-scheme:light dark}
table{width:100%;border-collapse:collapse}th{width:18rem;text-align:left;font-weight:400}td:last-child{width:8rem}
.line{display:flex;align-items:center;gap:.5rem}.bar{height:.7rem;border-radius:2px;background:#4c8bf5}
.bar.met{background:#2e9e5b}.bar.missed{background:#d9534f}.bar.peer{background:#9aa0a6}.bar.floor{background:#d98324}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(24rem,1fr));gap:1rem}figure{margin:0}
svg{width:100%;font-size:11px;fill:currentColor}.grid{stroke:currentColor;opacity:.15}
.key{display:flex;flex-wrap:wrap;gap:.75rem;margin:0}.key i{display:inline-block;width:.8rem;height:.8rem;margin-right:.3rem;border-radius:2px}
</style><h1>GVE-1 benchmark</h1><p>Median of ${runs} runs in milliseconds, logarithmic bars; ${escapeHtml(machine)}.
Green meets its target, red misses it, blue has none, grey is fidget 0.5.1 (JIT) in the same run, orange the
arithmetic floor.</p>
<h2>Growth</h2><div class="charts">${[...nodeCharts(report.stages), ...resolutionCharts(report.scaling), ...memoryCharts(report.memory)].join("\n")}</div>
<h2>Cancel</h2><p>Longest time from a cancel to its effect, of eight moments of the compile.</p><table>${cancels.join("")}</table>
<h2>After an edit</h2>${edits.join("\n")}
<h2>Memory</h2><table>${memory.join("")}</table>
<h2>Stages</h2>${sections.join("\n")}</html>\n`;
}
