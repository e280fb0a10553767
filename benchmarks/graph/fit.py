"""Fits the weights of the graph's formula and writes src/graph/weights.rs.

    cargo run --release -- graph build --prove every --proofs PROOFS --out /dev/null
    cargo run --release -p mcplab-benchmarks -- pairs PROOFS DIR
    python benchmarks/graph/fit.py DIR [--write]        # needs numpy and scipy

What is fitted, and why, stands in src/graph/weights.rs. Beside it come the figures of the fit: hits@1, hits@5 and MRR
of every set, the same by cross-validation over consumer parameters, and how far confidence is probability.
"""

import json
import math
import pathlib
import sys

import numpy as np
from scipy.optimize import minimize

SETS = ("nestful", "bfcl_multi_turn")
L2 = 0.0005
BUILTIN = 100  # so many consumers the built-in servers count for
PAIRS = 10  # and so many their pairs, one by one
UNLISTED = 5  # for each pair that a gold set lists so many are right
WEIGHTS = pathlib.Path(__file__).parents[2] / "src/graph/weights.rs"

FOR = """the names share words|the names share words, seen with what they belong to
the names mean the same, seen with what they belong to|the names end in the same word
the input's name contains the output's|the names are spelled alike|the descriptions are alike
the input's description names the output|the output's description names the input
what is said of the output is said of the input too|everything the output is called is said of the input
the names are about the same field|the input's description is about the field of the output's name
the descriptions are about the same fields|both are the same kind of thing|both are in the same unit
the input's description names the producer|the producer is about what the input belongs to
the tools have similar names|the tools have similar descriptions|the consumer's description names the output
both tools are of one server|the producer is about what the id identifies
both are addresses that mean the same everywhere|the address belongs to whom the producer is about
the producer has few outputs|the types are equal|the allowed values overlap|both are numbers"""
AGAINST = """they are different kinds of things|they are in different units|the output's name says little
the consumer makes what the producer is about|the producer only repeats its own input|the output is nested deeply
only one of them is an id|the output is free text, the input is not
counts and sizes are chosen rather than handed on|the input is a setting|they are ids of different things
another input of the tool takes it|servers do not know each other's ids|the input allows other values only
the output says how the call went"""
AT_LEAST = {"both are addresses that mean the same everywhere": 6.0, "the address belongs to whom the producer is about": 2.5}


def read(path):
    """Consumers as (features, right) and the names of the features."""
    with open(path) as lines:
        names = json.loads(next(lines))["features"]
        consumers = []
        for line in lines:
            rows = json.loads(line)["rows"]
            right = np.array([row[0] for row in rows], bool)
            if right.any() and not right.all():
                consumers.append((np.array([row[1] for row in rows]), right))
    return names, consumers


def bounds(names):
    lists = [set(text.replace("\n", "|").split("|")) for text in (FOR, AGAINST)]
    assert all(name in names for name in set.union(*lists)), "the lists of signs name a feature that is not there"
    low = [AT_LEAST.get(name, 0.0 if name in lists[0] else None) for name in names]
    return [(bound, 0.0 if name in lists[1] else None) for bound, name in zip(low, names)] + [(None, None)]


def fit(groups, builtin, limits):
    """Weights by a conditional logit over `groups` of (weight, consumers), with a logistic loss over single pairs."""
    count = len(limits) - 1
    ranked = [(weight / len(consumers), x, y) for weight, consumers in groups for x, y in consumers]
    total = sum(weight for weight, _ in groups) + PAIRS
    x_all = np.concatenate([x for x, _ in builtin])
    y_all = np.concatenate([y for _, y in builtin]).astype(float)
    w_all = np.concatenate([np.full(len(y), 1.0 / len(y)) for _, y in builtin]) * 20 * PAIRS / len(builtin)

    def loss(vector):
        b, bias = vector[:count], vector[count]
        value, gradient = 0.0, np.zeros(count)
        for weight, x, y in ranked:
            score = x @ b
            share = np.exp(score - score.max())
            share /= share.sum()
            hit = max((share * y).sum(), 1e-300)
            value -= weight * math.log(hit)
            gradient -= weight * (x.T @ (share * y / hit - share))
        chance = 1 / (1 + np.exp(-(x_all @ b + bias)))
        value -= (w_all * (y_all * np.log(chance + 1e-12) + (1 - y_all) * np.log(1 - chance + 1e-12))).sum()
        off = w_all * (chance - y_all)
        gradient += x_all.T @ off
        return value / total + L2 * (b**2).sum(), np.append(gradient / total + 2 * L2 * b, off.sum() / total)

    start = np.append(np.array([low or 0.0 for low, _ in limits[:count]]), -6.0)
    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": 400}).x[:count]


def hits(consumers, b):
    """hits@1, hits@5 and MRR, ties broken against us."""
    ranks = []
    for x, y in consumers:
        score = x @ b
        ranks.append(1 + ((score >= score[y].max()) & ~y).sum())
    ranks = np.array(ranks)
    return np.array([(ranks == 1).mean(), (ranks <= 5).mean(), (1 / ranks).mean()]).round(3)


def calibrate(sets, builtin, b):
    """Scale and bias that make the score a probability."""
    score = np.concatenate([x @ b for consumers in (*sets.values(), builtin) for x, _ in consumers])
    right = np.concatenate([y for consumers in (*sets.values(), builtin) for _, y in consumers]).astype(float)
    weight = np.concatenate(
        [np.where(y, UNLISTED, 1.0) / len(consumers) for consumers in sets.values() for _, y in consumers]
        + [np.full(len(y), 2.0) / len(builtin) for _, y in builtin]
    )

    def loss(vector):
        chance = 1 / (1 + np.exp(-(vector[0] * score + vector[1])))
        value = -(weight * (right * np.log(chance + 1e-12) + (1 - right) * np.log(1 - chance + 1e-12))).sum()
        off = weight * (chance - right)
        return value / weight.sum(), np.array([(off * score).sum(), off.sum()]) / weight.sum()

    return minimize(loss, np.array([1.0, -8.0]), jac=True).x


def cross_validated(sets, builtin, limits, folds=5):
    found = {name: np.zeros(3) for name in sets}
    fold = {name: np.random.RandomState(0).permutation(len(consumers)) % folds for name, consumers in sets.items()}
    for i in range(folds):
        train = [(sum(fold[n] != i), [c for c, f in zip(sets[n], fold[n]) if f != i]) for n in sets]
        b = fit(train + [(BUILTIN, builtin)], builtin, limits)
        for n in sets:
            test = [c for c, f in zip(sets[n], fold[n]) if f == i]
            found[n] += hits(test, b) * len(test) / len(sets[n])
    return {name: figures.round(3) for name, figures in found.items()}


def main():
    folder = pathlib.Path(sys.argv[1])
    names, builtin = read(folder / "builtin.jsonl")
    sets = {name: read(folder / f"{name}.jsonl")[1] for name in SETS}
    limits = bounds(names)
    b = fit([(len(consumers), consumers) for consumers in sets.values()] + [(BUILTIN, builtin)], builtin, limits)
    scale, bias = calibrate(sets, builtin, b)
    alone = fit([(BUILTIN, builtin)], builtin, limits)
    crossed = cross_validated(sets, builtin, limits)
    for name, consumers in sets.items():
        print(f"{name}: {len(consumers)} consumers, {hits(consumers, b)}; five-fold {crossed[name]}; "
              f"fitted on the built-in servers alone {hits(consumers, alone)}")
    print(f"built-in servers: {len(builtin)} consumers, {hits(builtin, b)}")
    score = np.concatenate([x @ b for x, _ in builtin])
    right = np.concatenate([y for _, y in builtin])
    chance = 1 / (1 + np.exp(-(scale * score + bias)))
    for low in np.arange(0, 1, 0.1):
        within = (chance >= low) & (chance < low + 0.1)
        print(f"confidence {low:.1f}: {within.sum()} pairs, {right[within].mean():.2f} right")
    if "--write" in sys.argv:
        text = WEIGHTS.read_text()
        head, tail = text.split("pub(super) const BIAS")
        rows = "".join(f'    ({weight + 0.0:.2f}, "{name}"),\n' for weight, name in zip(b * scale, names))
        table = tail[tail.index("\n\n") : tail.index("= [\n") + 4] + rows + "];\n"
        WEIGHTS.write_text(f"{head}pub(super) const BIAS: f32 = {bias:.2f};{table}")


main()
