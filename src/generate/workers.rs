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

use super::attempt::{Order, Tried, attempt};
use super::crew::Crew;
use super::episode::episode;
use super::lab::Lab;
use super::settings::Settings;
use super::stage::Stage;
use super::voice::{Silenced, Voice};
use crate::chain::{Coverage, Covered};
use crate::dataset::frame_of;
use crate::export::OpenAi;
use crate::graph::{Flow, flows};
use crate::model::{Kind, ServerKind};
use crate::store::{Attempt, EncodedRow, encode};

/// Rows that share one state of the corpus memory.
pub(super) const BATCH: u64 = 64;
/// Rows that share one stage: eight requests of one user at one moment, each made in a fork of her world. Divides the
/// batch.
pub(super) const GROUP: u64 = 8;
/// Attempts at one row of the kind that was drawn, before any chain will do.
const PATIENCE: u64 = 40;
/// Plans that could not be found before a kind of row is given up: these servers have no such chain.
const HOPELESS: u32 = 3;
/// Attempts at one row before its index stays empty.
const MAX_ATTEMPTS: u64 = 100;

/// What all workers of a run share.
pub(super) struct Shared {
    pub lab: Arc<Lab>,
    pub settings: Settings,
    /// A model that says the texts in its own words.
    pub voice: Option<Arc<Voice>>,
    pub runtime: Handle,
    pub stop: Arc<AtomicBool>,
}

impl Shared {
    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

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
    /// The kept row's first request and its frame.
    pub request: Option<(String, String)>,
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
    pub fn start(crews: Vec<Crew>, shared: &Arc<Shared>) -> Self {
        let (jobs, queue) = channel::<Job>();
        let queue = Arc::new(Mutex::new(queue));
        let (out, made) = channel();
        let threads = crews
            .into_iter()
            .map(|crew| {
                let (shared, queue, out) = (Arc::clone(shared), Arc::clone(&queue), out.clone());
                thread::spawn(move || {
                    let alarm = Alarm(out.clone());
                    let crew = work(&shared, crew, &queue, &out);
                    drop(alarm);
                    crew
                })
            })
            .collect();
        let again = !shared.lab.has_real_servers();
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

fn work(shared: &Shared, mut crew: Crew, queue: &Mutex<Receiver<Job>>, out: &Sender<Option<RowMade>>) -> Crew {
    let Shared { lab, settings, runtime, .. } = shared;
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return crew };
        if shared.is_stopped() {
            // Whoever waits for the rest must not wait for ever: others may have nothing to do.
            let _ = out.send(None);
            return crew;
        }
        let number = job.indices.start / GROUP;
        let number = settings.worlds.map_or(number, |worlds| number % worlds.max(1));
        let mut stage = Stage::new(lab, episode(settings.seed.derive("episode", number)));
        runtime.block_on(stage.introduce_user(lab, &mut crew));
        for index in job.indices {
            let made = runtime.block_on(row(shared, &mut crew, &job.memory, &mut stage, index));
            let given_up = made.is_none();
            if out.send(made).is_err() || given_up {
                return crew;
            }
        }
    }
}

/// Makes the row of an index: attempts until one is kept; nothing if it was stopped meanwhile.
async fn row(shared: &Shared, crew: &mut Crew, memory: &Coverage, stage: &mut Stage, index: u64) -> Option<RowMade> {
    let Shared { lab, settings, .. } = shared;
    let seed = settings.seed.derive("row", index);
    let resources = !lab.resource_tools().is_empty();
    let mut made =
        RowMade { index, attempts: Vec::new(), covered: Vec::new(), row: None, request: None, flows: Vec::new() };
    let mut hopeless = 0;
    for number in 0..MAX_ATTEMPTS {
        if shared.is_stopped() {
            return None;
        }
        let patient = number < PATIENCE && hopeless < HOPELESS;
        let can = |kind: Kind| match kind {
            Kind::Recovery => patient && stage.twin.is_some(),
            Kind::Resources => patient && resources,
            Kind::Elicitation => patient && memory.askers().next().is_some(),
            _ => true,
        };
        let kind = settings.mix.draw(seed, can).unwrap_or(Kind::Sequence);
        let order = Order { index, kind, settings, patient };
        let tried = attempt(lab, crew, memory, stage, &order, seed.derive("attempt", number)).await;
        let Tried { mut attempt, mut covered, trajectory } = tried;
        hopeless += u32::from(attempt.is_for("sample.no_plan"));
        if let Some(mut trajectory) = trajectory {
            let query = trajectory.query().to_owned();
            // A twin's texts are the other one's.
            let own = trajectory.kind != Kind::Recovery;
            if let Some(voice) = shared.voice.as_ref().filter(|_| own) {
                match voice.speak(lab, &mut trajectory, seed).await {
                    Ok(outcomes) => attempt.voice = outcomes,
                    Err(Silenced) => {
                        shared.stop.store(true, Ordering::Relaxed);
                        return None;
                    }
                }
            }
            match OpenAi::line(&trajectory) {
                Ok(line) => {
                    stage.said.insert(query);
                    made.flows = flows(&trajectory.steps);
                    made.request = own.then(|| (trajectory.query().to_owned(), frame_of(&trajectory)));
                    made.row = Some(encode(&trajectory).sft(line));
                    let replayable = trajectory.servers.iter().all(|used| used.kind == ServerKind::Sandboxed);
                    let untroubled = !matches!(trajectory.kind, Kind::Recovery | Kind::Policy | Kind::NoTool);
                    if replayable && untroubled && trajectory.steps.iter().all(|step| step.outcome.is_ok()) {
                        stage.twin = Some(trajectory);
                    }
                }
                Err(refusal) => {
                    covered.lost = true;
                    attempt = Attempt::failed(true, format!("export.{}", refusal.reason));
                }
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
