//! From what two parameters have in common to a confidence: features, weights, classes.
//!
//! `confidence = sigmoid(BIAS + sum(weight[i] * feature[i]))` for declared evidence. See [`TABLE`] for how the
//! numbers were found. Observed evidence follows Laplace's rule of succession: `n` flows leave `1 / (n + 1)` of the
//! doubt, so `confidence = 1 - (1 - declared) / (n + 1)`.

use super::features::{End, Features, features};
use super::weights::{BIAS, TABLE};
use super::words::Vocabulary;
use crate::model::{Annotation, Declared, Edge, EdgeClass, Evidence, Parameter, ProofClass, Reason};

/// Edges believed less than this are not kept.
pub(super) const FLOOR: f32 = 0.03;
/// How many reasons an edge keeps.
const REASONS: usize = 6;

/// What two parameters have in common.
pub(super) struct Comparison {
    pub features: Features,
}

impl Comparison {
    /// `None` where a value of the output can never be the input.
    pub fn of(from: End<'_>, to: End<'_>, vocabulary: &Vocabulary) -> Option<Self> {
        Some(Self { features: features(from, to, vocabulary)? })
    }

    pub fn confidence(&self) -> f32 {
        let sum: f32 = self.features.iter().zip(TABLE).map(|(feature, (weight, _))| feature * weight).sum();
        1.0 / (1.0 + (-(BIAS + sum)).exp())
    }

    /// What counts, strongest first.
    pub fn reasons(&self) -> Vec<Reason> {
        let parts = self.features.iter().zip(TABLE).enumerate();
        let mut parts: Vec<Reason> = parts
            .map(|(i, (feature, (weight, _)))| Reason {
                feature: i as u8,
                weight: (feature * weight * 100.0).round() / 100.0,
            })
            .filter(|reason| reason.weight.abs() > 0.1)
            .collect();
        parts.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
        parts
    }

    /// The evidence, its strongest reasons alone.
    pub fn declared(&self) -> Declared {
        let mut reasons = self.reasons();
        reasons.truncate(REASONS);
        reasons.shrink_to_fit();
        Declared { score: self.confidence(), reasons }
    }
}

/// What a reason says, in words.
pub fn says(reason: &Reason) -> &'static str {
    TABLE.get(usize::from(reason.feature)).map_or("something that this release does not know", |(_, says)| *says)
}

/// A probability with something added to its logit.
pub(super) fn shifted(probability: f32, by: Option<f32>) -> f32 {
    match by {
        Some(by) => 1.0 / (1.0 + (1.0 / probability - 1.0) * (-by).exp()),
        None => probability,
    }
}

/// Confidence and class from all evidence.
pub(super) fn combined(evidence: &Evidence) -> (f32, EdgeClass) {
    let declared = evidence.declared.as_ref().map_or(0.0, |declared| shifted(declared.score, evidence.embedded));
    let confidence = 1.0 - (1.0 - declared) / (evidence.observed as f32 + 1.0);
    let of = |confidence| if confidence >= Edge::TRUST { EdgeClass::Strong } else { EdgeClass::Weak };
    let (confidence, class) = match &evidence.proven {
        None => (confidence, of(confidence)),
        Some(proven) => match proven.class {
            ProofClass::Refuted => (confidence / (proven.tried as f32 + 1.0), EdgeClass::Weak),
            // What only repeats is needed like the thing itself, and no source of it.
            ProofClass::Strong if proven.echo => (confidence, EdgeClass::Weak),
            ProofClass::Strong => (1.0 - (1.0 - confidence) / (proven.accepted as f32 + 1.0), EdgeClass::Strong),
            ProofClass::Weak => (confidence, EdgeClass::Weak),
        },
    };
    match evidence.annotated.as_ref().map(|annotated| annotated.class) {
        None => (confidence, class),
        Some(Annotation::Strong) => (1.0, EdgeClass::Strong),
        Some(Annotation::Weak) => (confidence, EdgeClass::Weak),
        Some(Annotation::Wrong) => (0.0, EdgeClass::Weak),
    }
}

/// An edge with its evidence weighed.
pub(super) fn edge(from: Parameter, to: Parameter, evidence: Evidence) -> Edge {
    let (confidence, class) = combined(&evidence);
    Edge { from, to, class, confidence, evidence }
}
