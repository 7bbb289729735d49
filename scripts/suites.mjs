// The test suites of the project: how each runner is started and how its outcome is counted.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./setup/paths.mjs";
import { VENV_PYTHON } from "./setup/python.mjs";

/** Runs a command, shows its output and returns it with the exit code. */
function capture(command, args, environment) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env: environment, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (chunk) => {
        text += chunk;
        process.stderr.write(chunk);
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, text }));
  });
}

/** A runner that failed without counting a failed test (it did not compile, it crashed) counts as one failure. */
export function settle(code, passed, failed) {
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

/** Sums the `test result:` lines of cargo. An ignored test counts as failed: the house has none. */
export function countCargo(text) {
  let passed = 0;
  let failed = 0;
  for (const match of text.matchAll(/^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/gm)) {
    passed += Number(match[1]);
    failed += Number(match[2]) + Number(match[3]);
  }
  return { passed, failed };
}

/** Reads pytest's closing line. A skipped test counts as failed: the house has none. */
export function countPytest(text) {
  const last = (word) => Number([...text.matchAll(new RegExp(`(\\d+) ${word}`, "g"))].at(-1)?.[1] ?? 0);
  return { passed: last("passed"), failed: last("failed") + last("errors?") + last("skipped") };
}

/** Reads vitest's JSON report. A skipped test counts as failed: the house has none. */
export function countVitest(report) {
  const emptyFiles = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests + emptyFiles.length;
  return { passed: report.numPassedTests, failed };
}

async function runRust({ environment }) {
  const { code, text } = await capture("cargo", ["test", "--release", "--workspace", "--no-fail-fast"], environment);
  const { passed, failed } = countCargo(text);
  return settle(code, passed, failed);
}

async function runVitest(project, { environment, node }) {
  const report = join(ROOT, "test-results", `vitest-${project}.json`);
  mkdirSync(join(ROOT, "test-results"), { recursive: true });
  rmSync(report, { force: true });
  const vitest = join(ROOT, "node_modules", "vitest", "vitest.mjs");
  const args = [
    vitest,
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  const { code } = await capture(node, args, environment);
  const counts = existsSync(report) ? countVitest(JSON.parse(readFileSync(report, "utf8"))) : { passed: 0, failed: 1 };
  return settle(code, counts.passed, counts.failed);
}

// The browser's pictures are compared with those of the command line, which building the Rust tests makes.
async function runBrowser(context) {
  const { code } = await capture("cargo", ["test", "--release", "--workspace", "--no-run"], context.environment);
  return code === 0 ? runVitest("browser", context) : { passed: 0, failed: 1 };
}

async function runPython({ environment }) {
  const { code, text } = await capture(VENV_PYTHON, ["-m", "pytest", "-q", join("generated", "python")], environment);
  const { passed, failed } = countPytest(text);
  return settle(code, passed, failed);
}

/** Every suite in the order in which it runs. */
export const SUITES = {
  rust: { title: "Rust", run: runRust },
  node: { title: "TypeScript: types, engine, Architect, Forge, scripts", run: (context) => runVitest("node", context) },
  browser: { title: "Chromium: the product as a person uses it", run: runBrowser },
  python: { title: "Python", run: runPython },
};
