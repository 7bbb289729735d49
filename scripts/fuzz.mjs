// `npm run fuzz`: ten million damaged inputs for every reader of foreign input. `npm run fuzz -- 1000000 42` reads fewer,
// from another seed.
import { spawnSync } from "node:child_process";
import { ROOT } from "./setup/paths.mjs";

const cargo = ["run", "--release", "--example", "fuzz", "--", ...process.argv.slice(2)];
const { status, error } = spawnSync("cargo", cargo, { cwd: ROOT, stdio: "inherit" });
if (error) throw error;
process.exit(status ?? 1);
