"""verifiers itself, with a scripted OpenAI-compatible server as the model, against the gateway."""

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from types import SimpleNamespace

import pytest
import script
import verifiers.v1 as vf
from fake_gateway import serve
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mcplab_adapters.verifiers_env import load_environment


@pytest.fixture
def model(monkeypatch):
    """The address of a model server that plays `model.says`."""
    monkeypatch.setenv("SCRIPT_KEY", "unused")

    async def complete(request: Request):
        body = await request.json()
        offered = [tool["function"] for tool in body.get("tools") or []]
        return JSONResponse(script.completion(state.says(body["messages"], offered), len(body["messages"])))

    state = Starlette(routes=[Route("/v1/chat/completions", complete, methods=["POST"])])
    state.says = script.notes
    with serve(state) as url:
        state.url = f"{url}/v1"
        yield state


def rollouts(url, model, count=1, limit=None, **options):
    env = load_environment(url, **options)
    client = vf.EvalClientConfig(base_url=model.url, api_key_var="SCRIPT_KEY")
    ctx = vf.ModelContext(model="scripted", client=client, sampling=vf.SamplingConfig())

    async def play():
        async with env.serving():
            slots = [slot for task in list(env.taskset)[:limit] for slot in env.slots(task, count)]
            return await asyncio.gather(*(env.run_slot(slot, ctx) for slot in slots))

    return [(episode.task.data.id, episode, episode.traces[0]) for episode in asyncio.run(play())]


def test_the_labs_verdict_is_the_reward(fake, model):
    played = {name: (episode, trace) for name, episode, trace in rollouts(fake.url, model)}
    for name in ("note", "ask"):
        episode, trace = played[name]
        assert episode.ok, episode
        assert (trace.reward, trace.info["mcplab"]["passed"], trace.metrics["tool_calls"]) == (1.0, True, 1)


def test_no_verdict_is_an_error_and_not_a_zero(fake, model):
    [(episode, trace)] = [(e, t) for name, e, t in rollouts(fake.url, model) if name == "unjudged"]
    assert not episode.ok
    assert trace.rewards == {"passed": None}
    assert "no_verdict" in trace.last_error.message


def test_the_user_answers_in_the_conversation(fake, model):
    rollouts(fake.url, model)
    [episode] = [e for e in fake.episodes.values() if e.task == "ask"]
    assert episode.said == ["What shall I note?", "done"]
    assert [m["role"] for m in episode.finished["messages"]] == [
        "system",
        "user",
        "assistant",
        "user",
        "assistant",
        "tool",
        "assistant",
    ]
    assert episode.finished["usage"] == {"input_tokens": 30, "output_tokens": 6}


def test_a_failing_tool_is_called_once(fake, model):
    model.says = script.breaking
    [(_, episode, trace)] = rollouts(fake.url, model, limit=1)
    assert episode.ok
    assert (trace.reward, trace.info["mcplab"]["failure"]) == (0.0, "wrong_state")
    assert [e.calls for e in fake.episodes.values()] == [["break_down"]]


def test_a_refused_call_is_sent_once_and_the_rollout_goes_on(fake, model):
    model.says = script.refused
    [(_, episode, trace)] = rollouts(fake.url, model, limit=1)
    assert (episode.ok, trace.last_reply, trace.tool_messages[0].content) == (True, "it failed", "locked for now")
    assert [e.calls for e in fake.episodes.values()] == [["locked"]]


def test_the_labs_turn_limit_ends_in_a_verdict(fake, model):
    fake.turns, model.says = 3, script.endless
    [(_, episode, trace)] = rollouts(fake.url, model, limit=1)
    assert (episode.ok, trace.num_turns, trace.stop_condition, trace.reward) == (True, 3, "out_of_turns", 0.0)


def test_rollouts_at_once_keep_to_their_own_episode(fake, model):
    played = rollouts(fake.url, model, count=12)
    assert Counter(name for name, episode, _ in played if episode.ok) == {"note": 12, "ask": 12}
    assert len(fake.episodes) == 36
    assert all(len(e.notes) == 1 for e in fake.episodes.values())


def test_no_token_in_the_trace(fake, model):
    played = rollouts(fake.url, model)
    text = "".join(episode.model_dump_json() for _, episode, _ in played)
    assert os.environ["MCPLAB_TOKEN"] not in text
    assert not [e for e in fake.episodes.values() if e.key in text]


def command(name, *arguments):
    at = os.path.join(os.path.dirname(sys.executable), name)
    done = subprocess.run([at, *map(str, arguments), "--no-rich"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_command_line_plays_and_replays(fake, model, tmp_path):
    at = ["--env.taskset.task.url", fake.url, "--client.base-url", model.url, "--client.api-key-var", "SCRIPT_KEY"]
    command(
        "vf-eval", "mcplab-verifiers", *at, "-m", "scripted", "-n", 2, "-o", tmp_path, "--run.dir", "run", "--no-push"
    )
    assert sorted(e.notes for e in fake.episodes.values()) == [["eggs"], ["milk"]]
    command("vf-replay", tmp_path / "run", "--output-dir", tmp_path / "again")
    for run in ("run", "again"):
        [traces] = (tmp_path / run).rglob("traces.jsonl")
        played = [json.loads(line)["traces"][0] for line in traces.read_text().splitlines()]
        assert [trace["rewards"]["passed"]["score"] for trace in played] == [1.0, 1.0]
    written = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert os.environ["MCPLAB_TOKEN"] not in written


def test_the_lab_passes_whoever_knows_the_answers(lab, monkeypatch):
    url, answers = lab
    monkeypatch.setenv("SCRIPT_KEY", "unused")
    played = rollouts(url, SimpleNamespace(url=f"{answers}/v1"))
    assert played and all((episode.ok, trace.reward) == (True, 1.0) for _, episode, trace in played), played
    assert os.environ["MCPLAB_TOKEN"] not in "".join(episode.model_dump_json() for _, episode, _ in played)


def test_a_rollout_that_breaks_leaves_no_episode_behind(fake, model):
    def breaks(messages, tools):
        raise RuntimeError("the model is gone")

    model.says = breaks
    [(_, episode, _)] = rollouts(fake.url, model, limit=1)
    assert not episode.ok
    assert [(e.abandoned, e.finished) for e in fake.episodes.values()] == [(True, None)]


def test_any_gateway_gives_a_verdict_for_a_call(gateway_url, model):
    model.says = script.any_tool
    for _, _, trace in rollouts(gateway_url, model, limit=2):
        verdict = trace.info["mcplab"]
        assert verdict["calls"] == 1, verdict
        assert verdict["checks"]
        assert (
            trace.rewards["passed"] is None if verdict["passed"] is None else trace.reward == float(verdict["passed"])
        )
