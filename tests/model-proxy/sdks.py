"""The SDKs of OpenAI and Anthropic before the model proxy, and a model of this script behind it: `sdks.py MODEL_PROXY`.

Every call is made at the model itself and through the proxy, and must come to the same. What the proxy recorded is held
against what the SDKs put together from the streams. Prints one line for each thing that worked; the first that did not
ends it with an error.
"""

import asyncio
import json
import os
import queue
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import anthropic
import openai

PROXY = sys.argv[1]
LAB_KEY = "sk-lab-0123456789abcdef"
AGENT_KEY = "sk-agent-0123456789abcdef"
PATIENCE = 20
GREETING = "Grüezi 👋"
ARGUMENTS = '{"city":"Zürich","days":2}'


def check(what: str, fine: object) -> None:
    if not fine:
        raise SystemExit(f"failed: {what}")
    print(f"ok: {what}", flush=True)


def chat() -> dict:
    call = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": ARGUMENTS}}
    message = {"role": "assistant", "content": GREETING, "refusal": None, "tool_calls": [call]}
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 7, "model": "m",
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "tool_calls"}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 6, "total_tokens": 17},
    }


def chat_events() -> list[dict]:
    def chunk(delta: dict, finish: str | None = None) -> dict:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return head | {"choices": [choice]}

    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 7, "model": "m"}
    call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": ""}}
    pieces = [ARGUMENTS[at : at + 4] for at in range(0, len(ARGUMENTS), 4)]
    return [
        chunk({"role": "assistant", "content": "", "refusal": None}),
        *(chunk({"content": letter}) for letter in GREETING),
        chunk({"tool_calls": [call]}),
        *(chunk({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]}) for piece in pieces),
        chunk({}, "tool_calls"),
        head | {"choices": [], "usage": chat()["usage"]},
    ]


def response() -> dict:
    text = {"type": "output_text", "text": GREETING, "annotations": [], "logprobs": []}
    message = {"id": "msg_1", "type": "message", "status": "completed", "role": "assistant", "content": [text]}
    call = {"id": "fc_1", "type": "function_call", "status": "completed", "call_id": "call_1"}
    usage = {
        "input_tokens": 12, "input_tokens_details": {"cached_tokens": 4},
        "output_tokens": 7, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 19,
    }
    return {
        "id": "resp_1", "object": "response", "created_at": 7, "status": "completed", "error": None,
        "incomplete_details": None, "instructions": None, "metadata": {}, "model": "m", "parallel_tool_calls": True,
        "tool_choice": "auto", "tools": [], "usage": usage,
        "output": [message, call | {"name": "get_weather", "arguments": ARGUMENTS}],
    }


def response_events() -> list[dict]:
    whole = response()
    begun = whole | {"status": "in_progress", "output": [], "usage": None}
    message, call = whole["output"]
    at_text = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    at_call = {"item_id": "fc_1", "output_index": 1}
    text = message["content"][0]
    events = [
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
        {"type": "response.output_item.added", "output_index": 0, "item": message | {"content": []}},
        {"type": "response.content_part.added", **at_text, "part": text | {"text": ""}},
        *({"type": "response.output_text.delta", **at_text, "delta": letter, "logprobs": []} for letter in GREETING),
        {"type": "response.output_text.done", **at_text, "text": GREETING, "logprobs": []},
        {"type": "response.content_part.done", **at_text, "part": text},
        {"type": "response.output_item.done", "output_index": 0, "item": message},
        {"type": "response.output_item.added", "output_index": 1, "item": call | {"arguments": ""}},
        {"type": "response.function_call_arguments.delta", **at_call, "delta": ARGUMENTS[:9]},
        {"type": "response.function_call_arguments.delta", **at_call, "delta": ARGUMENTS[9:]},
        {"type": "response.function_call_arguments.done", **at_call, "name": "get_weather", "arguments": ARGUMENTS},
        {"type": "response.output_item.done", "output_index": 1, "item": call},
        {"type": "response.completed", "response": whole},
    ]
    return [event | {"sequence_number": number} for number, event in enumerate(events)]


def message() -> dict:
    thought = {"type": "thinking", "thinking": "Weather, then.", "signature": "c2ln"}
    call = {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": json.loads(ARGUMENTS)}
    return {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "stop_reason": "tool_use",
        "stop_sequence": None, "content": [thought, {"type": "text", "text": GREETING}, call],
        "usage": {"input_tokens": 9, "cache_read_input_tokens": 4, "output_tokens": 8},
    }


def message_events() -> list[dict]:
    def start(index: int, block: dict) -> dict:
        return {"type": "content_block_start", "index": index, "content_block": block}

    def delta(index: int, kind: str, **what: str) -> dict:
        return {"type": "content_block_delta", "index": index, "delta": {"type": kind, **what}}

    def stop(index: int) -> dict:
        return {"type": "content_block_stop", "index": index}

    whole = message()
    thought, _, call = whole["content"]
    begun = whole | {"content": [], "stop_reason": None, "usage": whole["usage"] | {"output_tokens": 1}}
    return [
        {"type": "message_start", "message": begun},
        start(0, {"type": "thinking", "thinking": "", "signature": ""}),
        {"type": "ping"},
        delta(0, "thinking_delta", thinking=thought["thinking"][:5]),
        delta(0, "thinking_delta", thinking=thought["thinking"][5:]),
        delta(0, "signature_delta", signature=thought["signature"]),
        stop(0),
        start(1, {"type": "text", "text": ""}),
        *(delta(1, "text_delta", text=letter) for letter in GREETING),
        stop(1),
        start(2, call | {"input": {}}),
        delta(2, "input_json_delta", partial_json=""),
        delta(2, "input_json_delta", partial_json=ARGUMENTS[:13]),
        delta(2, "input_json_delta", partial_json=ARGUMENTS[13:]),
        stop(2),
        {
            "type": "message_delta", "delta": {"stop_reason": "tool_use", "stop_sequence": None},
            "usage": {"output_tokens": 8},
        },
        {"type": "message_stop"},
    ]


class Upstream(BaseHTTPRequestHandler):
    """The model: what it answers depends on the path, on `stream`, and on the name of the model."""

    protocol_version = "HTTP/1.1"
    wbufsize = 0
    disable_nagle_algorithm = True
    # What came in, the gate in the middle of the streams of the model `gated`, and whether one hung up on `endless`.
    seen: list[tuple[str, dict, bytes]] = []
    gate = threading.Event()
    abandoned = threading.Event()

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        asked = json.loads(body)
        Upstream.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        path = self.path.split("?")[0]
        whole, events = {
            "/v1/chat/completions": (chat, chat_events),
            "/v1/responses": (response, response_events),
            "/v1/messages": (message, message_events),
        }[path]
        if asked["model"] == "busy":
            key = self.headers.get("authorization") or self.headers.get("x-api-key")
            self.answer(429, {"type": "error", "error": {"type": "rate_limit_error", "message": f"slow down, {key}"}})
        elif asked.get("stream"):
            try:
                self.stream(path, events(), asked["model"])
            except (BrokenPipeError, ConnectionResetError):
                Upstream.abandoned.set()
                self.close_connection = True
        else:
            self.answer(200, whole())

    def answer(self, status: int, body: dict) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def stream(self, path: str, events: list[dict], model: str) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for number, event in enumerate(events):
            if model == "gated" and number == 5:
                self.gate.wait(PATIENCE)
            elif model == "endless" and number == 5:
                # Nobody says how soon a connection is closed: a few events more would all fit into the buffers before.
                until = time.monotonic() + PATIENCE
                while time.monotonic() < until:
                    self.pieces(": still here\n\n")
                    time.sleep(0.01)
            name = f"event: {event['type']}\n" if "type" in event else ""
            self.pieces(f"{name}data: {json.dumps(event, ensure_ascii=False)}\n\n")
        if path.endswith("completions"):
            self.pieces("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def pieces(self, text: str) -> None:
        """Seven bytes at a time, in the middle of lines and letters."""
        data = text.encode()
        for at in range(0, len(data), 7):
            piece = data[at : at + 7]
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")


class Proxy:
    """The program, with what it prints."""

    def __init__(self, upstream: str, *key: str) -> None:
        environment = os.environ | {"LAB_KEY": LAB_KEY}
        self.process = subprocess.Popen(
            [PROXY, upstream, *key], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.url = self.process.stdout.readline().strip()
        self.lines: queue.Queue[str] = queue.Queue()
        self.printed = ""
        threading.Thread(target=self.read, daemon=True).start()

    def read(self) -> None:
        for line in self.process.stdout:
            self.lines.put(line)

    def exchange(self) -> dict:
        line = self.lines.get(timeout=PATIENCE)
        self.printed += line
        return json.loads(line)

    def end(self) -> None:
        self.process.stdin.close()
        check("the proxy ends with its input", self.process.wait(PATIENCE) == 0)
        check("every exchange was recorded once", self.lines.empty())


def clients(url: str, kind: str = "") -> tuple:
    """Clients that read their base addresses from the environment, as agents do."""
    os.environ |= {"OPENAI_BASE_URL": f"{url}/v1", "ANTHROPIC_BASE_URL": url}
    os.environ |= {"OPENAI_API_KEY": AGENT_KEY, "ANTHROPIC_API_KEY": AGENT_KEY}
    return getattr(openai, f"{kind}OpenAI")(max_retries=0), getattr(anthropic, f"{kind}Anthropic")(max_retries=0)


ASKED = [{"role": "user", "content": "Wie wird das Wetter in Zürich? ☂"}]


def whole_calls(url: str) -> list[dict]:
    open_ai, claude = clients(url)
    return [
        open_ai.chat.completions.create(model="m", messages=ASKED).to_dict(),
        open_ai.responses.create(model="m", input=ASKED).to_dict(),
        claude.messages.create(model="m", max_tokens=99, messages=ASKED).to_dict(),
    ]


def streamed_calls(url: str) -> list[list[dict]]:
    open_ai, claude = clients(url)
    streams = [
        lambda: open_ai.chat.completions.create(model="m", messages=ASKED, stream=True),
        lambda: open_ai.responses.create(model="m", input=ASKED, stream=True),
        lambda: claude.messages.create(model="m", max_tokens=99, messages=ASKED, stream=True),
    ]
    # One after the other, so that they are recorded in this order.
    return [[event.to_dict() for event in stream()] for stream in streams]


def put_together(url: str) -> list[dict]:
    """What the SDKs make of the streams."""
    open_ai, claude = clients(url)
    with open_ai.chat.completions.stream(model="m", messages=ASKED) as stream:
        completion = stream.get_final_completion().to_dict()
    with open_ai.responses.stream(model="m", input=ASKED) as stream:
        answer = stream.get_final_response().to_dict()
    with claude.messages.stream(model="m", max_tokens=99, messages=ASKED) as stream:
        said = stream.get_final_message().to_dict()
    return [completion, answer, said]


def is_part(part: object, whole: object) -> bool:
    """Whether all of the recording stands in what the SDK made, which adds fields of its own."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(
            is_part(value, whole.get(key)) for key, value in part.items()
        )
    if isinstance(part, list):
        return isinstance(whole, list) and len(part) == len(whole) and all(map(is_part, part, whole))
    return part == whole


def expect(exchange: dict, name: str, whole: dict, tokens: tuple[int, int]) -> None:
    check(f"{name}: the response is recorded", exchange["response"] == whole)
    check(f"{name}: the tokens are recorded", tuple(exchange["usage"].values()) == tokens)
    [[called, arguments]] = exchange["calls"]
    check(f"{name}: the call is recorded", called == "get_weather" and json.loads(arguments) == json.loads(ARGUMENTS))
    check(f"{name}: nothing went wrong", exchange["error"] is None and not exchange["cut"])


NAMES = ["chat completion", "response", "message"]
WHOLE = [chat(), response(), message()]
TOKENS = [(11, 6), (12, 7), (13, 8)]


def same_with_and_without(proxy: Proxy, upstream: str) -> None:
    check("whole calls come to the same", whole_calls(proxy.url) == whole_calls(upstream))
    for name, whole, tokens in zip(NAMES, WHOLE, TOKENS):
        expect(proxy.exchange(), name, whole, tokens)
    check("streamed calls come to the same, event by event", streamed_calls(proxy.url) == streamed_calls(upstream))
    for name, whole, tokens in zip(NAMES, WHOLE, TOKENS):
        expect(proxy.exchange(), f"streamed {name}", whole, tokens)
    for name, made in zip(NAMES, put_together(proxy.url)):
        check(f"{name}: put together as the SDK does", is_part(proxy.exchange()["response"], made))


def passed_at_once(proxy: Proxy) -> None:
    open_ai, claude = clients(proxy.url)
    for name, call in [
        ("chat completion", lambda: open_ai.chat.completions.create(model="gated", messages=ASKED, stream=True)),
        ("response", lambda: open_ai.responses.create(model="gated", input=ASKED, stream=True)),
        ("message", lambda: claude.messages.create(model="gated", max_tokens=9, messages=ASKED, stream=True)),
    ]:
        Upstream.gate.clear()
        stream = iter(call())
        next(stream)
        check(f"{name}: the first event is there before the model goes on", not Upstream.gate.is_set())
        Upstream.gate.set()
        for _ in stream:
            pass
        check(f"{name}: so is it recorded", proxy.exchange()["error"] is None)


def hung_up(proxy: Proxy) -> None:
    open_ai, _ = clients(proxy.url)
    Upstream.abandoned.clear()
    stream = open_ai.chat.completions.create(model="endless", messages=ASKED, stream=True)
    for _ in range(4):
        next(iter(stream))
    stream.close()
    exchange = proxy.exchange()
    content = exchange["response"]["choices"][0]["message"]["content"]
    check("what came before the agent hung up is recorded", content and GREETING.startswith(content))
    check("and that it hung up", exchange["error"] == "the agent hung up before the end")
    check("the model is told by a closed connection", Upstream.abandoned.wait(PATIENCE))


def refused(proxy: Proxy) -> None:
    open_ai, claude = clients(proxy.url)
    for call, refusal in [
        (lambda: open_ai.chat.completions.create(model="busy", messages=ASKED), openai.RateLimitError),
        (lambda: claude.messages.create(model="busy", max_tokens=9, messages=ASKED), anthropic.RateLimitError),
    ]:
        try:
            call()
            said = "nothing"
        except refusal as error:
            said = str(error)
        exchange = proxy.exchange()
        check(f"{refusal.__module__}: a refusal passes", "slow down" in said)
        check(f"{refusal.__module__}: a refusal is recorded", exchange["status"] == 429 and "slow down" in exchange["error"])
        check(f"{refusal.__module__}: the key of the lab stays in the lab", LAB_KEY not in said)


async def many_agents(proxy: Proxy) -> None:
    async def agent(number: int) -> None:
        open_ai, claude = clients(f"{proxy.url}/e/task-{number}", "Async")
        stream = await open_ai.chat.completions.create(model=f"m{number}", messages=ASKED, stream=True)
        async for _ in stream:
            pass
        await claude.messages.create(model=f"m{number}", max_tokens=9, messages=ASKED)

    await asyncio.gather(*map(agent, range(20)))
    episodes = [proxy.exchange() for _ in range(40)]
    fits = [f"task-{exchange['request']['model'][1:]}" == exchange["episode"] for exchange in episodes]
    check("20 agents at once have their own episodes", all(fits) and len({e["episode"] for e in episodes}) == 20)
    paths = sorted(exchange["path"] for exchange in episodes)
    check("whose paths are as ever", paths == ["/v1/chat/completions"] * 20 + ["/v1/messages"] * 20)


def out_of_reach() -> None:
    proxy = Proxy("http://127.0.0.1:9/v1")
    open_ai, claude = clients(proxy.url)
    for call, refusal in [
        (lambda: open_ai.chat.completions.create(model="m", messages=ASKED), openai.APIStatusError),
        (lambda: claude.messages.create(model="m", max_tokens=9, messages=ASKED), anthropic.APIStatusError),
    ]:
        try:
            call()
            said = (0, "")
        except refusal as error:
            said = (error.status_code, str(error))
        check(f"{refusal.__module__}: an endpoint out of reach is a 502", said[0] == 502 and "reach the model" in said[1])
        check(f"{refusal.__module__}: and is recorded", "reach the model" in proxy.exchange()["error"])
    proxy.end()


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    upstream = f"http://127.0.0.1:{server.server_port}"
    for key in [(), ("LAB_KEY",)]:
        proxy = Proxy(upstream, *key)
        Upstream.seen.clear()
        same_with_and_without(proxy, upstream)
        passed_at_once(proxy)
        hung_up(proxy)
        refused(proxy)
        asyncio.run(many_agents(proxy))
        # This SDK of Anthropic sends its key as a bearer token, older ones in a header of its own.
        sent = {headers.get("authorization") or headers.get("x-api-key") for _, headers, _ in Upstream.seen}
        # Calls around the proxy come with the agent's key in any case.
        known = {AGENT_KEY, LAB_KEY} if key else {AGENT_KEY}
        check("the model got the keys that it should get", {value.removeprefix("Bearer ") for value in sent} == known)
        check("no secret was recorded", AGENT_KEY not in proxy.printed and LAB_KEY not in proxy.printed)
        proxy.end()
    out_of_reach()
    print(f"all fine with openai {openai.__version__} and anthropic {anthropic.__version__}")


main()
