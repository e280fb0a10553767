//! When a drift happens. The time is the caller's: nothing here has a clock.

use serde::{Deserialize, Serialize};

use crate::drift::operator::Operator;

/// An operator and its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    pub operator: Operator,
    pub at: At,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "when", rename_all = "snake_case", deny_unknown_fields)]
pub enum At {
    /// The episode begins with the drifted tools.
    BeforeEpisode,
    /// Before the turn of this number, counted from 0.
    Turn { turn: u32 },
    /// In a share of the episodes that grows evenly from none at the first of these episodes to all from the last one on.
    Gradual { from: u64, to: u64 },
}

impl At {
    /// The share of the episodes with this number that begin with the drifted tools, 0 to 1.
    pub fn share(self, episode: u64) -> f64 {
        match self {
            Self::BeforeEpisode => 1.0,
            Self::Turn { .. } => 0.0,
            Self::Gradual { to, .. } if episode >= to => 1.0,
            Self::Gradual { from, .. } if episode <= from => 0.0,
            Self::Gradual { from, to } => (episode - from) as f64 / (to - from) as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradual_drift_grows_evenly() {
        let at = At::Gradual { from: 10, to: 20 };
        assert_eq!([0, 10, 15, 20, 99].map(|episode| at.share(episode)), [0.0, 0.0, 0.5, 1.0, 1.0]);
        assert_eq!(At::Gradual { from: 5, to: 5 }.share(5), 1.0);
    }
}
