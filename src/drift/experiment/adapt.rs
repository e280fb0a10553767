//! How many calls agents need to take to new tools in the middle of an episode.

use serde::{Deserialize, Serialize};

use crate::drift::experiment::trial::Trial;

/// Quartiles over the trials that met a change, those that never took to it among them: else the slow would not count.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Adaptation {
    pub trials: u64,
    /// Those that used the new tools rightly in the end.
    pub adapted: u64,
    /// Calls; `None` where so many never did that there is no such number.
    pub lower: Option<f64>,
    pub median: Option<f64>,
    pub upper: Option<f64>,
}

impl Adaptation {
    /// None where no trial met a change.
    pub(super) fn of<'t>(trials: impl Iterator<Item = &'t Trial>) -> Option<Self> {
        // Whoever came through without a use of what is new had nothing to adapt to.
        let met = |trial: &Trial| match (trial.calls_to_adapt, trial.recovered) {
            (Some(calls), _) => Some(f64::from(calls)),
            (None, Some(false)) => Some(f64::INFINITY),
            (None, _) => None,
        };
        let mut calls: Vec<f64> = trials.filter_map(met).collect();
        calls.sort_unstable_by(f64::total_cmp);
        let adapted = calls.iter().filter(|calls| calls.is_finite()).count();
        (!calls.is_empty()).then(|| Self {
            trials: calls.len() as u64,
            adapted: adapted as u64,
            lower: quantile(&calls, 0.25),
            median: quantile(&calls, 0.5),
            upper: quantile(&calls, 0.75),
        })
    }
}

/// Between the two nearest values, in proportion; none where that is no number.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * (sorted.len().checked_sub(1)?) as f64;
    let (below, part) = (place.floor() as usize, place.fract());
    let value = if part == 0.0 { sorted[below] } else { sorted[below] * (1.0 - part) + sorted[below + 1] * part };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::experiment::sample::trial;

    fn of(calls: &[Option<u32>]) -> Adaptation {
        let trials: Vec<Trial> = calls
            .iter()
            .map(|calls| Trial { calls_to_adapt: *calls, recovered: Some(calls.is_some()), ..trial("a", "t", 1, true) })
            .collect();
        Adaptation::of(trials.iter()).unwrap()
    }

    #[test]
    fn quartiles_lie_between_the_nearest_trials() {
        let found = of(&[Some(4), Some(1), Some(2), Some(7)]);
        assert_eq!((found.lower, found.median, found.upper), (Some(1.75), Some(3.0), Some(4.75)));
        assert_eq!(of(&[Some(3)]).upper, Some(3.0));
    }

    #[test]
    fn who_never_adapts_is_slower_than_all() {
        let found = of(&[Some(1), None, Some(3), None]);
        assert_eq!(
            (found.trials, found.adapted, found.lower, found.median, found.upper),
            (4, 2, Some(2.5), None, None)
        );
        let unmet = Trial { recovered: Some(true), ..trial("a", "t", 1, true) };
        assert_eq!(Adaptation::of([trial("a", "t", 1, true), unmet].iter()), None);
    }
}
