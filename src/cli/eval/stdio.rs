//! One episode on standard input and output, for hosts that start their servers themselves.
//!
//! The client gets the tools of the task, and the request is told on standard error. When the client hangs up, or the
//! process is asked to end, the episode is over and the verdict is told on standard error, too; standard output is the
//! client's.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use super::super::ExitCode;
use super::super::args::eval::Tasks;
use super::super::generate::runtime;
use super::super::interrupt::Interrupt;
use super::super::printer::Printer;
use super::super::settings::Settings;
use crate::eval::{About, Journal, Live, OUTSIDE, Spent, Stage, finished, shown};
use crate::exec::{Hub, serve_stdio};
use crate::model::{Episode, Seed};

/// Serves an episode of the first of the tasks. The file holds what the agent says at last, when it has said it.
pub fn serve(
    tasks: &Tasks,
    answer: Option<&Path>,
    out: Option<&Path>,
    settings: &Settings,
    printer: &Printer,
) -> anyhow::Result<ExitCode> {
    let (suite, chosen) = super::chosen(tasks)?;
    let Some(task) = chosen.into_iter().next() else { return Ok(ExitCode::Nothing) };
    let runtime = runtime()?;
    let interrupt = Interrupt::watch(&runtime);
    let worlds = super::worlds(tasks, settings, printer)?;
    let journal = match out {
        Some(dir) => Some(Journal::create(dir, &About::new(&tasks.suite, suite.digest(), OUTSIDE))?),
        None => None,
    };
    let attempted = runtime.block_on(async {
        let live = Live::new(worlds.enter(&task).await?, &worlds);
        let begun = Episode { seed: Seed(task.seed), now: task.now.clone() };
        let stage = Box::new(Stage::before(&live).await);
        let hub = Arc::new(Hub::open(stage, &begun, Duration::ZERO).await?);
        printer.note(&format!("{}: {}", task.id, task.prompt));
        interrupt.unless_stopped(serve_stdio(&hub)).await.unwrap_or(Ok(()))?;
        let mut scene = live.take().await.context("the episode is gone")?;
        if let Some(file) = answer {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("read the answer in {}: the agent is to write it there", file.display()))?;
            scene.say(text.trim());
        }
        anyhow::Ok(finished(scene, 0, Spent::default()).await)
    })?;
    let passed = attempted.score.passed;
    printer.note(shown::verdict(&task.id, 0, &attempted.score).trim_end());
    if let Some(mut journal) = journal {
        journal.add(attempted)?;
    }
    Ok(if passed == Some(true) { ExitCode::Ok } else { ExitCode::Failed })
}
