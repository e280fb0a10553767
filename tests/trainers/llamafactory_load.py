"""Proves that LLaMA-Factory trains on an export's calls unharmed, and on exactly the turns that are to be trained.

    llamafactory_load.py FILE TRUTH [--mask-history]

FILE is the llamafactory (sharegpt) export and TRUTH the OpenAI export of the same rows in the same order. FILE goes
through LLaMA-Factory's own loader, converter, qwen3_nothink template and supervised processor with the
dataset_info.json entry below. Then the tokens are decoded and compared with TRUTH: tool schemas, texts, every call
with its exact arguments (nulls, nesting, unicode), every result; and each token's label.

LLaMA-Factory has no mask for one turn: it trains every answer, or with `mask_history: true` the last one only. So
without --mask-history a row in which TRUTH masks a turn (weight 0) is a harm. With it, FILE has one row for each
turn that TRUTH trains, in order: the conversation up to that turn.
Exits with 1 at the first harm. Model-side packages that are not installed are replaced by empty stand-ins.
"""

import contextlib
import json
import os
import sys
import tempfile
from types import SimpleNamespace

work = tempfile.TemporaryDirectory()
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_CACHE=work.name, TRANSFORMERS_VERBOSITY="error")
os.environ["LLAMAFACTORY_VERBOSITY"] = "WARN"

import datasets
import transformers  # both before the stand-ins, so that neither takes those for a real torch

import common
import placeholders

placeholders.install("torch", "torchaudio", "peft", "accelerate", "trl", "omegaconf", always=["llamafactory.hparams.parser"])

from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
from llamafactory.hparams.data_args import DataArguments

placeholders.disarm()

DATASET_INFO = {
    "mcplab": {
        "file_name": "FILE",
        "formatting": "sharegpt",
        "columns": {"messages": "conversations", "system": "system", "tools": "tools"},
    }
}


def load(path, tokenizer, mask_history):
    DATASET_INFO["mcplab"]["file_name"] = os.path.abspath(path)
    with open(os.path.join(work.name, "dataset_info.json"), "w") as out:
        json.dump(DATASET_INFO, out)
    data = DataArguments(
        template="qwen3_nothink",
        dataset="mcplab",
        dataset_dir=work.name,
        cutoff_len=1_000_000,
        mask_history=mask_history,
    )
    model = SimpleNamespace(cache_dir=work.name, hf_hub_token=None)
    training = SimpleNamespace(
        main_process_first=lambda **_: contextlib.nullcontext(),
        local_process_index=0,
        predict_with_generate=False,
        seed=0,
        should_log=False,
        should_save=False,
    )
    template = get_template_and_fix_tokenizer(tokenizer, data)
    return get_dataset(template, model, data, training, stage="sft", tokenizer=tokenizer)["train_dataset"]


def up_to_each_trained(turns):
    return [turns[: at + 1] for at, turn in enumerate(turns) if turn.get("trained")]


def main():
    file, truth = sys.argv[1:3]
    mask_history = "--mask-history" in sys.argv
    rows = common.read_rows(truth)
    tokenizer = common.small_tokenizer(rows)
    datasets.disable_progress_bars()
    expected = [common.true_turns(row) for row in rows]
    if mask_history:
        expected = [part for turns in expected for part in up_to_each_trained(turns)]
    try:
        loaded = load(file, tokenizer, mask_history)
    except Exception as error:
        common.refused("LLaMA-Factory", file, error)
    common.compare_all(tokenizer, expected, loaded, only_last=mask_history)


if __name__ == "__main__":
    main()
