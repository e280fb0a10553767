//! Trajectories end to end: rows per CPU-second, how it scales with threads and with the number of rows, and memory.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use mcplab::exec;
use mcplab::generate::{Crew, Ended, Lab, Settings, Workshop, generate};
use mcplab::model::Seed;
use serde::{Deserialize, Serialize};

use super::machine::{cpu_seconds, memory_kib};

/// One run of the main job in a process of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    pub count: u64,
    pub jobs: usize,
    pub kept: u64,
    pub attempts: u64,
    pub cpu_s: f64,
    pub wall_s: f64,
    /// The most memory that the process ever had.
    pub most_mib: f64,
}

pub fn measure(quick: bool) -> anyhow::Result<Vec<Run>> {
    let plan: &[(u64, usize)] = if quick { &[(300, 1), (300, 2)] } else { &[(1_000, 1), (10_000, 1), (10_000, 2)] };
    plan.iter().map(|(count, jobs)| process(*count, *jobs)).collect()
}

/// Runs [`one`] in a process of its own, so that its memory and CPU time are its own.
fn process(count: u64, jobs: usize) -> anyhow::Result<Run> {
    let output =
        Command::new(std::env::current_exe()?).args(["end-to-end", &count.to_string(), &jobs.to_string()]).output()?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).context("read the figures of a run")
}

/// Makes a run in a folder that is thrown away and prints its figures as JSON.
pub fn one(count: u64, jobs: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    println!("{}", serde_json::to_string(&make(count, jobs, &folder.path().join("run"))?)?);
    Ok(())
}

/// Makes a run.
pub fn make(count: u64, jobs: usize, dir: &Path) -> anyhow::Result<Run> {
    let module = exec::builtin()?;
    // Those that `generate` takes by itself: the tidy ones.
    let listings: Vec<_> = module.listings().filter(|listing| listing.style.is_none()).cloned().collect();
    let names: Vec<String> = listings.iter().map(|listing| listing.server.clone()).collect();
    let (mut lab, problems) = Lab::new(listings, &Default::default())?;
    lab.guests = Some(module.digest());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let settings = Settings { count, seed: Seed(1), jobs, ..Settings::default() };
    let workshop = Workshop {
        lab: Arc::new(lab),
        crews: (0..jobs).map(|_| Crew::sandboxed(&module, &names)).collect(),
        runtime: runtime.handle(),
        stop: Arc::default(),
        problems: problems.all(),
        shapes: Default::default(),
        voice: None,
    };
    let (cpu, clock) = (cpu_seconds("self"), Instant::now());
    let mut attempts = 0;
    let mut count_attempts = |progress: mcplab::generate::Progress| attempts = progress.attempts;
    let ended = generate(workshop, &settings, dir, false, "", &mut count_attempts)?;
    let Ended::Finished(summary) = ended else { anyhow::bail!("the run was interrupted") };
    Ok(Run {
        count,
        jobs,
        kept: summary.rows,
        attempts,
        cpu_s: cpu_seconds("self") - cpu,
        wall_s: clock.elapsed().as_secs_f64(),
        most_mib: memory_kib("VmHWM") / 1024.0,
    })
}

pub fn table(runs: &[Run]) -> String {
    let mut text = format!(
        "{:>9} {:>5} {:>9} {:>9} {:>9} {:>14} {:>12} {:>9}\n",
        "rows", "jobs", "attempts", "CPU s", "wall s", "rows per CPU-s", "rows per s", "most MiB"
    );
    for run in runs {
        let _ = writeln!(
            text,
            "{:>9} {:>5} {:>9} {:>9.2} {:>9.2} {:>14.0} {:>12.0} {:>9.0}",
            run.kept,
            run.jobs,
            run.attempts,
            run.cpu_s,
            run.wall_s,
            run.kept as f64 / run.cpu_s,
            run.kept as f64 / run.wall_s,
            run.most_mib
        );
    }
    text
}
