//! Operators by damage: a dot with its interval of 95% for each, the most damaging first.

use crate::drift::experiment::chart::{Anchor, Chart, ticks};
use crate::drift::experiment::contrast::Contrast;
use crate::drift::experiment::outcome::{Damaging, Outcome};
use crate::drift::experiment::told::{self, hundredth};
use crate::score::Comparison;

const WIDTH: f64 = 900.0;
const LEFT: f64 = 220.0;
const RIGHT: f64 = 710.0;
const TOP: f64 = 84.0;
/// Of a row.
const STEP: f64 = 22.0;
/// Below the last row.
const FOOT: f64 = 62.0;

/// The operators by damage, 900 wide and as high as there are operators.
pub fn svg_operators(outcome: &Outcome) -> String {
    let bottom = TOP + STEP * outcome.operators.len().max(1) as f64 + 8.0;
    let mut chart = Chart::new(WIDTH, bottom + FOOT, "Drop in success by operator, with intervals");
    chart.text("drift-head", Anchor::Start, (20.0, 28.0), "Damage by operator", WIDTH);
    legend(&mut chart);
    let drops: Vec<Contrast> = outcome.operators.iter().filter_map(drop).collect();
    let low = drops.iter().map(|drop| drop.interval.low).fold(0.0, f64::min);
    let high = drops.iter().map(|drop| drop.interval.high).fold(0.0, f64::max);
    let ticks = ticks(low, high);
    let (first, last) = (ticks[0], ticks[ticks.len() - 1]);
    let x = |value: f64| LEFT + (value - first) / (last - first) * (RIGHT - LEFT);
    for tick in &ticks {
        let class = if tick.abs() < 1e-9 { "drift-zero" } else { "drift-grid" };
        chart.line(class, (x(*tick), TOP - 6.0), (x(*tick), bottom));
        let told = if tick.abs() < 1e-9 { "0".to_owned() } else { format!("{:.0}", tick * 100.0).replace('-', "−") };
        chart.text("drift-soft", Anchor::Middle, (x(*tick), bottom + 18.0), &told, 60.0);
    }
    let axis = "Drop in success, points (right: worse than the base)";
    chart.text("drift-soft", Anchor::Middle, ((LEFT + RIGHT) / 2.0, bottom + 42.0), axis, WIDTH);
    if outcome.operators.is_empty() {
        chart.text("drift-ink", Anchor::Start, (LEFT + 14.0, TOP + 15.0), "No trial with drifted tools", WIDTH);
    }
    for (at, operator) in outcome.operators.iter().enumerate() {
        let y = TOP + STEP * (at as f64 + 0.5);
        chart.text("drift-ink", Anchor::End, (LEFT - 14.0, y + 4.5), &operator.name, LEFT - 26.0);
        let Some(drop) = drop(operator) else {
            chart.text("drift-soft", Anchor::Start, (RIGHT + 18.0, y + 4.5), "no pair of trials", WIDTH - RIGHT);
            continue;
        };
        let (class, number) = look(drop.comparison);
        chart.line(class, (x(drop.interval.low), y), (x(drop.interval.high), y));
        chart.mark(class, number, (x(drop.mean), y));
        let told = format!("{} ({})", hundredth(drop.mean), told::range(drop.interval)).replace('-', "−");
        chart.text("drift-soft", Anchor::Start, (RIGHT + 18.0, y + 4.5), &told, WIDTH - RIGHT - 20.0);
    }
    chart.finish()
}

fn drop(operator: &Damaging) -> Option<Contrast> {
    operator.figures.damage.map(|damage| damage.drop)
}

/// Class and mark.
fn look(comparison: Comparison) -> (&'static str, usize) {
    match comparison {
        Comparison::Worse => ("drift-worse", 0),
        Comparison::Better => ("drift-better", 1),
        Comparison::WithinNoise => ("drift-noise", 0),
        Comparison::TooFew => ("drift-noise", 2),
    }
}

fn legend(chart: &mut Chart) {
    let marks = [
        (Comparison::Worse, "worse than the base", 184.0),
        (Comparison::Better, "better", 92.0),
        (Comparison::WithinNoise, "within noise", 132.0),
        (Comparison::TooFew, "too few tasks", 130.0),
    ];
    let mut x = 26.0;
    for (comparison, text, wide) in marks {
        let (class, number) = look(comparison);
        chart.mark(class, number, (x, 50.0));
        chart.text("drift-soft", Anchor::Start, (x + 12.0, 54.5), text, wide);
        x += wide;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::experiment::rate::Draws;
    use crate::drift::experiment::sample::trial;
    use crate::drift::experiment::trial::Trial;

    #[test]
    fn dots_stand_by_damage_and_those_within_noise_are_hollow() {
        let drifted = |operator: &str, at: usize, passed| Trial {
            operator: Some(operator.to_owned()),
            severity: 1.0,
            ..trial("a", &format!("t{at}"), 1, passed)
        };
        let mut trials = Vec::new();
        for at in 0..12 {
            trials.push(trial("a", &format!("t{at}"), 1, true));
            trials.extend([drifted("mild", at, at > 0), drifted("hard", at, false)]);
        }
        trials.push(Trial { solvable: false, ..drifted("gone", 0, false) });
        let svg = svg_operators(&Outcome::of(&trials, Draws { rounds: 200, seed: 1 }));
        let place = |text: &str| svg.find(text).unwrap_or_else(|| panic!("{text} in {svg}"));
        assert!(place(">hard<") < place(">mild<") && place(">mild<") < place(">gone<"));
        // Twelve of twelve at the last tick.
        assert!(svg.contains(r#"<circle class="drift-worse" cx="710.0" cy="95.0""#), "{svg}");
        assert!(svg.contains(r#"<circle class="drift-noise" cx="#) && svg.contains("no pair of trials"), "{svg}");
    }
}
