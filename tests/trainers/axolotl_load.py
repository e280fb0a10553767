"""Proves that Axolotl trains on an export's calls unharmed, and on exactly the turns that are to be trained.

    axolotl_load.py FILE TRUTH

FILE is the axolotl export and TRUTH the OpenAI export of the same rows in the same order. FILE goes through
Axolotl's own dataset schema, loader and chat_template strategy with the YAML below. Then the tokens are decoded and
compared with TRUTH: tool schemas, texts, every call with its exact arguments (nulls, nesting, unicode), every
result; and each token's label: trained are the text and the end token of the turns whose weight is not 0, no others.
Exits with 1 at the first harm. Model-side packages that are not installed are replaced by empty stand-ins.
"""

import os
import sys
import tempfile

work = tempfile.TemporaryDirectory()
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_CACHE=work.name, TRANSFORMERS_VERBOSITY="error")

import datasets
import transformers  # both before the stand-ins, so that neither takes those for a real torch
import yaml

import common
import placeholders

placeholders.install("torch", "accelerate", "numba", "trl", always=["axolotl.loaders"])

from axolotl.utils.data.sft import _load_and_process_single_dataset
from axolotl.utils.dict import DictDefault
from axolotl.utils.schemas.datasets import SFTDataset

placeholders.disarm()

CONFIG = """
sequence_len: 1000000
train_on_inputs: false
datasets:
  - path: FILE
    type: chat_template
    field_messages: messages
    field_tools: tools
    message_field_training: train
    roles_to_train: []
    train_on_eos: turn
"""


def load(path, tokenizer, config):
    config = yaml.safe_load(config)
    entry = SFTDataset(**{**config["datasets"][0], "path": os.path.abspath(path)})
    config["datasets"] = [entry.model_dump(exclude_none=True)]
    config = DictDefault(config)
    dataset, _ = _load_and_process_single_dataset(config.datasets[0], config, tokenizer, split="train", seed=0)
    return dataset


def check(file, truth, config):
    rows = common.read_rows(truth)
    tokenizer = common.small_tokenizer(rows)
    datasets.disable_progress_bars()
    try:
        loaded = load(file, tokenizer, config)
    except Exception as error:
        common.refused("Axolotl", file, error)
    common.compare_all(tokenizer, [common.true_turns(row) for row in rows], loaded)


if __name__ == "__main__":
    check(*sys.argv[1:3], CONFIG)
