"""A server in Python, as a WebAssembly component: a packing list.

The component exports the world `mcp-server` of `sandboxes/wit/server.wit`. All state is in `LIST`; equal configurations
and equal calls give equal answers, because nothing here looks at a clock or draws a random number of its own.
"""

import json
import random

from componentize_py_types import Err

THINGS = [
    "passport", "toothbrush", "rain jacket", "charger", "sun cream", "book", "water bottle", "socks", "first-aid kit",
    "head torch", "camera", "swimsuit", "notebook", "earplugs", "travel adapter", "sunglasses", "hat", "map",
]


def text(description: str, **more: object) -> dict:
    return {"type": "string", "description": description, **more}


def tool(name: str, description: str, inputs: dict, required: list[str], outputs: dict, reads: bool) -> dict:
    return {
        "name": name,
        "description": description,
        "inputSchema": {
            "type": "object", "properties": inputs, "required": required, "additionalProperties": False,
        },
        "outputSchema": {"type": "object", "properties": outputs, "required": list(outputs)},
        "annotations": {
            "readOnlyHint": reads, "destructiveHint": False, "idempotentHint": reads, "openWorldHint": False,
        },
    }


ITEM = {
    "id": text("Id of the item."),
    "name": text("What is to be packed."),
    "packed": {"type": "boolean", "description": "Whether it is packed."},
}
ITEM_SCHEMA = {"type": "object", "properties": ITEM, "required": list(ITEM)}
ITEMS = {"items": {"type": "array", "description": "The items.", "items": ITEM_SCHEMA}}

TOOLS = [
    tool(
        "list_items", "Lists what is to be packed. Use it to find ids.",
        {"packed": {"type": "boolean", "description": "Only items that are packed, or are not."}}, [], ITEMS, True,
    ),
    tool("add_item", "Puts something on the list.", {"name": text("What is to be packed.")}, ["name"], ITEM, False),
    tool(
        "pack_item", "Marks an item as packed. Fails if it is packed already.",
        {"item_id": text("Id of the item.")}, ["item_id"], ITEM, False,
    ),
]

SERVER = {
    "name": "packing",
    "title": "Packing list",
    "description": "What to take along on a journey.",
    "version": "1.0.0",
    "instructions": "Items are named by their id.",
    "tools": TOOLS,
    "resources": [
        {
            "uri": "packing://list", "name": "list", "title": "Packing list", "mimeType": "text/markdown",
            "description": "The whole list as markdown.",
        }
    ],
}


class Refused(Exception):
    """What a tool says no with; `code` is the lab's word for it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class PackingList:
    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        self.chance = chance
        self.items: dict[str, dict] = {}
        self.revision = 0
        for name in chance.sample(THINGS, 8):
            self.add(name, chance.random() < 0.3)

    def add(self, name: str, packed: bool = False) -> dict:
        item = {"id": f"itm_{self.chance.getrandbits(24):06x}", "name": name, "packed": packed}
        self.items[item["id"]] = item
        return item

    def call(self, name: str, arguments: dict) -> dict:
        match name:
            case "list_items":
                wanted = arguments.get("packed")
                return {"items": [item for item in self.items.values() if wanted in (None, item["packed"])]}
            case "add_item":
                thing = str(arguments.get("name") or "").strip()
                if not thing:
                    raise Refused("invalid", "Argument `name`: say what is to be packed.")
                if any(item["name"].lower() == thing.lower() for item in self.items.values()):
                    raise Refused("conflict", f"{thing} is on the list already.")
                self.revision += 1
                return self.add(thing)
            case "pack_item":
                item = self.items.get(str(arguments.get("item_id")))
                if item is None:
                    raise Refused("not_found", "No item has this id. Use list_items to find ids.")
                if item["packed"]:
                    raise Refused("conflict", f"{item['name']} is packed already.")
                item["packed"] = True
                self.revision += 1
                return item
        raise Err(f"unknown tool: {name}")

    def markdown(self) -> str:
        lines = (f"- [{'x' if item['packed'] else ' '}] {item['name']}" for item in self.items.values())
        return "# Packing list\n\n" + "\n".join(lines)


LIST: PackingList | None = None


def started() -> PackingList:
    if LIST is None:
        raise Err("not started")
    return LIST


def rpc_error(code: int, message: str) -> Err:
    return Err(json.dumps({"code": code, "message": message}))


class WitWorld:
    def describe(self) -> str:
        return json.dumps([SERVER])

    def start(self, config: str) -> None:
        global LIST
        settings = json.loads(config)
        if settings.get("server") != SERVER["name"]:
            raise Err(f"no such server: {settings.get('server')}")
        LIST = PackingList(int(settings["seed"]))

    def call_tool(self, name: str, arguments: str) -> str:
        try:
            result = started().call(name, json.loads(arguments))
        except Refused as refused:
            content = [{"type": "text", "text": str(refused)}]
            return json.dumps({"isError": True, "content": content, "_meta": {"mcplab/error": refused.code}})
        return json.dumps({"structuredContent": result})

    def request(self, method: str, params: str) -> str:
        asked = json.loads(params)
        match method:
            case "tools/list":
                return json.dumps({"tools": TOOLS})
            case "tools/call":
                return self.call_tool(asked["name"], json.dumps(asked.get("arguments", {})))
            case "resources/list":
                return json.dumps({"resources": SERVER["resources"]})
            case "resources/read" if asked.get("uri") == "packing://list":
                contents = {"uri": asked["uri"], "mimeType": "text/markdown", "text": started().markdown()}
                return json.dumps({"contents": [contents]})
            case "resources/read":
                raise rpc_error(-32602, "resource not found")
        raise rpc_error(-32601, f"no such method: {method}")

    def events(self) -> str:
        return "[]"

    def revision(self) -> int:
        return started().revision

    def state(self) -> str:
        return json.dumps(started().items)

    def digest(self) -> str:
        return self.state()
