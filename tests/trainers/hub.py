"""Proves that the Hugging Face Hub's readers take exported files unharmed.

    python hub.py [--float-noise] FILE_OR_DIR...

Each .jsonl or .parquet file, or each configuration in the README.md of a folder, is loaded with
`datasets`. Every loaded row must equal its own line: no key filled in with null, none lost or
reordered, no number, date or string changed. A Parquet file is held against the JSONL file of the
same stem beside it, or, if there is none, against its own stored JSON text. What was loaded must
survive to_parquet and to_json as well. DuckDB must see JSON columns in a Parquet file and count the
same rows and tool calls there as Python.

`datasets` decodes JSON columns with a parser that misses the last digit of some numbers (0.3 becomes
0.30000000000000004). That is a harm, unless --float-noise is given: then it is counted.

Exit code 1 on the first harm.
"""

import json
import math
import os
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = os.environ["HF_DATASETS_OFFLINE"] = "1"

import datasets
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

datasets.disable_progress_bars()
noise = [] if "--float-noise" in sys.argv else None


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def is_json(kind):
    return isinstance(kind, pa.JsonType) or (pa.types.is_list(kind) and is_json(kind.value_type))


def decoded(value):
    return [decoded(v) for v in value] if isinstance(value, list) else value and json.loads(value)


def stored(path):
    table = pq.read_table(path)
    columns = {
        f.name: [decoded(v) if is_json(f.type) else v for v in table[f.name].to_pylist()]
        for f in table.schema
    }
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def truth(path):
    if path.endswith(".jsonl"):
        return lines(path)
    sibling = path.removesuffix(".parquet") + ".jsonl"
    if not os.path.exists(sibling):
        return stored(path)
    # JSON lines may hold as text what Parquet marks as JSON.
    marked = {f.name for f in pq.read_schema(path) if is_json(f.type)}
    plain = lambda name, value: json.loads(value) if name in marked and isinstance(value, str) else value
    return [{name: plain(name, value) for name, value in row.items()} for row in lines(sibling)]


def harm(got, want, at=""):
    """What differs first, or None."""
    if noise is not None and type(got) is type(want) is float and got != want:
        noise.append(at)
        return None if math.isclose(got, want, rel_tol=1e-15) else f"{at}: {got!r}, not {want!r}"
    if type(got) is not type(want):
        return f"{at}: {got!r:.200}, not {want!r:.200}"
    if isinstance(want, dict):
        if list(got) != list(want):
            return f"{at}: keys {list(got)}, not {list(want)}"
        return next(filter(None, (harm(got[k], want[k], f"{at}.{k}") for k in want)), None)
    if isinstance(want, list):
        if len(got) != len(want):
            return f"{at}: {len(got)} elements, not {len(want)}"
        return next(filter(None, (harm(g, w, f"{at}[{i}]") for i, (g, w) in enumerate(zip(got, want)))), None)
    return None if got == want else f"{at}: {got!r:.200}, not {want!r:.200}"


def same(what, got, want):
    if len(got) != len(want):
        sys.exit(f"{what}: {len(got)} rows, not {len(want)}")
    for i, (g, w) in enumerate(zip(got, want)):
        if found := harm(g, w):
            sys.exit(f"{what}, row {i}{found}")


def load(what, tmp, *args, **kwargs):
    try:
        return datasets.load_dataset(*args, split="train", cache_dir=tmp, **kwargs)
    except Exception as e:
        sys.exit(f"{what} does not load: {e.__cause__ or e}")


def check_loaded(what, loaded, want, tmp):
    same(what, list(loaded), want)
    loaded.to_parquet(f"{tmp}/again.parquet")
    again = load(what + ", through to_parquet,", tmp, "parquet", data_files=f"{tmp}/again.parquet")
    same(what + ", through to_parquet", list(again), want)
    loaded.to_json(f"{tmp}/again.jsonl")
    same(what + ", through to_json", lines(f"{tmp}/again.jsonl"), want)


def tool_calls(value):
    return sum(len(m.get(k) or []) for m in value if isinstance(m, dict) for k in ("tool_calls", "calls"))


def check_duckdb(path, want):
    count = duckdb.execute("SELECT count(*) FROM read_parquet(?)", [path]).fetchone()[0]
    if count != len(want):
        sys.exit(f"{path}: DuckDB counts {count} rows, not {len(want)}")
    total = 0
    kinds = dict(r[:2] for r in duckdb.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall())
    for f in pq.read_schema(path):
        if not is_json(f.type):
            continue
        if not kinds[f.name].startswith("JSON"):
            sys.exit(f"{path}, {f.name}: DuckDB sees {kinds[f.name]}; the Parquet logical type JSON is missing")
        paths = ("$[*].tool_calls[*]", "$[*].calls[*]")
        found = "+".join(f"len(json_extract(to_json(\"{f.name}\"), '{p}'))" for p in paths)
        got = duckdb.execute(f"SELECT coalesce(sum({found}), 0) FROM read_parquet(?)", [path]).fetchone()[0]
        expected = sum(tool_calls(row[f.name]) for row in want if isinstance(row[f.name], list))
        if got != expected:
            sys.exit(f"{path}, {f.name}: DuckDB counts {got} tool calls, Python {expected}")
        total += expected
    return total


def main():
    for path in sys.argv[1:]:
        if path == "--float-noise":
            continue
        with tempfile.TemporaryDirectory() as tmp:
            if os.path.isdir(path):
                for name in datasets.get_dataset_config_names(path):
                    builder = datasets.load_dataset_builder(path, name, cache_dir=tmp)
                    files = builder.config.data_files["train"]
                    want = [row for file in files for row in truth(file)]
                    loaded = load(f"{path}, {name}", tmp, path, name)
                    check_loaded(f"{path}, {name}", loaded, want, tmp)
                    print(f"{path}, {name}: {len(want)} rows unharmed")
                continue
            kind = {".jsonl": "json", ".parquet": "parquet"}[os.path.splitext(path)[1]]
            want = truth(path)
            loaded = load(path, tmp, kind, data_files=path)
            check_loaded(path, loaded, want, tmp)
            calls = f", DuckDB counts {check_duckdb(path, want)} tool calls" if kind == "parquet" else ""
            print(f"{path}: {len(want)} rows unharmed{calls}")
    if noise:
        print(f"{len(noise)} numbers came back with a wrong last digit, the first at {noise[0]}")


main()
