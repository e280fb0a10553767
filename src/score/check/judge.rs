//! The judge: a model's opinion, asked for beforehand and stored with the episode.
//!
//! It counts only if the judge was measured on labelled episodes and agrees with them *substantially* beyond chance (Cohen
//! 1960, Landis and Koch 1977).

use serde::{Deserialize, Serialize};

use crate::score::episode::{Episode, Judged, Opinion};

/// Cohen's kappa from which on an opinion counts.
pub const TRUSTED: f64 = 0.61;

/// A question for a judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgeCheck {
    /// Opinions are stored under this name.
    pub name: String,
    /// What a good episode is.
    pub question: String,
}

impl JudgeCheck {
    pub fn judge(&self, episode: &Episode) -> Judged {
        match episode.opinions.get(&self.name) {
            None => Judged::not_evaluated("no judge was asked"),
            Some(Opinion { kappa: None, .. }) => {
                Judged::not_evaluated("the judge's agreement with labels was not measured")
            }
            Some(Opinion { kappa: Some(kappa), .. }) if kappa.is_nan() || *kappa < TRUSTED => {
                Judged::not_evaluated(format!("the judge agrees with labels by {kappa:.2}, below {TRUSTED}"))
            }
            Some(opinion) => Judged { passed: Some(opinion.good), evidence: opinion.reason.clone() },
        }
    }
}
