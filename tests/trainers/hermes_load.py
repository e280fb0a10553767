"""Proves that the `segments` of a hermes export, trained by Axolotl's `type: input_output`, keep calls and masks.

    hermes_load.py FILE TRUTH

FILE is the hermes export as JSONL and TRUTH the OpenAI export of the same rows in the same order. The segments of a
row must make up its `text`. Then they go through Axolotl's own loader with the YAML below, and the tokens and labels
are compared with TRUTH as in axolotl_load.py. Exits with 1 at the first harm.
"""

import sys

import axolotl_load
import common

CONFIG = """
sequence_len: 1000000
train_on_inputs: false
datasets:
  - path: FILE
    type: input_output
"""


def main():
    file, truth = sys.argv[1:3]
    for number, row in enumerate(common.read_rows(file), 1):
        if "".join(segment["text"] for segment in row["segments"]) != row["text"]:
            sys.exit(f"harm: row {number}: the segments are not the text")
    axolotl_load.check(file, truth, CONFIG)


if __name__ == "__main__":
    main()
