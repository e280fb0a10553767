//! The weights of the formula.

/// How many features there are.
pub(super) const COUNT: usize = 63;

/// What is believed of a pair that has nothing in common, as a logit.
///
/// Bias and weights are written by `benchmarks/graph/fit.py`, which fits two things:
///
/// 1. *Ranking.* A conditional logit (McFadden 1974) over consumer parameters, which ranks the producers that were used,
///    or that trials have shown to be needed, before all other outputs. Data: NESTFUL (90 consumers), BFCL multi-turn
///    (41), and the built-in servers, of which `mcplab graph build --prove every` tells the truth (some 650 consumers,
///    counted as 100), with a logistic loss over their pairs beside it (counted as 10). L2 0.0005. What speaks for an edge
///    by its meaning has no negative weight, what speaks against it no positive one; addresses count at least 6 (8.5 where
///    they belong to whom the producer is about), because
///    the gold sets have none and trials show that every server takes them.
/// 2. *Scale and bias.* One logistic regression over all these pairs. Gold sets list what was used and not all that is
///    right, so a listed pair counts five times there; proven and refuted pairs count as they are.
pub(super) const BIAS: f32 = -9.12;

/// The weight of each feature, and what it says.
pub(super) const TABLE: [(f32, &str); COUNT] = [
    (0.00, "the names share words"),
    (0.00, "the names share words, seen with what they belong to"),
    (0.28, "the names mean the same, seen with what they belong to"),
    (0.00, "the names end in the same word"),
    (1.06, "the input's name contains the output's"),
    (0.00, "the names are spelled alike"),
    (2.24, "the descriptions are alike"),
    (0.80, "the input's description names the output"),
    (0.00, "the output's description names the input"),
    (0.23, "what is said of the output is said of the input too"),
    (1.10, "everything the output is called is said of the input"),
    (0.42, "the names are about the same field"),
    (0.42, "the input's description is about the field of the output's name"),
    (0.26, "the descriptions are about the same fields"),
    (0.75, "both are the same kind of thing"),
    (-0.37, "they are different kinds of things"),
    (0.01, "both are in the same unit"),
    (-0.14, "they are in different units"),
    (-0.72, "the output's name says little"),
    (0.00, "the input's description names the producer"),
    (0.00, "the producer is about what the input belongs to"),
    (1.56, "the tools have similar names"),
    (1.16, "the tools have similar descriptions"),
    (0.54, "the consumer's description names the output"),
    (0.41, "the producer lists or searches"),
    (0.76, "the producer reads"),
    (-0.09, "the producer creates"),
    (-0.08, "the producer changes"),
    (-1.08, "the producer removes"),
    (1.47, "the producer computes"),
    (1.62, "both tools are of one server"),
    (-2.44, "the consumer makes what the producer is about"),
    (0.31, "the producer is about what the id identifies"),
    (4.65, "both are addresses that mean the same everywhere"),
    (1.94, "the address belongs to whom the producer is about"),
    (-1.43, "the producer only repeats its own input"),
    (2.52, "the producer has few outputs"),
    (0.45, "the types are equal"),
    (0.70, "nothing is said of the output's type"),
    (1.55, "both are numbers"),
    (-1.62, "the output is the only one of its tool, and both are numbers"),
    (1.00, "the output is the only one of its tool, and both are texts"),
    (1.21, "the output is the only one of its tool, on the same server"),
    (0.90, "the allowed values overlap"),
    (-0.13, "the output comes in a list"),
    (-1.22, "the output is nested deeply"),
    (1.32, "the output lists plain texts, the input takes one value"),
    (0.76, "both are lists of plain values"),
    (-0.47, "the input wants a list, the output is one value"),
    (-0.89, "only one of them is an id"),
    (0.41, "the output is an id"),
    (0.41, "the output is a name"),
    (2.14, "the output is a name, the input is searched by"),
    (-0.18, "the output is free text, the input is not"),
    (-0.00, "counts and sizes are chosen rather than handed on"),
    (-0.25, "the input is a setting"),
    (0.40, "both are free text"),
    (-1.38, "they are ids of different things"),
    (-0.60, "another input of the tool takes it"),
    (-0.88, "servers do not know each other's ids"),
    (-0.88, "the input allows other values only"),
    (-1.62, "the output says how the call went"),
    (-0.65, "the consumer tells the like itself"),
];
