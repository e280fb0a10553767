//! The tables of the page.

use crate::drift::experiment::chart::escaped;
use crate::drift::experiment::contrast::Contrast;
use crate::drift::experiment::figures::Figures;
use crate::drift::experiment::outcome::Outcome;
use crate::drift::experiment::pair::Damage;
use crate::drift::experiment::told::{self, MODES, NOTHING, chance, hundredth, mean, quartiles, rate, verdict};
use crate::score::Comparison;

/// All tables, each with its heading.
pub(super) fn tables(outcome: &Outcome) -> String {
    let agents = outcome.agents.iter().map(|agent| (vec![agent.name.clone()], &agent.drifted));
    let operators = outcome.operators.iter().map(|operator| (vec![operator.name.clone()], &operator.figures));
    let severities = outcome.severities.iter().map(|level| (vec![level.severity.to_string()], &level.figures));
    let rows = outcome
        .rows
        .iter()
        .map(|row| (vec![row.agent.clone(), row.operator.clone(), row.severity.to_string()], &row.figures));
    let all = damage(&["Agent", "Operator", "Severity"], rows);
    [
        heading("Drop by agent", damage(&["Agent"], agents)),
        heading("Drop by operator", damage(&["Operator"], operators)),
        heading("Drop by severity", damage(&["Severity"], severities)),
        heading("Between agents", between(outcome)),
        heading("Each operator beside the next", next(outcome)),
        heading("Success over severity", curves(outcome)),
        heading("Calls per episode", calls(outcome)),
        heading("Recovery and refusal", recovery(outcome)),
        heading("Failed trials, by what went wrong", failures(outcome)),
        heading("Trials", counts(outcome)),
        format!("<details><summary>Every agent, operator and severity</summary>\n{all}</details>\n"),
    ]
    .concat()
}

fn heading(title: &str, table: String) -> String {
    if table.is_empty() { table } else { format!("<h3>{title}</h3>\n{table}") }
}

/// A cell of foreign or plain text, or a verdict with its colour.
enum Cell {
    Name(String),
    Figure(String),
    Verdict(Option<Comparison>),
}

/// Nothing where there is no row.
fn table(header: &[&str], rows: Vec<Vec<Cell>>) -> String {
    let Some(first) = rows.first() else { return String::new() };
    let head = |(name, cell): (&&str, &Cell)| {
        let class = if matches!(cell, Cell::Name(_)) { " class=\"name\"" } else { "" };
        format!("<th scope=\"col\"{class}>{name}</th>")
    };
    let header: String = header.iter().zip(first).map(head).collect();
    let cell = |cell: &Cell| match cell {
        Cell::Name(text) => format!("<td class=\"name\">{}</td>", escaped(text)),
        Cell::Figure(text) => format!("<td>{}</td>", escaped(text)),
        Cell::Verdict(None) => format!("<td>{NOTHING}</td>"),
        Cell::Verdict(Some(comparison)) => {
            let class = match comparison {
                Comparison::Worse => "worse",
                Comparison::Better => "better",
                Comparison::WithinNoise | Comparison::TooFew => "noise",
            };
            format!("<td class=\"{class}\">{}</td>", verdict(*comparison))
        }
    };
    let rows: String =
        rows.iter().map(|row| format!("<tr>{}</tr>\n", row.iter().map(cell).collect::<String>())).collect();
    format!("<div class=\"wide\"><table><thead><tr>{header}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n")
}

fn figure(text: Option<String>) -> Cell {
    Cell::Figure(text.unwrap_or(NOTHING.to_owned()))
}

fn contrast(contrast: Option<Contrast>) -> [Cell; 4] {
    [
        figure(contrast.as_ref().map(told::drop)),
        figure(contrast.map(|contrast| chance(contrast.p))),
        figure(contrast.map(|contrast| chance(contrast.q))),
        Cell::Verdict(contrast.map(|contrast| contrast.comparison)),
    ]
}

fn damage<'f>(names: &[&str], groups: impl Iterator<Item = (Vec<String>, &'f Figures)>) -> String {
    let header =
        ["Base %", "Drifted %", "Drop", "p", "q", "Verdict", "Tasks", "Pairs", "Drop at untouched tasks", "Verdict"];
    let rows = groups.map(|(names, figures)| {
        let all = figures.damage;
        let untouched = figures.forgetting.map(|damage| damage.drop);
        let of = |of: fn(&Damage) -> String| figure(all.as_ref().map(of));
        let mut row: Vec<Cell> = names.into_iter().map(Cell::Name).collect();
        row.extend([of(|damage| hundredth(damage.base)), of(|damage| hundredth(damage.drifted))]);
        row.extend(contrast(all.map(|damage| damage.drop)));
        row.extend([of(|damage| damage.drop.tasks.to_string()), of(|damage| damage.pairs.to_string())]);
        row.push(figure(untouched.as_ref().map(told::drop)));
        row.push(Cell::Verdict(untouched.map(|drop| drop.comparison)));
        row
    });
    table(&[names, &header].concat(), rows.collect())
}

fn between(outcome: &Outcome) -> String {
    let rows = outcome.between.iter().map(|between| {
        let names = [Cell::Name(between.first.clone()), Cell::Name(between.second.clone())];
        names.into_iter().chain(contrast(Some(between.contrast))).collect()
    });
    table(&["Agent", "Beside", "Loses more by", "p", "q", "Verdict"], rows.collect())
}

fn next(outcome: &Outcome) -> String {
    let rows = outcome.operators.windows(2).filter_map(|two| {
        let names = [Cell::Name(two[0].name.clone()), Cell::Name(two[1].name.clone())];
        Some(names.into_iter().chain(contrast(Some(two[0].next?))).collect())
    });
    table(&["Operator", "Next", "Costs more by", "p", "q", "Verdict"], rows.collect())
}

fn curves(outcome: &Outcome) -> String {
    let rows = outcome.agents.iter().flat_map(|agent| {
        let area = agent
            .curve
            .area
            .map(|area| format!("{:.3} ({:.3} to {:.3})", area.mean, area.interval.low, area.interval.high));
        agent.curve.points.iter().map(move |point| {
            vec![
                Cell::Name(agent.name.clone()),
                Cell::Figure(point.severity.to_string()),
                Cell::Figure(rate(&Some(point.success))),
                Cell::Figure(point.success.tasks.to_string()),
                Cell::Figure(point.success.trials.to_string()),
                figure(area.clone()),
            ]
        })
    });
    table(&["Agent", "Severity", "Success", "Tasks", "Trials", "Mean relative success"], rows.collect())
}

/// A row for the base of every agent and one for its drifted tools.
fn both(outcome: &Outcome, of: impl Fn(&Figures) -> Vec<Cell>) -> Vec<Vec<Cell>> {
    let rows = outcome.agents.iter().flat_map(|agent| {
        [("base", &agent.base), ("drifted", &agent.drifted)].map(|(tools, figures)| {
            let names = vec![Cell::Name(agent.name.clone()), Cell::Figure(tools.to_owned())];
            names.into_iter().chain(of(figures)).collect()
        })
    });
    rows.collect()
}

fn calls(outcome: &Outcome) -> String {
    let rows = both(outcome, |figures| {
        [&figures.calls, &figures.wasted, &figures.stale].map(|calls| Cell::Figure(mean(calls))).into()
    });
    table(&["Agent", "Tools", "Calls", "Wasted", "Stale"], rows)
}

fn recovery(outcome: &Outcome) -> String {
    let rows = outcome.agents.iter().map(|agent| {
        let figures = &agent.drifted;
        vec![
            Cell::Name(agent.name.clone()),
            Cell::Figure(rate(&figures.recovery)),
            Cell::Figure(quartiles(figures)),
            figure(figures.adaptation.map(|told| format!("{} of {}", told.adapted, told.trials))),
            Cell::Figure(rate(&figures.refusal)),
            Cell::Figure(rate(&figures.needless)),
        ]
    });
    let header =
        ["Agent", "Recovered", "Calls to adapt", "Adapted", "Declined where unsolvable", "Declined where solvable"];
    table(&header, rows.collect())
}

fn failures(outcome: &Outcome) -> String {
    let rows = both(outcome, |figures| {
        MODES.map(|(mode, _)| Cell::Figure(figures.failures.get(&mode).copied().unwrap_or(0).to_string())).into()
    });
    let names = MODES.map(|(_, name)| name.replace('_', " "));
    let header: Vec<&str> = ["Agent", "Tools"].into_iter().chain(names.iter().map(String::as_str)).collect();
    table(&header, rows)
}

fn counts(outcome: &Outcome) -> String {
    let rows = both(outcome, |figures| {
        let counts = figures.counts;
        [counts.trials, counts.infrastructure, counts.undecided, counts.unsolvable, counts.unpaired]
            .map(|count| Cell::Figure(count.to_string()))
            .into()
    });
    table(&["Agent", "Tools", "Trials", "Broke down", "Not decided", "Unsolvable", "Without base"], rows)
}
