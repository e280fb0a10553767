"""Proves that ms-swift trains on an export's calls unharmed, and on exactly the turns that are to be trained.

    ms_swift_load.py FILE TRUTH

FILE is the ms-swift export as JSONL and TRUTH the OpenAI export of the same rows in the same order. FILE goes
through ms-swift's own message preprocessor and its qwen3_nothinking template, in training mode. Then the tokens and
labels are compared with TRUTH as in axolotl_load.py. Exits with 1 at the first harm.
"""

import os
import sys
import tempfile
from types import SimpleNamespace

work = tempfile.TemporaryDirectory()
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_CACHE=work.name, TRANSFORMERS_VERBOSITY="error")
os.environ.update(MODELSCOPE_CACHE=work.name, LOG_LEVEL="ERROR")

import datasets
import transformers  # both before the stand-ins, so that neither takes those for a real torch

import common
import placeholders

placeholders.install(
    *("torch", "accelerate", "peft", "trl", "scipy", "cryptography", "oss2", "matplotlib", "openai", "tensorboard"),
    always=["transformers.modeling_utils", "transformers.trainer", "transformers.integrations"],
)

# The stand-ins are not disarmed: the preprocessor asks torch.distributed whether other processes run, and gets a no.
from swift.dataset.preprocessor.core import MessagesPreprocessor
from swift.template import TEMPLATE_MAPPING

TEMPLATE = "qwen3_nothinking"


def load(path, tokenizer):
    rows = datasets.load_dataset("json", data_files=path, split="train")
    rows = MessagesPreprocessor()(rows, load_from_cache_file=False, strict=True)
    tokenizer.model_info = SimpleNamespace(max_model_len=10**6, task_type="causal_lm", config=None, model_type="qwen3")
    tokenizer.model_meta = SimpleNamespace(is_multimodal=False, template=TEMPLATE)
    meta = TEMPLATE_MAPPING[TEMPLATE]
    template = meta.template_cls(tokenizer, meta, max_length=10**6)
    template.set_mode("train")
    return [template.encode(dict(row)) for row in rows]


def main():
    file, truth = sys.argv[1:3]
    rows = common.read_rows(truth)
    tokenizer = common.small_tokenizer(rows)
    datasets.disable_progress_bars()
    try:
        loaded = load(file, tokenizer)
    except Exception as error:
        common.refused("ms-swift", file, error)
    common.compare_all(tokenizer, [common.true_turns(row) for row in rows], loaded)


if __name__ == "__main__":
    main()
