//! The weights of the formula.

/// How many features there are.
pub(super) const COUNT: usize = 61;

/// What is believed of a pair that has nothing in common, as a logit.
///
/// Bias and weights are written by `benchmarks/graph/fit.py`. It fits two things:
///
/// 1. *Ranking.* A conditional logit (McFadden 1974) over the consumer parameters: the producers that were used, or that
///    trials in forks have shown to be needed, before all other outputs. Data: NESTFUL (90 consumers) and BFCL multi-turn
///    (41), and the built-in servers where `mcplab graph build --prove every` tells the truth (some 650, counted as 100).
///    L2 0.001, no other bounds.
/// 2. *Scale and bias.* One logistic regression over all these pairs. Gold sets list what was used and not all that is
///    right, so a listed pair counts five times there; proven and refuted pairs count as they are.
///
/// Five-fold over consumers: NESTFUL hits@1 0.61, hits@5 0.83; BFCL 0.56, 0.87. Fitted on the built-in servers alone:
/// NESTFUL 0.64, 0.81.
pub(super) const BIAS: f32 = -8.37;

/// The weight of each feature, and what it says.
pub(super) const TABLE: [(f32, &str); COUNT] = [
    (0.00, "the names share words"),
    (0.00, "the names share words, seen with what they belong to"),
    (0.30, "the names mean the same, seen with what they belong to"),
    (0.00, "the names end in the same word"),
    (1.00, "the input's name contains the output's"),
    (0.29, "the names are spelled alike"),
    (2.15, "the descriptions are alike"),
    (0.87, "the input's description names the output"),
    (0.05, "the output's description names the input"),
    (0.38, "what is said of the output is said of the input too"),
    (0.79, "everything the output is called is said of the input"),
    (0.49, "the names are about the same field"),
    (0.28, "the input's description is about the field of the output's name"),
    (0.35, "the descriptions are about the same fields"),
    (1.03, "both are the same kind of thing"),
    (-0.29, "they are different kinds of things"),
    (0.00, "both are in the same unit"),
    (-0.07, "they are in different units"),
    (-0.61, "the output's name says little"),
    (0.00, "the input's description names the producer"),
    (0.00, "the producer is about what the input belongs to"),
    (1.18, "the tools have similar names"),
    (0.80, "the tools have similar descriptions"),
    (0.44, "the consumer's description names the output"),
    (0.34, "the producer lists or searches"),
    (0.57, "the producer reads"),
    (-0.42, "the producer creates"),
    (-0.16, "the producer changes"),
    (-0.88, "the producer removes"),
    (1.30, "the producer computes"),
    (1.55, "both tools are of one server"),
    (-2.00, "the consumer makes what the producer is about"),
    (0.54, "the producer is about what the id identifies"),
    (0.46, "both are addresses that mean the same everywhere"),
    (-1.14, "the producer only repeats its own input"),
    (1.64, "the producer has few outputs"),
    (0.47, "the types are equal"),
    (0.58, "nothing is said of the output's type"),
    (1.25, "both are numbers"),
    (-1.26, "the output is the only one of its tool, and both are numbers"),
    (1.02, "the output is the only one of its tool, and both are texts"),
    (1.18, "the output is the only one of its tool, on the same server"),
    (0.65, "the allowed values overlap"),
    (-0.09, "the output comes in a list"),
    (-1.02, "the output is nested deeply"),
    (1.35, "the output lists plain texts, the input takes one value"),
    (0.65, "both are lists of plain values"),
    (-0.49, "the input wants a list, the output is one value"),
    (-0.46, "only one of them is an id"),
    (0.26, "the output is an id"),
    (0.44, "the output is a name"),
    (1.59, "the output is a name, the input is searched by"),
    (-0.18, "the output is free text, the input is not"),
    (0.00, "counts and sizes are chosen rather than handed on"),
    (0.00, "the input is a setting"),
    (0.17, "both are free text"),
    (-0.83, "they are ids of different things"),
    (-0.41, "another input of the tool takes it"),
    (-0.81, "servers do not know each other's ids"),
    (-0.65, "the input allows other values only"),
    (-1.14, "the output says how the call went"),
];
