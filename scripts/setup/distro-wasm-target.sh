#!/usr/bin/env bash
# Offline or distro toolchains: builds the standard library for wasm32-unknown-unknown from the sources that Debian
# ships with its Rust (packages rustc-web, cargo-web, rust-web-src, rust-web-llvm), and puts it where that rustc looks.
# Exits with 0 when /usr/bin/rustc can build for the target.
set -euo pipefail
target=wasm32-unknown-unknown
rustc=/usr/bin/rustc
cargo=/usr/bin/cargo

library_folder() { "$rustc" --print target-libdir --target "$target" 2>/dev/null; }
is_ready() { [ -x "$rustc" ] && compgen -G "$(library_folder)/libstd-*.rlib" >/dev/null; }

is_ready && exit 0

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    rustc-web cargo-web rust-web-src rust-web-llvm
fi
is_ready && exit 0

sources=$(find /usr/src -maxdepth 2 -path '*/rustc-*/library' -type d 2>/dev/null | sort -V | tail -n 1)
if [ ! -x "$rustc" ] || [ ! -x "$cargo" ] || [ ! -d "$sources/vendor" ]; then
  echo "distro-wasm-target: Debian's Rust for the web and its sources are not installed" >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src" "$work/.cargo" "$work/home"
: >"$work/src/lib.rs"
cat >"$work/Cargo.toml" <<MANIFEST
[package]
name = "standard-library-seed"
version = "0.0.0"
edition = "2021"
[workspace]
MANIFEST
cat >"$work/.cargo/config.toml" <<CONFIG
[source.crates-io]
replace-with = "vendored"
[source.vendored]
directory = "$sources/vendor"
[net]
offline = true
CONFIG

echo "distro-wasm-target: building the standard library for $target (about a minute)" >&2
# Thin LTO of the users needs bitcode in these libraries.
(cd "$work" && env -u RUSTFLAGS -u CARGO_BUILD_TARGET -u CARGO_TARGET_DIR \
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-C embed-bitcode=yes" \
  CARGO_HOME="$work/home" RUSTC="$rustc" RUSTC_BOOTSTRAP=1 \
  "$cargo" build --release --target "$target" -Zbuild-std=std,panic_abort >&2)

destination=$(library_folder)
mkdir -p "$destination"
rm -f "$destination"/lib*.rlib # two copies of the library would clash (E0464)
find "$work/target/$target/release/deps" -name 'lib*.rlib' ! -name 'libstandard_library_seed-*' \
  -exec cp {} "$destination/" \;
is_ready
