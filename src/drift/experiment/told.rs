//! Figures as they are told: shares in percent, drops in percentage points.

use crate::drift::experiment::contrast::Contrast;
use crate::drift::experiment::figures::Figures;
use crate::drift::experiment::rate::{Mean, Rate};
use crate::score::{Comparison, FailureMode, Interval};

/// What is told where there is nothing to tell.
pub(super) const NOTHING: &str = "-";

/// The ways to fail that are the agent's.
pub(super) const MODES: [(FailureMode, &str); 9] = [
    (FailureMode::MisreadQuery, "misread_query"),
    (FailureMode::Refusal, "refusal"),
    (FailureMode::WrongTool, "wrong_tool"),
    (FailureMode::WrongArgument, "wrong_argument"),
    (FailureMode::WrongOrder, "wrong_order"),
    (FailureMode::GaveUp, "gave_up"),
    (FailureMode::RanOut, "ran_out"),
    (FailureMode::WrongAnswer, "wrong_answer"),
    (FailureMode::SideEffect, "side_effect"),
];

pub(super) fn verdict(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Worse => "worse",
        Comparison::Better => "better",
        Comparison::WithinNoise => "within noise",
        Comparison::TooFew => "too few tasks",
    }
}

/// A hundredfold with one decimal; nothing is never negative.
pub(super) fn hundredth(share: f64) -> String {
    let text = format!("{:.1}", 100.0 * share);
    if text == "-0.0" { "0.0".to_owned() } else { text }
}

pub(super) fn range(interval: Interval) -> String {
    format!("{} to {}", hundredth(interval.low), hundredth(interval.high))
}

/// `21.3 (15.0 to 27.1)`, in points.
pub(super) fn drop(contrast: &Contrast) -> String {
    format!("{} ({})", hundredth(contrast.mean), range(contrast.interval))
}

/// `78.0 % (70.1 to 84.2)`.
pub(super) fn rate(rate: &Option<Rate>) -> String {
    rate.as_ref().map_or(NOTHING.to_owned(), |rate| format!("{} % ({})", hundredth(rate.rate), range(rate.interval)))
}

/// `1.25 (0.98 to 1.52)`.
pub(super) fn mean(mean: &Option<Mean>) -> String {
    mean.as_ref().map_or(NOTHING.to_owned(), |mean| {
        format!("{:.2} ({:.2} to {:.2})", mean.mean, mean.interval.low, mean.interval.high)
    })
}

pub(super) fn chance(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

/// `3 (2 to 5)`: median and quartiles of the calls to adapt.
pub(super) fn quartiles(figures: &Figures) -> String {
    let Some(adaptation) = figures.adaptation else { return NOTHING.to_owned() };
    let calls = |calls: Option<f64>| calls.map_or("never".to_owned(), |calls| calls.to_string());
    let [lower, median, upper] = [adaptation.lower, adaptation.median, adaptation.upper].map(calls);
    format!("{median} ({lower} to {upper})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_and_nothing_is_not_negative() {
        assert_eq!([0.2134, -0.0001, 1.0, -0.05].map(hundredth), ["21.3", "0.0", "100.0", "-5.0"]);
        assert_eq!([0.0004, 0.0312].map(chance), ["< 0.001", "0.031"]);
    }
}
