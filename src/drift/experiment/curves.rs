//! Sensitivity curves: every agent's success over severity, with its band of 95%.

use crate::drift::experiment::chart::{Anchor, COLOURS, Chart};
use crate::drift::experiment::outcome::{Agent, Outcome};

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 520.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 640.0;
const TOP: f64 = 66.0;
const BOTTOM: f64 = 452.0;
/// Where the legend begins, and its room.
const LEGEND: f64 = 668.0;
const ROOM: f64 = WIDTH - LEGEND - 42.0;
/// Up to so many agents have a band, and their area in the legend; so many have a line there.
const WITH_AREA: usize = 9;
const NAMED: usize = 19;

/// The sensitivity curves of all agents, 900 by 520.
pub fn svg(outcome: &Outcome) -> String {
    let mut chart = Chart::new(WIDTH, HEIGHT, "Success over severity of drift, a curve for every agent");
    chart.text("drift-head", Anchor::Start, (LEFT, 28.0), "Success over severity of drift", WIDTH);
    let agents: Vec<&Agent> = outcome.agents.iter().filter(|agent| !agent.curve.points.is_empty()).collect();
    let with_bands = agents.len() <= WITH_AREA;
    let bands = if with_bands { "; bands are intervals of 95 %" } else { "; too many agents for bands" };
    let below = format!("Mean over tasks, all operators together{bands}");
    chart.text("drift-soft", Anchor::Start, (LEFT, 48.0), &below, WIDTH);
    axes(&mut chart);
    if agents.is_empty() {
        let middle = ((LEFT + RIGHT) / 2.0, (TOP + BOTTOM) / 2.0);
        chart.text("drift-ink", Anchor::Middle, middle, "No trial from which success is told", RIGHT - LEFT);
    }
    // Bands below all lines, and lines below all marks.
    for (at, agent) in agents.iter().enumerate().filter(|_| with_bands) {
        let points = &agent.curve.points;
        let high = points.iter().map(|point| place(point.severity, point.success.interval.high));
        let low = points.iter().rev().map(|point| place(point.severity, point.success.interval.low));
        chart.polygon(&format!("drift-band{}", at % COLOURS), &high.chain(low).collect::<Vec<_>>());
    }
    for (at, agent) in agents.iter().enumerate() {
        chart.polyline(&line(at), &rates(agent));
    }
    for (at, agent) in agents.iter().enumerate() {
        rates(agent).into_iter().for_each(|place| chart.mark(&format!("drift-mark{}", at % COLOURS), at, place));
    }
    legend(&mut chart, &agents);
    chart.finish()
}

fn place(severity: f64, rate: f64) -> (f64, f64) {
    (LEFT + severity * (RIGHT - LEFT), BOTTOM - rate * (BOTTOM - TOP))
}

fn rates(agent: &Agent) -> Vec<(f64, f64)> {
    agent.curve.points.iter().map(|point| place(point.severity, point.success.rate)).collect()
}

/// The class of an agent's line: after all colours they come again dashed.
fn line(at: usize) -> String {
    format!("drift-line{} drift-dash{}", at % COLOURS, at / COLOURS % 4)
}

fn axes(chart: &mut Chart) {
    for tick in 0..=5 {
        let share = f64::from(tick) / 5.0;
        let (_, y) = place(0.0, share);
        chart.line("drift-grid", (LEFT, y), (RIGHT, y));
        let percent = format!("{} %", tick * 20);
        chart.text("drift-soft", Anchor::End, (LEFT - 10.0, y + 4.5), &percent, LEFT);
        let (x, _) = place(share, 0.0);
        chart.line("drift-axis", (x, BOTTOM), (x, BOTTOM + 5.0));
        let severity = if tick == 0 { "base".to_owned() } else { share.to_string() };
        chart.text("drift-soft", Anchor::Middle, (x, BOTTOM + 21.0), &severity, LEFT);
    }
    chart.line("drift-axis", (LEFT, BOTTOM), (RIGHT, BOTTOM));
    let middle = (LEFT + RIGHT) / 2.0;
    chart.text("drift-soft", Anchor::Middle, (middle, BOTTOM + 46.0), "Severity", WIDTH);
    chart.upright((18.0, (TOP + BOTTOM) / 2.0), "Passed trials");
}

fn legend(chart: &mut Chart, agents: &[&Agent]) {
    if agents.is_empty() {
        return;
    }
    let with_area = agents.len() <= WITH_AREA;
    let step = if with_area { 40.0 } else { 20.0 };
    let title = if with_area { "Agent, mean relative success" } else { "Agent" };
    chart.text("drift-soft", Anchor::Start, (LEGEND, TOP + 4.0), title, WIDTH - LEGEND);
    let named = if agents.len() > NAMED { NAMED - 1 } else { agents.len() };
    for (at, agent) in agents.iter().take(named).enumerate() {
        let y = TOP + 26.0 + step * at as f64;
        chart.line(&line(at), (LEGEND, y), (LEGEND + 26.0, y));
        chart.mark(&format!("drift-mark{}", at % COLOURS), at, (LEGEND + 13.0, y));
        chart.text("drift-ink", Anchor::Start, (LEGEND + 36.0, y + 4.5), &agent.name, ROOM);
        if let (true, Some(area)) = (with_area, agent.curve.area) {
            let told = format!("{:.2} ({:.2} to {:.2})", area.mean, area.interval.low, area.interval.high);
            chart.text("drift-soft", Anchor::Start, (LEGEND + 36.0, y + 21.0), &told, ROOM);
        }
    }
    if named < agents.len() {
        let y = TOP + 30.5 + step * named as f64;
        let more = format!("and {} more", agents.len() - named);
        chart.text("drift-soft", Anchor::Start, (LEGEND + 36.0, y), &more, ROOM);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::experiment::rate::Draws;
    use crate::drift::experiment::sample::trial;
    use crate::drift::experiment::trial::Trial;

    #[test]
    fn a_curve_goes_through_the_shares_of_passed_trials() {
        let base = (0..4).map(|at| trial("<a>", &format!("t{at}"), 1, true));
        let drifted = (0..4).map(|at| Trial {
            operator: Some("nest".to_owned()),
            severity: 0.5,
            ..trial("<a>", &format!("t{at}"), 1, at == 0)
        });
        let svg = svg(&Outcome::of(&base.chain(drifted).collect::<Vec<_>>(), Draws { rounds: 50, seed: 1 }));
        // All of four at the left edge, a quarter in the middle.
        assert!(svg.contains(r#"<polyline class="drift-line0 drift-dash0" points="70.0,66.0 355.0,355.5"/>"#), "{svg}");
        assert!(svg.contains("&lt;a&gt;") && !svg.contains("<a>") && !svg.contains("NaN"));
    }

    #[test]
    fn more_agents_than_the_legend_holds_are_counted() {
        let trials: Vec<Trial> = (0..25).map(|at| trial(&format!("agent {at:02}"), "t", 1, true)).collect();
        let svg = svg(&Outcome::of(&trials, Draws { rounds: 50, seed: 1 }));
        assert!(svg.contains("agent 17<") && !svg.contains("agent 18<") && svg.contains("and 7 more"));
        assert!(!svg.contains("<polygon class=\"drift-band"), "that many bands hide each other");
    }
}
