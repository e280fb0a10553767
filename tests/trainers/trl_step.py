"""Proves that TRL trains exactly what an export says, by one real training step on a CPU.

    python trl_step.py [--mask-only] PROFILE FILE [TRUTH]

PROFILE is sft, dpo, kto, reward or prm; FILE is the export, .jsonl or .parquet. A small byte-level BPE
is trained on the rows and gets Qwen3's chat template, a random model of two layers takes one step of
the profile's trainer, and what the trainer made of the rows is held against the rows as the plain
`json` module reads them:

- sft: in the batches of the trainer's own dataset and collator, the labels are compared token by token.
  Trained are the assistant turns of the completion and nothing else: no prompt, no tool result. The
  trained tokens must spell the turn, each call with its name and arguments. TRUTH names rows in OpenAI
  form with weight 0 on masked turns: each turn with another weight must be trained exactly once, after
  just the messages that stand before it there.
- dpo, kto, reward: prompt and answers must spell the row's messages, and labels must be the row's.
- prm: one label per step. TRL has PRMTrainer up to 1.13.
- All but prm: every tool must stand in the prompt with its whole schema.

--mask-only does the sft check without torch: it tokenizes as TRL does, with TRL's training template.

Exit code 1 on the first harm.
"""

import collections
import copy
import json
import math
import os
import pathlib
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = os.environ["HF_DATASETS_OFFLINE"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "2")

import datasets
import pyarrow.parquet as pq
import tokenizers
import transformers
import trl

datasets.disable_progress_bars()
transformers.utils.logging.set_verbosity_error()
TEMPLATES = pathlib.Path(trl.__file__).parent / "chat_templates"
MARKS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TAGS = [f"<{s}{t}>" for t in ("think", "tool_call", "tool_response") for s in ("", "/")]


def read(path):
    """The rows as they were written, read without `datasets`."""
    if path.endswith(".jsonl"):
        with open(path, encoding="utf-8") as f:
            return [json.loads(line) for line in f]
    rows = pq.read_table(path).to_pylist()
    nested = [f.name for f in pq.read_schema(path) if "json" in str(f.type)]
    for row in rows:
        for name in nested:
            value = row[name]
            row[name] = [json.loads(v) for v in value] if isinstance(value, list) else json.loads(value)
    return rows


def make_tokenizer(rows):
    bpe = tokenizers.Tokenizer(tokenizers.models.BPE())
    bpe.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = tokenizers.decoders.ByteLevel()
    alphabet = tokenizers.pre_tokenizers.ByteLevel.alphabet()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=600, special_tokens=MARKS, initial_alphabet=alphabet, show_progress=False
    )
    bpe.train_from_iterator((json.dumps(row, ensure_ascii=False) for row in rows[:100]), trainer)
    bpe.add_tokens([tokenizers.AddedToken(tag, normalized=False) for tag in TAGS])
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        chat_template=(TEMPLATES / "qwen3.jinja").read_text(),
        clean_up_tokenization_spaces=False,
    )


def arguments(call):
    value = call["function"]["arguments"]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def spelled(message):
    """An assistant turn as Qwen3 writes it."""
    parts = [message["content"]] if message.get("content") else []
    for call in message.get("tool_calls") or []:
        name = call["function"]["name"]
        parts.append(f'<tool_call>\n{{"name": "{name}", "arguments": {arguments(call)}}}\n</tool_call>')
    return "\n".join(parts)


def tools_of(row):
    tools = row.get("tools") or []
    return json.loads(tools) if isinstance(tools, str) else tools


def check_tools(at, row, text):
    for tool in tools_of(row):
        if json.dumps(tool, ensure_ascii=False) not in text:
            sys.exit(f"{at}: tool {tool['function']['name']} does not stand in the prompt as written")


def check_text(at, messages, text):
    start = 0
    for message in messages:
        written = spelled(message) if message["role"] == "assistant" else message["content"]
        found = text.find(written, start)
        if found < 0:
            sys.exit(f"{at}: {message['role']} does not read as written: {written[:300]!r}")
        start = found + len(written)


def check_mask(at, row, ids, labels, tokenizer):
    """Compares one row's labels token by token; returns how many tokens are trained."""
    messages = row["prompt"] + row["completion"]
    turns = [(i, m) for i, m in enumerate(messages) if m["role"] == "assistant"]
    start = tokenizer.convert_tokens_to_ids("<|im_start|>")
    cuts = [i for i, token in enumerate(ids) if token == start] + [len(ids)]
    expected = [-100] * len(ids)
    for begin, end in zip(cuts, cuts[1:]):
        head = begin + 1
        while (role := tokenizer.decode(ids[begin + 1:head])) in "assistant\n" and role != "assistant\n":
            head += 1
        if role != "assistant\n":
            continue
        if not turns:
            sys.exit(f"{at}: more assistant turns than written")
        i, message = turns.pop(0)
        text = tokenizer.decode(ids[head:end])
        if text != f"<think>\n\n</think>\n\n{spelled(message)}<|im_end|>\n":
            sys.exit(f"{at}, message {i}: reads {text!r:.400}\n  but written {spelled(message)!r:.400}")
        if i >= len(row["prompt"]):
            expected[head:end] = ids[head:end]
    if turns:
        sys.exit(f"{at}: {len(turns)} assistant turns are missing")
    for i, (got, want) in enumerate(zip(labels, expected, strict=True)):
        if got != want:
            word = "trained" if want == -100 else "not trained"
            sys.exit(f"{at}: token {i} is wrongly {word}, after {tokenizer.decode(ids[max(0, i - 40):i])!r}")
    check_tools(at, row, tokenizer.decode(ids[:cuts[1]]))
    check_text(at, messages, tokenizer.decode(ids))
    return sum(label != -100 for label in labels)


def key(messages):
    def plain(message):
        calls = message.get("tool_calls") or []
        calls = [(c["function"]["name"], json.loads(arguments(c))) for c in calls]
        return message["role"], message.get("content") or "", calls

    return json.dumps([plain(m) for m in messages])


def check_truth(rows, truth):
    want = collections.Counter(
        key(row["messages"][:i + 1])
        for row in truth
        for i, m in enumerate(row["messages"])
        if m["role"] == "assistant" and m.get("weight", 1) != 0
    )
    got = collections.Counter(
        key(row["prompt"] + row["completion"][:i + 1])
        for row in rows
        for i, m in enumerate(row["completion"])
        if m["role"] == "assistant"
    )
    for wrong, word in ((want - got, "not trained"), (got - want, "trained, but should not be")):
        if wrong:
            sys.exit(f"{len(wrong)} turns are {word}, one ends in {next(iter(wrong))[-400:]}")
    masked = sum(m.get("weight", 1) == 0 for row in truth for m in row["messages"])
    print(f"{sum(want.values())} turns are to be trained, once each; {masked} are masked")


def mask_only(rows, loaded, tokenizer):
    from trl.data_utils import common_prefix_length

    tokenizer.chat_template = (TEMPLATES / "qwen3_training.jinja").read_text()
    trained = 0
    for i, (row, example) in enumerate(zip(rows, loaded, strict=True)):
        common = {"tools": tools_of(example), "tokenize": True, "return_dict": True}
        prompt = tokenizer.apply_chat_template(example["prompt"], add_generation_prompt=True, **common)
        both = tokenizer.apply_chat_template(
            example["prompt"] + example["completion"], return_assistant_tokens_mask=True, **common
        )
        ids = both["input_ids"]
        cut = common_prefix_length(prompt["input_ids"], ids)
        bits = enumerate(both["assistant_masks"])
        labels = [ids[k] if bit and k >= cut else -100 for k, bit in bits]
        trained += check_mask(f"row {i}", row, ids, labels, tokenizer)
    print(f"{len(rows)} rows: {trained} tokens trained, every label as written")


def make_model(kind, tokenizer):
    config = transformers.Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=16,
        max_position_embeddings=1 << 17,
        pad_token_id=tokenizer.pad_token_id,
        num_labels=2 if kind == "TokenClassification" else 1,
    )
    return getattr(transformers, "Qwen3For" + kind)(config)


def make_trainer(profile, loaded, tokenizer, tmp):
    common = dict(
        output_dir=tmp,
        max_length=None,
        max_steps=1,
        per_device_train_batch_size=2,
        train_sampling_strategy="sequential",
        learning_rate=1e-2,
        use_cpu=True,
        bf16=False,
        activation_checkpointing=False,
        logging_steps=1,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )
    data = dict(train_dataset=loaded, processing_class=tokenizer)
    if profile == "sft":
        args = trl.SFTConfig(assistant_only_loss=True, **common)
        return trl.SFTTrainer(make_model("CausalLM", tokenizer), args, **data)
    if profile == "reward":
        model = make_model("SequenceClassification", tokenizer)
        return trl.RewardTrainer(model, trl.RewardConfig(**common), **data)
    if profile == "prm":
        os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")
        from trl.experimental.prm import PRMConfig, PRMTrainer

        return PRMTrainer(make_model("TokenClassification", tokenizer), PRMConfig(**common), **data)
    model = make_model("CausalLM", tokenizer)
    config, trainer = (trl.DPOConfig, trl.DPOTrainer) if profile == "dpo" else (trl.KTOConfig, trl.KTOTrainer)
    return trainer(model, ref_model=copy.deepcopy(model), args=config(**common), **data)


def check_batches(profile, rows, trainer, tokenizer):
    made = trainer.train_dataset
    if len(made) != len(rows):
        sys.exit(f"the trainer keeps {len(made)} of {len(rows)} rows")
    if profile == "sft":
        trained = 0
        for i in range(0, len(rows), 2):
            examples = [made[k] for k in range(i, min(i + 2, len(rows)))]
            batch = trainer.data_collator(examples)
            for k, example in enumerate(examples):
                length = len(example["input_ids"])
                ids, labels = batch["input_ids"][k].tolist(), batch["labels"][k].tolist()
                if any(label != -100 for label in labels[length:]):
                    sys.exit(f"row {i + k}: padding is trained")
                trained += check_mask(f"row {i + k}", rows[i + k], ids[:length], labels[:length], tokenizer)
        return f"{trained} tokens trained, every label as written"
    for i, (row, example) in enumerate(zip(rows, made)):
        at = f"row {i}"
        if profile == "prm":
            if [bool(label) for label in example["labels"] if label != -100] != row["labels"]:
                sys.exit(f"{at}: labels {[v for v in example['labels'] if v != -100]}, not {row['labels']}")
            text = tokenizer.decode(example["input_ids"])
            if text != row["prompt"] + "".join(step + "\n" for step in row["completions"]):
                sys.exit(f"{at}: reads {text!r:.400}")
            continue
        for name in ["completion"] if profile == "kto" else ["chosen", "rejected"]:
            ids = example[name + "_ids"] if profile == "reward" else example["prompt_ids"] + example[name + "_ids"]
            text = tokenizer.decode(ids)
            check_text(at, row["prompt"] + row[name], text)
            check_tools(at, row, text)
        if profile == "kto" and example["label"] is not row["label"]:
            sys.exit(f"{at}: label {example['label']!r}, not {row['label']!r}")
    return "prompts, answers and labels as written"


def main():
    args = [a for a in sys.argv[1:] if a != "--mask-only"]
    profile, path = args[:2]
    rows = read(path)
    if profile == "sft" and len(args) > 2:
        check_truth(rows, read(args[2]))
    tokenizer = make_tokenizer(rows)
    with tempfile.TemporaryDirectory() as tmp:
        kind = "json" if path.endswith(".jsonl") else "parquet"
        loaded = datasets.load_dataset(kind, data_files=path, split="train", cache_dir=tmp)
        order = sorted(range(len(rows)), key=lambda i: len(json.dumps(rows[i])))
        rows, loaded = [rows[i] for i in order], loaded.select(order)
        if len(args) != len(sys.argv) - 1:
            return mask_only(rows, loaded, tokenizer)
        trainer = make_trainer(profile, loaded, tokenizer, tmp)
        result = check_batches(profile, rows, trainer, tokenizer)
        before = [p.detach().clone() for p in trainer.model.parameters()]
        loss = trainer.train().training_loss
        moved = sum(not a.equal(b) for a, b in zip(before, trainer.model.parameters()))
        if not math.isfinite(loss) or not moved:
            sys.exit(f"the step failed: loss {loss}, {moved} parameters moved")
    print(f"{profile}: {len(rows)} rows: {result}; one step, loss {loss:.4f}")


main()
