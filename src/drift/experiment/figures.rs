//! What the trials of a group come to: a row of the report.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::drift::experiment::adapt::Adaptation;
use crate::drift::experiment::pair::{Damage, Pair};
use crate::drift::experiment::rate::{Draws, Mean, Rate};
use crate::drift::experiment::trial::Trial;
use crate::score::FailureMode;

/// Trials by what becomes of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub trials: u64,
    /// Those that broke down: in no figure.
    pub infrastructure: u64,
    /// Those of which a check was not evaluated: in no share of passed ones.
    pub undecided: u64,
    /// Those that the tools do not solve any more: only whether they were declined is told.
    pub unsolvable: u64,
    /// Drifted ones without a base of the same task and seed: in no damage.
    pub unpaired: u64,
}

/// All figures of a group of trials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    pub counts: Counts,
    /// Passed trials, of the solvable ones.
    pub success: Option<Rate>,
    pub damage: Option<Damage>,
    /// The damage at tasks whose tools the drift does not touch.
    pub forgetting: Option<Damage>,
    /// Per episode.
    pub calls: Option<Mean>,
    pub wasted: Option<Mean>,
    pub stale: Option<Mean>,
    /// Trials that came through the drift that they met.
    pub recovery: Option<Rate>,
    pub adaptation: Option<Adaptation>,
    /// Declined ones among the unsolvable: the right outcome.
    pub refusal: Option<Rate>,
    /// Declined ones among the solvable: who declines everything is not graceful.
    pub needless: Option<Rate>,
    pub failures: BTreeMap<FailureMode, u64>,
}

impl Figures {
    pub(super) fn of(trials: &[&Trial], pairs: &[&Pair], draws: Draws) -> Self {
        let told: Vec<&Trial> = trials.iter().copied().filter(|trial| !trial.is_infrastructure()).collect();
        let rate = |of: fn(&Trial) -> Option<bool>| {
            Rate::of(told.iter().filter_map(|trial| Some((trial.task.as_str(), of(trial)?))), draws)
        };
        let mean = |of: fn(&Trial) -> u32| Mean::of(told.iter().map(|trial| (trial.task.as_str(), of(trial))), draws);
        let untouched: Vec<&Pair> = pairs.iter().copied().filter(|pair| !pair.touched).collect();
        let mut failures = BTreeMap::new();
        told.iter().filter_map(|trial| trial.failure).for_each(|mode| *failures.entry(mode).or_default() += 1);
        Self {
            counts: Counts::of(trials, pairs),
            success: rate(Trial::decided),
            damage: Damage::of(pairs, draws),
            forgetting: Damage::of(&untouched, draws),
            calls: mean(|trial| trial.calls),
            wasted: mean(|trial| trial.wasted_calls),
            stale: mean(|trial| trial.stale_calls),
            recovery: rate(|trial| trial.recovered),
            adaptation: Adaptation::of(told.iter().copied()),
            refusal: rate(|trial| (!trial.solvable).then_some(trial.declined)),
            needless: rate(|trial| trial.solvable.then_some(trial.declined)),
            failures,
        }
    }
}

impl Counts {
    fn of(trials: &[&Trial], pairs: &[&Pair]) -> Self {
        let count = |of: fn(&Trial) -> bool| trials.iter().filter(|trial| of(trial)).count() as u64;
        let told = count(|trial| trial.operator.is_some() && trial.decided().is_some());
        Self {
            trials: trials.len() as u64,
            infrastructure: count(Trial::is_infrastructure),
            undecided: count(|trial| trial.solvable && trial.passed.is_none() && !trial.is_infrastructure()),
            unsolvable: count(|trial| !trial.solvable && !trial.is_infrastructure()),
            unpaired: told - pairs.iter().map(|pair| pair.trials).sum::<u64>(),
        }
    }
}
