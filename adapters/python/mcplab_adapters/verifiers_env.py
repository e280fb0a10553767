"""A verifiers environment: the lab's tasks, its user, its tools for any harness, and its verdict as the reward.

    MCPLAB_TOKEN=.. vf-eval mcplab-verifiers --env.taskset.task.url http://127.0.0.1:8080 -m .. --no-push

Configurations are written into run directories, so they name the token's variable and never hold the token.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import verifiers.v1 as vf
from mcp import MCPError
from mcp.server.mcpserver import MCPServer
from mcp.types import CallToolResult, TextContent, Tool
from openai import AsyncOpenAI, omit
from pydantic import Field
from verifiers.v1.dialects.chat import message_to_wire
from verifiers.v1.harnesses.utils.mcp import mcp_client, mcp_content_to_chat_content

from .client import Gateway

PLUGIN = "mcplab-verifiers"


class LabTaskConfig(vf.TaskConfig):
    url: str = "http://127.0.0.1:8080"
    token_var: str = "MCPLAB_TOKEN"
    fuzzy: bool = False

    def gateway(self) -> Gateway:
        return Gateway(self.url, os.environ.get(self.token_var))


class LabTasksetConfig(vf.TasksetConfig):
    task: LabTaskConfig = LabTaskConfig()


class LabState(vf.State):
    """Where this rollout's tools are; verifiers keeps it out of the trace."""

    mount: dict[str, Any] = Field(default_factory=dict)


class LabData(vf.TaskData):
    turns: int | None = None


class LabTask(vf.Task[LabData, LabState, LabTaskConfig]):
    episode: dict[str, Any] | None = None

    @property
    def key(self) -> str:
        return str(self.data.id)

    def opened(self, episode: dict[str, Any]) -> LabTask:
        limits = episode["limits"]
        task = self.with_data(
            system_prompt=episode["system"],
            prompt=episode["prompt"],
            turns=limits["turns"],
            timeout=vf.TaskTimeout(agent=limits["seconds"]),
        )
        task.episode = episode
        return task

    async def setup(self, trace: vf.Trace, runtime: vf.Runtime) -> None:
        if self.episode is None:
            raise ValueError(f"task {self.data.id!r} has no episode; run it in {PLUGIN!r}'s own environment")
        trace.state.mount = self.episode["mcp"]["mcpServers"]["mcplab"]

    @vf.stop
    async def out_of_turns(self, trace: vf.Trace) -> bool:
        return self.data.turns is not None and trace.num_turns >= self.data.turns

    @vf.reward
    async def passed(self, trace: vf.Trace) -> float:
        """Finishes the episode; a replay of the trace reads the verdict that it holds."""
        verdict = trace.info.get("mcplab") or await self.finish(trace)
        trace.info["mcplab"] = verdict
        trace.record_metric("tool_calls", verdict["calls"])
        if verdict["passed"] is None:
            raise ValueError(f"the lab gave no verdict: {verdict['failure']}")
        return float(verdict["passed"])

    async def finish(self, trace: vf.Trace) -> dict[str, Any]:
        if self.episode is None:
            raise ValueError(f"task {self.data.id!r} has no episode and its trace no verdict")
        spent = trace.usage or vf.Usage(prompt_tokens=0, completion_tokens=0)
        record = {
            "usage": {"input_tokens": spent.input_tokens, "output_tokens": spent.completion_tokens},
            "messages": [message_to_wire(message) for message in trace.messages],
        }
        verdict = await self.config.gateway().finish(self.episode["episode"], trace.last_reply, **record)
        self.episode["finished"] = True
        return verdict


class LabToolset(vf.Toolset[vf.SharedToolsetConfig, LabState]):
    """Passes each rollout's calls on to its own episode: a harness gets one address for all, and no headers."""

    TOOL_PREFIX = None

    def register(self, mcp: MCPServer) -> None:
        mcp.list_tools = self._with_state(self.list_tools)
        mcp.call_tool = self._with_state(self.call_tool)

    async def list_tools(self) -> list[Tool]:
        async with mcp_client(self.state.mount) as lab:
            return (await lab.list_tools()).tools

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> CallToolResult:
        """A refusal becomes a result, as verifiers' harnesses repeat a call that raises."""
        try:
            async with mcp_client(self.state.mount) as lab:
                return await lab.call_tool(name, arguments)
        except MCPError as refusal:
            return CallToolResult(content=[TextContent(type="text", text=str(refusal))], is_error=True)


class LabTaskset(vf.Taskset[LabTask, LabTasksetConfig]):
    @classmethod
    def toolsets(cls, config: LabTasksetConfig) -> list[vf.Toolset]:
        return [LabToolset(vf.SharedToolsetConfig())]

    def load(self) -> Iterator[LabTask]:
        config = self.config.task
        for entry in config.gateway().tasks(fuzzy=config.fuzzy):
            prompt = entry["fuzzy"] if config.fuzzy else entry["prompt"]
            yield LabTask(
                LabData(id=entry["id"], name=entry["id"], description=entry["category"], prompt=prompt), config
            )


class LabHarness(vf.Harness[vf.HarnessConfig]):
    """A plain tool loop in this process, so that thousands of rollouts need no sandbox, no `uv` and no program each."""

    APPENDS_SYSTEM_PROMPT = True
    SUPPORTS_MCP = True
    SUPPORTS_RESUME = True
    EXECUTES_CODE = False
    NEEDS_CONTAINER = False

    async def launch(
        self,
        ctx: vf.ModelContext,
        trace: vf.Trace,
        runtime: vf.Runtime,
        endpoint: str,
        secret: str,
        mcp_urls: dict[str, str],
        data: vf.TaskData,
    ) -> vf.ProgramResult:
        system, prompt = self.resolve_prompt(data)
        said = [vf.UserMessage(content=prompt)] if isinstance(prompt, str) else prompt
        messages = [message_to_wire(m) for m in ([vf.SystemMessage(content=system)] if system else []) + said]
        [url] = mcp_urls.values()
        async with AsyncOpenAI(base_url=endpoint, api_key=secret) as model, mcp_client({"url": url}) as tools:
            while True:
                # Listed anew each turn, as the lab may change its tools while an episode runs.
                offered = [function(tool) for tool in (await tools.list_tools()).tools]
                answer = await model.chat.completions.create(model=ctx.model, messages=messages, tools=offered or omit)
                message = answer.choices[0].message
                messages.append(message.model_dump(exclude_none=True))
                if not message.tool_calls:
                    return vf.ProgramResult(0, "", "")
                for call in message.tool_calls:
                    content = await called(tools, call.function.name, call.function.arguments)
                    messages.append({"role": "tool", "tool_call_id": call.id, "content": content})


def function(tool: Tool) -> dict[str, Any]:
    described = {"name": tool.name, "description": tool.description or "", "parameters": tool.input_schema}
    return {"type": "function", "function": described}


async def called(tools: Any, name: str, arguments: str) -> Any:
    try:
        given = json.loads(arguments or "{}")
    except ValueError as error:
        return f"the arguments are not JSON: {error}"
    if not isinstance(given, dict):
        return "the arguments are not a JSON object"
    return mcp_content_to_chat_content((await tools.call_tool(name, given)).content)


class LabEnvConfig(vf.SingleAgentEnvConfig):
    agent: vf.AgentConfig = vf.AgentConfig(runtime=vf.SubprocessConfig())


class LabEnv(vf.SingleAgentEnv, vf.Env[LabEnvConfig]):
    """One episode per rollout; the lab's user answers until it has nothing more to say.

    A `SingleAgentEnv`, as `vf-replay` takes no other; the second base binds the configuration.
    """

    async def run(self, task: LabTask, agents: vf.Agents) -> None:
        lab = task.config.gateway()
        episode = await lab.open(str(task.data.id), fuzzy=task.config.fuzzy)
        try:
            async with agents.agent.interaction(task.opened(episode)) as talk:
                segment = await talk.turn()
                while not segment.terminated:
                    reply = await lab.say(episode["episode"], segment.last_reply)
                    if reply is None:
                        break
                    segment = await talk.turn(reply)
        finally:
            # Leaving the interaction has scored it. A rollout that broke before is no attempt.
            if not episode.get("finished"):
                await lab.abandon(episode["episode"])


def load_environment(url: str, token_var: str = "MCPLAB_TOKEN", fuzzy: bool = False, **env: Any) -> vf.Env:
    """The environment over the gateway at `url`; `env` holds further fields of its configuration."""
    task = {"url": url, "token_var": token_var, "fuzzy": fuzzy}
    return vf.load_environment(vf.resolve_env_config({"taskset": {"id": PLUGIN, "task": task}, **env}))


if __name__ == "__main__":
    LabToolset.run()
