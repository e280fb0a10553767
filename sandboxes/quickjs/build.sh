#!/usr/bin/env bash
# Builds the JavaScript guest and puts it at target/quickjs/quickjs.wasm of the repository.
#
# Needs cargo with the target wasm32-unknown-unknown, and clang with llvm-ar: QuickJS is C. Everything else, the C
# library included, comes with the crates. Equal sources and equal compilers give equal bytes wherever the folders lie.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
target=wasm32-unknown-unknown
build=${CARGO_TARGET_DIR:-$repository/target/quickjs/build}
result=$repository/target/quickjs/quickjs.wasm

missing=()
command -v cargo >/dev/null || missing+=("cargo, from rustup")
if command -v rustc >/dev/null && [ ! -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then
  missing+=("the Rust target: rustup target add $target")
fi
clang=${CLANG:-clang}
if ! command -v "$clang" >/dev/null; then
  missing+=("clang: apt-get install clang, or set CLANG to one")
elif ! echo 'int one(void) { return 1; }' | "$clang" --target="$target" -x c -c -o /dev/null - 2>/dev/null; then
  missing+=("a clang that can compile for $target: $clang cannot")
fi
ar=${LLVM_AR:-$(command -v llvm-ar || ls /usr/bin/llvm-ar-* 2>/dev/null | sort -V | tail -n 1 || true)}
[ -n "$ar" ] || missing+=("llvm-ar: apt-get install llvm, or set LLVM_AR to one")
if [ ${#missing[@]} -gt 0 ]; then
  echo "cannot build the JavaScript guest, these are missing:" >&2
  printf '  %s\n' "${missing[@]}" >&2
  exit 1
fi

# Fetched first, because the folders of a registry are only there once it was used.
cargo fetch --quiet --locked --manifest-path "$here/Cargo.toml" --target "$target"

# No folder of this machine may reach the bytes. Crates lie in one folder per registry, whose name differs too.
flags=("--remap-path-prefix=$here=/quickjs" "--remap-path-prefix=$build=/build")
for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
  flags+=("--remap-path-prefix=${registry%/}=/crates")
done
# JavaScript may use 96 KiB of stack (src/engine.rs); the usual 1 MiB would be most of an instance's memory.
flags+=("-Clink-arg=-zstack-size=262144")
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; echo "${flags[*]}")
export CARGO_ENCODED_RUSTFLAGS
export CC_wasm32_unknown_unknown=$clang
export AR_wasm32_unknown_unknown=$ar
export CFLAGS_wasm32_unknown_unknown="-ffile-prefix-map=$build=/build"

CARGO_TARGET_DIR=$build cargo build --locked --release --target "$target" --manifest-path "$here/Cargo.toml" "$@"

mkdir -p "$(dirname "$result")"
cp "$build/$target/release/mcplab_quickjs.wasm" "$result"
echo "$result"
sha256=$(command -v sha256sum >/dev/null && sha256sum "$result" || shasum -a 256 "$result")
echo "$(($(wc -c <"$result"))) bytes, sha256 ${sha256%% *}"
