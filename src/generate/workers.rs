//! Workers: threads that make rows, each with servers of its own.
//!
//! Rows are handed out in batches. All rows of a batch see the same corpus memory, which is that of
//! the batch before the last, so that workers go on while the newest batch is still being written.
//! What a row becomes therefore depends on its index and on the rows before it, never on who makes it
//! or when.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::runtime::Handle;

use super::attempt::{Tried, attempt};
use super::crew::Crew;
use super::episode::episode;
use super::lab::Lab;
use super::stage::Stage;
use crate::chain::{Coverage, Covered};
use crate::export::{OpenAi, Profile};
use crate::graph::{Flow, flows};
use crate::model::Seed;
use crate::store::{Attempt, EncodedRow, encode};

/// Rows that share one state of the corpus memory.
pub(super) const BATCH: u64 = 64;
/// Rows that share one stage: eight requests of one user at one moment, each made in a fork of her world. Divides the
/// batch.
pub(super) const GROUP: u64 = 8;
/// Attempts at one row before its index stays empty.
const MAX_ATTEMPTS: u64 = 100;

/// Rows to be made on one stage.
struct Job {
    indices: Range<u64>,
    memory: Arc<Coverage>,
}

/// What became of an index.
pub(super) struct RowMade {
    pub index: u64,
    pub attempts: Vec<Attempt>,
    pub covered: Vec<Covered>,
    pub row: Option<EncodedRow>,
    /// What flowed in the kept row.
    pub flows: Vec<Flow>,
}

/// The threads, and the way to and from them.
pub(super) struct Workers {
    jobs: Option<Sender<Job>>,
    made: Receiver<Option<RowMade>>,
    /// Rows of a group that are there already are made again, so that the others come out the same. Nobody may do
    /// that to a real server, whose rows differ every time anyway.
    again: bool,
    threads: Vec<thread::JoinHandle<Crew>>,
    /// Rows that came before those with smaller indices.
    early: BTreeMap<u64, RowMade>,
}

impl Workers {
    /// Starts a thread for every crew. Rows that are not done are given up once `stop` is set.
    pub fn start(lab: &Arc<Lab>, crews: Vec<Crew>, seed: Seed, runtime: &Handle, stop: &Arc<AtomicBool>) -> Self {
        let (jobs, queue) = channel::<Job>();
        let queue = Arc::new(Mutex::new(queue));
        let (out, made) = channel();
        let threads = crews
            .into_iter()
            .map(|crew| {
                let (lab, queue, out) = (Arc::clone(lab), Arc::clone(&queue), out.clone());
                let (runtime, stop) = (runtime.clone(), Arc::clone(stop));
                thread::spawn(move || {
                    let alarm = Alarm(out.clone());
                    let crew = work(&lab, crew, seed, &queue, &out, &runtime, &stop);
                    drop(alarm);
                    crew
                })
            })
            .collect();
        let again = !lab.has_real_servers();
        Self { jobs: Some(jobs), made, again, threads, early: BTreeMap::new() }
    }

    /// Hands out the rows of a batch, whole groups only: what a row becomes depends on its group's first row.
    pub fn hand_out(&self, indices: Range<u64>, memory: &Arc<Coverage>) {
        let Some(jobs) = &self.jobs else { return };
        let mut start = if self.again { indices.start - indices.start % GROUP } else { indices.start };
        while start < indices.end {
            let end = (start - start % GROUP + GROUP).min(indices.end);
            let indices = start..end;
            start = end;
            // No receiver is left only when every worker has gone, and then `next` says so.
            let _ = jobs.send(Job { indices, memory: Arc::clone(memory) });
        }
    }

    /// Waits for the row of an index; `None` once the workers have stopped without making it.
    pub fn next(&mut self, index: u64) -> Option<RowMade> {
        loop {
            if let Some(row) = self.early.remove(&index) {
                return Some(row);
            }
            // A worker that died says so, and then nobody makes its rows.
            let row = self.made.recv().ok()??;
            // A resumed run makes the rows of a group again that it has already.
            if row.index >= index {
                self.early.insert(row.index, row);
            }
        }
    }

    /// Ends the threads and gives their servers back.
    pub fn finish(mut self) -> Vec<Crew> {
        self.jobs = None;
        drop(self.made);
        // A worker that panicked is a bug of ours; its message is on stderr already.
        self.threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
    }
}

/// Tells when its worker has panicked, which is a bug of ours: the run must not wait for it.
struct Alarm(Sender<Option<RowMade>>);

impl Drop for Alarm {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(None);
        }
    }
}

fn work(
    lab: &Lab,
    mut crew: Crew,
    seed: Seed,
    queue: &Mutex<Receiver<Job>>,
    out: &Sender<Option<RowMade>>,
    runtime: &Handle,
    stop: &AtomicBool,
) -> Crew {
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return crew };
        if stop.load(Ordering::Relaxed) {
            return crew;
        }
        let mut stage = Stage::new(lab, episode(seed.derive("episode", job.indices.start / GROUP)));
        runtime.block_on(stage.introduce_user(lab, &mut crew));
        for index in job.indices {
            let made = runtime.block_on(row(lab, &mut crew, &job.memory, &mut stage, index, seed, stop));
            if made.is_none() || out.send(made).is_err() {
                return crew;
            }
        }
    }
}

/// Makes the row of an index: attempts until one is kept; nothing if it was stopped meanwhile.
async fn row(
    lab: &Lab,
    crew: &mut Crew,
    memory: &Coverage,
    stage: &mut Stage,
    index: u64,
    seed: Seed,
    stop: &AtomicBool,
) -> Option<RowMade> {
    let seed = seed.derive("row", index);
    let mut made = RowMade { index, attempts: Vec::new(), covered: Vec::new(), row: None, flows: Vec::new() };
    for number in 0..MAX_ATTEMPTS {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let tried = attempt(lab, crew, memory, stage, index, seed.derive("attempt", number)).await;
        let Tried { mut attempt, covered, trajectory } = tried;
        if let Some(trajectory) = trajectory {
            match OpenAi.row(&trajectory) {
                Ok(line) => {
                    made.flows = flows(&trajectory.steps);
                    stage.said.insert(trajectory.query().to_owned());
                    made.row = Some(encode(&trajectory).sft(line));
                }
                Err(refusal) => attempt = Attempt::failed(true, format!("export.{}", refusal.reason)),
            }
        }
        made.attempts.push(attempt);
        made.covered.push(covered);
        if made.row.is_some() {
            break;
        }
    }
    Some(made)
}
