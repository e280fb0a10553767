//! `mcplab replay`: the rows of a run executed again.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use anyhow::Context;

use super::ExitCode;
use super::args;
use super::generate::{MOST_JOBS, cores};
use super::lineup::Lineup;
use super::printer::Printer;
use crate::drift::DriftLayer;
use crate::eval::{RowDrift, Servers};
use crate::exec::{self, SandboxModule, Server};
use crate::model::{Difference, Replayed, Trajectory};
use crate::report::{self, ReplayReport};
use crate::store::{self, RowProblem, StoreError, StoredRun, Trajectories};

/// Rows on their way to the workers at a time.
const WAITING: usize = 64;

/// A row to be replayed, and what is wrong with its bytes already.
struct Job {
    index: u64,
    problem: Option<String>,
    trajectory: Option<Box<Trajectory>>,
}

/// What became of it.
struct Checked {
    index: u64,
    problem: Option<String>,
    replayed: Option<Replayed>,
}

/// Replays every trajectory of a run and says what agrees.
pub fn replay_run(
    run: &StoredRun,
    module: &SandboxModule,
    jobs: usize,
    tick: &dyn Fn(),
) -> anyhow::Result<ReplayReport> {
    let (jobs_in, queue) = mpsc::sync_channel::<Job>(WAITING);
    let queue = Mutex::new(queue);
    let (out, checked) = mpsc::channel::<Checked>();
    let mut report = ReplayReport::default();
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            let out = out.clone();
            let queue = &queue;
            scope.spawn(move || {
                // Sandboxed servers never wait for anything, so a worker needs no reactor.
                let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else { return };
                loop {
                    let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(job) = job else { return };
                    let replayed = job.trajectory.map(|row| runtime.block_on(one(&row, module)));
                    if out.send(Checked { index: job.index, problem: job.problem, replayed }).is_err() {
                        return;
                    }
                }
            });
        }
        drop(out);
        let reading = scope.spawn(move || {
            for row in run.trajectories()? {
                let job = job(row)?;
                if jobs_in.send(job).is_err() {
                    break;
                }
            }
            Ok::<(), StoreError>(())
        });
        // In index order, so that equal runs have equal reports.
        let mut rows: BTreeMap<u64, Checked> = BTreeMap::new();
        for row in checked {
            tick();
            let agreed = row.problem.is_none() && matches!(row.replayed, Some(Replayed::Same { .. }));
            match agreed {
                true => report.add(row.index, None, row.replayed.as_ref()),
                false => drop(rows.insert(row.index, row)),
            }
        }
        rows.into_values().for_each(|row| report.add(row.index, row.problem, row.replayed.as_ref()));
        reading.join().map_err(|_| anyhow::anyhow!("the reader of the run stopped"))?.context("read the run")
    })?;
    Ok(report)
}

/// Replays a run and prints the report.
pub fn replay(args: &args::Replay, printer: &Printer) -> anyhow::Result<ExitCode> {
    let run = store::open(&args.run)?;
    let (module, digests, problems) = Lineup::all_sandboxed(args.servers.as_deref())?;
    problems.iter().for_each(|problem| printer.note(&format!("warning: {problem}")));
    let rows: u64 = run.entries()?.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.row.is_some())).count() as u64;
    if let Some(guests) = run.manifest.inputs.get("guests").filter(|guests| !digests.contains(guests)) {
        printer.note(&format!(
            "warning: the run was made with other sandboxed servers (digest {guests:.12}, here {:.12}), so results may differ (hint: --servers takes the mcp.json of the run)",
            module.digest()
        ));
    }
    let jobs = args.jobs.unwrap_or_else(cores).min(MOST_JOBS);
    let bar = printer.progress(rows, "rows");
    // Rows may have read resources as tools, whether or not this configuration asks for that.
    let report = replay_run(&run, &module.bridged(), jobs, &|| bar.inc(1))?;
    bar.finish_and_clear();
    if printer.is_json() {
        printer.json(&report)?;
    } else {
        printer.data(&report::replay(&report))?;
    }
    // A row without a call has nothing that could be made again.
    Ok(match (report.passed(), report.calls) {
        (false, _) => ExitCode::Failed,
        (true, 0) => ExitCode::Nothing,
        (true, _) => ExitCode::Ok,
    })
}

async fn one(trajectory: &Trajectory, module: &SandboxModule) -> Replayed {
    // A row under drift is replayed on the same servers, drifted as it says.
    let mut drifted: Vec<DriftLayer> = Vec::new();
    if let Some(drift) = RowDrift::of(trajectory) {
        let source = Servers::new(module, Vec::new());
        match drift.servers(&source, trajectory).await {
            Ok(layers) => drifted = layers,
            Err(error) => {
                let difference = Difference {
                    place: "drifted servers".to_owned(),
                    stored: "there".to_owned(),
                    found: error.to_string(),
                };
                return Replayed::Differs { differences: vec![difference] };
            }
        }
    }
    let mut lookup = |name: &str| match drifted.iter().position(|layer| layer.name() == name) {
        Some(at) => Some(Box::new(drifted.swap_remove(at)) as Box<dyn Server>),
        None => module.open(name),
    };
    exec::replay(trajectory, &mut lookup).await
}

/// A row whose bytes are not those of the run is replayed all the same, so that it can be said what differs.
fn job(row: <Trajectories as Iterator>::Item) -> Result<Job, StoreError> {
    match row {
        Ok(trajectory) => Ok(Job { index: trajectory.index, problem: None, trajectory: Some(Box::new(trajectory)) }),
        Err(StoreError::Row(problem)) => {
            let (index, text) = (problem.index(), problem.to_string());
            let trajectory = match problem {
                RowProblem::Edited { trajectory, .. } => Some(trajectory),
                _ => None,
            };
            Ok(Job { index, problem: Some(text), trajectory })
        }
        Err(error) => Err(error),
    }
}
