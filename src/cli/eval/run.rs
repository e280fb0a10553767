//! Running an evaluation: from what was typed to a folder and a report.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;

use super::super::ExitCode;
use super::super::args::eval::Run;
use super::super::exit_code::UsageError;
use super::super::generate::{cores, runtime};
use super::super::interrupt::Interrupt;
use super::super::printer::Printer;
use super::super::settings::Settings;
use super::agents::{Chosen, choose};
use super::show::shown;
use crate::eval::{About, Attempted, EXCHANGES, Journal, JournalError, Plan, Stored, run as run_plan};
use crate::score::Task;

/// Where evaluations go if nothing else is said.
const EVALS: &str = "evals";

pub fn run(args: &Run, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    if args.k == 0 {
        return Err(UsageError("use --k 0: it must be at least 1".to_owned()).into());
    }
    let (suite, tasks) = super::chosen(&args.tasks)?;
    let runtime = runtime()?;
    let interrupt = Interrupt::watch(&runtime);
    let worlds = super::worlds(&args.tasks, settings, printer)?;
    let Chosen { agent, model, at_once, traffic } =
        runtime.block_on(choose(args, settings, &suite, &tasks, &worlds))?;
    let about = About {
        k: args.k,
        seed: args.seed,
        fuzzy: args.fuzzy,
        seconds: args.seconds,
        tasks: if tasks.len() == suite.tasks.len() { Vec::new() } else { ids(&tasks) },
        ..About::new(&args.tasks.suite, suite.digest(), agent.name())
    };
    let dir = args.out.clone().unwrap_or_else(|| PathBuf::from(EVALS).join(folder_name(&suite.name, agent.name())));
    let (mut journal, made) = match args.resume {
        true => {
            let (journal, entries) = Journal::resume(&dir, &about)?;
            let made: BTreeSet<_> = entries.into_iter().map(|entry| (entry.task, entry.trial)).collect();
            printer.note(&format!("{} episodes are there already", made.len()));
            (journal, made)
        }
        false => (Journal::create(&dir, &about)?, BTreeSet::new()),
    };
    if let Some(traffic) = &traffic {
        let path = dir.join(EXCHANGES);
        let file = std::fs::OpenOptions::new().create(true).append(true).open(&path);
        traffic.keep_in(file.with_context(|| format!("open {}", path.display()))?);
    }
    let at_once = args.at_once.unwrap_or_else(|| at_once.unwrap_or(2 * cores())).max(1);
    let tasks = super::lasting(tasks, args.seconds);
    let plan = Plan { tasks, k: args.k, at_once, fuzzy: args.fuzzy };
    let total = plan.tasks.len() as u64 * u64::from(plan.k);
    let bar = printer.progress(total, "episodes");
    bar.set_position(made.len() as u64);
    let (mut passed, mut counted) = (0_u64, 0_u64);
    let (mut broken, mut cut_short): (Option<String>, Option<String>) = (None, None);
    let on_end = |attempted: Attempted| -> Result<(), JournalError> {
        counted += u64::from(attempted.score.passed.is_some());
        passed += u64::from(attempted.score.passed == Some(true));
        if let Some(reason) = &attempted.broken {
            let told = if attempted.score.passed.is_none() { &mut broken } else { &mut cut_short };
            told.get_or_insert_with(|| reason.clone());
        }
        bar.inc(1);
        bar.set_message(format!("{passed} passed of {counted}"));
        journal.add(attempted)
    };
    let whole = runtime.block_on(run_plan(&plan, &agent, &worlds, &made, interrupt.stopped(), on_end))?;
    bar.finish_and_clear();
    if let Some(ledger) = &model {
        super::super::voice::told(agent.name(), &ledger.accounts(), printer);
    }
    if let Some(lost) = traffic.map(|traffic| traffic.lost()).filter(|lost| *lost > 0) {
        printer.note(&format!("{lost} exchanges with the model could not be written"));
    }
    if let Some(reason) = broken {
        printer.note(&format!("some episodes broke down and do not count, e.g.: {reason}"));
    }
    if let Some(reason) = cut_short {
        printer.note(&format!("some episodes ended badly and count as they stood, e.g.: {reason}"));
    }
    if !whole {
        printer.note(&format!("stopped; go on with the same command and --resume --out {}", dir.display()));
        return Ok(ExitCode::Incomplete);
    }
    let stored = Stored::read(&dir)?;
    shown(&stored, &suite, printer)?;
    printer.note(&format!("the episodes are in {}", dir.display()));
    Ok(ExitCode::Ok)
}

fn ids(tasks: &[Arc<Task>]) -> Vec<String> {
    tasks.iter().map(|task| task.id.clone()).collect()
}

/// The names of a suite and an agent as a folder can have them.
fn folder_name(suite: &str, agent: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '-' };
    let name: String = format!("{suite}-{agent}").chars().map(plain).collect();
    name.trim_matches('-').to_owned()
}
