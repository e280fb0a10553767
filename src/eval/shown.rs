//! Reports as text for people.

use comfy_table::{CellAlignment, Table as Grid, presets};

use super::journal::Entry;
use super::report::Report;
use crate::model::Message;
use crate::score::{
    Cell, Compared, Comparison, FailureMode, Interval, Judged, ReferenceCall, Score, Table, Task, User,
};

/// A result longer than this is cut where an episode is shown.
const LONGEST: usize = 600;

fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}

fn between(interval: Interval) -> String {
    format!("{} to {}", percent(interval.low), percent(interval.high))
}

fn name_of(mode: FailureMode) -> String {
    serde_json::to_value(mode).ok().and_then(|name| Some(name.as_str()?.replace('_', " "))).unwrap_or_default()
}

fn grid<const N: usize>(head: [&str; N]) -> Grid {
    let mut grid = Grid::new();
    grid.load_style(presets::NOTHING).set_header(head);
    for column in grid.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    grid
}

/// The report of an evaluation.
pub fn report(report: &Report) -> String {
    let Report { suite, agent, k, tasks, episodes, .. } = report;
    let all = report.all();
    let mut text = format!("{agent} on {suite}: {tasks} tasks, {episodes} episodes, k = {k}\n\n");
    match (all.rate, all.interval) {
        (Some(rate), Some(interval)) => {
            text.push_str(&format!("pass@1 {} (95% interval {})\n", percent(rate), between(interval)));
        }
        _ => text.push_str("no episode counts\n"),
    }
    for at in 1..all.pass_at.len() {
        let (any, every) = (all.pass_at[at], all.pass_hat[at]);
        let k = at + 1;
        text.push_str(&format!("pass@{k} {}   pass^{k} {}\n", percent(any), percent(every)));
    }
    text.push_str(&format!("{:.1} calls an episode, {:.1} of them failed", report.calls, report.errors));
    if report.input_tokens + report.output_tokens > 0 {
        text.push_str(&format!("; {} tokens in, {} out", report.input_tokens, report.output_tokens));
    }
    text.push_str(&format!("\n\n{}\n", rates("category", &report.categories)));
    text.push_str(&format!("\n{}\n", rates("server", &report.servers)));
    let failures = report.failures();
    if !failures.is_empty() {
        let mut grid = grid(["why attempts failed", "episodes"]);
        for (mode, count) in failures {
            grid.add_row([name_of(mode), count.to_string()]);
        }
        text.push_str(&format!("\n{grid}\n"));
    }
    if all.infrastructure + all.undecided > 0 {
        let (broken, open) = (all.infrastructure, all.undecided);
        text.push_str(&format!("\nnot counted: {broken} episodes broke down, {open} could not be decided\n"));
    }
    text
}

fn rates(head: &str, table: &Table) -> Grid {
    let mut grid = grid([head, "tasks", "episodes", "pass@1", "95% interval"]);
    for (name, Cell { tasks, trials, rate, interval, .. }) in &table.cells {
        let rate = rate.map_or_else(|| "-".to_owned(), percent);
        let interval = interval.map_or_else(|| "-".to_owned(), between);
        grid.add_row([name.replace('_', " "), tasks.to_string(), trials.to_string(), rate, interval]);
    }
    grid
}

/// How one agent does beside another.
pub fn comparison(a: &str, b: &str, compared: &Compared) -> String {
    let Compared { comparison, tasks, difference, interval, p } = compared;
    let verdict = match comparison {
        Comparison::Better => format!("{b} is better than {a}"),
        Comparison::Worse => format!("{b} is worse than {a}"),
        Comparison::WithinNoise => format!("{a} and {b} cannot be ranked: the difference is within the noise"),
        Comparison::TooFew => format!("{a} and {b} cannot be ranked: too few tasks were tried at by both"),
    };
    let points = |share: f64| format!("{:+.1} points", 100.0 * share);
    let mut text = format!("{verdict}\n{tasks} tasks of both, difference {}", points(*difference));
    if let Some(interval) = interval {
        text.push_str(&format!(" (95% interval {} to {})", points(interval.low), points(interval.high)));
    }
    if let Some(p) = p {
        text.push_str(&format!(", McNemar p = {p:.4}"));
    }
    text.push('\n');
    text
}

/// An episode as people read it.
pub fn episode(task: &Task, entry: &Entry) -> String {
    let mut text = headline(&task.id, entry.trial, &entry.score);
    for message in &entry.episode.trajectory.messages {
        let line = match message {
            Message::System { .. } => continue,
            Message::User { text } => format!("  user: {text}\n"),
            Message::Assistant { text, calls } => {
                let said = text.iter().map(|text| format!("  agent: {}\n", cut(text)));
                let called = calls.iter().map(|call| format!("  call: {} {}\n", call.name, call.arguments));
                said.chain(called).collect()
            }
            Message::Tool { text, .. } => format!("  result: {}\n", cut(text)),
        };
        text.push_str(&line);
    }
    text.push_str(&checks(&entry.score));
    if let Some(reason) = &entry.broken {
        text.push_str(&format!("  broke down: {reason}\n"));
    }
    text
}

/// What an attempt came to, check by check.
pub fn verdict(task: &str, trial: u32, score: &Score) -> String {
    headline(task, trial, score) + &checks(score)
}

fn headline(task: &str, trial: u32, score: &Score) -> String {
    let verdict = match (score.passed, score.failure) {
        (Some(true), _) => "passed".to_owned(),
        (_, Some(mode)) => format!("failed: {}", name_of(mode)),
        (Some(false), None) => "failed".to_owned(),
        (None, None) => "not decided".to_owned(),
    };
    format!("{task} trial {trial}: {verdict}\n")
}

fn checks(score: &Score) -> String {
    let line = |(name, judged): &(String, Judged)| {
        let mark = match judged.passed {
            Some(true) => "holds",
            Some(false) => "fails",
            None => "open",
        };
        format!("  check {name}: {mark} {}\n", judged.evidence)
    };
    score.checks.iter().map(line).collect()
}

/// Foreign text must not steer the terminal, nor fill it.
fn cut(text: &str) -> String {
    let plain = crate::report::clean(&text.replace('\n', " "));
    match plain.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}..", &plain[..end]),
        None => plain,
    }
}

fn calls(calls: &[ReferenceCall], text: &mut String) {
    for (at, call) in calls.iter().enumerate() {
        text.push_str(&format!("  {at}: {}.{} {}", call.server, call.tool, call.arguments));
        for (path, drawn) in &call.draws {
            text.push_str(&format!("  [{path} from {}: {}]", drawn.call, drawn.path));
        }
        text.push('\n');
    }
}

/// A task as people read it.
pub fn task(task: &Task) -> String {
    let mut text =
        format!("{} ({}), at {}\n  {}\n", task.id, task.category.name().replace('_', " "), task.now, task.prompt);
    if let Some(fuzzy) = &task.fuzzy {
        text.push_str(&format!("  fuzzy: {fuzzy}\n"));
    }
    match &task.user {
        User::None => {}
        User::Scripted { replies } => text.extend(replies.iter().map(|reply| format!("  then: {reply}\n"))),
        User::Simulated { withheld, .. } => {
            text.extend(withheld.iter().map(|held| format!("  asked for {}: {}\n", held.name, held.says)));
        }
    }
    let servers = task.servers.iter().map(|server| match server.distractor {
        true => format!("({})", server.name),
        false => server.name.clone(),
    });
    text.push_str(&format!("  servers: {}\n", servers.collect::<Vec<_>>().join(", ")));
    calls(&task.reference, &mut text);
    for (number, way) in task.alternatives.iter().enumerate() {
        text.push_str(&format!("  or (alternative {number}):\n"));
        calls(&way.calls, &mut text);
    }
    for check in &task.checks {
        text.push_str(&format!("  check: {}\n", serde_json::to_string(check).unwrap_or_default()));
    }
    text
}
