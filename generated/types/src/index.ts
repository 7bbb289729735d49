// Types, validators and binary codecs of GVE-1. Generated files are in src/generated; the rest is written by hand.
export * from "./asset-id.ts";
export * from "./generated/types.ts";
export * from "./validate.ts";
