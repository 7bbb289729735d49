// The Python virtual environment that only tests and `npm run generate` need.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./paths.mjs";
import { output, runVisible, SetupError } from "./run.mjs";

const FOLDER = join(ROOT, ".venv");
const REQUIREMENTS = join(ROOT, "generated", "python", "requirements-dev.txt");

/** Python of the virtual environment. */
export const VENV_PYTHON =
  process.platform === "win32" ? join(FOLDER, "Scripts", "python.exe") : join(FOLDER, "bin", "python");

/** Creates the environment and installs the pinned requirements; nothing to do when they have not changed. */
export async function ensurePython(note) {
  const key = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex");
  const stamp = join(FOLDER, "gve-stamp");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === key && output(VENV_PYTHON, ["--version"])) return false;
  const python = findPython();
  note("creating the virtual environment");
  await runVisible(python, ["-m", "venv", FOLDER]).catch(() => {
    throw new SetupError(
      "Python cannot create a virtual environment.",
      "sudo apt-get install python3-venv   (or install Python from python.org)",
    );
  });
  await runVisible(
    VENV_PYTHON,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS],
    {
      cwd: join(ROOT, "generated", "python"),
    },
  );
  writeFileSync(stamp, key);
}

function findPython() {
  const newEnough = "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)";
  const python = ["python3", "python3.13", "python3.12", "python3.11", "python"].find(
    (name) => output(name, ["-c", newEnough]) !== null,
  );
  if (!python)
    throw new SetupError("The tests need Python 3.11 or newer.", "sudo apt-get install python3 python3-venv");
  return python;
}
