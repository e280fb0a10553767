"""What the scripted model says: pure functions of the conversation, in OpenAI's chat format."""

import json


def call(name: str, **arguments) -> dict:
    return {"name": name, "arguments": arguments}


def notes(messages: list[dict], tools: list[dict]) -> dict | str:
    """Plays the fake gateway's tasks right: asks when it is told nothing, notes the quoted word, then says done."""
    words = [m["content"].split("'")[1] for m in messages if m["role"] == "user" and "'" in m["content"]]
    if not words:
        return "What shall I note?"
    if any(m["role"] == "tool" for m in messages):
        return "done"
    return call("add_note", text=words[-1])


def breaking(messages: list[dict], tools: list[dict]) -> dict | str:
    return "it failed" if messages[-1]["role"] == "tool" else call("break_down")


def refused(messages: list[dict], tools: list[dict]) -> dict | str:
    return "it failed" if messages[-1]["role"] == "tool" else call("locked")


def endless(messages: list[dict], tools: list[dict]) -> dict | str:
    return call("add_note", text="again")


def any_tool(messages: list[dict], tools: list[dict]) -> dict | str:
    """Calls the tool that asks for least, once, with arguments that fit its schema: works against every suite."""
    if any(m["role"] == "tool" for m in messages):
        return "done"
    tool = min(tools, key=lambda tool: len(tool["parameters"].get("required", [])))
    schema = tool["parameters"]
    return call(tool["name"], **{name: sample(schema["properties"][name]) for name in schema.get("required", [])})


def sample(schema: dict):
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {name: sample(schema["properties"][name]) for name in schema.get("required") or []}
    return {"string": "x", "integer": 1, "number": 1, "boolean": True, "array": [], "null": None}[kind]


def completion(said: dict | str, turn: int) -> dict:
    """The chat completion that an OpenAI-compatible server answers."""
    message = {"role": "assistant", "content": said if isinstance(said, str) else None}
    if isinstance(said, dict):
        function = {"name": said["name"], "arguments": json.dumps(said["arguments"])}
        message["tool_calls"] = [{"id": f"call_{turn}", "type": "function", "function": function}]
    reason = "stop" if isinstance(said, str) else "tool_calls"
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        "usage": {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12},
    }
