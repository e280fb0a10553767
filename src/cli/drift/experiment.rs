//! `mcplab drift run` and `mcplab drift show`: experiments of a plan, and what they come to.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::super::ExitCode;
use super::super::args::drift::Run;
use super::super::args::eval::{self, Tasks};
use super::super::eval::{agents, chosen, worlds};
use super::super::exit_code::UsageError;
use super::super::generate::{cores, runtime};
use super::super::interrupt::Interrupt;
use super::super::printer::Printer;
use super::super::settings::Settings;
use super::super::voice;
use super::place;
use crate::drift::experiment::{self as report, Draws, Outcome, Plan, Tasks as Wanted, Trial};
use crate::eval::{ExperimentJournal, JournalError, Made, Tried, experiment, read_trials};

/// Where experiments go if nothing else is said.
const DRIFTS: &str = "drifts";

/// Draws of the bootstrap behind every interval.
const DRAWS: Draws = Draws { rounds: 2000, seed: 1 };

pub fn run(args: &Run, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let plan = read(&args.plan)?;
    let wanted = Tasks {
        suite: plan.suite.clone(),
        tasks: if let Some(Wanted::Ids(ids)) = &plan.tasks { ids.clone() } else { Vec::new() },
        sample: if let Some(Wanted::First(count)) = &plan.tasks { Some(*count) } else { None },
        servers: args.servers.clone(),
        unaudited: args.unaudited,
    };
    let (suite, tasks) = chosen(&wanted)?;
    let runtime = runtime()?;
    let interrupt = Interrupt::watch(&runtime);
    let worlds = worlds(&wanted, settings, printer)?;
    let (mut chosen_agents, mut at_once, mut ledgers) = (BTreeMap::new(), None, Vec::new());
    for name in &plan.agents {
        let asked = eval::Run {
            tasks: wanted.clone(),
            agent: name.clone(),
            k: plan.k,
            fuzzy: false,
            out: None,
            resume: false,
            at_once: args.at_once,
            seconds: None,
            seed: 1,
            proxy: None,
            model: args.model.clone(),
        };
        let agent = runtime.block_on(agents::choose(&asked, settings, &suite, &tasks, &worlds))?;
        at_once = at_once.max(agent.at_once);
        ledgers.extend(agent.model.map(|ledger| (name.clone(), ledger)));
        chosen_agents.insert(name.clone(), agent.agent);
    }
    let stem = args.plan.file_stem().map_or_else(|| "plan".into(), |stem| stem.to_string_lossy().into_owned());
    let dir = args.out.clone().unwrap_or_else(|| PathBuf::from(DRIFTS).join(stem));
    let (mut journal, before) = ExperimentJournal::open(&dir, &plan, suite.digest(), args.resume)?;
    let made: BTreeSet<_> = before.into_iter().map(|line| (line.cell, line.task, line.trial)).collect();
    if args.resume {
        printer.note(&format!("{} attempts are there already", made.len()));
    }
    let at_once = args.at_once.or(at_once).unwrap_or(2 * cores()).max(1);
    let tried = Tried { plan, tasks, agents: chosen_agents, at_once };
    let bar = printer.progress(tried.attempts(), "attempts");
    bar.set_position(made.len() as u64);
    let on_end = |recorded: Made| -> Result<(), JournalError> {
        bar.inc(1);
        journal.add(&recorded)
    };
    let whole = runtime.block_on(experiment(&tried, &worlds, &made, interrupt.clone().stopped(), on_end))?;
    bar.finish_and_clear();
    for (name, ledger) in &ledgers {
        voice::told(name, &ledger.accounts(), printer);
    }
    if !whole {
        printer.note(&format!("stopped; go on with the same command and --resume --out {}", dir.display()));
        return Ok(ExitCode::Incomplete);
    }
    show(&dir, printer)
}

fn read(path: &Path) -> Result<Plan, UsageError> {
    let said = |error: String| UsageError(format!("{}: {error}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| said(error.to_string()))?;
    let plan = Plan::read(&text).map_err(|error| said(error.to_string()))?;
    match plan.problems().as_slice() {
        [] => Ok(plan),
        problems => Err(said(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))),
    }
}

/// Tells what an experiment came to, and writes its report beside the trials.
pub fn show(dir: &Path, printer: &Printer) -> anyhow::Result<ExitCode> {
    let (plan, recorded) = read_trials(dir)?;
    let attempts = recorded.len();
    let trials: Vec<Trial> = recorded.into_iter().filter_map(|line| line.told).collect();
    if trials.is_empty() {
        printer.note(&format!("{}: no attempt is recorded", dir.display()));
        return Ok(ExitCode::Nothing);
    }
    let outcome = Outcome::of(&trials, DRAWS);
    let title = format!("Drift of {}", plan.suite);
    let files = [
        ("report.html", report::page(&outcome, &title)),
        ("curves.svg", report::svg(&outcome)),
        ("operators.svg", report::svg_operators(&outcome)),
        ("figures.csv", report::csv(&outcome)),
        ("outcome.json", serde_json::to_string_pretty(&outcome)? + "\n"),
    ];
    for (name, text) in &files {
        place(&dir.join(name), text)?;
    }
    if printer.is_json() {
        printer.json(&outcome)?;
    } else {
        printer.data(&report::text(&outcome))?;
    }
    if attempts > trials.len() {
        let nowhere = attempts - trials.len();
        printer.note(&format!(
            "{nowhere} of {attempts} attempts were not made: the task's tools have no place for the operator"
        ));
    }
    printer.note(&format!("the report is {}", dir.join("report.html").display()));
    Ok(ExitCode::Ok)
}
