//! A mean difference over tasks, and whether it is more than noise.
//!
//! Two kinds of evidence must agree: the bootstrap over tasks, and an exact test. With one pair of trials a task that
//! is McNemar's; with more it is the same test with tasks of unequal weight: were there no difference, every task's
//! could as well have the other sign (Fisher 1935). Many comparisons beside each other find some difference by chance;
//! so the chances of a table are adjusted to the rate of false discoveries (Benjamini and Hochberg 1995).

use rand::RngExt;
use serde::{Deserialize, Serialize};

use crate::drift::experiment::rate::{Draws, mean};
use crate::model::Seed;
use crate::score::{Comparison, Interval, bootstrap, mcnemar, wilson};

/// What counts as chance.
const LEVEL: f64 = 0.05;
/// With fewer tasks no test reaches 5%: 2 / 2^5 is 6%.
const LEAST: usize = 6;
/// Up to so many tasks that differ, all signs are tried.
const ALL_SIGNS: usize = 12;
/// With so many draws as large as what was found no more are needed; otherwise so many times more rounds are drawn.
const ENOUGH: usize = 50;
const RARE: usize = 20;
/// Of sums of shares.
const EQUAL: f64 = 1e-9;

/// A mean over tasks of differences of two shares.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    pub tasks: usize,
    pub mean: f64,
    pub interval: Interval,
    /// The two-sided chance of such a mean, were there no difference.
    pub p: f64,
    /// The same, adjusted to all comparisons of its table.
    pub q: f64,
    /// Worse is above 0: something is lost.
    pub comparison: Comparison,
}

impl Contrast {
    /// Of one difference a task, as the only one of its table; none of no task.
    pub(super) fn of(differences: &[f64], draws: Draws) -> Option<Self> {
        let interval = interval(differences, draws)?;
        let p = chance(differences, draws);
        let comparison = Comparison::WithinNoise;
        let mut contrast = Self { tasks: differences.len(), mean: mean(differences), interval, p, q: p, comparison };
        contrast.judge();
        Some(contrast)
    }

    fn judge(&mut self) {
        self.comparison = match self.interval {
            _ if self.tasks < LEAST => Comparison::TooFew,
            Interval { low, .. } if self.q < LEVEL && low > 0.0 => Comparison::Worse,
            Interval { high, .. } if self.q < LEVEL && high < 0.0 => Comparison::Better,
            _ => Comparison::WithinNoise,
        };
    }
}

/// Judges the comparisons of one table together. Those with too few tasks could not be told anyway, and do not count.
pub(super) fn judge(mut table: Vec<&mut Contrast>) {
    table.retain(|contrast| contrast.tasks >= LEAST);
    table.sort_by(|a, b| b.p.total_cmp(&a.p));
    let all = table.len() as f64;
    let mut least = 1.0_f64;
    for (at, contrast) in table.into_iter().enumerate() {
        least = least.min(contrast.p * all / (all - at as f64));
        contrast.q = least;
        contrast.judge();
    }
}

/// Where all tasks differ alike the bootstrap sees no spread. The honest width is then that of a rate of which all
/// trials agree: around 0 it is the score interval of paired shares (Tango 1998), at 1 Wilson's.
fn interval(differences: &[f64], draws: Draws) -> Option<Interval> {
    let first = *differences.first()?;
    if differences.iter().any(|difference| (difference - first).abs() > EQUAL) {
        return bootstrap(differences, draws.rounds, draws.seed);
    }
    let width = wilson(0, differences.len() as u64).high;
    Some(Interval { low: (first - width).max(first.min(-1.0)), high: (first + width).min(first.max(1.0)) })
}

/// The two-sided chance of so large a mean if signs are tossed.
fn chance(differences: &[f64], draws: Draws) -> f64 {
    let sizes: Vec<f64> = differences.iter().map(|value| value.abs()).filter(|size| *size > EQUAL).collect();
    let above = differences.iter().filter(|value| **value > EQUAL).count();
    let found = differences.iter().sum::<f64>().abs() - EQUAL;
    let tossed = |signs: &mut dyn FnMut(usize) -> bool| {
        let sum: f64 = sizes.iter().enumerate().map(|(at, size)| if signs(at) { *size } else { -size }).sum();
        sum.abs() >= found
    };
    if sizes.iter().all(|size| (size - sizes[0]).abs() < EQUAL) {
        mcnemar(above as u64, (sizes.len() - above) as u64)
    } else if sizes.len() <= ALL_SIGNS {
        let all = 1_u32 << sizes.len();
        (0..all).filter(|signs| tossed(&mut |at| signs >> at & 1 == 1)).count() as f64 / f64::from(all)
    } else {
        let mut random = Seed(draws.seed).derive("signs", 0).rng();
        let (mut drawn, mut as_large) = (0, 0);
        // The rarer, the longer it takes to say how rare (Besag and Clifford 1991).
        while drawn < draws.rounds || (drawn < draws.rounds * RARE && as_large < ENOUGH) {
            drawn += 1;
            as_large += usize::from(tossed(&mut |_| random.random_bool(0.5)));
        }
        (as_large + 1) as f64 / (drawn + 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: Draws = Draws { rounds: 2000, seed: 5 };

    fn of(differences: &[f64]) -> Contrast {
        Contrast::of(differences, DRAWS).unwrap()
    }

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-9, "{a} {b}");
    }

    #[test]
    fn with_one_pair_a_task_it_is_mcnemars_test() {
        let mut pairs = vec![1.0; 8];
        pairs.extend([-1.0, 0.0, 0.0]);
        let found = of(&pairs);
        close(found.p, 2.0 * (1.0 + 9.0) / 512.0);
        close(found.mean, 7.0 / 11.0);
        assert_eq!(found.comparison, Comparison::Worse);
    }

    #[test]
    fn all_signs_are_tried_where_tasks_weigh_unequally() {
        // Of 0.5, 0.5 and 1 only all plus and all minus are as large as 2: 2 of 8.
        close(of(&[0.5, 0.5, 1.0, 0.0]).p, 0.25);
        // 0.5 + 0.5 - 1 is 0, and every sum is as large.
        close(of(&[0.5, 0.5, -1.0]).p, 1.0);
        assert_eq!(of(&[0.5, 0.5, 1.0]).comparison, Comparison::TooFew);
    }

    #[test]
    fn tossed_signs_come_near_all_signs() {
        // Fourteen tasks that differ are too many for all signs.
        let many: Vec<f64> = (0..14).map(|at| [0.3, 0.6, 0.5, -0.2][at % 4]).collect();
        let found = of(&many);
        let exact = {
            let sum: f64 = many.iter().sum();
            let as_large = (0..1_u32 << 14).filter(|signs| {
                let tossed =
                    many.iter().enumerate().map(|(at, value)| if signs >> at & 1 == 1 { *value } else { -value });
                tossed.sum::<f64>().abs() >= sum - EQUAL
            });
            as_large.count() as f64 / f64::from(1 << 14)
        };
        assert!((found.p - exact).abs() < 0.004, "{} {exact}", found.p);
    }

    #[test]
    fn where_all_tasks_agree_the_interval_is_not_a_point() {
        let width = wilson(0, 10).high;
        let (none, all, half) = (of(&[0.0; 10]), of(&[1.0; 10]), of(&[0.5; 10]));
        assert_eq!((none.interval, none.p), (Interval { low: -width, high: width }, 1.0));
        close(all.interval.low, wilson(10, 10).low);
        assert_eq!((all.interval.high, all.comparison, half.comparison), (1.0, Comparison::Worse, Comparison::Worse));
        close(half.interval.low, 0.5 - width);
    }

    #[test]
    fn a_table_is_judged_by_its_false_discoveries() {
        let with = |p: f64| Contrast { p, q: p, interval: Interval { low: 0.1, high: 0.3 }, ..of(&[0.2; 20]) };
        let mut table = [with(0.01), with(0.04), with(0.03), with(0.005)];
        let few = Contrast { tasks: 5, ..with(0.001) };
        let mut all = table.to_vec();
        all.push(few);
        judge(all.iter_mut().collect());
        table.copy_from_slice(&all[..4]);
        // Benjamini and Hochberg: p times 4 over its rank, and no larger than that of a larger p.
        let q = table.map(|contrast| contrast.q);
        [0.02, 0.04, 0.04, 0.02].iter().zip(q).for_each(|(expected, found)| close(found, *expected));
        assert_eq!(all[4].q, 0.001);
        let mut noise = [with(0.04), with(0.9), with(0.8)];
        judge(noise.iter_mut().collect());
        assert_eq!(noise.map(|contrast| contrast.comparison), [Comparison::WithinNoise; 3]);
    }
}
