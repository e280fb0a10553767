#!/usr/bin/env bash
# Builds the example servers in Python and JavaScript as WebAssembly components: `build.sh [python|javascript]..` puts
# packing.wasm and quiz.wasm into target/components and prints that folder. The pinned tools go into a cache outside the
# repository. Needs python3 for the one and node with npm for the other.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
wit=$(cd "$here/../wit" && pwd)
out=$(cd "$here/../.." && pwd)/target/components
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mcplab/components
mkdir -p "$out" "$cache"

digest() {
    if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-16
}

python() {
    local tools
    tools=$cache/python-$(digest < "$here/python/requirements.txt")
    if [ ! -e "$tools/complete" ]; then
        rm -rf "$tools"
        python3 -m venv "$tools"
        "$tools/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/python/requirements.txt"
        touch "$tools/complete"
    fi
    "$tools/bin/componentize-py" --quiet --wit-path "$wit" --world mcp-server \
        componentize packing --python-path "$here/python" --output "$out/packing.wasm"
}

javascript() {
    local tools
    tools=$cache/javascript-$(digest < "$here/javascript/package-lock.json")
    if [ ! -e "$tools/complete" ]; then
        rm -rf "$tools"
        mkdir -p "$tools"
        cp "$here/javascript"/package*.json "$tools"
        npm ci --prefix "$tools" --omit=dev --no-audit --no-fund --silent
        touch "$tools/complete"
    fi
    # Nothing of the outside world is linked, so that equal calls give equal answers by construction.
    "$tools/node_modules/.bin/componentize-js" "$here/javascript/quiz.js" --wit "$wit/server.wit" --world-name tool-server \
        --disable stdio --disable random --disable clocks --disable http --disable fetch-event --out "$out/quiz.wasm"
}

for language in "${@:-python javascript}"; do
    for one in $language; do
        "$one" >&2
    done
done
echo "$out"
