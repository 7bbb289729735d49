// Rules for dependency-cruiser, made from the table of allowed edges.
import { EDGES } from "./edges.mjs";

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const inside = (folder) => `^${escaped(folder)}/`;
const packages = Object.entries(EDGES.npm);
const TESTS = "\\.test\\.ts$|/test/";

const packageRules = packages.map(([name, rule]) => {
  const foreign = packages.filter(([other]) => other !== name && !rule.uses.includes(other));
  return {
    name: `edges-of-${name.replace("@gve/", "")}`,
    comment: `${name} may use ${rule.uses.join(", ") || "no other package"}`,
    severity: "error",
    from: { path: inside(rule.folder), pathNot: TESTS },
    to: { path: foreign.map(([, other]) => inside(other.folder)) },
  };
});

export default {
  forbidden: [
    ...packageRules,
    {
      name: "forge-knows-no-database",
      severity: "error",
      from: { path: inside("forge-ui"), pathNot: TESTS },
      to: { path: "^(node:)?(sqlite|fs|net|http|child_process)$" },
    },
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-unresolvable",
      severity: "error",
      from: { pathNot: TESTS },
      to: { couldNotResolve: true, pathNot: "\\.node$|/wasm/" },
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "dist", "forge-ui/wasm"] },
    exclude: { path: ["/dist/", "forge-ui/wasm/"] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};
