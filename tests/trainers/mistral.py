"""Proves that mistral-common takes every row of the mistral export and keeps each call unharmed.

    python mistral.py FILE

Each row becomes a ChatCompletionRequest and passes the finetuning validators of all tokenizer
versions from V3 to the newest. Then it is encoded with real tokenizers, the bundled V3 and V7 and the
bundled tekken vocabulary under each newer version, and decoded again: the text must hold exactly the
row's calls, in order, with their names and arguments. V3 knows no text beside calls: such rows are
left out there.

Exit code 1 on the first harm.
"""

import json
import pathlib
import re
import sys
import tempfile

import mistral_common
from mistral_common.exceptions import MistralCommonException
from mistral_common.protocol.instruct.messages import FinetuningMessage
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.protocol.instruct.validator import ValidationMode, get_validator
from mistral_common.tokens.tokenizers.base import SpecialTokenPolicy, SpecialTokens, TokenizerVersion
from mistral_common.tokens.tokenizers.mistral import MistralTokenizer
from pydantic import ValidationError

DATA = pathlib.Path(mistral_common.__file__).parent / "data"
BUNDLED = {
    "v3": "mistral_instruct_tokenizer_240323.model.v3",
    "v3-tekken": "tekken_240718.json",
    "v7": "mistral_instruct_tokenizer_241114.model.v7",
}


def tokenizers():
    for name, file in BUNDLED.items():
        yield name, MistralTokenizer.from_file(str(DATA / file), mode=ValidationMode.finetuning)
    tekken = json.loads((DATA / BUNDLED["v3-tekken"]).read_text())
    tekken["special_tokens"] = [
        {"rank": i, "token_str": token.value, "is_control": True} for i, token in enumerate(SpecialTokens)
    ]
    for version in TokenizerVersion:
        if version > TokenizerVersion.v7:
            tekken["config"]["version"] = version.value
            if version.supports_model_settings:
                tekken["model_settings_builder"] = {}
            with tempfile.TemporaryDirectory() as tmp:
                file = pathlib.Path(tmp) / "tekken.json"
                file.write_text(json.dumps(tekken))
                yield version.value, MistralTokenizer.from_file(str(file), mode=ValidationMode.finetuning)


def fits(row, version):
    texts_beside_calls = any(m.get("content") and m.get("tool_calls") for m in row["messages"])
    return version > TokenizerVersion.v3 or not texts_beside_calls


def calls_in_row(row):
    for message in row["messages"]:
        for call in message.get("tool_calls") or []:
            yield call["function"]["name"], json.loads(call["function"]["arguments"])


def calls_in_text(text):
    read = json.JSONDecoder().raw_decode
    for part in text.split("[TOOL_CALLS]")[1:]:
        if named := re.match(r"([\w.-]+)(?:\[CALL_ID\]\w+)?\[ARGS\]", part):
            yield named[1], read(part, named.end())[0]
        else:
            for call in read(part.lstrip())[0]:
                yield call["name"], call["arguments"]


def bytes_of(written):
    """Signs that sentencepiece has no piece for are decoded as their bytes, one by one."""
    return bytes(int(b, 16) for b in re.findall("<0x(..)>", written[0])).decode()


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    requests = []
    versions = [v for v in TokenizerVersion if v >= TokenizerVersion.v3]
    for i, row in enumerate(rows):
        try:
            request = ChatCompletionRequest[FinetuningMessage](**row)
        except ValidationError as e:
            sys.exit(f"row {i} is no request: {e}")
        for version in versions:
            if not fits(row, version):
                continue
            try:
                get_validator(version, ValidationMode.finetuning).validate_request(request)
            except MistralCommonException as e:
                sys.exit(f"row {i} is refused by {version.value}: {e}")
        requests.append(request)
    for version in versions:
        print(f"{sum(fits(row, version) for row in rows)} of {len(rows)} rows pass the validator of {version.value}")

    for name, tokenizer in tokenizers():
        tokens = done = 0
        for i, (row, request) in enumerate(zip(rows, requests)):
            if not fits(row, tokenizer.version):
                continue
            encoded = tokenizer.encode_chat_completion(request)
            text = tokenizer.decode(encoded.tokens, special_token_policy=SpecialTokenPolicy.KEEP)
            text = text.replace("\N{LOWER ONE EIGHTH BLOCK}", " ")
            text = re.sub(r"(?:<0x[0-9A-F]{2}>)+", bytes_of, text)
            got = [json.dumps(call) for call in calls_in_text(text)]
            want = [json.dumps(call) for call in calls_in_row(row)]
            if got != want:
                at = next((k for k, (g, w) in enumerate(zip(got, want)) if g != w), min(len(got), len(want)))
                found = f"{got[at:at + 1]}, not {want[at:at + 1]}"
                sys.exit(f"row {i}, {name}: {len(got)} of {len(want)} calls; call {at} is {found}")
            tokens += len(encoded.tokens)
            done += 1
        print(f"{name}: {done} rows, {tokens} tokens, all calls in the text unharmed")


main()
