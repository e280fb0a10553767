//! Amounts as cooks write them: kept in parts of a unit so that halves, thirds and quarters stay exact.

use schemars::JsonSchema;
use serde::Serialize;

use super::larder::Food;
use super::types::Unit;

/// How many parts a unit has: halves, thirds, quarters, fifths and eighths are whole numbers of them.
pub const PARTS: i64 = 120;

/// An amount as results show it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Measured {
    /// The amount as cooks write it, such as `1 1/2 tbsp`; `to taste` where the recipe names none.
    pub text: String,
    /// The amount as a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<f64>,
    /// Its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// Amounts that can be added to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    Mass,
    Volume,
    Pieces,
    Tins,
    Cloves,
}

/// An amount in the smallest unit of its family.
pub fn base((parts, unit): (i64, Unit)) -> (i64, Family) {
    match unit {
        Unit::G => (parts, Family::Mass),
        Unit::Oz => (parts * 2_835 / 100, Family::Mass),
        Unit::Ml => (parts, Family::Volume),
        Unit::Tsp => (parts * 5, Family::Volume),
        Unit::Tbsp => (parts * 15, Family::Volume),
        Unit::Cup => (parts * 240, Family::Volume),
        Unit::Piece => (parts, Family::Pieces),
        Unit::Tin => (parts, Family::Tins),
        Unit::Clove => (parts, Family::Cloves),
    }
}

/// The amount that people would write for so much of a family.
pub fn natural(parts: i64, family: Family) -> (i64, Unit) {
    match family {
        Family::Mass => (parts, Unit::G),
        Family::Volume if parts < 15 * PARTS => (parts / 5, Unit::Tsp),
        Family::Volume if parts < 60 * PARTS => (parts / 15, Unit::Tbsp),
        Family::Volume => (parts, Unit::Ml),
        Family::Pieces => (parts, Unit::Piece),
        Family::Tins => (parts, Unit::Tin),
        Family::Cloves => (parts, Unit::Clove),
    }
}

/// What one of a family weighs, in grams; pieces of what nobody has weighed count as much as a fruit does.
fn weight(family: Family, food: Option<&Food>) -> i64 {
    match family {
        Family::Mass | Family::Volume => 1,
        Family::Pieces => food.map_or(100, |food| food.piece),
        Family::Tins => 240,
        Family::Cloves => 4,
    }
}

/// So much of a food, counted in another family: two onions are 220 g of onions.
pub fn converted(parts: i64, from: Family, to: Family, food: Option<&Food>) -> i64 {
    parts * weight(from, food) / weight(to, food)
}

/// An amount for another number of servings.
pub fn scaled(parts: i64, servings: i64, of: i64) -> i64 {
    (parts * servings * 2 + of) / (of * 2)
}

/// The amount in ounces and cups.
pub fn customary((parts, unit): (i64, Unit)) -> (i64, Unit) {
    match unit {
        Unit::G => (parts * 100 / 2_835, Unit::Oz),
        Unit::Ml if parts >= 60 * PARTS => (parts / 240, Unit::Cup),
        Unit::Ml => (parts / 15, Unit::Tbsp),
        _ => (parts, unit),
    }
}

/// What an amount of a food weighs, in grams.
pub fn grams(amount: (i64, Unit), food: &Food) -> f64 {
    let (parts, family) = base(amount);
    parts as f64 / PARTS as f64 * weight(family, Some(food)) as f64
}

/// An amount as one measures it: grams and millilitres as scales and jugs show them, the rest in halves, thirds and quarters.
pub fn practical((parts, unit): (i64, Unit)) -> (i64, Unit) {
    let parts = match unit {
        Unit::G | Unit::Ml => {
            let step = if parts >= 100 * PARTS { 5 * PARTS } else { PARTS };
            ((parts + step / 2) / step * step).max(PARTS)
        }
        _ => {
            let rest = parts % PARTS;
            let nearest = FRACTIONS.iter().map(|(value, _)| *value).chain([PARTS]);
            let nearest = nearest.min_by_key(|value| (value - rest).abs()).unwrap_or(rest);
            (parts - rest + nearest).max(PARTS / 8)
        }
    };
    (parts, unit)
}

/// An amount as one buys it, never too little: whole pieces, tins and cloves, half spoons, round grams.
pub fn bought((parts, unit): (i64, Unit)) -> (i64, Unit) {
    let step = match unit {
        Unit::G | Unit::Ml if parts > 100 * PARTS => 10 * PARTS,
        Unit::G | Unit::Ml => 5 * PARTS,
        Unit::Tsp | Unit::Tbsp => PARTS / 2,
        _ => PARTS,
    };
    ((parts + step - 1) / step * step, unit)
}

impl Measured {
    pub fn of(amount: Option<(i64, Unit)>) -> Self {
        let Some((parts, unit)) = amount else {
            return Self { text: "to taste".to_owned(), quantity: None, unit: None };
        };
        let number = number(parts);
        let plural = matches!(unit, Unit::Tin | Unit::Clove | Unit::Cup) && parts > PARTS;
        let text = format!("{number} {}{}", unit.word(), if plural { "s" } else { "" });
        let quantity = Some(hundredths(parts));
        Self { text: text.trim().to_owned(), quantity, unit: Some(unit) }
    }
}

/// What is written as a fraction.
const FRACTIONS: [(i64, &str); 7] =
    [(0, ""), (15, "1/8"), (30, "1/4"), (40, "1/3"), (60, "1/2"), (80, "2/3"), (90, "3/4")];

/// `1 1/2`, and `1.7` where no cook would write a fraction.
fn number(parts: i64) -> String {
    let (whole, rest) = (parts / PARTS, parts % PARTS);
    match FRACTIONS.iter().find(|(value, _)| *value == rest) {
        Some((_, "")) => whole.to_string(),
        Some((_, text)) if whole == 0 => (*text).to_owned(),
        Some((_, text)) => format!("{whole} {text}"),
        None => hundredths(parts).to_string(),
    }
}

fn hundredths(parts: i64) -> f64 {
    (parts as f64 / PARTS as f64 * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::super::larder;
    use super::*;

    #[test]
    fn amounts_scale_and_read_as_cooks_write_them() {
        let text = |parts, unit| Measured::of(Some(practical((parts, unit)))).text;
        assert_eq!(text(scaled(PARTS, 6, 4), Unit::Tsp), "1 1/2 tsp");
        assert_eq!(text(scaled(250 * PARTS, 3, 4), Unit::G), "190 g");
        assert_eq!(text(scaled(PARTS, 1, 4), Unit::Piece), "1/4");
        assert_eq!(text(scaled(2 * PARTS, 6, 4), Unit::Clove), "3 cloves");
        assert_eq!(text(scaled(PARTS, 7, 4), Unit::Tin), "1 3/4 tins");
        assert_eq!(Measured::of(Some((187 * PARTS, Unit::G))).text, "187 g");
        assert_eq!(Measured::of(Some((17 * PARTS / 10, Unit::Tsp))).text, "1.7 tsp");
        assert_eq!(base((2 * PARTS, Unit::Tbsp)), (30 * PARTS, Family::Volume));
        assert_eq!(natural(10 * PARTS, Family::Volume), (2 * PARTS, Unit::Tsp));
    }

    #[test]
    fn one_buys_whole_things_and_counts_all_kinds_of_amounts_together() {
        let bought = |parts, unit| Measured::of(Some(bought((parts, unit)))).text;
        assert_eq!(bought(9 * PARTS / 4, Unit::Piece), "3");
        assert_eq!(bought(187 * PARTS, Unit::G), "190 g");
        assert_eq!(bought(200 * PARTS, Unit::G), "200 g");
        let onions = larder::named("onions");
        assert_eq!(converted(2 * PARTS, Family::Pieces, Family::Mass, onions), 220 * PARTS);
        assert_eq!(converted(330 * PARTS, Family::Mass, Family::Pieces, onions), 3 * PARTS);
    }
}
