"""Canonical rows to chat rows of OpenAI fine-tuning with Hugging Face `datasets`, to compare ours with.

export.py PARQUET OUT.jsonl: prints one JSON line. Arguments are JSON text, as the interface wants them.
The columns with JSON are Arrow's `arrow.json`, which `datasets` 5 reads as Python values; `seconds` leaves out imports.
"""

import json
import os
import sys
import tempfile
import time

from datasets import load_dataset


def parsed(column):
    return json.loads(column) if isinstance(column, str) else column


def chat(row):
    masked = {turn["message"] for turn in parsed(row["turns"]) if turn["verdict"]["action"] == "mask"}
    messages = [message_of(message, at, masked) for at, message in enumerate(parsed(row["messages"]))]
    tools = [tool_of(tool) for tool in parsed(row["tools"])]
    return {"messages": messages, "tools": tools, "parallel_tool_calls": True}


def message_of(message, at, masked):
    role = message["role"]
    if role == "tool":
        return {"role": role, "tool_call_id": message["call_id"], "content": message["text"]}
    if role != "assistant":
        return {"role": role, "content": message["text"]}
    row = {"role": role, "content": message.get("text")}
    if message.get("calls"):
        row["tool_calls"] = [call_of(call) for call in message["calls"]]
    if masked:
        row["weight"] = 0 if at in masked else 1
    return row


def call_of(call):
    arguments = json.dumps(call["arguments"], separators=(",", ":"), ensure_ascii=False)
    return {"id": call["id"], "type": "function", "function": {"name": call["name"], "arguments": arguments}}


def tool_of(tool):
    function = {
        "name": tool["exposed"],
        "description": tool["tool"]["description"],
        "parameters": tool["tool"]["input_schema"],
    }
    return {"type": "function", "function": function}


def main():
    source, target = sys.argv[1:3]
    # A cache of its own, else the second run would only read what the first one made.
    with tempfile.TemporaryDirectory() as cache:
        start, start_cpu = time.perf_counter(), time.process_time()
        rows = load_dataset("parquet", data_files=source, split="train", cache_dir=cache)
        rows = rows.map(chat, remove_columns=rows.column_names)
        rows.to_json(target, force_ascii=False)
        seconds = time.perf_counter() - start
        report = {"rows": len(rows), "seconds": seconds, "cpu_seconds": time.process_time() - start_cpu}
    print(json.dumps(report | {"bytes": os.path.getsize(target)}))


if __name__ == "__main__":
    main()
