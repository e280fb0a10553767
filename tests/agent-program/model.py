"""A model that knows the answers: what an agent program under test speaks to instead of a real one.

    python3 model.py SUITE.jsonl [PORT]     # prints `ready URL`, ends with its parent's pipe or on SIGTERM

It speaks chat completions (`/v1/chat/completions`) and Anthropic's messages (`/v1/messages`), streamed or whole. From the
conversation alone it finds the task that is asked for, makes the next call of the task's reference with the tools that
the program offers, with values drawn from the results that the program brought back, and at the end tells what the task
wants told. It never looks at the lab, so a task passes only if the program carried everything there and back.
"""
import json
import re
import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def bare(text: str) -> str:
    """A text without blanks: Qwen Code takes `@` for a file and parts the words there."""
    return "".join(text.split())


TASKS = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]

# What the user says, the task, and which of her messages it is.
MESSAGES = [
    (bare(message), task, turn)
    for task in TASKS
    for turn, message in enumerate([task["prompt"], *task["user"].get("replies", [])])
]


def text_of(content) -> str:
    """The text of a message, which is a string or a list of blocks."""
    if isinstance(content, list):
        return "\n".join(block.get("text") or "" for block in content)
    return content or ""


def read_openai(body: dict) -> tuple[list, list, list]:
    """What the user said, what tools answered after that, and the names of the tools."""
    said, results = [], []
    for message in body["messages"]:
        if message["role"] == "user":
            said.append(text_of(message["content"]))
            if asked([said[-1]]):
                results = []
        elif message["role"] == "tool":
            results.append(text_of(message["content"]))
    return said, results, [tool["function"]["name"] for tool in body.get("tools") or []]


def read_anthropic(body: dict) -> tuple[list, list, list]:
    said, results = [], []
    for message in body["messages"]:
        content = message["content"]
        blocks = content if isinstance(content, list) else [{"type": "text", "text": content}]
        for block in blocks if message["role"] == "user" else []:
            if block["type"] == "tool_result":
                results.append(text_of(block.get("content")))
            elif block["type"] == "text":
                said.append(block["text"])
                if asked([block["text"]]):
                    results = []
    return said, results, [tool["name"] for tool in body.get("tools") or []]


def asked(said: list) -> tuple[dict, int] | None:
    """The task that the last word of the user is of, and which of her messages it is."""
    for text in reversed(said):
        # Programs put something around a request, and a later message may be a single word.
        whole, lines = bare(text), {bare(line) for line in text.split("\n")}
        found = [
            (len(message), task, turn)
            for message, task, turn in MESSAGES
            if (message in lines if turn else message in whole)
        ]
        if found:
            _, task, turn = max(found, key=lambda each: each[0])
            return task, turn
    return None


def steps(path: str) -> list:
    found = re.findall(r"([^.\[\]]+)|\[(\d+)\]", path)
    return [int(index) if index else name for name, index in found]


def value(results: list, drawn: dict, calls: list):
    """What a result of this turn holds at a path; None where it is not there."""
    places = [place for place, (at, _) in enumerate(calls) if at == drawn["call"] and place < len(results)]
    try:
        # Some programs put the structured content behind the text.
        found, _ = json.JSONDecoder().raw_decode(results[places[0]])
        for step in steps(drawn["path"]):
            found = found[step]
    except (IndexError, KeyError, TypeError, ValueError):
        return None
    return found


def put(arguments, path: str, new) -> None:
    *way, last = steps(path)
    for step in way:
        arguments = arguments[step]
    arguments[last] = new


def made(call: dict, arguments: dict, tools: list, said: list) -> dict:
    """A call of the tool under the name that the program gives it; programs put something before the names."""
    pattern = rf"(?:\w+_)?{re.escape(call['tool'])}"
    names = [tool for tool in tools if re.fullmatch(pattern, tool)]
    if names:
        return {"name": min(names, key=lambda name: (call["server"] not in name, len(name))), "arguments": arguments}
    # Qwen Code names the tools of servers in a text and has them called through a tool of its own.
    named = re.findall(rf"\bmcp__{pattern}\b", "\n".join(said))
    return {"name": "tool_call", "arguments": {"name": named[0] if named else call["tool"], "arguments": arguments}}


def reply(said: list, results: list, tools: list) -> tuple[str, dict | None]:
    """The next words, or the next call."""
    found = asked(said)
    if not found or not tools:
        return "Fine.", None
    task, turn = found
    calls = [(at, call) for at, call in enumerate(task["reference"]) if call.get("turn", 0) == turn]
    if len(results) < len(calls):
        _, call = calls[len(results)]
        arguments = json.loads(json.dumps(call["arguments"]))
        for path, drawn in call.get("draws", {}).items():
            new = value(results, drawn, calls)
            if new is not None:
                put(arguments, path, new)
        return "", made(call, arguments, tools, said)
    told = [(drawn["path"], value(results, drawn, calls)) for drawn in task.get("told", [])]
    return "Done. " + " ".join(f"{path}: {new}." for path, new in told if new is not None), None


def new(kind: str) -> str:
    """An id: programs take messages of the same id for one."""
    return f"{kind}_{uuid.uuid4().hex}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_) -> None:
        pass

    def send(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def events(self, events: list) -> None:
        named = [(f"event: {event['type']}\n" if isinstance(event, dict) and "type" in event else "", event) for event in events]
        text = "".join(f"{name}data: {event if isinstance(event, str) else json.dumps(event)}\n\n" for name, event in named)
        self.send("text/event-stream", text.encode())

    def do_GET(self) -> None:
        self.send("application/json", json.dumps({"object": "list", "data": [{"id": "scripted", "object": "model"}]}).encode())

    def do_HEAD(self) -> None:
        self.send("application/json", b"")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        path = self.path.partition("?")[0]
        if path.endswith("/chat/completions"):
            self.chat(body, *reply(*read_openai(body)))
        elif path.endswith("/messages"):
            self.messages(body, *reply(*read_anthropic(body)))
        else:
            self.send("application/json", json.dumps({"input_tokens": 7}).encode())

    def chat(self, body: dict, text: str, call: dict | None) -> None:
        message, finish = {"role": "assistant", "content": text or None}, "stop"
        if call:
            function = {"name": call["name"], "arguments": json.dumps(call["arguments"])}
            message["tool_calls"] = [{"index": 0, "id": new("call"), "type": "function", "function": function}]
            finish = "tool_calls"
        usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
        about = {"id": new("chatcmpl"), "created": 1, "model": body.get("model", "scripted")}
        if not body.get("stream"):
            choice = {"index": 0, "message": message, "finish_reason": finish}
            whole = {**about, "object": "chat.completion", "choices": [choice], "usage": usage}
            return self.send("application/json", json.dumps(whole).encode())
        chunk = {**about, "object": "chat.completion.chunk"}
        self.events([
            {**chunk, "choices": [{"index": 0, "delta": message, "finish_reason": None}]},
            {**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]},
            {**chunk, "choices": [], "usage": usage},
            "[DONE]",
        ])

    def messages(self, body: dict, text: str, call: dict | None) -> None:
        block, stop = {"type": "text", "text": text}, "end_turn"
        if call:
            block = {"type": "tool_use", "id": new("toolu"), "name": call["name"], "input": call["arguments"]}
            stop = "tool_use"
        usage = {"input_tokens": 100, "output_tokens": 10}
        about = {"id": new("msg"), "type": "message", "role": "assistant", "model": body.get("model", "scripted")}
        if not body.get("stream"):
            whole = {**about, "content": [block], "stop_reason": stop, "stop_sequence": None, "usage": usage}
            return self.send("application/json", json.dumps(whole).encode())
        empty = {**block, "input": {}} if call else {**block, "text": ""}
        delta = (
            {"type": "input_json_delta", "partial_json": json.dumps(call["arguments"])}
            if call
            else {"type": "text_delta", "text": text}
        )
        start = {**about, "content": [], "stop_reason": None, "stop_sequence": None, "usage": {**usage, "output_tokens": 1}}
        self.events([
            {"type": "message_start", "message": start},
            {"type": "content_block_start", "index": 0, "content_block": empty},
            {"type": "content_block_delta", "index": 0, "delta": delta},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": stop, "stop_sequence": None}, "usage": {"output_tokens": 10}},
            {"type": "message_stop"},
        ])


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 0), Handler)
    print(f"ready http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
    # Whoever started it holds the other end of this pipe; when that is gone, so is this.
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


main()
