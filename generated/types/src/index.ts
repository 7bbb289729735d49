// Types, validators and binary codecs of GVE-1. Generated files are in src/generated; the rest is written by hand.
export * from "./asset-id.ts";
export * from "./container.ts";
export * from "./decode-error.ts";
export * from "./frame.ts";
export * from "./generated/layout.ts";
export * from "./generated/types.ts";
export * from "./snapshot.ts";
export * from "./validate.ts";
