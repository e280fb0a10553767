"""The lab's gateway: its tasks, one episode's start, user and verdict.

Tool calls do not pass here; they go to the episode's own MCP endpoint. Nothing is sent twice: every request but the first has an effect.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import Any
from urllib import error, parse, request

SECONDS = 600.0
"""The longest wait for one answer; a simulated user may be a slow model."""


class GatewayError(Exception):
    """The gateway refused, or could not be reached."""


class _Unredirected(request.HTTPRedirectHandler):
    """A redirect would carry the token to another host."""

    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True)
class Gateway:
    url: str
    token: str | None = field(default=None, repr=False)
    """`MCPLAB_TOKEN` of the environment, when not given."""

    def tasks(self, limit: int | None = None, fuzzy: bool = False) -> list[dict[str, Any]]:
        """The suite's tasks; of a fuzzy suite only those that have a fuzzy prompt."""
        suite = self._send("GET", "/v1/tasks")
        tasks = [task for task in suite["tasks"] if not fuzzy or task.get("fuzzy")][:limit]
        if not tasks:
            raise GatewayError(f"suite {suite['suite']!r} has no {'fuzzy ' if fuzzy else ''}task; serve another suite")
        return tasks

    async def open(self, task: str, trial: int = 0, fuzzy: bool = False) -> dict[str, Any]:
        return await self._post("/v1/episodes", {"task": task, "trial": trial, "fuzzy": fuzzy})

    async def say(self, episode: str, text: str) -> str | None:
        """What the user answers to the assistant; `None` when nothing is left to say."""
        return (await self._post(f"/v1/episodes/{parse.quote(episode, safe='')}/say", {"text": text}))["reply"]

    async def finish(self, episode: str, answer: str, **record: Any) -> dict[str, Any]:
        """The verdict. `record` may hold `usage` and `messages`."""
        return await self._post(f"/v1/episodes/{parse.quote(episode, safe='')}/finish", {"answer": answer, **record})

    async def abandon(self, episode: str) -> None:
        """Ends the episode without a verdict, as if it had never begun: for a run that broke on this side."""
        await self._send_aside("DELETE", f"/v1/episodes/{parse.quote(episode, safe='')}", None)

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return await self._send_aside("POST", path, body)

    async def _send_aside(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        import anyio.to_thread  # both hosts bring it, and it follows their event loop

        # The host bounds what runs at once; a common pool would let slow users hold up other episodes.
        alone = anyio.CapacityLimiter(1)
        return await anyio.to_thread.run_sync(self._send, method, path, body, abandon_on_cancel=True, limiter=alone)

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        token = self.token or os.environ.get("MCPLAB_TOKEN")
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        data = None if body is None else json.dumps(body).encode()
        call = request.Request(self.url.rstrip("/") + path, data, headers, method=method)
        try:
            with request.build_opener(_Unredirected).open(call, timeout=SECONDS) as response:
                return json.loads(response.read() or b"{}")
        except error.HTTPError as refusal:
            raise GatewayError(f"{method} {path}: {refusal.code} {_reason(refusal)}") from None
        except (OSError, ValueError) as failure:
            raise GatewayError(f"{method} {path} at {self.url}: {failure}") from failure


def _reason(refusal: error.HTTPError) -> str:
    text = refusal.read(4096).decode(errors="replace")
    try:
        return str(json.loads(text)["error"])
    except (ValueError, KeyError, TypeError):
        return text or refusal.reason
