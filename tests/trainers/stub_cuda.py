"""Lets PyPI's Linux x86_64 torch wheel run on a CPU without its gigabytes of nvidia packages.

Install torch with --no-deps beside the small nvidia-cuda-runtime and nvidia-cuda-cupti (see
requirements-full.txt), then run this once in that environment: each CUDA library that torch links
to and that is not there becomes a stub beside torch's own libraries, whose functions return 0 and
are never called, for there is no GPU. Needs cc, ldd and readelf. Exit code 1 if torch does not
compute afterwards.
"""

import glob
import importlib.util
import os
import re
import subprocess
import sys
import tempfile

lib = os.path.join(os.path.dirname(importlib.util.find_spec("torch").origin), "lib")
torch_libs = glob.glob(lib + "/libtorch*.so") + [lib + "/libc10_cuda.so"]


def ldd():
    runs = (subprocess.run(["ldd", "-r", f], capture_output=True, text=True) for f in torch_libs)
    return "".join(r.stdout + r.stderr for r in runs)


def stub(soname, symbols):
    with tempfile.TemporaryDirectory() as tmp:
        with open(tmp + "/stub.c", "w") as source, open(tmp + "/versions", "w") as versions:
            source.write("".join(f"int {s}(void) {{ return 0; }}\n" for s in sorted(symbols)))
            names = set(re.findall(rf"File: {re.escape(soname)} .*\n.*Name: (\S+)", needs)) or {soname}
            versions.write(" {};\n".join(sorted(names)) + " { global: *; };\n")
        command = ["cc", "-w", "-shared", "-fPIC", "-fno-builtin", f"-Wl,-soname,{soname}"]
        command += [f"-Wl,--version-script={tmp}/versions", "-o", f"{lib}/{soname}", tmp + "/stub.c"]
        subprocess.run(command, check=True)


needs = subprocess.run(["readelf", "-VW"] + torch_libs, capture_output=True, text=True).stdout
missing = sorted(set(re.findall(r"(lib(?:cu|nv|nccl)\S+) => not found", ldd())))
for soname in missing:
    stub(soname, [])
symbols = set(re.findall(r"symbol:? (\w+)", ldd()))
symbols = {s for s in symbols if re.match(r"_*(cu|nccl|nv)", s)}
for soname in missing:
    stub(soname, symbols)

check = "import torch; x = torch.ones(2, 2, requires_grad=True); (x @ x).sum().backward(); assert x.grad.sum() == 16"
if subprocess.run([sys.executable, "-c", check]).returncode:
    sys.exit("torch does not load on stubs of " + ", ".join(missing))
print(f"torch computes on a CPU with {len(missing)} stubs:", *missing)
