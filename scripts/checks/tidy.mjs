// Gate: house rules that a machine can hold: names of files, unfinished marks, skipped tests, machine paths, banners, versions.
// `node scripts/checks/tidy.mjs [folder]`
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { WASM_BINDGEN_VERSION } from "../setup/versions.mjs";
import { EDGES } from "./edges.mjs";
import { runAsGate } from "./verdict.mjs";

const CODE = new Set([".rs", ".ts", ".mjs", ".py", ".sh", ".wgsl", ".css"]);
const BANNED_NAMES = /^(utils?|helpers?|common|manager|misc)$/;
// Hand-written code beside the generated files follows the house rules like any other.
const GENERATED = /^generated\/(json-schema|blessed|layout|goldens|kaitai)\/|\/generated\/|_generated\b/;
const MAX_LINES = 700;
// Written in pieces so that this file does not find itself.
const UNFINISHED = new RegExp(
  `\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"].join("|")})\\b|${"to" + "do!"}\\(|${"unimple" + "mented!"}\\(`,
);
const SKIPPED = new RegExp(
  `#\\[${"ign" + "ore"}|\\b(it|test|describe)\\.(${"sk" + "ip"}|${"to" + "do"}|${"on" + "ly"})\\b|pytest\\.mark\\.${"sk" + "ip"}`,
);
const MACHINE_PATH = new RegExp(
  `(^|[^\\w.$/{-])/(${["ro" + "ot", "ho" + "me", "Us" + "ers", "wo" + "rk"].join("|")})/\\w`,
);
const REGISTRY = new RegExp(
  ["registry\\." + "npmjs", "static\\." + "crates\\.io", "index\\." + "crates\\.io", "files\\." + "pythonhosted"].join(
    "|",
  ),
);

/** Violations of one tracked file, each as one sentence. */
export function fileViolations(path, text) {
  const violations = [];
  const stem = basename(path, extname(path)).toLowerCase();
  const isGenerated = GENERATED.test(path);
  if (BANNED_NAMES.test(stem)) violations.push(`${path}: the name says nothing; name it after what it does`);
  if (REGISTRY.test(text)) violations.push(`${path}: names the host of a package registry`);
  if (!CODE.has(extname(path)) || isGenerated) return violations;
  const lines = text.split("\n");
  if (lines.length > MAX_LINES)
    violations.push(`${path}: ${lines.length} lines; split it by idea (limit ${MAX_LINES})`);
  lines.forEach((line, index) => {
    const where = `${path}:${index + 1}`;
    if (UNFINISHED.test(line)) violations.push(`${where}: unfinished work`);
    if (SKIPPED.test(line)) violations.push(`${where}: a test that does not run`);
    if (MACHINE_PATH.test(line)) violations.push(`${where}: a path of one machine`);
  });
  return violations;
}

function packageViolations(folder) {
  const folders = [...Object.values(EDGES.cargo), ...Object.values(EDGES.npm)].map((rule) => rule.folder);
  return folders.filter((path) => !existsSync(join(folder, path, "README.md"))).map((path) => `${path}: no README.md`);
}

function versionViolations(folder) {
  const lock = readFileSync(join(folder, "Cargo.lock"), "utf8");
  const version = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock)?.[1];
  return version === undefined || version === WASM_BINDGEN_VERSION
    ? []
    : [`Cargo.lock has wasm-bindgen ${version}, scripts/setup/versions.mjs has ${WASM_BINDGEN_VERSION}`];
}

/** Files that ARCHITECTURE.md names but that do not exist. */
export function mapViolations(folder) {
  const map = join(folder, "ARCHITECTURE.md");
  if (!existsSync(map)) return [];
  const named = [...readFileSync(map, "utf8").matchAll(/`([\w.-]+\/[\w./-]*)`/g)].map((match) => match[1]);
  return named
    .filter((path) => !existsSync(join(folder, path)))
    .map((path) => `ARCHITECTURE.md names ${path}, which does not exist`);
}

/** Every violation in a checkout. */
export function tidyViolations(folder) {
  const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 })
    .split("\0")
    .filter(Boolean);
  const files = tracked.filter(
    (path) => existsSync(join(folder, path)) && statSync(join(folder, path)).size < 2_000_000,
  );
  const isText = (path) => !/\.(png|bin|gve_bin|wasm|ico|woff2)$/.test(path);
  return [
    ...files.filter(isText).flatMap((path) => fileViolations(path, readFileSync(join(folder, path), "utf8"))),
    ...packageViolations(folder),
    ...versionViolations(folder),
    ...mapViolations(folder),
  ];
}

runAsGate(import.meta.url, tidyViolations);
