// `npm start`: set-up, build, then the Architect with the Forge on loopback. Options after `--` go to the server.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { reportFailure } from "./setup/failure.mjs";
import { ROOT } from "./setup/paths.mjs";
import { prepare } from "./setup/prepare.mjs";

const { environment, node } = await prepare("start").catch(reportFailure);
const server = spawn(node, [join(ROOT, "backend", "architect", "src", "main.ts"), ...process.argv.slice(2)], {
  cwd: ROOT,
  env: environment,
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
server.on("exit", (code, signal) => process.exit(signal ? 0 : (code ?? 1)));
