//! How prices wander from day to day: noise of several periods, so that each day's value is known without the others.

use crate::kit::Day;
use crate::kit::rng::mix;

/// Days between the points of one noise, and its part of the whole in percent.
const NOISES: [(i64, i64); 5] = [(1, 8), (6, 18), (25, 35), (90, 60), (370, 100)];
const WHOLE: i64 = 1_000_000;

/// Millionths by which a price lies above or below its usual height on a day.
pub fn drift(key: u64, day: Day, strength: i64) -> i64 {
    let day = day.since(Day::new(2000, 1, 1));
    NOISES.iter().map(|(period, percent)| noise(key, *period, day) * strength / WHOLE * percent / 100).sum()
}

/// The last day up to this one on which markets are open.
pub fn trading_day(day: Day) -> Day {
    day.plus_days(match day.weekday() {
        5 => -1,
        6 => -2,
        _ => 0,
    })
}

/// The trading days of a span, oldest first.
pub fn trading_days(from: Day, to: Day) -> impl Iterator<Item = Day> {
    (0..=to.since(from)).map(move |offset| from.plus_days(offset)).filter(|day| !day.is_weekend())
}

/// A line through random points, each between minus and plus one million.
fn noise(key: u64, period: i64, day: i64) -> i64 {
    let (cell, rest) = (day.div_euclid(period), day.rem_euclid(period));
    let (before, after) = (point(key, period, cell), point(key, period, cell + 1));
    before + (after - before) * rest / period
}

fn point(key: u64, period: i64, cell: i64) -> i64 {
    (mix(mix(key ^ period as u64) ^ cell as u64) % (2 * WHOLE as u64 + 1)) as i64 - WHOLE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_move_a_little_each_day() {
        let day = |offset| drift(7, Day::new(2026, 3, 2).plus_days(offset), 100_000);
        for offset in 0..400 {
            assert!((day(offset) - day(offset + 1)).abs() < 45_000);
        }
        assert_ne!(day(0), day(1));
        assert_eq!(trading_day(Day::new(2026, 3, 8)), Day::new(2026, 3, 6));
    }
}
