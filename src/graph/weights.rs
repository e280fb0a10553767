//! The weights of the formula.

/// How many features there are.
pub(super) const COUNT: usize = 62;

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
pub(super) const BIAS: f32 = -9.05;

/// The weight of each feature, and what it says.
pub(super) const TABLE: [(f32, &str); COUNT] = [
    (0.00, "the names share words"),
    (0.00, "the names share words, seen with what they belong to"),
    (0.50, "the names mean the same, seen with what they belong to"),
    (0.00, "the names end in the same word"),
    (1.10, "the input's name contains the output's"),
    (0.00, "the names are spelled alike"),
    (2.38, "the descriptions are alike"),
    (0.79, "the input's description names the output"),
    (0.00, "the output's description names the input"),
    (0.20, "what is said of the output is said of the input too"),
    (0.99, "everything the output is called is said of the input"),
    (0.46, "the names are about the same field"),
    (0.37, "the input's description is about the field of the output's name"),
    (0.26, "the descriptions are about the same fields"),
    (0.68, "both are the same kind of thing"),
    (-0.33, "they are different kinds of things"),
    (0.01, "both are in the same unit"),
    (-0.14, "they are in different units"),
    (-0.64, "the output's name says little"),
    (0.00, "the input's description names the producer"),
    (0.00, "the producer is about what the input belongs to"),
    (1.40, "the tools have similar names"),
    (0.90, "the tools have similar descriptions"),
    (0.48, "the consumer's description names the output"),
    (0.40, "the producer lists or searches"),
    (0.75, "the producer reads"),
    (-0.10, "the producer creates"),
    (-0.13, "the producer changes"),
    (-1.10, "the producer removes"),
    (1.45, "the producer computes"),
    (1.59, "both tools are of one server"),
    (-2.55, "the consumer makes what the producer is about"),
    (0.33, "the producer is about what the id identifies"),
    (4.64, "both are addresses that mean the same everywhere"),
    (1.93, "the address belongs to whom the producer is about"),
    (-1.35, "the producer only repeats its own input"),
    (2.41, "the producer has few outputs"),
    (0.46, "the types are equal"),
    (0.73, "nothing is said of the output's type"),
    (1.63, "both are numbers"),
    (-1.61, "the output is the only one of its tool, and both are numbers"),
    (0.99, "the output is the only one of its tool, and both are texts"),
    (1.26, "the output is the only one of its tool, on the same server"),
    (0.97, "the allowed values overlap"),
    (-0.14, "the output comes in a list"),
    (-1.30, "the output is nested deeply"),
    (1.39, "the output lists plain texts, the input takes one value"),
    (0.78, "both are lists of plain values"),
    (-0.46, "the input wants a list, the output is one value"),
    (-0.92, "only one of them is an id"),
    (0.41, "the output is an id"),
    (0.32, "the output is a name"),
    (2.21, "the output is a name, the input is searched by"),
    (-0.13, "the output is free text, the input is not"),
    (-0.00, "counts and sizes are chosen rather than handed on"),
    (0.00, "the input is a setting"),
    (0.41, "both are free text"),
    (-1.41, "they are ids of different things"),
    (-0.64, "another input of the tool takes it"),
    (-0.95, "servers do not know each other's ids"),
    (-0.95, "the input allows other values only"),
    (-1.61, "the output says how the call went"),
];
