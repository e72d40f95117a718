#!/usr/bin/env bash
# Builds the library for WebAssembly and for this machine, and sees whether both make the same COGs. Needs a toolchain with
# wasm32-unknown-unknown (CARGO and RUSTC name it, if it is not the usual one) and node.
set -euo pipefail
cd "$(dirname "$0")"
CARGO=${CARGO:-cargo}
ROOT=../../../..
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}

# The versions that the workspace is tested with.
cp $ROOT/Cargo.lock .
"$CARGO" build --release --lib --target wasm32-unknown-unknown
# Without optimisation: it works on small files only.
"$CARGO" build --bin native --features native
node run.mjs "$CARGO_TARGET_DIR/wasm32-unknown-unknown/release/cogsmith_wasm.wasm" "$CARGO_TARGET_DIR/debug/native" $ROOT/testdata
