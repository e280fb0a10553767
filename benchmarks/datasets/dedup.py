"""Near-duplicates among texts with datasketch: the usual MinHash and MinHashLSH, to compare ours with.

dedup.py FILE [THRESHOLD]: FILE has a text a line. Prints one JSON line. Candidates are taken as they come, as in datasketch's
own examples; `verified` counts those whose estimated similarity reaches the threshold.
"""

import json
import re
import resource
import sys
import time

from datasketch import MinHash, MinHashLSH

WORD = re.compile(r"[^\W_]+")


def shingles(text, n=3):
    words = WORD.findall(text.lower())
    return {" ".join(words[at : at + n]).encode() for at in range(max(len(words) - n + 1, 1))}


def main():
    path, threshold = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0.8
    with open(path, encoding="utf-8") as file:
        texts = file.read().splitlines()

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, start_cpu = time.perf_counter(), time.process_time()
    lsh = MinHashLSH(threshold=threshold, num_perm=128)
    found = verified = 0
    kept = {}
    # One text after the other, but the permutations are made once: four times as fast as a new MinHash for each.
    minhashes = MinHash.generator(map(shingles, texts), num_perm=128)
    for row, minhash in enumerate(minhashes):
        candidates = lsh.query(minhash)
        if candidates:
            found += 1
            verified += any(minhash.jaccard(kept[candidate]) >= threshold for candidate in candidates)
        else:
            lsh.insert(row, minhash)
            kept[row] = minhash
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - start_cpu
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    report = {
        "rows": len(texts),
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "found": found,
        "verified": verified,
        "bands": [lsh.b, lsh.r],
        "bytes_a_row": grown / max(len(kept), 1),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
