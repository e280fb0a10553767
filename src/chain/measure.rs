//! Measures: amounts as people have them in mind, by the unit that a parameter's name tells.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// From, to and in steps of what amounts in a unit are said; a unit is any of the words that stand for it.
const USUAL: &[(&[&str], [u32; 3])] = &[
    (&["gram", "grams"], [200, 4_000, 50]),
    (&["cm", "centimetres", "centimeters"], [10, 60, 5]),
    (&["kg", "kilograms", "kilogrammes"], [2, 30, 1]),
    (&["km", "kilometres", "kilometers", "miles"], [2, 40, 1]),
    (&["metres", "meters", "radius"], [200, 3_000, 100]),
    (&["celsius"], [17, 23, 1]),
    (&["percent", "percentage"], [5, 90, 5]),
    (&["kelvin"], [2_200, 5_000, 100]),
    (&["lines"], [20, 100, 10]),
    (&["percentile"], [50, 95, 5]),
    (&["seconds", "ttl"], [60, 3_600, 60]),
    (&["minutes"], [15, 120, 15]),
    (&["hours"], [3, 24, 3]),
    (&["days"], [7, 28, 7]),
    (&["capacity", "attendees"], [4, 14, 1]),
    (&["month"], [1, 12, 1]),
];

/// An amount for a parameter of this name, if a word of it tells the unit.
pub(super) fn amount(words: &[String], rng: &mut ChaCha8Rng) -> Option<f64> {
    let tells = |units: &&[&str]| words.iter().any(|word| units.contains(&word.as_str()));
    let (_, [from, to, step]) = USUAL.iter().find(|(units, _)| tells(units))?;
    Some(f64::from(from + step * rng.random_range(0..=(to - from) / step)))
}

#[cfg(test)]
mod tests {
    use super::super::role::words;
    use super::*;
    use crate::model::Seed;

    #[test]
    fn a_unit_tells_how_much_is_usual() {
        let rng = &mut Seed(1).rng();
        let mut of = |name: &str| amount(&words(name), rng);
        for _ in 0..50 {
            assert!(of("weight_grams").is_some_and(|grams| (200.0..=4_000.0).contains(&grams) && grams % 50.0 == 0.0));
            assert!(of("rolloutPercent").is_some_and(|percent| (5.0..=90.0).contains(&percent)));
        }
        assert_eq!(of("guest_count"), None);
    }
}
