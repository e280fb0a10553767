//! The tool that works expressions out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Units;
use super::converting::significant;
use super::expression::evaluate;
use crate::kit::{Call, Int, Text, ToolError, invalid};

#[derive(Debug, Serialize, JsonSchema)]
pub struct Evaluation {
    /// The expression as it was read.
    pub expression: String,
    /// Its value, to ten significant digits or to the wanted places.
    pub value: f64,
}

/// Evaluates arithmetic with + - * / ^, parentheses, percent (200 + 10% is 220), pi, e, sqrt, abs, round, floor, ceil, ln, log, min and max. Errors name the place.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluateExpression {
    /// The expression; numbers use a point.
    #[schemars(example = &"(1250 + 3 * 480) * 1.19", example = &"200 + 10%", example = &"sqrt(2) ^ 2", example = &"12 / (4 - 4)")]
    pub expression: Text<500>,
    /// Digits behind the point (default: ten significant digits).
    pub decimal_places: Option<Int<0, 12>>,
}

pub fn evaluate_expression(_: &Units, _: &Call, args: EvaluateExpression) -> Result<Evaluation, ToolError> {
    let expression = args.expression.0;
    let exact = evaluate(&expression)
        .map_err(|mistake| invalid(format!("Argument `expression`: at character {}: {}.", mistake.at, mistake.what)))?;
    let value = match args.decimal_places {
        Some(Int(places)) => {
            let scale = 10_f64.powi(places as i32);
            if (exact * scale).is_finite() { (exact * scale).round() / scale } else { exact }
        }
        None => significant(exact),
    };
    Ok(Evaluation { expression, value: if value == 0.0 { 0.0 } else { value } })
}
