//! A summary for people at a terminal: at most 100 columns wide, and complete without colour.

use std::collections::BTreeMap;
use std::path::Path;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::bars::bar;
use super::diversity::Diversity;
use super::summary::{Coverage, Funnel, Share, Summary};
use super::text::{clean, counted, grouped};
use crate::model::{Contribution, Problem, ServerKind};

/// Lines of the same kind before the rest is only counted.
const MOST_LINES: usize = 12;
const WIDTH: u16 = 98;

/// How a summary looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// ASCII alone: for files and pipes.
    Plain,
    /// Block characters: for terminals.
    Rich,
}

/// The summary as text with a line's end.
pub fn terminal(summary: &Summary, look: Look) -> String {
    let rows = counted(summary.rows, "row");
    let title = format!(
        "mcplab {} {}: {rows} in {}, seed {}",
        summary.version,
        summary.verb,
        shown_path(&summary.dir),
        summary.seed.0
    );
    let shapes: Vec<_> = summary.shapes.iter().map(|(shape, count)| (shape.name().replace('_', "-"), *count)).collect();
    let kinds: Vec<_> = summary.kinds.iter().map(|(kind, count)| (kind.name().replace('_', "-"), *count)).collect();
    let lengths: Vec<_> = summary.lengths.iter().map(|(calls, count)| (calls.to_string(), *count)).collect();
    let sections = [
        Some(title),
        section("Funnel", &[funnel(&summary.funnel)]),
        reasons("Failed attempts", &summary.funnel.failed_by),
        reasons("Dropped trajectories", &summary.funnel.dropped_by),
        reasons("Masked turns, by finding", &summary.funnel.masked_by),
        section("Coverage", &[coverage(&summary.coverage), unused(&summary.coverage)]),
        section("Kinds", &[histogram(&kinds, look)]),
        section("Shapes", &[histogram(&shapes, look)]),
        section("Calls per row", &[histogram(&lengths, look)]),
        section("Turns with calls, by what they add", &[contributions(&summary.contributions)]),
        reasons("Texts in a model's words", &summary.voice),
        section("Requests", &[requests(&summary.diversity)]),
        section("Problems", &[problems(&summary.problems)]),
        section("Files", &[files(summary)]),
    ];
    let mut text = sections.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    text.push('\n');
    text
}

fn section(title: &str, parts: &[String]) -> Option<String> {
    let body: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    (!body.is_empty()).then(|| format!("{title}\n{}", body.join("\n")))
}

fn funnel(funnel: &Funnel) -> String {
    let of_attempts = |used| percent(Share { used, total: funnel.sampled });
    let mut table = table();
    table.add_row(["sampled".to_owned(), grouped(funnel.sampled), String::new()]);
    table.add_row(["executed".to_owned(), grouped(funnel.executed), of_attempts(funnel.executed)]);
    table.add_row(["kept".to_owned(), grouped(funnel.kept), of_attempts(funnel.kept)]);
    table.add_row(["dropped".to_owned(), grouped(funnel.dropped), of_attempts(funnel.dropped)]);
    table.add_row(["failed".to_owned(), grouped(funnel.failed), of_attempts(funnel.failed)]);
    let masked = Share { used: funnel.masked, total: funnel.turns };
    let turns = format!("{} of {}", percent(masked), counted(funnel.turns, "turn"));
    table.add_row(["turns masked".to_owned(), grouped(funnel.masked), turns]);
    right(&mut table, 1);
    shown(&table)
}

fn reasons(title: &str, counts: &BTreeMap<String, u64>) -> Option<String> {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|(reason, count)| (std::cmp::Reverse(**count), *reason));
    let mut table = table();
    for (reason, count) in counts.iter().take(MOST_LINES) {
        table.add_row([clean(reason), grouped(**count)]);
    }
    right(&mut table, 1);
    section(title, &[shown(&table), rest(counts.len())])
}

fn coverage(coverage: &Coverage) -> String {
    let mut table = table();
    let mut line = |what: String, kind: &str, share: Share, of: &str| {
        let used = format!("{} of {}", grouped(share.used), counted(share.total, of));
        table.add_row([what, kind.to_owned(), used, percent(share)]);
    };
    line("all servers".to_owned(), "", coverage.tools, "tool");
    for server in &coverage.servers {
        line(clean(&server.name), kind_name(server.kind), server.tools, "tool");
    }
    line("strong".to_owned(), "edges", coverage.strong_edges, "edge");
    line("weak".to_owned(), "edges", coverage.weak_edges, "edge");
    right(&mut table, 2);
    right(&mut table, 3);
    shown(&table)
}

fn unused(coverage: &Coverage) -> String {
    let tools: Vec<String> = coverage
        .servers
        .iter()
        .flat_map(|server| server.unused.iter().map(|tool| clean(&format!("{}.{tool}", server.name))))
        .collect();
    if tools.is_empty() {
        return String::new();
    }
    let more = tools.len().saturating_sub(MOST_LINES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let mut table = table();
    table.add_row(["never called", &format!("{}{more}", tools[..tools.len().min(MOST_LINES)].join(", "))]);
    shown(&table)
}

fn histogram(counts: &[(String, u64)], look: Look) -> String {
    let cell = match look {
        Look::Plain => '#',
        Look::Rich => '█',
    };
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let mut table = table();
    for (name, count) in counts {
        table.add_row([name.clone(), grouped(*count), bar(*count, most, cell)]);
    }
    right(&mut table, 1);
    shown(&table)
}

fn contributions(counts: &BTreeMap<Contribution, u64>) -> String {
    let total: u64 = counts.values().sum();
    let mut table = table();
    for (contribution, count) in counts {
        let share = percent(Share { used: *count, total });
        table.add_row([contribution.name().to_owned(), grouped(*count), share]);
    }
    right(&mut table, 1);
    right(&mut table, 2);
    shown(&table)
}

fn requests(diversity: &Diversity) -> String {
    if diversity.rows == 0 {
        return String::new();
    }
    let mut table = table();
    let repeated = format!("{:.1} % of the rows have the frame of an earlier one", 100.0 * diversity.repeated);
    table.add_row(["frames".to_owned(), grouped(diversity.frames), repeated]);
    for (n, share) in diversity.distinct.iter().enumerate() {
        table.add_row([format!("distinct-{}", n + 1), format!("{share:.3}"), String::new()]);
    }
    right(&mut table, 1);
    shown(&table)
}

fn problems(problems: &[Problem]) -> String {
    let mut table = table();
    for problem in problems.iter().take(MOST_LINES) {
        table.add_row([clean(&problem.to_string())]);
    }
    [shown(&table), rest(problems.len())].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn files(summary: &Summary) -> String {
    let lines: Vec<String> =
        summary.files.iter().take(MOST_LINES).map(|file| format!("  {}", shown_path(file))).collect();
    [lines.join("\n"), rest(summary.files.len())]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

fn rest(count: usize) -> String {
    match count.saturating_sub(MOST_LINES) {
        0 => String::new(),
        more => format!("  and {more} more"),
    }
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
    table
}

fn right(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// The table indented by one, without spaces at the line ends.
fn shown(table: &Table) -> String {
    table.lines().map(|line| format!(" {}", line.trim_end())).collect::<Vec<_>>().join("\n")
}

fn percent(share: Share) -> String {
    share.percent().map_or_else(String::new, |percent| format!("{percent} %"))
}

fn kind_name(kind: ServerKind) -> &'static str {
    match kind {
        ServerKind::Real => "real",
        ServerKind::Sandboxed => "sandboxed",
        ServerKind::Recorded => "recorded",
    }
}

fn shown_path(path: &Path) -> String {
    clean(&path.display().to_string())
}
