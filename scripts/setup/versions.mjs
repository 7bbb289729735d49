// Versions of the tools that set-up installs. Crate and tool versions of wasm-bindgen must be equal;
// `npm run check` compares this file with Cargo.lock.
export const WASM_BINDGEN_VERSION = "0.2.130";
export const WASM_PACK_VERSION = "0.15.1";
export const TYPESHARE_VERSION = "1.13.4";
export const CARGO_DENY_VERSION = "0.20.2";
export const MINIMUM_NODE_MAJOR = 24;
export const MINIMUM_RUST = [1, 92];
