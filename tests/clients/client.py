"""A client on the Python SDK that tries everything a server of the lab offers: `client.py MCPLAB MODE`.

MODE is `legacy` (the handshake of 2025-11-25) or `auto` (2026-07-28). The server is the program MCPLAB, served on
standard input and output, and once more over HTTP. Prints one line for each thing that worked; the first that did not
ends it with an error.
"""

import asyncio
import json
import subprocess
import sys

from mcp import Client, StdioServerParameters
from mcp_types import ElicitResult, PromptReference, ResourceTemplateReference, TextContent

MCPLAB, MODE = sys.argv[1:3]
heard: list[str] = []


def check(what: str, fine: object) -> None:
    if not fine:
        raise SystemExit(f"failed: {what}")
    print(f"ok: {what}")


async def answer(_context, params) -> ElicitResult:
    """Fills the form in: what it wants first of each kind."""
    content = {}
    for name, field in params.requested_schema["properties"].items():
        content[name] = {"string": "Dana", "boolean": True, "integer": 1, "number": 1.5}[field["type"]]
    return ElicitResult(action="accept", content=content)


async def hear(message) -> None:
    heard.append(getattr(message, "method", type(message).__name__))


def text(result) -> str:
    return "".join(block.text for block in result.content if isinstance(block, TextContent))


async def try_all(client: Client) -> None:
    modern = client.protocol_version >= "2026-07-28"
    check(f"speaks {client.protocol_version}", modern == (MODE == "auto"))
    names = {tool.name for tool in (await client.list_tools()).tools}
    check("lists tools", "test_simple_text" in names and "test_unlocked" not in names)
    check("calls a tool", text(await client.call_tool("test_simple_text", {})).startswith("This is a simple text"))
    failed = await client.call_tool("test_error_handling", {})
    check("tells failures", failed.is_error)

    steps: list[float] = []

    async def step(progress: float, _total, _message) -> None:
        steps.append(progress)

    await client.call_tool("test_tool_with_progress", {}, progress_callback=step)
    check("tells progress", steps == [0, 50, 100])
    check("asks the user", text(await client.call_tool("test_input_required_result_elicitation", {})) == "Hello, Dana!")
    check("asks twice", text(await client.call_tool("test_input_required_result_multi_round", {})) == "Dana likes Dana.")

    resources = {resource.uri for resource in (await client.list_resources()).resources}
    check("lists resources", {"test://static-text", "test://template/123/data"} <= {str(uri) for uri in resources})
    contents = (await client.read_resource("test://template/7/data")).contents
    check("reads a template", json.loads(contents[0].text)["id"] == "7")
    found = await client.complete(
        ResourceTemplateReference(uri="test://template/{id}/data"), {"name": "id", "value": "12"}
    )
    check("completes a template", found.completion.values == ["123"])
    arguments = {"arg1": "a", "arg2": "b"}
    got = await client.get_prompt("test_prompt_with_arguments", arguments)
    check("gets a prompt", "arg1='a'" in got.messages[0].content.text)
    found = await client.complete(
        PromptReference(name="test_prompt_with_arguments"), {"name": "arg1", "value": "par"}
    )
    check("completes a prompt", found.completion.values == ["paris", "park", "party"])

    if modern:
        async with client.listen(tools_list_changed=True, resource_subscriptions=["test://watched-resource"]) as events:
            await client.call_tool("test_touch_resource", {})
            first = await asyncio.wait_for(anext(events), 10)
            await client.call_tool("test_trigger_tool_change", {})
            second = await asyncio.wait_for(anext(events), 10)
            kinds = {type(first).__name__, type(second).__name__}
            check("hears of updates and lists", kinds == {"ResourceUpdated", "ToolsListChanged"})
    else:
        await client.subscribe_resource("test://watched-resource")
        await client.call_tool("test_touch_resource", {})
        await client.call_tool("test_trigger_tool_change", {})
        wanted = {"notifications/resources/updated", "notifications/tools/list_changed"}
        for _ in range(100):
            if wanted <= set(heard):
                break
            await asyncio.sleep(0.05)
        check("hears of updates and lists", wanted <= set(heard))
    names = {tool.name for tool in (await client.list_tools(cache_mode="bypass")).tools}
    check("lists the tool that appeared", "test_unlocked" in names)


async def main() -> None:
    command = StdioServerParameters(command=MCPLAB, args=["serve", "--builtin", "showcase", "--quiet"])
    options = {"mode": MODE, "elicitation_callback": answer, "message_handler": hear}
    async with Client(command, **options) as client:
        await try_all(client)
    heard.clear()
    served = subprocess.Popen(
        [MCPLAB, "serve", "--builtin", "showcase,calendar", "--http", "127.0.0.1:0", "--quiet"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        urls = [served.stdout.readline().strip() for _ in range(2)]
        url = next(url for url in urls if "showcase" in url)
        async with Client(url, **options) as client:
            await try_all(client)
        async with Client(next(url for url in urls if "calendar" in url), **options) as client:
            events = await client.call_tool("search_events", {"from_date": "2026-01-01"})
            check("calls a server beside it", events.structured_content["events"])
    finally:
        served.terminate()
        served.wait()


asyncio.run(main())
