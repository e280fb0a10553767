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
pub(super) const BIAS: f32 = -8.94;

/// The weight of each feature, and what it says.
pub(super) const TABLE: [(f32, &str); COUNT] = [
    (0.00, "the names share words"),
    (0.00, "the names share words, seen with what they belong to"),
    (0.42, "the names mean the same, seen with what they belong to"),
    (0.00, "the names end in the same word"),
    (1.09, "the input's name contains the output's"),
    (0.06, "the names are spelled alike"),
    (2.35, "the descriptions are alike"),
    (0.81, "the input's description names the output"),
    (0.00, "the output's description names the input"),
    (0.14, "what is said of the output is said of the input too"),
    (0.96, "everything the output is called is said of the input"),
    (0.45, "the names are about the same field"),
    (0.38, "the input's description is about the field of the output's name"),
    (0.30, "the descriptions are about the same fields"),
    (0.70, "both are the same kind of thing"),
    (-0.35, "they are different kinds of things"),
    (0.00, "both are in the same unit"),
    (-0.13, "they are in different units"),
    (-0.68, "the output's name says little"),
    (0.00, "the input's description names the producer"),
    (0.00, "the producer is about what the input belongs to"),
    (1.40, "the tools have similar names"),
    (0.88, "the tools have similar descriptions"),
    (0.46, "the consumer's description names the output"),
    (0.35, "the producer lists or searches"),
    (0.67, "the producer reads"),
    (-0.25, "the producer creates"),
    (-0.00, "the producer changes"),
    (-1.12, "the producer removes"),
    (1.37, "the producer computes"),
    (1.64, "both tools are of one server"),
    (-2.53, "the consumer makes what the producer is about"),
    (0.32, "the producer is about what the id identifies"),
    (4.59, "both are addresses that mean the same everywhere"),
    (1.91, "the address belongs to whom the producer is about"),
    (-1.32, "the producer only repeats its own input"),
    (2.30, "the producer has few outputs"),
    (0.48, "the types are equal"),
    (0.75, "nothing is said of the output's type"),
    (1.65, "both are numbers"),
    (-1.60, "the output is the only one of its tool, and both are numbers"),
    (0.97, "the output is the only one of its tool, and both are texts"),
    (1.25, "the output is the only one of its tool, on the same server"),
    (0.97, "the allowed values overlap"),
    (-0.15, "the output comes in a list"),
    (-1.23, "the output is nested deeply"),
    (1.40, "the output lists plain texts, the input takes one value"),
    (0.74, "both are lists of plain values"),
    (-0.48, "the input wants a list, the output is one value"),
    (-0.83, "only one of them is an id"),
    (0.36, "the output is an id"),
    (0.32, "the output is a name"),
    (2.15, "the output is a name, the input is searched by"),
    (-0.10, "the output is free text, the input is not"),
    (-0.00, "counts and sizes are chosen rather than handed on"),
    (0.00, "the input is a setting"),
    (0.47, "both are free text"),
    (-1.21, "they are ids of different things"),
    (-0.63, "another input of the tool takes it"),
    (-1.02, "servers do not know each other's ids"),
    (-0.95, "the input allows other values only"),
    (-1.60, "the output says how the call went"),
];
