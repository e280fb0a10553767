//! Sensitivity to drift: an agent's success over severity, and what is left of it on the whole.

use std::collections::BTreeMap;

use rand::RngExt;
use serde::{Deserialize, Serialize};

use crate::drift::experiment::pair::Pair;
use crate::drift::experiment::rate::{Draws, Rate};
use crate::drift::experiment::trial::{Severity, Trial};
use crate::model::Seed;
use crate::score::Interval;

/// Success over severity, all operators together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// From the base, of severity 0, on.
    pub points: Vec<Point>,
    /// None where the base passes nothing, or no pair is there.
    pub area: Option<Area>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub severity: f64,
    pub success: Rate,
}

/// The area under relative success, drifted over base of the same pairs, from severity 0 to the highest, over the same
/// for an agent that loses nothing: 1 is unharmed, 0 is nothing left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Area {
    pub mean: f64,
    pub interval: Interval,
}

impl Curve {
    /// Of one agent's trials and pairs.
    pub(super) fn of(trials: &[&Trial], pairs: &[&Pair], draws: Draws) -> Self {
        let mut levels: BTreeMap<Severity, Vec<(&str, bool)>> = BTreeMap::new();
        for trial in trials {
            if let Some(passed) = trial.decided() {
                let severity = trial.drift().map_or(Severity(0.0), |(_, severity)| severity);
                levels.entry(severity).or_default().push((&trial.task, passed));
            }
        }
        let point = |(severity, trials): (Severity, Vec<(&str, bool)>)| {
            Some(Point { severity: severity.0, success: Rate::of(trials.into_iter(), draws)? })
        };
        Self { points: levels.into_iter().filter_map(point).collect(), area: area(pairs, draws) }
    }
}

/// Sums of a task's shares at one severity.
#[derive(Clone, Copy, Default)]
struct Sums {
    pairs: f64,
    base: f64,
    drifted: f64,
}

fn area(pairs: &[&Pair], draws: Draws) -> Option<Area> {
    let mut tasks: BTreeMap<&str, BTreeMap<Severity, Sums>> = BTreeMap::new();
    for pair in pairs {
        let sums = tasks.entry(pair.task).or_default().entry(pair.severity).or_default();
        sums.pairs += 1.0;
        sums.base += pair.base;
        sums.drifted += pair.drifted;
    }
    let tasks: Vec<BTreeMap<Severity, Sums>> = tasks.into_values().collect();
    let mean = under(tasks.iter())?;
    let mut random = Seed(draws.seed).derive("area", 0).rng();
    let mut drawn = || under((0..tasks.len()).map(|_| &tasks[random.random_range(0..tasks.len())]));
    // Tasks of which the base passes none have no relative success: such a draw is left out.
    let mut means: Vec<f64> = (0..draws.rounds).filter_map(|_| drawn()).collect();
    means.sort_unstable_by(f64::total_cmp);
    let last = means.len().checked_sub(1)?;
    let at = |share: f64| means[((share * means.len() as f64) as usize).min(last)];
    Some(Area { mean, interval: Interval { low: at(0.025), high: at(0.975) } })
}

/// Relative success of some tasks, by the trapezoids between severities.
fn under<'t>(tasks: impl Iterator<Item = &'t BTreeMap<Severity, Sums>>) -> Option<f64> {
    let mut levels: BTreeMap<Severity, (f64, f64)> = BTreeMap::new();
    for (severity, sums) in tasks.flatten() {
        let (base, drifted) = levels.entry(*severity).or_default();
        *base += sums.base / sums.pairs;
        *drifted += sums.drifted / sums.pairs;
    }
    let (mut sum, mut before) = (0.0, (0.0, 1.0));
    for (severity, (base, drifted)) in levels {
        if base == 0.0 {
            return None;
        }
        let relative = drifted / base;
        sum += (severity.0 - before.0) * (relative + before.1) / 2.0;
        before = (severity.0, relative);
    }
    (before.0 > 0.0).then(|| sum / before.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: Draws = Draws { rounds: 400, seed: 1 };

    fn pair(task: &str, severity: f64, base: f64, drifted: f64) -> Pair<'_> {
        let severity = Severity(severity);
        Pair { agent: "a", operator: "nest", severity, task, seed: 1, base, drifted, trials: 1, touched: true }
    }

    #[test]
    fn the_area_is_the_mean_relative_success() {
        // Relative success 1 at 0, 0.5 at 0.5, 0.25 at 1: (0.75 + 0.375) / 2.
        let pairs = [
            pair("t1", 0.5, 1.0, 0.5),
            pair("t2", 0.5, 0.6, 0.3),
            pair("t1", 1.0, 1.0, 0.25),
            pair("t2", 1.0, 0.6, 0.15),
        ];
        let found = area(&pairs.each_ref(), DRAWS).unwrap();
        assert!((found.mean - 0.5625).abs() < 1e-12, "{found:?}");
        // Both tasks lose the same share, so that every draw has the same area.
        assert!((found.interval.low - 0.5625).abs() < 1e-12 && (found.interval.high - 0.5625).abs() < 1e-12);
        // Up to the highest severity that was tried.
        let half = area(&pairs.each_ref()[..2], DRAWS).unwrap();
        assert!((half.mean - 0.75).abs() < 1e-12);
    }

    #[test]
    fn a_base_that_passes_nothing_has_no_area() {
        assert_eq!(area(&[&pair("t", 0.5, 0.0, 0.0)], DRAWS), None);
        assert_eq!(area(&[], DRAWS), None);
    }
}
