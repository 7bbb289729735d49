// Every gate: its name, what it promises, and the command that checks it. Tests beside the gates plant a violation in each.
import { join } from "node:path";

const program = (node, name) => [node, join("scripts", "checks", name)];

export const GATES = [
  {
    name: "edges",
    promise: "Cargo manifests follow the table of allowed edges",
    command: ({ node }) => program(node, "edges.mjs"),
  },
  {
    name: "imports",
    promise: "TypeScript imports follow the table of allowed edges",
    command: ({ node }) => program(node, "typescript-edges.mjs"),
  },
  {
    name: "licences",
    promise: "npm packages that ship have allowed licences",
    command: ({ node }) => program(node, "licences.mjs"),
  },
  {
    name: "crates",
    promise: "Rust crates that ship have allowed licences and sources",
    command: () => ["cargo-deny", "--all-features", "check", "licenses", "bans", "sources"],
  },
  {
    name: "dependencies",
    promise: "every dependency has its reason in docs/dependencies.md",
    command: ({ node }) => program(node, "dependencies.mjs"),
  },
  {
    name: "schema-lint",
    promise: "every shared type can be expressed in every language",
    command: ({ node }) => program(node, "schema-lint.ts"),
  },
  {
    name: "schema-drift",
    promise: "generated/ is what the generators make of the Rust types",
    command: ({ node }) => program(node, join("drift", "drift.ts")),
  },
  {
    name: "schema-changes",
    promise: "changes of the schema since the blessed copy follow the version rule",
    command: ({ node }) => program(node, join("schema-changes", "schema-changes.ts")),
  },
  { name: "tidy", promise: "house rules hold in every file", command: ({ node }) => program(node, "tidy.mjs") },
  {
    name: "format",
    promise: "TypeScript is formatted and linted (biome)",
    command: () => ["biome", "ci", "--colors=off", "--error-on-warnings"],
  },
  { name: "types", promise: "TypeScript is type-correct", command: ({ node }) => program(node, "typescript.mjs") },
  {
    name: "clippy",
    promise: "Rust has no lint warning",
    command: () => ["cargo", "clippy", "--release", "--workspace", "--all-targets", "--", "-D", "warnings"],
  },
  { name: "rustfmt", promise: "Rust is formatted", command: () => ["cargo", "fmt", "--check"] },
];
