"""Fits the weights of the graph's formula and writes src/graph/weights.rs.

    cargo run --release -- graph build --prove every --proofs PROOFS --out /dev/null
    cargo run --release -p mcplab-benchmarks -- pairs PROOFS DIR [MODEL]
    python benchmarks/graph/fit.py DIR [--write]        # needs numpy and scipy

What is fitted, and why, stands in src/graph/weights.rs. With a MODEL of meaning the weights of its cosines are fitted
too, with those of the features as they are, and written to src/graph/embedding.rs. Beside it come the figures of the
fit: hits@1, hits@5 and MRR of every set, the same by cross-validation over consumer parameters, and how far confidence
is probability.
"""

import json
import math
import pathlib
import sys

import numpy as np
from scipy.optimize import minimize

SETS = ("nestful", "bfcl_multi_turn")
L2 = 0.0005
EMBEDDED_L2 = 0.002
BUILTIN = 100  # so many consumers the built-in servers count for
PAIRS = 10  # and so many their pairs, one by one
UNLISTED = 5  # for each pair that a gold set lists so many are right
EMBEDDING = pathlib.Path(__file__).parents[2] / "src/graph/embedding.rs"
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
the output says how the call went
the consumer tells the like itself"""
AT_LEAST = {"both are addresses that mean the same everywhere": 6.0, "the address belongs to whom the producer is about": 2.5}


def read(path):
    """Consumers as (features, right), the names of the features, and the cosines of every consumer."""
    with open(path) as lines:
        names = json.loads(next(lines))["features"]
        consumers, cosines = [], []
        for line in lines:
            rows = json.loads(line)["rows"]
            right = np.array([row[0] for row in rows], bool)
            if right.any() and not right.all():
                consumers.append((np.array([row[1] for row in rows]), right))
                cosines.append(np.array([row[2] for row in rows]))
    return names, consumers, cosines


def bounds(names):
    lists = [set(text.replace("\n", "|").split("|")) for text in (FOR, AGAINST)]
    assert all(name in names for name in set.union(*lists)), "the lists of signs name a feature that is not there"
    low = [AT_LEAST.get(name, 0.0 if name in lists[0] else None) for name in names]
    return [(bound, 0.0 if name in lists[1] else None) for bound, name in zip(low, names)] + [(None, None)]


def sigmoid(logit):
    return 1 / (1 + np.exp(-logit))


def log_loss(logit, right, weight):
    """The loss and its slope by every logit."""
    chance = sigmoid(logit)
    value = -(weight * (right * np.log(chance + 1e-12) + (1 - right) * np.log(1 - chance + 1e-12))).sum()
    return value, weight * (chance - right)


def ranking_loss(ranked, w):
    """The loss of a conditional logit over consumers as (weight, score so far, x, right), and its slope by `w`."""
    value, slope = 0.0, np.zeros(len(w))
    for weight, score, x, y in ranked:
        logit = score + x @ w
        share = np.exp(logit - logit.max())
        share /= share.sum()
        hit = max((share * y).sum(), 1e-300)
        value -= weight * math.log(hit)
        slope -= weight * (x.T @ (share * y / hit - share))
    return value, slope


def fit(groups, builtin, limits):
    """Weights by a conditional logit over `groups` of (weight, consumers), with a logistic loss over single pairs."""
    count = len(limits) - 1
    ranked = [(weight / len(consumers), 0.0, x, y) for weight, consumers in groups for x, y in consumers]
    total = sum(weight for weight, _ in groups) + PAIRS
    x_all = np.concatenate([x for x, _ in builtin])
    y_all = np.concatenate([y for _, y in builtin]).astype(float)
    w_all = np.concatenate([np.full(len(y), 1.0 / len(y)) for _, y in builtin]) * 20 * PAIRS / len(builtin)

    def loss(vector):
        b, bias = vector[:count], vector[count]
        value, gradient = ranking_loss(ranked, b)
        single, off = log_loss(x_all @ b + bias, y_all, w_all)
        value, gradient = value + single, gradient + x_all.T @ off
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


def counted(sets, builtin):
    """Which pairs are right, and how much each counts: every consumer alike, a listed pair of a gold set several times."""
    right = np.concatenate([y for consumers in (*sets, builtin) for *_, y in consumers]).astype(float)
    weight = np.concatenate(
        [np.where(y, UNLISTED, 1.0) / len(consumers) for consumers in sets for *_, y in consumers]
        + [np.full(len(y), 2.0) / len(builtin) for *_, y in builtin]
    )
    return right, weight / weight.sum()


def calibrate(sets, builtin, b):
    """Scale and bias that make the score a probability."""
    score = np.concatenate([x @ b for consumers in (*sets.values(), builtin) for x, _ in consumers])
    right, weight = counted(sets.values(), builtin)

    def loss(vector):
        value, slope = log_loss(vector[0] * score + vector[1], right, weight)
        return value, np.array([(slope * score).sum(), slope.sum()])

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


def embedding(sets, builtin):
    """Weights of the cosines by a conditional logit over consumers as (score, cosines, right), and a bias that keeps the
    confidence a probability, by what `calibrate` counts."""
    groups = [(len(consumers), consumers) for consumers in sets] + [(BUILTIN, builtin)]
    ranked = [(weight / len(consumers), *one) for weight, consumers in groups for one in consumers]
    total = sum(weight for weight, _ in groups)

    def loss(w):
        value, gradient = ranking_loss(ranked, w)
        return value / total + EMBEDDED_L2 * (w**2).sum(), gradient / total + 2 * EMBEDDED_L2 * w

    count = ranked[0][2].shape[1]
    w = minimize(loss, np.zeros(count), jac=True, method="L-BFGS-B", bounds=[(0, None)] * count).x
    score = np.concatenate([score + x @ w for consumers in (*sets, builtin) for score, x, _ in consumers])
    right, weight = counted(sets, builtin)

    def off(bias):
        value, slope = log_loss(score + bias[0], right, weight)
        return value, np.array([slope.sum()])

    return w, minimize(off, np.zeros(1), jac=True).x[0]


def with_embedding(sets, builtin, cosines, line, write):
    """Fits and measures the cosines beside `line`, which makes scores of features; five-fold over consumers too."""
    beside = {name: [(line(x), c, y) for (x, y), c in zip(consumers, cosines[name])] for name, consumers in sets.items()}
    own = [(line(x), c, y) for (x, y), c in zip(builtin, cosines["builtin"])]
    w, bias = embedding(list(beside.values()), own)
    crossed = {name: np.zeros(3) for name in beside}
    fold = {name: np.random.RandomState(0).permutation(len(consumers)) % 5 for name, consumers in beside.items()}
    for i in range(5):
        left, _ = embedding([[c for c, f in zip(beside[n], fold[n]) if f != i] for n in beside], own)
        for n in beside:
            test = [(np.column_stack([s, c]), y) for (s, c, y), f in zip(beside[n], fold[n]) if f == i]
            crossed[n] += hits(test, np.append(1.0, left)) * len(test) / len(beside[n])
    for name, consumers in [*beside.items(), ("builtin", own)]:
        measured = hits([(np.column_stack([s, c]), y) for s, c, y in consumers], np.append(1.0, w))
        print(f"with embeddings, {name}: {measured}; five-fold {crossed.get(name, np.zeros(0)).round(3)}")
    print(f"weights of the cosines {w.round(2)}, bias {bias:.2f}")
    if write:
        text = EMBEDDING.read_text()
        head, tail = text.split("const BIAS: f32 = ")
        tail = tail[tail.index("];\n") + 3 :]
        rows = ", ".join(f"{weight:.2f}" for weight in w)
        EMBEDDING.write_text(f"{head}const BIAS: f32 = {bias:.2f};\nconst WEIGHTS: Cosines = [{rows}];\n{tail}")


def main():
    folder = pathlib.Path(sys.argv[1])
    names, builtin, own_cosines = read(folder / "builtin.jsonl")
    sets, cosines = {}, {"builtin": own_cosines}
    for name in SETS:
        _, sets[name], cosines[name] = read(folder / f"{name}.jsonl")
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
    write = "--write" in sys.argv
    if own_cosines[0].shape[1] > 0:
        with_embedding(sets, builtin, cosines, lambda x: scale * (x @ b) + bias, write)
    if write:
        text = WEIGHTS.read_text()
        head, tail = text.split("pub(super) const BIAS")
        rows = "".join(f'    ({weight + 0.0:.2f}, "{name}"),\n' for weight, name in zip(b * scale, names))
        table = tail[tail.index("\n\n") : tail.index("= [\n") + 4] + rows + "];\n"
        WEIGHTS.write_text(f"{head}pub(super) const BIAS: f32 = {bias:.2f};{table}")


main()
