//! Scoring stored episodes again: no agent, no server.

use std::thread;
use std::time::Instant;

use super::super::ExitCode;
use super::super::args::eval::Regrade;
use super::super::generate::cores;
use super::super::printer::Printer;
use super::show::{by_id, shown};
use crate::eval::{Entry, JournalError, Stored, Suite};
use crate::score::{Score, score};

pub fn regrade(args: &Regrade, printer: &Printer) -> anyhow::Result<ExitCode> {
    let begun = Instant::now();
    let mut stored = Stored::read(&args.dir)?;
    let suite = Suite::read(&args.suite)?;
    let tasks = by_id(&suite);
    let grade = |entry: &Entry| -> Result<Option<Score>, JournalError> {
        let Some(task) = tasks.get(entry.task.as_str()) else { return Ok(None) };
        Ok(Some(score(task, &stored.episode(entry)?)))
    };
    let share = stored.entries.len().div_ceil(cores()).max(1);
    let parts: Vec<Result<Vec<Option<Score>>, JournalError>> = thread::scope(|scope| {
        let grade = &grade;
        let part = |entries| scope.spawn(move || <[Entry]>::iter(entries).map(grade).collect());
        let threads: Vec<_> = stored.entries.chunks(share).map(part).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let scores: Vec<Option<Score>> = parts.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let mut other = 0;
    for (entry, score) in stored.entries.iter_mut().zip(scores) {
        let Some(score) = score else { continue };
        other += usize::from(score.passed != entry.score.passed);
        entry.score = score;
    }
    shown(&stored, &suite, printer)?;
    let (count, seconds) = (stored.entries.len(), begun.elapsed().as_secs_f64());
    printer.note(&format!("{count} episodes scored again in {seconds:.1} s; {other} of them are judged otherwise now"));
    Ok(ExitCode::Ok)
}
