//! The tools for units.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Units;
use super::table::{Dimension, UNITS, Unit};
use crate::kit::{Call, Cursor, Int, Limit, Query, Text, ToolError, conflict, invalid, page, shorten};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct Conversion {
    /// The value in the wanted unit.
    pub value: f64,
    /// Symbol of that unit.
    pub unit: String,
    /// The conversion as a sentence of numbers and symbols.
    pub text: String,
    /// What was converted, such as length.
    pub dimension: Dimension,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct UnitEntry {
    /// Symbol of the unit.
    pub symbol: String,
    /// Name of the unit.
    pub name: String,
    /// Other names that are understood.
    pub aliases: Vec<String>,
    /// What it measures.
    pub dimension: Dimension,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct UnitList {
    /// The units found, by dimension.
    pub units: Vec<UnitEntry>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Converts a value from one unit to another of the same dimension, such as miles to kilometres or °F to °C. Fails for different dimensions.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConvertUnits {
    /// The value to convert.
    #[schemars(example = 26.2, example = 100, example = 1.5)]
    pub value: f64,
    /// Symbol or name of the unit that it has.
    #[schemars(example = &"mi", example = &"mile", example = &"yd", example = &"inch", example = &"ft")]
    pub from_unit: Text<40>,
    /// Symbol or name of the unit that it is to have.
    #[schemars(example = &"km", example = &"kilometre", example = &"cm", example = &"m")]
    pub to_unit: Text<40>,
    /// Digits behind the point (default: ten significant digits).
    pub decimal_places: Option<Int<0, 12>>,
}

/// Lists the known units with symbols and other names, all or those of one dimension.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListUnits {
    /// Only units of this dimension.
    pub dimension: Option<Dimension>,
    /// Words of name or symbol; all of them must match.
    pub query: Option<Query>,
    /// How many units to return at most (default 50).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

pub fn convert_units(_: &Units, _: &Call, args: ConvertUnits) -> Result<Conversion> {
    let (from, to) = (unit(&args.from_unit.0, "from_unit")?, unit(&args.to_unit.0, "to_unit")?);
    if from.dimension != to.dimension {
        return Err(conflict(format!(
            "{} is a unit of {} and {} one of {}; they cannot be converted.",
            from.name,
            word(from.dimension),
            to.name,
            word(to.dimension)
        )));
    }
    let base = args.value * from.factor + from.offset;
    if from.dimension == Dimension::Temperature && base < -1e-9 {
        return Err(invalid(format!("Argument `value`: {} {} lies below absolute zero.", args.value, from.symbol)));
    }
    let exact = (base - to.offset) / to.factor;
    let value = match args.decimal_places {
        Some(Int(places)) => {
            let scale = 10_f64.powi(places as i32);
            if (exact * scale).is_finite() { (exact * scale).round() / scale } else { exact }
        }
        None => significant(exact),
    };
    if !value.is_finite() {
        return Err(invalid("Argument `value`: the result is too large for a number."));
    }
    // Minus zero reads oddly.
    let value = if value == 0.0 { 0.0 } else { value };
    let text = format!("{} {} = {value} {}", args.value, from.symbol, to.symbol);
    Ok(Conversion { value, unit: to.symbol.to_owned(), text, dimension: to.dimension })
}

pub fn list_units(_: &Units, _: &Call, args: ListUnits) -> Result<UnitList> {
    let found = |unit: &&Unit| {
        let texts = [unit.symbol, unit.name].into_iter().chain(unit.aliases.iter().copied());
        args.dimension.is_none_or(|dimension| unit.dimension == dimension)
            && args.query.as_ref().is_none_or(|query| query.matches(texts))
    };
    let found: Vec<&Unit> = UNITS.iter().filter(found).collect();
    let (found, next_cursor) = page(found, args.cursor, args.limit, 50);
    let entry = |unit: &Unit| UnitEntry {
        symbol: unit.symbol.to_owned(),
        name: unit.name.to_owned(),
        aliases: unit.aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        dimension: unit.dimension,
    };
    Ok(UnitList { units: found.into_iter().map(entry).collect(), next_cursor })
}

fn unit(text: &str, argument: &str) -> Result<&'static Unit> {
    Unit::find(text).ok_or_else(|| {
        let text = shorten(text);
        ToolError::NotFound(format!("Argument `{argument}`: no unit is called {text}. Use list_units to find units."))
    })
}

fn word(dimension: Dimension) -> String {
    format!("{dimension:?}").to_lowercase()
}

/// Ten significant digits: what lies behind them is noise of the floats.
pub fn significant(value: f64) -> f64 {
    format!("{value:.9e}").parse().unwrap_or(value)
}
