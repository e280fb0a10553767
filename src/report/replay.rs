//! What a replay of a run found.

use std::fmt::Write;

use serde::Serialize;

use super::text::{clean, counted, grouped};
use crate::model::Replayed;

/// Rows that are named one by one.
const MOST_ROWS: usize = 20;
/// Differences shown of one row.
const MOST_DIFFERENCES: usize = 3;

/// A run's replay in numbers, with everything that did not agree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReplayReport {
    /// Rows that the run should have.
    pub rows: u64,
    /// Rows of which every result and state agreed.
    pub same: u64,
    /// Rows that used real or recorded servers: nothing is said of them.
    pub not_replayable: u64,
    /// Calls made again.
    pub calls: u64,
    pub failed: Vec<FailedRow>,
}

/// A row that is not as stored, or whose bytes were changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailedRow {
    pub index: u64,
    /// What the run's own digests say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// What executing it again says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replayed: Option<Replayed>,
}

impl ReplayReport {
    /// Counts a row.
    pub fn add(&mut self, index: u64, problem: Option<String>, replayed: Option<&Replayed>) {
        self.rows += 1;
        match (&problem, replayed) {
            (None, Some(Replayed::Same { calls })) => {
                self.same += 1;
                self.calls += *calls as u64;
            }
            (None, Some(Replayed::NotReplayable { calls, .. })) => {
                self.not_replayable += 1;
                self.calls += *calls as u64;
            }
            _ => self.failed.push(FailedRow { index, problem, replayed: replayed.cloned() }),
        }
    }

    /// Whether nothing speaks against the run.
    pub fn passed(&self) -> bool {
        self.failed.is_empty()
    }

    /// Rows of which something can be said.
    pub fn replayed(&self) -> u64 {
        self.same + self.failed.len() as u64
    }
}

/// The report as text with a line's end.
pub fn replay(report: &ReplayReport) -> String {
    let mut text = String::new();
    for row in report.failed.iter().take(MOST_ROWS) {
        let _ = writeln!(text, "row {} failed", row.index);
        if let Some(problem) = &row.problem {
            let _ = writeln!(text, "  {}", clean(problem));
        }
        match &row.replayed {
            Some(Replayed::Differs { differences }) => {
                for difference in differences.iter().take(MOST_DIFFERENCES) {
                    let _ = writeln!(text, "  {}", clean(&difference.place));
                    let _ = writeln!(text, "    stored  ..{}", clean(&difference.stored));
                    let _ = writeln!(text, "    found   ..{}", clean(&difference.found));
                }
                if differences.len() > MOST_DIFFERENCES {
                    let _ = writeln!(text, "  and {} more", differences.len() - MOST_DIFFERENCES);
                }
            }
            Some(Replayed::Same { .. }) => {
                let _ = writeln!(text, "  its calls give the stored results; something else in it was changed");
            }
            Some(Replayed::NotReplayable { .. }) | None => {}
        }
    }
    if report.failed.len() > MOST_ROWS {
        let _ = writeln!(text, "and {} more", counted((report.failed.len() - MOST_ROWS) as u64, "row"));
    }
    let _ = writeln!(
        text,
        "{} of {}: every result and state is byte for byte the same, {} made again",
        grouped(report.same),
        counted(report.rows, "row"),
        counted(report.calls, "call")
    );
    if report.not_replayable > 0 {
        let _ = writeln!(
            text,
            "{} used real or recorded servers: not replayable, not checked",
            counted(report.not_replayable, "row")
        );
    }
    if !report.failed.is_empty() {
        let _ = writeln!(text, "{} failed", counted(report.failed.len() as u64, "row"));
    }
    text
}
