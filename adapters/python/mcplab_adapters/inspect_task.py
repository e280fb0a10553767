"""An Inspect AI task whose samples are the lab's tasks and whose score is the lab's verdict.

    MCPLAB_TOKEN=.. inspect eval mcplab_adapters/mcplab -T url=http://127.0.0.1:8080 --model ..

The token comes from the environment only, as Inspect writes a task's arguments into its log.
"""

from __future__ import annotations

import json
from typing import Any

from inspect_ai import Task, task
from inspect_ai.agent import AgentState, as_solver, react
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageTool,
    ChatMessageUser,
    ModelUsage,
)
from inspect_ai.scorer import CORRECT, INCORRECT, Score, Scorer, Target, accuracy, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver
from inspect_ai.tool import mcp_server_http
from inspect_ai.util import LimitExceededError, time_limit, turn_limit

from .client import Gateway

EPISODE, USAGE, VERDICT = "mcplab:episode", "mcplab:usage", "mcplab:verdict"


@task
def mcplab(url: str, limit: int | None = None, fuzzy: bool = False) -> Task:
    samples = [
        Sample(
            id=entry["id"],
            input=entry["fuzzy"] if fuzzy else entry["prompt"],
            metadata={"category": entry["category"], "servers": entry["servers"]},
        )
        for entry in Gateway(url).tasks(limit, fuzzy)
    ]
    return Task(dataset=MemoryDataset(samples, name="mcplab"), solver=episode(url, fuzzy), scorer=verdict(url))


@solver
def episode(url: str, fuzzy: bool = False) -> Solver:
    """Opens an episode and lets the model work in it until the user has nothing more to say."""
    lab = Gateway(url)

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        opened = await lab.open(str(state.sample_id), state.epoch - 1, fuzzy)
        state.store.set(EPISODE, opened["episode"])
        state.messages = [ChatMessageSystem(content=opened["system"]), ChatMessageUser(content=opened["prompt"])]

        async def answered(agent: AgentState) -> bool | str:
            state.store.set(USAGE, spent(state.store.get(USAGE), agent.output.usage))
            if agent.output.message.tool_calls:
                return True
            return await lab.say(opened["episode"], agent.output.completion) or False

        mounted = opened["mcp"]["mcpServers"]["mcplab"]
        server = mcp_server_http(name="mcplab", url=mounted["url"], headers=mounted["headers"], timeout=30)
        agent = react(prompt=None, tools=[server], submit=False, on_continue=answered)
        limits = [turn_limit(opened["limits"]["turns"]), time_limit(opened["limits"]["seconds"])]
        try:
            return await as_solver(agent, limits)(state, generate)
        except LimitExceededError:
            raise
        except Exception:
            # A sample that broke is no attempt; Inspect may repeat it with an episode of its own.
            state.store.set(EPISODE, None)
            await lab.abandon(opened["episode"])
            raise

    return solve


@scorer(metrics=[accuracy(), stderr()])
def verdict(url: str) -> Scorer:
    """Finishes the episode, also after a limit. Scoring a log again reads the verdict that it holds."""
    lab = Gateway(url)

    async def score(state: TaskState, target: Target) -> Score:
        answer = state.output.completion
        found = state.store.get(VERDICT)
        if found is None:
            opened = state.store.get(EPISODE)
            if opened is None:
                return Score.unscored(reason="scoring_failed", explanation="no episode was opened")
            messages = [wire(message) for message in state.messages]
            found = await lab.finish(
                opened, answer, usage=state.store.get(USAGE) or spent(None, None), messages=messages
            )
            state.store.set(VERDICT, found)
        said = {
            "answer": answer,
            "explanation": "\n".join(
                f"{'ok' if c['passed'] else 'no'} {c['name']}: {c['evidence']}" for c in found["checks"]
            ),
            "metadata": {"failure": found["failure"], "calls": found["calls"], "checks": found["checks"]},
        }
        if found["passed"] is None:
            return Score.unscored(reason=found["failure"] or "scoring_failed", **said)
        return Score(value=CORRECT if found["passed"] else INCORRECT, reason=found["failure"], **said)

    return score


def spent(before: dict[str, int] | None, usage: ModelUsage | None) -> dict[str, int]:
    total, usage = before or {"input_tokens": 0, "output_tokens": 0}, usage or ModelUsage()
    read = usage.input_tokens + (usage.input_tokens_cache_read or 0) + (usage.input_tokens_cache_write or 0)
    return {"input_tokens": total["input_tokens"] + read, "output_tokens": total["output_tokens"] + usage.output_tokens}


def wire(message: ChatMessage) -> dict[str, Any]:
    """The message as OpenAI's chat format; Inspect's own converter wants the `openai` package."""
    plain: dict[str, Any] = {"role": message.role, "content": message.text}
    if isinstance(message, ChatMessageTool):
        plain["tool_call_id"] = message.tool_call_id
        plain["content"] = message.error.message if message.error else message.text
    if isinstance(message, ChatMessageAssistant) and message.tool_calls:
        plain["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.function, "arguments": json.dumps(call.arguments)},
            }
            for call in message.tool_calls
        ]
    return plain
