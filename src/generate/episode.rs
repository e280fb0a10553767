//! Episodes: when and where a user sits down, drawn from the seed.

use jiff::Span;
use jiff::civil::{Weekday, date};
use rand::RngExt;
use rand::seq::IndexedRandom;

use crate::model::{Episode, Seed};

/// Offsets that users live at.
const OFFSETS: &[&str] = &["+01:00", "+00:00", "-05:00", "+02:00", "-08:00", "+09:00", "+05:30", "-03:00", "+10:00"];

/// The episode of a seed: a moment of an ordinary day in the two years from January 2026.
pub fn episode(seed: Seed) -> Episode {
    let mut rng = seed.derive("episode", 0).rng();
    let first = date(2026, 1, 5);
    let mut day = first.checked_add(Span::new().days(rng.random_range(0..700))).unwrap_or(first);
    // People ask for such things on Sundays too, but seldom.
    if day.weekday() == Weekday::Sunday && rng.random_bool(0.7) {
        day = day.tomorrow().unwrap_or(day);
    }
    let hour = rng.random_range(7..20);
    let minute = rng.random_range(0..60);
    let offset = OFFSETS.choose(&mut rng).copied().unwrap_or("+00:00");
    Episode { seed, now: format!("{day}T{hour:02}:{minute:02}:00{offset}") }
}
