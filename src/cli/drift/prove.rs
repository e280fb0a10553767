//! `mcplab drift prove`: every drifted task keeps a solution, or its operator says that it may not.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::ExitCode;
use super::super::args::drift::Prove;
use super::super::eval::{chosen, worlds};
use super::super::generate::runtime;
use super::super::interrupt::Interrupt;
use super::super::printer::Printer;
use super::super::settings::Settings;
use crate::drift::Operator;
use crate::drift::experiment::Drift;
use crate::eval::{Prepared, Proven, prove as proven};

/// Broken promises that are told one by one.
const TOLD: usize = 20;

/// Tasks of one operator by what was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Counts {
    nowhere: u64,
    solved: u64,
    unsolvable: u64,
    broken: u64,
}

#[derive(Serialize)]
struct Told {
    tasks: usize,
    severity: f64,
    seed: u64,
    operators: BTreeMap<String, Counts>,
    broken: Vec<String>,
}

pub fn prove(args: &Prove, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let operators = super::named(&args.operators)?;
    let names: Vec<&str> = operators.iter().map(Operator::name).collect();
    super::checked_share(args.severity)?;
    let (_, tasks) = chosen(&args.tasks)?;
    let runtime = runtime()?;
    let interrupt = Interrupt::watch(&runtime);
    let worlds = worlds(&args.tasks, settings, printer)?;
    let prepared = Prepared::new(&worlds);
    let bar = printer.progress((names.len() * tasks.len()) as u64, "drifted tasks");
    let mut told = Told {
        tasks: tasks.len(),
        severity: args.severity,
        seed: args.seed,
        operators: BTreeMap::new(),
        broken: Vec::new(),
    };
    for name in names {
        let drift = Drift { operator: name.to_owned(), severity: args.severity };
        for task in &tasks {
            if interrupt.flag.load(std::sync::atomic::Ordering::Relaxed) {
                bar.finish_and_clear();
                return Ok(ExitCode::Incomplete);
            }
            let seen = runtime.block_on(proven(&prepared, &worlds, task, &drift, args.seed));
            let counts = told.operators.entry(name.to_owned()).or_default();
            match seen {
                Proven::Nowhere => counts.nowhere += 1,
                Proven::Solved => counts.solved += 1,
                Proven::Unsolvable { .. } => counts.unsolvable += 1,
                Proven::Broken { gap } => {
                    counts.broken += 1;
                    told.broken.push(format!("{} under {name}: {gap}", task.id));
                }
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    if printer.is_json() {
        printer.json(&told)?;
    } else {
        printer.data(&text(&told))?;
    }
    Ok(if told.broken.is_empty() { ExitCode::Ok } else { ExitCode::Failed })
}

fn text(told: &Told) -> String {
    let mut text =
        format!("{:<24} {:>8} {:>12} {:>8} {:>8}\n", "operator", "solved", "unsolvable", "broken", "nowhere");
    for (name, Counts { nowhere, solved, unsolvable, broken }) in &told.operators {
        text.push_str(&format!("{name:<24} {solved:>8} {unsolvable:>12} {broken:>8} {nowhere:>8}\n"));
    }
    let broken = told.broken.iter().take(TOLD);
    broken.for_each(|line| text.push_str(&format!("{}\n", crate::report::clean(line))));
    if told.broken.len() > TOLD {
        text.push_str(&format!("and {} more (--format json tells all)\n", told.broken.len() - TOLD));
    }
    text
}
