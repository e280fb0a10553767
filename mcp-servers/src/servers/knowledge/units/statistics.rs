//! The tool that sums a list of numbers up.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Units;
use super::converting::significant;
use crate::kit::{Call, Ordered, ToolError, invalid};

#[derive(Debug, Serialize, JsonSchema)]
pub struct Summary {
    /// How many numbers there are.
    pub count: usize,
    /// Their sum.
    pub sum: f64,
    /// Their mean.
    pub mean: f64,
    /// The number in the middle, or the mean of the two in the middle.
    pub median: f64,
    /// The smallest number.
    pub minimum: f64,
    /// The largest number.
    pub maximum: f64,
    /// Standard deviation of a sample (divided by n - 1); absent for a single number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard_deviation: Option<f64>,
    /// The wanted percentile, linear between neighbours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percentile_value: Option<f64>,
}

/// Returns count, sum, mean, median, minimum, maximum and standard deviation of numbers, and a percentile if one is wanted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SummarizeNumbers {
    /// The numbers, 1 to 1000.
    #[schemars(length(min = 1, max = 1000))]
    pub numbers: Vec<f64>,
    /// Which percentile to return, 0 to 100.
    #[schemars(range(min = 0.0, max = 100.0), example = 90, example = 50)]
    pub percentile: Option<f64>,
}

pub fn summarize_numbers(_: &Units, _: &Call, args: SummarizeNumbers) -> Result<Summary, ToolError> {
    let mut numbers = args.numbers;
    if !(1..=1000).contains(&numbers.len()) {
        return Err(invalid("Argument `numbers`: give 1 to 1000 numbers."));
    }
    if let Some(wrong) = args.percentile.filter(|percentile| !(0.0..=100.0).contains(percentile)) {
        return Err(invalid(format!("Argument `percentile`: {wrong} is not from 0 to 100.")));
    }
    if numbers.iter().any(|number| number.abs() > 1e100) {
        return Err(invalid("Argument `numbers`: a number is too large."));
    }
    numbers.order_by(f64::total_cmp);
    let count = numbers.len();
    let sum: f64 = numbers.iter().sum();
    let mean = sum / count as f64;
    let at = |percentile: f64| {
        let place = percentile / 100.0 * (count - 1) as f64;
        let low = place.floor() as usize;
        let number = |index: usize| numbers.get(index).copied().unwrap_or(mean);
        number(low) + (number((low + 1).min(count - 1)) - number(low)) * (place - low as f64)
    };
    let squares: f64 = numbers.iter().map(|number| (number - mean).powi(2)).sum();
    Ok(Summary {
        count,
        sum: significant(sum),
        mean: significant(mean),
        median: significant(at(50.0)),
        minimum: at(0.0),
        maximum: at(100.0),
        standard_deviation: (count > 1).then(|| significant((squares / (count - 1) as f64).sqrt())),
        percentile_value: args.percentile.map(|percentile| significant(at(percentile))),
    })
}
