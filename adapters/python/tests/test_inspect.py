"""Inspect AI itself, with its mock model, against the gateway."""

import json
import os
from urllib import request

import script
from inspect_ai import eval, score
from inspect_ai.log import read_eval_log
from inspect_ai.model import ModelOutput, ModelUsage, get_model

from mcplab_adapters.inspect_task import mcplab, verdict, wire


def model(says):
    def output(messages, tools, tool_choice, config):
        offered = [{"name": t.name, "parameters": t.parameters.model_dump(exclude_none=True)} for t in tools]
        said = says([wire(m) for m in messages], offered)
        text = isinstance(said, str)
        spoken = (
            ModelOutput.from_content("m", said)
            if text
            else ModelOutput.for_tool_call("m", said["name"], said["arguments"])
        )
        spoken.usage = ModelUsage(
            input_tokens=10, output_tokens=2, total_tokens=12
        )  # else the mock downloads a tokenizer
        return spoken

    return get_model("mockllm/model", custom_outputs=output)


def run(task, says, tmp_path, **options):
    [log] = eval(task, model=model(says), log_dir=str(tmp_path), display="none", **options)
    assert log.status == "success", log.error
    return log


def test_the_labs_verdict_is_the_score(fake, tmp_path):
    log = run(mcplab(fake.url), script.notes, tmp_path)
    scores = {sample.id: sample.scores["verdict"] for sample in log.samples}
    assert (scores["note"].value, scores["ask"].value) == ("C", "C")
    assert scores["unjudged"].value != scores["unjudged"].value  # NaN: not scored
    assert scores["unjudged"].reason == "no_verdict"
    assert scores["note"].metadata["calls"] == 1
    assert log.results.scores[0].metrics["accuracy"].value == 1.0
    assert (log.results.scores[0].scored_samples, log.results.scores[0].unscored_samples) == (2, 1)


def test_the_user_answers_in_the_conversation(fake, tmp_path):
    run(mcplab(fake.url), script.notes, tmp_path, sample_id="ask")
    [episode] = fake.episodes.values()
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
    assert episode.finished["answer"] == "done"
    assert episode.finished["usage"] == {"input_tokens": 30, "output_tokens": 6}


def test_a_failing_tool_reaches_the_model_and_the_verdict(fake, tmp_path):
    log = run(mcplab(fake.url, limit=1), script.breaking, tmp_path)
    found = log.samples[0].scores["verdict"]
    assert (found.value, found.metadata["failure"], found.explanation) == ("I", "wrong_state", "no notes: []")
    [episode] = fake.episodes.values()
    assert episode.calls == ["break_down"]
    assert "broken" in episode.finished["messages"][3]["content"]


def test_a_refused_call_is_sent_once_and_the_sample_goes_on(fake, tmp_path):
    run(mcplab(fake.url, limit=1), script.refused, tmp_path)
    [episode] = fake.episodes.values()
    assert (episode.calls, episode.finished["answer"]) == (["locked"], "it failed")
    assert episode.finished["messages"][3]["content"] == "locked for now"


def test_the_labs_turn_limit_ends_in_a_verdict(fake, tmp_path):
    fake.turns = 3
    log = run(mcplab(fake.url, limit=1), script.endless, tmp_path)
    [episode] = fake.episodes.values()
    assert log.samples[0].limit.type == "turn"
    assert len(episode.calls) == 3
    assert log.samples[0].scores["verdict"].value == "I"


def test_epochs_are_trials_and_samples_run_at_once(fake, tmp_path):
    run(mcplab(fake.url), script.notes, tmp_path, epochs=4, max_samples=12)
    assert sorted((e.task, e.trial) for e in fake.episodes.values()) == sorted(
        (t, n) for t in ("note", "ask", "unjudged") for n in range(4)
    )
    assert all(len(e.notes) == 1 for e in fake.episodes.values())


def test_a_log_is_scored_again_without_a_second_finish(fake, tmp_path):
    log = run(mcplab(fake.url, limit=1), script.notes, tmp_path)
    again = score(read_eval_log(log.location), verdict(fake.url), action="overwrite")
    assert again.samples[0].scores["verdict"].value == "C"


def test_no_token_in_the_log(fake, tmp_path):
    log = run(mcplab(fake.url), script.notes, tmp_path)
    text = log.model_dump_json()
    assert os.environ["MCPLAB_TOKEN"] not in text
    assert not [e for e in fake.episodes.values() if e.key in text]


def test_inspect_finds_the_task_by_its_package(fake, tmp_path):
    log = run("mcplab_adapters/mcplab", script.notes, tmp_path, task_args={"url": fake.url}, sample_id="note")
    assert log.samples[0].scores["verdict"].value == "C"


def test_fuzzy_leaves_only_tasks_with_a_fuzzy_prompt(fake):
    assert [(s.id, s.input) for s in mcplab(fake.url, fuzzy=True).dataset] == [("note", "I always forget the milk.")]


def asked(url):
    """Says what a chat completions server says, which Inspect's mock model has no other way to."""

    def says(messages, tools):
        body = {"model": "answers", "messages": messages, "tools": [{"type": "function", "function": t} for t in tools]}
        call = request.Request(f"{url}/v1/chat/completions", json.dumps(body).encode())
        with request.urlopen(call) as response:
            message = json.load(response)["choices"][0]["message"]
        if not message.get("tool_calls"):
            return message["content"]
        [function] = [call["function"] for call in message["tool_calls"]]
        return {"name": function["name"], "arguments": json.loads(function["arguments"])}

    return says


def test_the_lab_passes_whoever_knows_the_answers(lab, tmp_path):
    url, answers = lab
    log = run(mcplab(url), asked(answers), tmp_path)
    found = {sample.id: sample.scores["verdict"] for sample in log.samples}
    assert found and all(score.value == "C" for score in found.values()), found
    assert os.environ["MCPLAB_TOKEN"] not in log.model_dump_json()


def test_a_sample_that_breaks_leaves_no_episode_behind(fake, tmp_path):
    def breaks(messages, tools):
        raise RuntimeError("the model is gone")

    [log] = eval(mcplab(fake.url, limit=1), model=model(breaks), log_dir=str(tmp_path), display="none")
    assert log.status == "error"
    assert [(e.abandoned, e.finished) for e in fake.episodes.values()] == [(True, None)]


def test_any_gateway_gives_a_verdict_for_a_call(gateway_url, tmp_path):
    log = run(mcplab(gateway_url, limit=2), script.any_tool, tmp_path)
    for sample in log.samples:
        found = sample.scores["verdict"]
        assert found.metadata["calls"] == 1, found
        assert found.value in ("C", "I") or found.reason
        assert found.metadata["checks"]
