"""A gateway with two tools in one small world, for tests without the lab; its MCP endpoint is a real server."""

import contextlib
import threading
import uuid
from contextvars import ContextVar
from dataclasses import dataclass, field

import uvicorn
from mcp import MCPError
from mcp.server.mcpserver import MCPServer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN = "fake-token"
TASKS = {
    "note": {"prompt": "Note down 'milk' and say done.", "fuzzy": "I always forget the milk.", "needs": "milk"},
    "ask": {"prompt": "Note something down for me.", "needs": "eggs", "reply": "It is 'eggs', please."},
    "unjudged": {"prompt": "Note down 'tea'.", "needs": "tea", "unjudged": True},
}


@dataclass
class Episode:
    task: str
    trial: int
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    notes: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    finished: dict | None = None
    abandoned: bool = False


@dataclass
class FakeGateway:
    turns: int = 8
    episodes: dict[str, Episode] = field(default_factory=dict)
    url: str = ""

    def app(self) -> Starlette:
        current: ContextVar[Episode] = ContextVar("episode")
        server = MCPServer("fake")

        @server.tool()
        def add_note(text: str) -> str:
            """Adds a note."""
            current.get().calls.append("add_note")
            current.get().notes.append(text)
            return f"noted {text}"

        @server.tool()
        def break_down() -> str:
            """Always fails."""
            current.get().calls.append("break_down")
            raise ValueError("broken")

        @server.tool()
        def locked() -> str:
            """Refuses as a protocol error, not as a result."""
            current.get().calls.append("locked")
            raise MCPError(-32602, "locked for now")

        tools = server.streamable_http_app(json_response=True, stateless_http=True)

        @contextlib.asynccontextmanager
        async def lifespan(_):
            async with server.session_manager.run():
                yield

        def tasks(request: Request):
            public = ("prompt", "fuzzy")
            rows = [
                {"id": k, "category": "notes", "servers": ["fake"], **{p: t[p] for p in public if p in t}}
                for k, t in TASKS.items()
            ]
            return JSONResponse({"suite": "fake", "tasks": rows})

        async def opened(request: Request):
            body = await request.json()
            if body["task"] not in TASKS:
                return JSONResponse({"error": f"no task {body['task']!r}"}, 404)
            episode = Episode(body["task"], body["trial"])
            identity = str(uuid.uuid4())
            self.episodes[identity] = episode
            mount = {
                "type": "http",
                "url": f"{self.url}/e/{identity}/mcp",
                "headers": {"Authorization": f"Bearer {episode.key}"},
            }
            return JSONResponse(
                {
                    "episode": identity,
                    "task": body["task"],
                    "system": "You keep notes.",
                    "prompt": TASKS[body["task"]]["fuzzy" if body["fuzzy"] else "prompt"],
                    "now": "2026-01-01T00:00:00Z",
                    "limits": {"calls": 20, "turns": self.turns, "seconds": 60},
                    "mcp": {"mcpServers": {"mcplab": mount}},
                },
                201,
            )

        async def say(request: Request):
            episode = self.episodes[request.path_params["id"]]
            episode.said.append((await request.json())["text"])
            return JSONResponse({"reply": TASKS[episode.task].get("reply") if len(episode.said) == 1 else None})

        async def finish(request: Request):
            episode = self.episodes[request.path_params["id"]]
            if episode.finished is not None:
                return JSONResponse({"error": "the episode is finished"}, 409)
            episode.finished = await request.json()
            task = TASKS[episode.task]
            right = episode.notes == [task["needs"]]
            passed = None if task.get("unjudged") else right
            failure = "no_verdict" if passed is None else None if passed else "wrong_state"
            check = {"name": "notes", "passed": right, "evidence": repr(episode.notes)}
            return JSONResponse({"passed": passed, "failure": failure, "checks": [check], "calls": len(episode.calls)})

        async def abandon(request: Request):
            self.episodes[request.path_params["id"]].abandoned = True
            return Response(status_code=204)

        routes = [
            Route("/v1/tasks", tasks),
            Route("/v1/episodes", opened, methods=["POST"]),
            Route("/v1/episodes/{id}", abandon, methods=["DELETE"]),
            Route("/v1/episodes/{id}/say", say, methods=["POST"]),
            Route("/v1/episodes/{id}/finish", finish, methods=["POST"]),
        ]
        control = Starlette(routes=routes, lifespan=lifespan)

        async def app(scope, receive, send):
            if scope["type"] != "http":
                return await control(scope, receive, send)
            bearer = dict(scope["headers"]).get(b"authorization", b"").decode()
            parts = scope["path"].split("/")
            episode = self.episodes.get(parts[2]) if parts[1] == "e" else None
            if bearer != f"Bearer {episode.key if episode else TOKEN}":
                return await JSONResponse({"error": "wrong token"}, 401)(scope, receive, send)
            if episode is None:
                return await control(scope, receive, send)
            current.set(episode)
            await tools({**scope, "path": "/mcp", "raw_path": b"/mcp"}, receive, send)

        return app

    @contextlib.contextmanager
    def serve(self):
        with serve(self.app()) as url:
            self.url = url
            yield self


@contextlib.contextmanager
def serve(app):
    """The app on a free port of this machine, in a thread of its own."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "the server did not start"
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
