"""The usual way to build a tool graph: every tool against every other tool, as a baseline to measure beside mcplab.

ToolFlow and similar systems embed all tools, calculate the whole matrix of cosines, and keep each tool's best
neighbours. This does the same with plain numpy, and as cheaply as can be: no model, but TF-IDF weighted words hashed
into 512 float32 dimensions (CRC-32, so the same in every run). The matrix is made in blocks of rows, of which only the
best 20 per consumer stay, so memory is bounded; `matrix_mib` says what the whole matrix would take. One thread.

    python3 all_pairs.py inventory.jsonl[.gz] [N] [--level tool|parameter] [--edges FILE]

The inventory has one tool per line: {server, name, description, inputSchema, outputSchema?}. At the level of tools,
what a tool returns (its name, description, output fields) meets what another one takes (its name, its parameters). At
the level of parameters, every output field meets every input; a tool without output fields counts as one output.
Pairs within one tool are no edges.

Prints one line of JSON; `seconds_products` is the part of `seconds_matrix` that is bare matrix products. `--edges`
writes what was kept, as lines of `input <tab> output <tab> cosine`. Needs numpy and Linux.
"""

import argparse
import collections
import gzip
import itertools
import json
import math
import os
import pathlib
import re
import time
import zlib

# Read when numpy is imported, so before that.
os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

import numpy as np

DIMENSIONS, KEEP = 512, 20
BLOCK = 32 << 20  # Cells of the matrix that exist at a time.
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_]+")


def text_of(value):
    """A name or a description, which in real catalogs may be anything."""
    return value if isinstance(value, str) else ""


def fields(schema, path=""):
    """(path, description) of every leaf of a JSON schema."""
    schema = schema if isinstance(schema, dict) else {}
    properties, items = schema.get("properties"), schema.get("items")
    if isinstance(properties, dict) and properties:
        for key, value in properties.items():
            yield from fields(value, f"{path}.{key}" if path else key)
    elif isinstance(items, dict):
        yield from fields(items, path + "[]")
    elif path:
        yield path, text_of(schema.get("description"))


def read(path, limit):
    """The first `limit` tools."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8", errors="replace") as lines:
        tools = [json.loads(line) for line in itertools.islice(lines, limit) if line.strip()]
    return [tool for tool in tools if isinstance(tool, dict)]


def ends(tools, level):
    """What is given and what is taken: two lists of (number of the tool, name, text)."""
    outputs, inputs = [], []
    for number, tool in enumerate(tools):
        name, about = text_of(tool.get("name")), text_of(tool.get("description"))
        given, taken = list(fields(tool.get("outputSchema"))), list(fields(tool.get("inputSchema")))
        if level == "tool":
            outputs.append((number, name, " ".join([name, about, *(part for field in given for part in field)])))
            inputs.append((number, name, " ".join([name, *(part for field in taken for part in field)])))
        else:
            outputs += [(number, f"{name}/{path}", f"{name} {path} {text}") for path, text in given]
            outputs += [] if given else [(number, name, f"{name} {about}")]
            inputs += [(number, f"{name}/{path}", f"{name} {path} {text}") for path, text in taken]
    return outputs, inputs


def vectors(*sides):
    """A matrix of unit rows for every list of texts, with words weighted by how rare they are in all of them."""
    counted = [[collections.Counter(w.lower() for w in WORD.findall(text)) for _, _, text in side] for side in sides]
    documents = collections.Counter(word for side in counted for counts in side for word in counts)
    total, places = 1 + sum(map(len, sides)), {}
    for word, seen in documents.items():
        hashed, weight = zlib.crc32(word.encode()), 1 + math.log(total / (1 + seen))
        # One bit of the hash is a sign, so that words that share a dimension do not add up.
        places[word] = hashed % DIMENSIONS, -weight if hashed >> 31 else weight
    for side in counted:
        matrix = np.zeros((len(side), DIMENSIONS), dtype=np.float32)
        for row, counts in zip(matrix, side):
            for word, count in counts.items():
                row[places[word][0]] += places[word][1] * (1 + math.log(count))
        norms = np.linalg.norm(matrix, axis=1, keepdims=True)
        yield np.divide(matrix, norms, out=matrix, where=norms > 0)


def best(consumers, producers, taken_by, given_by):
    """(producer, cosine) of the best of every consumer, of all pairs; and the seconds of the bare products."""
    keep, products, found = min(KEEP, len(producers)), 0.0, []
    step = 1 + BLOCK // max(1, len(producers))
    # The outputs of one tool lie beside each other.
    own = [np.searchsorted(given_by, taken_by, side) for side in ("left", "right")]
    for start in range(0, len(consumers) if keep else 0, step):
        began = time.perf_counter()
        # Negated, so that the best are the smallest, which `argpartition` finds several times faster.
        block = -consumers[start : start + step] @ producers.T
        products += time.perf_counter() - began
        for row, low, high in zip(block, own[0][start:], own[1][start:]):
            row[low:high] = 1
            top = np.argpartition(row, keep - 1)[:keep]
            top = top[np.argsort(row[top], kind="stable")].astype(np.int32)
            found.append((top, -row[top]))
    return found, products


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("inventory")
    parser.add_argument("n", nargs="?", type=int, help="how many tools, from the first; all without it")
    parser.add_argument("--level", choices=("tool", "parameter"), default="tool")
    parser.add_argument("--edges", help="a file for what was found")
    asked = parser.parse_args()
    clock = [time.perf_counter()]
    tools = read(asked.inventory, asked.n)
    clock.append(time.perf_counter())
    outputs, inputs = ends(tools, asked.level)
    producers, consumers = vectors(outputs, inputs)
    clock.append(time.perf_counter())
    found, products = best(consumers, producers, [end[0] for end in inputs], [end[0] for end in outputs])
    clock.append(time.perf_counter())
    if asked.edges:
        with open(asked.edges, "w", encoding="utf-8", errors="replace") as file:
            for taken, (row, cosines) in zip(inputs, found):
                file.writelines(f"{taken[1]}\t{outputs[g][1]}\t{c:.4f}\n" for g, c in zip(row, cosines) if c > 0)
    seconds = [round(after - before, 3) for before, after in zip(clock, clock[1:])]
    peak = int(re.search(r"VmHWM:\s*(\d+)", pathlib.Path("/proc/self/status").read_text())[1]) // 1024
    print(json.dumps({
        "n": len(tools), "level": asked.level, "inputs": len(inputs), "outputs": len(outputs),
        "seconds_read": seconds[0], "seconds_vectors": seconds[1], "seconds_matrix": seconds[2],
        "seconds_products": round(products, 3), "seconds_total": round(clock[-1] - clock[0], 3),
        "peak_rss_mib": peak, "matrix_mib": 4 * len(inputs) * len(outputs) >> 20, "threads": 1,
    }))


if __name__ == "__main__":
    main()
