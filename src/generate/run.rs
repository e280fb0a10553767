//! The run: rows in index order from the workers into the run's directory.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use tokio::runtime::Handle;

use super::crew::Crew;
use super::lab::Lab;
use super::observe::Observer;
use super::settings::Settings;
use super::voice::Voice;
use super::workers::{BATCH, RowMade, Shared, Workers};
use crate::chain::{Coverage, Covered};
use crate::dataset::frame_of;
use crate::export::{Card, data_card};
use crate::inventory::Shapes;
use crate::model::{Digest, Kind, Problem};
use crate::report::{Requests, Summary};
use crate::store::{self, CARD, Entry, Manifest, Run, StoreError, Tally};
use crate::synth::PROMPTS;

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Finished indices.
    pub done: u64,
    pub count: u64,
    /// Rows kept.
    pub kept: u64,
    pub attempts: u64,
}

/// How a run ended.
#[derive(Debug)]
pub enum Ended {
    Finished(Box<Summary>),
    /// Stopped on request; everything made so far is safe, and the run can be resumed.
    Interrupted(Progress),
}

/// Why a run could not go on.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("read the journal's note of row {index}: {source}")]
    Note { index: u64, source: serde_json::Error },
    #[error("every worker stopped before row {index}")]
    NoWorkers { index: u64 },
}

/// The lab with its servers and the wish to stop.
pub struct Workshop<'w> {
    pub lab: Arc<Lab>,
    /// One crew a worker.
    pub crews: Vec<Crew>,
    pub runtime: &'w Handle,
    pub stop: Arc<AtomicBool>,
    pub problems: Vec<Problem>,
    /// What real servers' results look like; kept with the run so that a resumed one knows the same.
    pub shapes: Shapes,
    /// A model that says the texts in its own words; the embedded writer's stay without one.
    pub voice: Option<Arc<Voice>>,
}

/// The graph that the chains were sampled from.
pub const GRAPH: &str = "graph.json";
/// The same graph with what flowed in the run's trajectories.
pub const OBSERVED: &str = "graph-observed.json";
/// What results of real servers looked like when the run began.
pub const SHAPES: &str = "shapes.json";

/// Makes a run, or goes on with an interrupted one. `at` is the wall clock, kept in the journal alone.
pub fn generate(
    mut workshop: Workshop<'_>,
    settings: &Settings,
    dir: &Path,
    resume: bool,
    at: &str,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<Ended, GenerateError> {
    let manifest = manifest(&workshop, settings);
    let mut memory = Memory::default();
    let mut observer = Observer::new(workshop.lab.graph.clone());
    let mut run = if resume {
        let (run, entries) = Run::resume(dir, &manifest, at)?;
        entries.into_iter().try_for_each(|entry| memory.recall(&entry?))?;
        observer.add_run(&store::open(dir)?)?;
        for row in store::open(dir)?.trajectories()? {
            // What is wrong with a row has been said.
            let own = row.into_iter().filter(|row| row.kind != Kind::Recovery);
            own.for_each(|row| memory.requests.add(row.query(), &frame_of(&row)));
        }
        run
    } else {
        Run::create(dir, &manifest, at)?
    };
    run.place(GRAPH, &workshop.lab.graph.to_text())?;
    if !workshop.shapes.is_empty() {
        run.place(SHAPES, &(json!(workshop.shapes).to_string() + "\n"))?;
    }
    let crews = std::mem::take(&mut workshop.crews);
    let shared = Shared {
        lab: Arc::clone(&workshop.lab),
        settings: settings.clone(),
        voice: workshop.voice.clone(),
        runtime: workshop.runtime.clone(),
        stop: Arc::clone(&workshop.stop),
    };
    let mut workers = Workers::start(crews, &Arc::new(shared));
    let ended = fill(&mut run, &mut workers, &mut memory, &mut observer, settings, &workshop.stop, on_progress);
    close(workers.finish(), workshop.runtime);
    if let Some(progress) = ended? {
        run.sync()?;
        return Ok(Ended::Interrupted(progress));
    }
    run.place(OBSERVED, &observer.into_graph().to_text())?;
    finish(run, &workshop, &manifest, &memory, at)
}

fn manifest(workshop: &Workshop<'_>, settings: &Settings) -> Manifest {
    let mut manifest = Manifest::new("generate", env!("CARGO_PKG_VERSION"), settings.seed);
    manifest.rows_per_shard = settings.rows_per_shard;
    manifest.settings = settings.deciding();
    manifest.inputs = workshop.lab.inputs();
    let voice = workshop.voice.as_ref().map(|voice| format!("{} {PROMPTS}", voice.name()));
    manifest.inputs.extend(voice.map(|voice| ("model".to_owned(), Digest::of_bytes(voice.as_bytes()))));
    manifest
}

/// What the rows so far have covered: one state for every batch boundary that is still needed.
#[derive(Default)]
struct Memory {
    /// With all rows.
    now: Coverage,
    /// As of the last batch boundary, and of the one before.
    last: Arc<Coverage>,
    before_last: Arc<Coverage>,
    tally: Tally,
    requests: Requests,
    next: u64,
}

impl Memory {
    /// The state that the rows of a batch see: that of two boundaries earlier.
    fn add(&mut self, entry: &Entry, covered: &[Covered]) {
        covered.iter().for_each(|covered| self.now.add(covered));
        self.tally.add(entry);
        self.next = entry.index + 1;
        if self.next.is_multiple_of(BATCH) {
            self.before_last = std::mem::replace(&mut self.last, Arc::new(self.now.clone()));
        }
    }

    /// Remembers a row of an interrupted run.
    fn recall(&mut self, entry: &Entry) -> Result<(), GenerateError> {
        let covered: Vec<Covered> = serde_json::from_value(entry.note.clone())
            .map_err(|source| GenerateError::Note { index: entry.index, source })?;
        self.add(entry, &covered);
        Ok(())
    }
}

/// Fills the run up to its count; says how far it came if it was stopped.
fn fill(
    run: &mut Run,
    workers: &mut Workers,
    memory: &mut Memory,
    observer: &mut Observer,
    settings: &Settings,
    stop: &AtomicBool,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<Option<Progress>, GenerateError> {
    let batch_end = |index: u64| (index - index % BATCH + BATCH).min(settings.count);
    let first = memory.next;
    // The batch that was begun sees what it saw then, and the one after it is begun with it.
    let mut handed = first;
    let hand = |workers: &Workers, memory: &Memory, handed: &mut u64| {
        if *handed < settings.count {
            let seen = if *handed / BATCH == memory.next / BATCH { &memory.before_last } else { &memory.last };
            workers.hand_out(*handed..batch_end(*handed), seen);
            *handed = batch_end(*handed);
        }
    };
    hand(workers, memory, &mut handed);
    hand(workers, memory, &mut handed);
    for index in first..settings.count {
        if stop.load(Ordering::Relaxed) {
            return Ok(Some(progress(memory, settings)));
        }
        let Some(made) = workers.next(index) else {
            return if stop.load(Ordering::Relaxed) {
                Ok(Some(progress(memory, settings)))
            } else {
                Err(GenerateError::NoWorkers { index })
            };
        };
        let RowMade { index, attempts, covered, row, request, flows } = made;
        request.into_iter().for_each(|(request, frame)| memory.requests.add(&request, &frame));
        observer.add(flows);
        let entry = Entry::new(index, attempts).note(json!(covered));
        memory.add(&entry, &covered);
        run.append(entry, row)?;
        run.sync()?;
        if memory.next.is_multiple_of(BATCH) {
            hand(workers, memory, &mut handed);
        }
        on_progress(progress(memory, settings));
    }
    Ok(None)
}

fn progress(memory: &Memory, settings: &Settings) -> Progress {
    Progress { done: memory.next, count: settings.count, kept: memory.tally.kept, attempts: memory.tally.attempts }
}

fn finish(
    mut run: Run,
    workshop: &Workshop<'_>,
    manifest: &Manifest,
    memory: &Memory,
    at: &str,
) -> Result<Ended, GenerateError> {
    let finished = run.complete()?;
    let scope = workshop.lab.scope();
    let (tally, diversity) = (&memory.tally, memory.requests.diversity());
    let summary = Summary::of(manifest, tally, &scope, &finished, diversity, workshop.problems.clone());
    let sft = Some(store::digest_of_file(&finished.sft)?);
    run.place(CARD, &data_card(&Card { manifest, tally, scope: &scope, sft }))?;
    run.finish(at)?;
    Ok(Ended::Finished(Box::new(summary)))
}

fn close(crews: Vec<Crew>, runtime: &Handle) {
    runtime.block_on(async {
        for mut crew in crews {
            for member in crew.iter_mut() {
                member.server.close().await;
            }
        }
    });
}
