#!/usr/bin/env bash
# install.sh FOLDER: installs what the lock files of a folder beside this script pin (`agent-program`, `clients`,
# `model-proxy`, `page`, `real-servers`) into a cache outside the repository and prints where, as its last line. A second
# run finds it and does nothing. Needs python3 where the folder has a requirements.txt, and node and npm where it has a
# package.json.
set -euo pipefail

here=$(cd "$(dirname "$0")/$1" && pwd)
locks=()
for file in package.json package-lock.json requirements.txt; do
    if [ -e "$here/$file" ]; then locks+=("$here/$file"); fi
done

digest() {
    if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-16
}

cache=${XDG_CACHE_HOME:-$HOME/.cache}/mcplab/$1
folder=$cache/$(cat "${locks[@]}" | digest)

if [ ! -e "$folder/complete" ]; then
    # A half-finished folder of an interrupted run is of no use.
    rm -rf "$folder"
    mkdir -p "$folder"
    {
        cp "${locks[@]}" "$folder"
        if [ -e "$folder/package.json" ]; then
            npm ci --prefix "$folder" --omit=dev --ignore-scripts --no-audit --no-fund
        fi
        if [ -e "$folder/requirements.txt" ]; then
            python3 -m venv "$folder/python"
            "$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check \
                --requirement "$folder/requirements.txt"
        fi
        touch "$folder/complete"
    } >&2
fi
echo "$folder"
