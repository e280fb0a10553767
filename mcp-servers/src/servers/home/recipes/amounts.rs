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
    let quantity = parts as f64 / PARTS as f64;
    match family {
        Family::Mass | Family::Volume => quantity,
        Family::Pieces => quantity * food.piece as f64,
        Family::Tins => quantity * 240.0,
        Family::Cloves => quantity * 4.0,
    }
}

impl Measured {
    pub fn of(amount: Option<(i64, Unit)>) -> Self {
        let Some((parts, unit)) = amount else {
            return Self { text: "to taste".to_owned(), quantity: None, unit: None };
        };
        let number = match unit {
            Unit::G | Unit::Ml => whole(parts),
            _ => fraction(parts),
        };
        let plural = matches!(unit, Unit::Tin | Unit::Clove | Unit::Cup) && parts > PARTS;
        let text = format!("{number} {}{}", unit.word(), if plural { "s" } else { "" });
        let quantity = Some((parts as f64 / PARTS as f64 * 100.0).round() / 100.0);
        Self { text: text.trim().to_owned(), quantity, unit: Some(unit) }
    }
}

/// Grams and millilitres as scales and jugs show them.
fn whole(parts: i64) -> String {
    let step = if parts >= 100 * PARTS { 5 } else { 1 };
    let number = (parts + step * PARTS / 2) / (step * PARTS) * step;
    number.max(1).to_string()
}

/// `1 1/2`
fn fraction(parts: i64) -> String {
    const FRACTIONS: [(i64, &str); 8] =
        [(0, ""), (15, "1/8"), (30, "1/4"), (40, "1/3"), (60, "1/2"), (80, "2/3"), (90, "3/4"), (PARTS, "up")];
    let (whole, rest) = (parts / PARTS, parts % PARTS);
    let nearest = FRACTIONS.iter().min_by_key(|(value, _)| (value - rest).abs()).map_or("", |(_, text)| *text);
    match (whole, nearest) {
        (0, "") => "1/8".to_owned(),
        (whole, "") => whole.to_string(),
        (whole, "up") => (whole + 1).to_string(),
        (0, text) => text.to_owned(),
        (whole, text) => format!("{whole} {text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_scale_and_read_as_cooks_write_them() {
        let text = |parts, unit| Measured::of(Some((parts, unit))).text;
        assert_eq!(text(scaled(PARTS, 6, 4), Unit::Tsp), "1 1/2 tsp");
        assert_eq!(text(scaled(250 * PARTS, 3, 4), Unit::G), "190 g");
        assert_eq!(text(scaled(PARTS, 1, 4), Unit::Piece), "1/4");
        assert_eq!(text(scaled(2 * PARTS, 6, 4), Unit::Clove), "3 cloves");
        assert_eq!(base((2 * PARTS, Unit::Tbsp)), (30 * PARTS, Family::Volume));
        assert_eq!(natural(10 * PARTS, Family::Volume), (2 * PARTS, Unit::Tsp));
    }
}
