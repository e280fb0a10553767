//! From what two parameters have in common to a confidence: features, weights, classes.
//!
//! `confidence = sigmoid(BIAS + sum(weight[i] * feature[i]))` for declared evidence. See [`TABLE`] for how the
//! numbers were found. Observed evidence follows Laplace's rule of succession: `n` flows leave `1 / (n + 1)` of the
//! doubt, so `confidence = 1 - (1 - declared) / (n + 1)`.

use super::features::{COUNT, End, Features, features, guard};
use super::words::Vocabulary;
use crate::model::{Declared, Edge, EdgeClass, Evidence, Parameter};

/// Edges believed at least this much are strong.
pub(super) const STRONG: f32 = 0.5;
/// Edges believed less than this are not kept.
pub(super) const FLOOR: f32 = 0.03;

/// What is believed of a pair that has nothing in common, as a logit.
const BIAS: f32 = -7.83;
/// The weight of each feature, and what it says.
///
/// Fitted on the gold edges of NESTFUL and of BFCL multi-turn (131 consumer parameters, 81,000 pairs, each also with all
/// descriptions taken away, because real servers often have none): a conditional logit ranks the used producers of an
/// input before all other outputs (L2 0.004), then one logistic regression over all pairs sets scale and bias, counting
/// five valid edges for every one that the gold lists. Bounds where the data are silent or known to mislead: echoes at
/// most -0.8, free text into names and ids at most -1.5, one server at most +1, an only output at most +1, tools of
/// alike names at most +1.5, the description naming the output at most +2.5; a search at least +0.3, a named producer
/// at least +1, the home of an id at least +0.7, and +6.5 for mail addresses and phone numbers, of which the data have
/// none and which mean the same on every server. (All before scaling by 1.07.) Five-fold over consumers: hits@1 0.57
/// and 0.45, hits@5 0.72 and 0.83; the lexical baseline has 0.47 and 0.34, 0.63 and 0.66.
pub(super) const TABLE: [(f32, &str); COUNT] = [
    (1.17, "the names share words"),
    (0.71, "the names share words, seen with what they belong to"),
    (0.80, "the names mean the same, seen with what they belong to"),
    (0.13, "the names end in the same word"),
    (0.59, "both are the same kind of thing"),
    (-0.54, "they are different kinds of things"),
    (1.17, "the types are equal"),
    (1.97, "the descriptions are alike"),
    (2.67, "the input's description names the output"),
    (0.93, "the output's description names the input"),
    (1.07, "the input's description names the producer"),
    (0.86, "the producer is about what the input belongs to"),
    (1.60, "the tools belong together"),
    (0.32, "the producer lists or searches"),
    (0.20, "the producer reads"),
    (-0.58, "the producer changes"),
    (-0.76, "the producer removes"),
    (-0.86, "the producer only repeats its own input"),
    (1.07, "both tools are of one server"),
    (-0.66, "the output's name says little"),
    (0.42, "the allowed values overlap"),
    (-0.42, "the input allows few values only"),
    (0.27, "the output comes in a list"),
    (-1.17, "the output is nested deeply"),
    (1.07, "the output is the only one of its tool"),
    (-1.60, "the output is free text, the input is not"),
    (1.16, "both are numbers"),
    (-1.74, "the consumer makes what the producer is about"),
    (1.52, "the producer is about what the id identifies"),
    (6.95, "both are addresses that mean the same everywhere"),
];

/// What two parameters have in common.
pub(super) struct Comparison {
    pub features: Features,
    guard: Option<&'static str>,
}

impl Comparison {
    /// `None` where a value of the output can never be the input.
    pub fn of(from: End<'_>, to: End<'_>, vocabulary: &Vocabulary) -> Option<Self> {
        Some(Self { features: features(from, to, vocabulary)?, guard: guard(from, to) })
    }

    pub fn confidence(&self) -> f32 {
        let sum: f32 = self.features.iter().zip(TABLE).map(|(feature, (weight, _))| feature * weight).sum();
        let confidence = 1.0 / (1.0 + (-(BIAS + sum)).exp());
        if self.guard.is_some() { confidence / 2.0 } else { confidence }
    }

    /// The evidence in words, strongest first.
    pub fn declared(&self) -> Declared {
        let mut parts: Vec<(f32, &str)> =
            self.features.iter().zip(TABLE).map(|(feature, (weight, reason))| (feature * weight, reason)).collect();
        parts.retain(|(part, _)| part.abs() > 0.1);
        parts.sort_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
        let guard = self.guard.map(|reason| format!("{reason} (halved)"));
        let reasons = parts.iter().take(5).map(|(part, reason)| format!("{reason} ({part:+.1})"));
        Declared { score: self.confidence(), reasons: guard.into_iter().chain(reasons).collect() }
    }
}

/// Confidence and class from all evidence.
pub(super) fn combined(evidence: &Evidence) -> (f32, EdgeClass) {
    let declared = evidence.declared.as_ref().map_or(0.0, |declared| declared.score);
    let confidence = 1.0 - (1.0 - declared) / (evidence.observed as f32 + 1.0);
    (confidence, if confidence >= STRONG { EdgeClass::Strong } else { EdgeClass::Weak })
}

/// An edge with its evidence weighed.
pub(super) fn edge(from: Parameter, to: Parameter, evidence: Evidence) -> Edge {
    let (confidence, class) = combined(&evidence);
    Edge { from, to, class, confidence, evidence }
}
