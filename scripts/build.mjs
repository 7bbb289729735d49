// `npm run build`: set-up and build, without starting anything.
import { reportFailure } from "./setup/failure.mjs";
import { prepare } from "./setup/prepare.mjs";

await prepare("start").catch(reportFailure);
