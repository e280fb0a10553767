//! The report for people at a terminal: plain text of at most 100 columns.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use crate::drift::experiment::contrast::Contrast;
use crate::drift::experiment::figures::Figures;
use crate::drift::experiment::findings::findings;
use crate::drift::experiment::outcome::Outcome;
use crate::drift::experiment::told::{self, NOTHING, chance, hundredth, mean, quartiles, rate, verdict};
use crate::report::clean;
use crate::score::Comparison;

const WIDTH: u16 = 98;

/// The report as text with a line's end.
pub fn text(outcome: &Outcome) -> String {
    let mut told = plain();
    for finding in findings(outcome) {
        told.add_row(["-".to_owned(), finding]);
    }
    let agents = || outcome.agents.iter().map(|agent| (clean(&agent.name), &agent.drifted));
    let operators = || outcome.operators.iter().map(|operator| (clean(&operator.name), &operator.figures));
    let severities = || outcome.severities.iter().map(|level| (level.severity.to_string(), &level.figures));
    let drops = "Drop in success, points (95%), by agent; * marks untouched tasks beyond noise";
    let sections = [
        section("Findings", told, 2),
        section(drops, damage(agents()), 1),
        section("By operator, the most damaging first", damage(operators()), 1),
        section("By severity", damage(severities()), 1),
        section("Success over severity", curves(outcome), 1),
        section("Calls per episode", calls(outcome), 1),
        section("Recovery and refusal", recovery(outcome), 1),
    ];
    sections.into_iter().flatten().collect::<Vec<_>>().join("\n\n") + "\n"
}

/// A table below its title; so many columns are names, and the others figures. Nothing where there is no row.
fn section(title: &str, mut table: Table, names: usize) -> Option<String> {
    for column in table.column_iter_mut().skip(names) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let lines: String = table.lines().map(|line| format!("\n {}", line.trim_end())).collect();
    (table.row_count() > 0).then(|| format!("{title}{lines}"))
}

fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    table
}

fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = plain();
    table.set_header(header);
    table
}

fn damage<'f>(groups: impl Iterator<Item = (String, &'f Figures)>) -> Table {
    let mut table = table(["", "drop", "", "q", "tasks", "untouched tasks"]);
    for (name, figures) in groups {
        let all = figures.damage.map(|damage| damage.drop);
        let untouched = figures.forgetting.map(|damage| damage.drop);
        let mark = |drop: &Contrast| if drop.comparison == Comparison::Worse { "*" } else { " " };
        let told = |told: Option<String>| told.unwrap_or(NOTHING.to_owned());
        table.add_row([
            name,
            told(all.as_ref().map(told::drop)),
            told(all.map(|drop| verdict(drop.comparison).to_owned())),
            told(all.map(|drop| chance(drop.q))),
            told(all.map(|drop| drop.tasks.to_string())),
            told(untouched.as_ref().map(|drop| format!("{}{}", told::drop(drop), mark(drop)))),
        ]);
    }
    table
}

fn curves(outcome: &Outcome) -> Table {
    let mut table = table(["", "severity", "success", "tasks", "trials", "mean relative success"]);
    for agent in &outcome.agents {
        let area = agent.curve.area.map(|area| {
            let (low, high) = (area.interval.low, area.interval.high);
            format!("{:.3} ({low:.3} to {high:.3})", area.mean)
        });
        for (at, point) in agent.curve.points.iter().enumerate() {
            let first = |text: String| if at == 0 { text } else { String::new() };
            table.add_row([
                first(clean(&agent.name)),
                point.severity.to_string(),
                rate(&Some(point.success)),
                point.success.tasks.to_string(),
                point.success.trials.to_string(),
                first(area.clone().unwrap_or(NOTHING.to_owned())),
            ]);
        }
    }
    table
}

fn calls(outcome: &Outcome) -> Table {
    let mut table = table(["", "tools", "calls", "wasted", "stale"]);
    for agent in &outcome.agents {
        for (tools, figures) in [("base", &agent.base), ("drifted", &agent.drifted)] {
            let name = if tools == "base" { clean(&agent.name) } else { String::new() };
            table.add_row([name, tools.to_owned(), mean(&figures.calls), mean(&figures.wasted), mean(&figures.stale)]);
        }
    }
    table
}

fn recovery(outcome: &Outcome) -> Table {
    let mut table = table(["", "recovered", "calls to adapt", "declined unsolvable", "solvable"]);
    for agent in &outcome.agents {
        let figures = &agent.drifted;
        let needless = figures.needless.map(|needless| format!("{} %", hundredth(needless.rate)));
        table.add_row([
            clean(&agent.name),
            rate(&figures.recovery),
            quartiles(figures),
            rate(&figures.refusal),
            needless.unwrap_or(NOTHING.to_owned()),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::experiment::rate::Draws;
    use crate::drift::experiment::sample::{World, trial};
    use crate::drift::experiment::trial::Trial;

    #[test]
    fn lines_fit_a_terminal_and_foreign_names_do_not_steer_it() {
        let mut world = World {
            tasks: 8,
            seeds: 1,
            k: 1,
            agents: vec![("a name far too long for any column of a table of this width\u{1b}[31m", 0.9)],
            operators: vec![("rename_tool", 0.9)],
            severities: vec![1.0],
        };
        world.agents.push(("b", 0.5));
        let text = text(&Outcome::of(&world.trials(1), Draws { rounds: 50, seed: 1 }));
        assert!(text.lines().all(|line| line.chars().count() <= 100 && !line.contains('\u{1b}')), "{text}");
        assert!(text.contains("rename_tool"));
    }

    #[test]
    fn what_was_not_tried_has_no_section() {
        let draws = Draws { rounds: 50, seed: 1 };
        let none: [Trial; 0] = [];
        assert_eq!(
            text(&Outcome::of(&none, draws)),
            "Findings\n  -  0 trials, 0 tasks, 0 agents, 0 operators, 0 seeds.\n  -  No trial has drifted tools.\n"
        );
        let base = text(&Outcome::of(&[trial("a", "t", 1, true)], draws));
        assert!(!base.contains("By operator") && base.contains("no drop can be told"), "{base}");
    }
}
