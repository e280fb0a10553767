//! Intervals around rates: Wilson for independent trials, the bootstrap over tasks for repeated ones. All are of 95%.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};

/// The normal deviate of two-sided 95%.
const Z: f64 = 1.959_963_984_540_054;

/// An interval of 95%.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// Where nothing is known of a rate.
    pub const UNKNOWN: Self = Self { low: 0.0, high: 1.0 };

    pub fn holds(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// Wilson's score interval of a rate (Wilson 1927): sensible for few trials and for rates near 0 and 1.
pub fn wilson(passed: u64, trials: u64) -> Interval {
    if trials == 0 {
        return Interval::UNKNOWN;
    }
    let n = trials as f64;
    let rate = passed.min(trials) as f64 / n;
    let centre = rate + Z * Z / (2.0 * n);
    let spread = Z * (rate * (1.0 - rate) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    // Exact ends where all or none passed.
    let low = if passed == 0 { 0.0 } else { ((centre - spread) / scale).max(0.0) };
    let high = if passed >= trials { 1.0 } else { ((centre + spread) / scale).min(1.0) };
    Interval { low, high }
}

/// The percentile bootstrap of a mean over clusters (Efron 1979). One value a task: trials of one task are not
/// independent, so whole tasks are drawn. The same seed gives the same interval on every platform.
pub fn bootstrap(values: &[f64], rounds: usize, seed: u64) -> Option<Interval> {
    if values.is_empty() || rounds == 0 {
        return None;
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut mean = || {
        let sum: f64 = (0..values.len()).map(|_| values[random.random_range(0..values.len())]).sum();
        sum / values.len() as f64
    };
    let mut means: Vec<f64> = (0..rounds).map(|_| mean()).collect();
    means.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| means[((share * rounds as f64) as usize).min(rounds - 1)];
    Some(Interval { low: at(0.025), high: at(0.975) })
}

/// The interval of a rate over tasks with several trials each; values are shares of passed trials by task. Where all tasks
/// agree the bootstrap sees no spread, and Wilson's interval over tasks is the honest one.
pub fn clustered(values: &[f64], rounds: usize, seed: u64) -> Interval {
    let alike = values.iter().all(|value| *value == values[0]);
    match values {
        [] => Interval::UNKNOWN,
        [first, ..] if alike => wilson((first * values.len() as f64).round() as u64, values.len() as u64),
        _ => bootstrap(values, rounds, seed).unwrap_or(Interval::UNKNOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 5e-4
    }

    #[test]
    fn wilson_gives_the_known_intervals() {
        let known = [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)];
        for (passed, trials, low, high) in known {
            let found = wilson(passed, trials);
            assert!(close(found.low, low) && close(found.high, high), "{passed}/{trials}: {found:?}");
        }
        assert_eq!(wilson(0, 0), Interval::UNKNOWN);
        for trials in 1..60 {
            for passed in 0..=trials {
                let found = wilson(passed, trials);
                assert!(found.holds(passed as f64 / trials as f64), "{passed}/{trials}");
                let other = wilson(trials - passed, trials);
                assert!(close(found.low, 1.0 - other.high), "{passed}/{trials}");
            }
        }
    }

    #[test]
    fn the_bootstrap_is_repeatable_and_near_the_normal_interval() {
        let values: Vec<f64> = (0..200).map(|at| f64::from(at % 4) / 3.0).collect();
        let found = bootstrap(&values, 4000, 7).unwrap();
        assert_eq!(bootstrap(&values, 4000, 7), Some(found));
        assert_ne!(bootstrap(&values, 4000, 8), Some(found));
        // The mean is 0.5 and its standard error 0.3727 / sqrt(200) = 0.02635.
        assert!((found.low - 0.4484).abs() < 0.006 && (found.high - 0.5516).abs() < 0.006, "{found:?}");
        assert_eq!(bootstrap(&[], 10, 0), None);
    }

    #[test]
    fn the_bootstrap_covers_the_truth_about_as_often_as_it_says() {
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let covered = (0..300).filter(|round| {
            let values: Vec<f64> = (0..60)
                .map(|_| {
                    // A task's own rate is 0.3 or 0.9; four trials each.
                    let rate = if random.random_range(0..2) == 0 { 0.3 } else { 0.9 };
                    (0..4).filter(|_| random.random_range(0.0..1.0) < rate).count() as f64 / 4.0
                })
                .collect();
            bootstrap(&values, 400, *round).unwrap().holds(0.6)
        });
        let covered = covered.count();
        assert!((270..=297).contains(&covered), "{covered} of 300");
    }

    #[test]
    fn where_all_tasks_agree_the_interval_is_not_a_point() {
        assert_eq!(clustered(&[1.0; 10], 100, 0), wilson(10, 10));
        assert_eq!(clustered(&[], 100, 0), Interval::UNKNOWN);
    }
}
