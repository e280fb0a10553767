"""What the loader checks share: the truth read from an OpenAI export, a small tokenizer, and the comparison.

The tokenizer is a byte-level BPE of 600 tokens trained on the truth itself, with a chat template that renders as
Qwen3 Instruct does. A line feed is always a token of its own, so no token spans a turn's header and its text.
"""

import json
import re
import sys

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

IGNORE = -100
START, END = "<|im_start|>", "<|im_end|>"

CHAT_TEMPLATE = r"""
{%- if messages[0].role == 'system' or tools %}
    {{- '<|im_start|>system\n' }}
    {%- if messages[0].role == 'system' %}{{- messages[0].content }}{%- if tools %}{{- '\n\n' }}{%- endif %}{%- endif %}
    {%- if tools %}
        {{- '# Tools\n\n<tools>' }}
        {%- for tool in tools %}{{- '\n' }}{{- tool | tojson }}{%- endfor %}
        {{- '\n</tools>' }}
    {%- endif %}
    {{- '<|im_end|>\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if message.role == 'user' %}
        {{- '<|im_start|>user\n' + message.content + '<|im_end|>\n' }}
    {%- elif message.role == 'assistant' %}
        {{- '<|im_start|>assistant\n' }}
        {%- if message.content %}{{- message.content }}{%- endif %}
        {%- for tool_call in message.tool_calls or [] %}
            {%- if message.content or not loop.first %}{{- '\n' }}{%- endif %}
            {{- '<tool_call>\n{"name": "' + tool_call.function.name + '", "arguments": ' }}
            {%- if tool_call.function.arguments is string %}
                {{- tool_call.function.arguments }}
            {%- else %}
                {{- tool_call.function.arguments | tojson }}
            {%- endif %}
            {{- '}\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\n' }}
    {%- elif message.role == 'tool' %}
        {%- if messages[loop.index0 - 1].role != 'tool' %}{{- '<|im_start|>user' }}{%- endif %}
        {{- '\n<tool_response>\n' + message.content + '\n</tool_response>' }}
        {%- if loop.last or messages[loop.index0 + 1].role != 'tool' %}{{- '<|im_end|>\n' }}{%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}
""".strip()


class Harm(Exception):
    """What came back from the trainer differs from the truth."""


def read_rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def small_tokenizer(rows):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex("\n"), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        special_tokens=["<|endoftext|>", START, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    texts = (m.get("content") or json.dumps(m) for row in rows[:100] for m in row["messages"])
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END,
        pad_token="<|endoftext|>",
        chat_template=CHAT_TEMPLATE,
        clean_up_tokenization_spaces=False,
    )


def true_turns(row):
    """The turns of a truth row as they stand in a ChatML text: results of one round share one turn."""
    turns, messages = [], list(row["messages"])
    system = messages.pop(0)["content"] if messages[0]["role"] == "system" else ""
    if system or row.get("tools"):
        turns.append({"role": "system", "text": system, "tools": [exact(t) for t in row.get("tools") or []]})
    for message in messages:
        if message["role"] == "tool":
            if "results" not in turns[-1]:
                turns.append({"role": "user", "results": []})
            turns[-1]["results"].append(message["content"])
        elif message["role"] == "assistant":
            functions = [call["function"] for call in message.get("tool_calls") or []]
            calls = [(f["name"], exact(json.loads(f["arguments"]))) for f in functions]
            trained = message.get("weight", 1) != 0
            turns.append(
                {"role": "assistant", "text": message.get("content") or "", "calls": calls, "trained": trained}
            )
        else:
            turns.append({"role": message["role"], "text": message["content"]})
    return turns


def exact(value):
    """One text per JSON value, types and key order included: 1, 1.0, true and null all differ."""
    return json.dumps(value, ensure_ascii=False)


def found_turns(tokenizer, input_ids):
    """Splits the tokens into turns: (position of the header, of the text, of the end token)."""
    start, end = tokenizer.convert_tokens_to_ids([START, END])
    (line_feed,) = tokenizer.encode("\n", add_special_tokens=False)
    turns, position = [], 0
    while position < len(input_ids):
        if input_ids[position] != start:
            raise Harm(f"token {position} stands between two turns: {tokenizer.decode(input_ids[position:][:20])!r}")
        text = input_ids.index(line_feed, position) + 1
        stop = input_ids.index(end, position)
        turns.append((position, text, stop))
        position = stop + 1
        if position < len(input_ids) and input_ids[position] == line_feed:
            position += 1
    return turns


def compare(tokenizer, truth, input_ids, labels, only_last=False):
    """Raises Harm at the first difference between the truth's turns and the tokens and labels of a trainer."""
    input_ids, labels = list(input_ids), list(labels)
    if len(labels) != len(input_ids):
        raise Harm(f"{len(input_ids)} tokens but {len(labels)} labels")
    found = found_turns(tokenizer, input_ids)
    if len(found) != len(truth):
        raise Harm(f"{len(found)} turns came back, {len(truth)} were exported")
    for number, (turn, (start, text_start, stop)) in enumerate(zip(truth, found)):
        where = f"turn {number} ({turn['role']})"
        role = tokenizer.decode(input_ids[start + 1 : text_start - 1])
        if role != turn["role"]:
            raise Harm(f"{where}: came back as {role!r}")
        compare_text(where, turn, tokenizer.decode(input_ids[text_start:stop]))
        trained = turn.get("trained", False) and not (only_last and number < len(truth) - 1)
        until = found[number + 1][0] if number + 1 < len(found) else len(input_ids)
        for at in range(start, until):
            expected = trained and text_start <= at <= stop
            either = trained and at > stop  # the line feed behind a trained turn: trainers differ, and both are right
            is_trained = labels[at] != IGNORE
            if is_trained and labels[at] != input_ids[at]:
                raise Harm(f"{where}: the label at token {at} is another token")
            if is_trained != expected and not either:
                word = "trained" if is_trained else "not trained"
                around = tokenizer.decode(input_ids[max(start, at - 8) : at + 8])
                raise Harm(f"{where}: token {at} is {word}, near {around!r}")


def compare_text(where, turn, text):
    if turn["role"] == "system":
        if not text.startswith(turn["text"]):
            raise Harm(f"{where}: the text is {text[:80]!r}")
        section = text.split("<tools>\n", 1)[1].split("\n</tools>", 1)[0] if turn["tools"] else ""
        tools = [exact(json.loads(line)) for line in section.split("\n") if line]
        same(where + ", tools", tools, turn["tools"])
    elif "results" in turn:
        wanted = "\n".join(f"<tool_response>\n{r}\n</tool_response>" for r in turn["results"])
        same(where + ", results", text, wanted)
    elif turn["role"] == "assistant":
        if not turn["calls"]:
            return same(where + ", text", text, turn["text"])
        said = turn["text"] + "\n" if turn["text"] else ""  # as the templates of Qwen set the first call apart
        same(where + ", text before the calls", text[: len(said)], said)
        blocks = re.findall(r"^<tool_call>\n(.*)\n</tool_call>$", text[len(said) :], re.MULTILINE)
        same(where + ", whole turn", text, said + "\n".join(f"<tool_call>\n{block}\n</tool_call>" for block in blocks))
        calls = [json.loads(block) for block in blocks]
        same(where + ", calls", [(call["name"], exact(call["arguments"])) for call in calls], turn["calls"])
    else:
        same(where + ", text", text, turn["text"])


def same(where, found, wanted):
    if found == wanted:
        return
    if isinstance(wanted, list):
        if len(found) != len(wanted):
            raise Harm(f"{where}: {len(found)} came back, {len(wanted)} were exported")
        found, wanted = next((f, w) for f, w in zip(found, wanted) if f != w)
    raise Harm(f"{where}:\n  exported  {wanted!r}\n  came back {found!r}")


def refused(trainer, file, error):
    """Ends the check because the trainer's own code could not load the file."""
    text = str(error)
    text = text if len(text) < 800 else text[:400] + " ... " + text[-400:]
    sys.exit(f"harm: {trainer} could not load {file}: {type(error).__name__}: {text}")


def compare_all(tokenizer, expected, loaded, only_last=False):
    """Compares row by row; exits with 1 and the place of the first harm."""
    trained = masked = calls = 0
    try:
        if len(loaded) != len(expected):
            raise Harm(f"{len(loaded)} rows came back, {len(expected)} were exported")
        for number, (turns, row) in enumerate(zip(expected, loaded), 1):
            try:
                compare(tokenizer, turns, row["input_ids"], row["labels"], only_last)
            except (Harm, ValueError) as harm:
                raise Harm(f"row {number}, {harm}") from harm
            answers = [t for t in turns if t["role"] == "assistant"]
            on = 1 if only_last else sum(t["trained"] for t in answers)
            trained, masked = trained + on, masked + len(answers) - on
            calls += sum(len(t["calls"]) for t in answers)
    except Harm as harm:
        sys.exit(f"harm: {harm}")
    print(f"ok: {len(expected)} rows, {calls} calls, {trained} turns trained, {masked} not trained")
