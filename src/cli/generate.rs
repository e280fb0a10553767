//! `mcplab generate`: the main job.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use anyhow::Context;
use tokio::runtime::Runtime;

use super::ExitCode;
use super::args;
use super::exit_code::UsageError;
use super::interrupt::Interrupt;
use super::lineup::Lineup;
use super::printer::Printer;
use super::settings::Settings;
use super::voice;
use crate::generate::{self, Crew, Ended, Lab, Mix, Progress, Voice, Workshop};
use crate::inventory::Shapes;
use crate::model::{Problem, Seed};
use crate::{report, store};

/// Where runs go if nothing else is said.
const RUNS: &str = "runs";

/// Makes a run, or goes on with one.
pub fn generate(args: args::Generate, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let wanted = Wanted::of(&args, settings)?;
    if !args.resume {
        store::check_free(&wanted.dir)?;
    }
    let runtime = runtime()?;
    let interrupt = Interrupt::watch(&runtime);
    let mut servers = settings.servers(&args.servers);
    if servers.builtin.is_none() && servers.servers.is_none() {
        // Requests of others would read clumsily: the writer has only its grammar for them.
        let (spoken, all) = Lineup::spoken()?;
        if spoken.len() < all {
            let count = spoken.len();
            printer.note(&format!(
                "{count} of {all} built-in servers have a phrasebook and take part (--builtin all for all)"
            ));
        }
        servers.builtin = Some(spoken);
    }
    let Some(lineup) = Lineup::gather(&servers, &runtime, &interrupt, printer)? else {
        printer.note("stopped before the run began; nothing was written");
        return Ok(ExitCode::Incomplete);
    };
    if lineup.is_empty() {
        printer.problems(&lineup.problems);
        printer.note("no server has a tool, so there is nothing to generate from");
        return Ok(ExitCode::Nothing);
    }
    let Some(workshop) = workshop(lineup, &wanted, args.resume, &runtime, &interrupt, printer)? else {
        printer.note("stopped before the run began; nothing was written");
        return Ok(ExitCode::Incomplete);
    };
    if !workshop.lab.can_plan() {
        printer.note("no tool can be called, so there is nothing to generate from");
        return Ok(ExitCode::Nothing);
    }
    let bar = printer.progress(wanted.settings.count, "rows");
    let mut on_progress = |progress: Progress| {
        bar.set_length(progress.count);
        bar.set_position(progress.done);
        bar.set_message(format!("{} kept of {} attempts", progress.kept, progress.attempts));
    };
    let at = jiff::Timestamp::now().to_string();
    let ended = generate::generate(workshop, &wanted.settings, &wanted.dir, args.resume, &at, &mut on_progress);
    bar.finish_and_clear();
    if let Some(voice) = &wanted.voice {
        voice::account(voice, printer);
    }
    match ended? {
        Ended::Interrupted(progress) => {
            printer.note(&interrupted(&progress, &wanted.dir));
            Ok(ExitCode::Incomplete)
        }
        Ended::Finished(summary) => {
            let text =
                if printer.is_json() { report::json(&summary) } else { report::terminal(&summary, printer.look()) };
            printer.data(&text)?;
            if summary.rows < wanted.settings.count {
                let rows = summary.rows;
                printer.note(&format!("{rows} of {} rows were made; the summary says why", wanted.settings.count));
            }
            Ok(if summary.rows == 0 { ExitCode::Nothing } else { ExitCode::Ok })
        }
    }
}

/// Workers at most: each holds a few forks of every built-in server, and the sandbox has 1,000 places.
pub const MOST_JOBS: usize = 32;

/// What was typed, over the environment, over the file, over the defaults.
struct Wanted {
    settings: generate::Settings,
    dir: PathBuf,
    phrases: Vec<PathBuf>,
    voice: Option<Arc<Voice>>,
}

impl Wanted {
    fn of(args: &args::Generate, config: &Settings) -> Result<Self, UsageError> {
        let file = &config.generate;
        let model = voice::wanted(&args.model, config.model.as_ref())?;
        let defaults = generate::Settings::default();
        let seed = args.seed.or(file.seed).map_or(defaults.seed, Seed);
        let settings = generate::Settings {
            count: args.count.or(file.count).unwrap_or(defaults.count),
            seed,
            // A worker waits while its model thinks.
            jobs: args
                .jobs
                .or(file.jobs)
                .unwrap_or_else(|| cores().max(model.as_ref().map_or(1, |model| model.concurrency)))
                .min(MOST_JOBS),
            read_only: args.read_only || file.read_only.unwrap_or(false),
            rows_per_shard: args.rows_per_shard.or(file.rows_per_shard).unwrap_or(defaults.rows_per_shard),
            mix: weights(&config.mix, &args.mix)?,
            sampler: args.sampler.into(),
            worlds: args.worlds,
            fuzzy: args.fuzzy,
            typos: args.typos.or(file.typos).unwrap_or(defaults.typos).min(100),
        };
        for (name, number) in [
            ("count", settings.count),
            ("jobs", settings.jobs as u64),
            ("rows-per-shard", settings.rows_per_shard.into()),
        ] {
            if number == 0 {
                return Err(UsageError(format!("use --{name} 0: it must be at least 1")));
            }
        }
        let dir = match args.out.clone().or_else(|| file.out.clone()) {
            Some(dir) => dir,
            None if args.resume => {
                return Err(UsageError(
                    "resume a run: it is not said which (hint: name its directory with --out)".to_owned(),
                ));
            }
            None => directory(None, &format!("seed-{}", seed.0)),
        };
        let phrases = match args.phrases.is_empty() {
            true => file.phrases.clone().unwrap_or_default(),
            false => args.phrases.clone(),
        };
        let voice = model.map(|model| voice::open(&model, args.model.model_replay)).transpose()?;
        Ok(Self { settings, dir, phrases, voice })
    }

    /// The user's phrasebooks: file name and text of each.
    fn phrasebooks(&self) -> Result<Vec<(String, String)>, UsageError> {
        let read = |path: &PathBuf| {
            let shown = path.display().to_string();
            let text =
                fs::read_to_string(path).map_err(|error| UsageError(format!("read phrasebook {shown}: {error}")))?;
            Ok((shown, text))
        };
        self.phrases.iter().map(read).collect()
    }
}

/// The mix: what was typed, over the file, over the default.
fn weights(file: &BTreeMap<String, f64>, typed: &[String]) -> Result<Mix, UsageError> {
    let mut weights = file.clone();
    for pair in typed {
        let weight = pair.split_once('=').and_then(|(kind, weight)| Some((kind, weight.parse().ok()?)));
        let Some((kind, weight)) = weight else {
            return Err(UsageError(format!("use --mix {pair}: it must be KIND=WEIGHT, e.g. multi_turn=30")));
        };
        weights.insert(kind.to_owned(), weight);
    }
    Mix::with(weights.iter().map(|(kind, weight)| (kind.as_str(), *weight)))
        .map_err(|error| UsageError(format!("mix the rows: {error}")))
}

/// The directory that was named, or `runs/NAME`, or the first of `runs/NAME-2`, `runs/NAME-3`, .. that is not there.
pub fn directory(named: Option<&Path>, name: &str) -> PathBuf {
    if let Some(named) = named {
        return named.to_owned();
    }
    let runs = Path::new(RUNS);
    let first = runs.join(name);
    let numbered = (2u64..).map(|number| runs.join(format!("{name}-{number}")));
    std::iter::once(first.clone()).chain(numbered).find(|dir| !dir.exists()).unwrap_or(first)
}

/// Sets up the lab and its servers; `None` if the user stopped it meanwhile.
fn workshop<'r>(
    mut lineup: Lineup,
    wanted: &Wanted,
    resume: bool,
    runtime: &'r Runtime,
    interrupt: &Interrupt,
    printer: &Printer,
) -> anyhow::Result<Option<Workshop<'r>>> {
    let kept = if resume { kept_shapes(&wanted.dir)? } else { None };
    let (mut lab, mut problems) = Lab::new(std::mem::take(&mut lineup.listings), &kept.clone().unwrap_or_default())?;
    lab.speak(&wanted.phrasebooks()?)?;
    lab.places = std::mem::take(&mut lineup.places);
    lab.guests = lineup.module.as_ref().map(|module| module.digest());
    if wanted.settings.read_only {
        lab.forbid_changes();
    }
    let mut crews = crews(&mut lineup, wanted.settings.jobs);
    let mut shapes = kept.clone().unwrap_or_default();
    if lab.has_real_servers() {
        let careful = if wanted.settings.read_only {
            ""
        } else {
            "; their tools will be called and may change what they hold (see --read-only)"
        };
        printer.note(&format!("looking around real servers{careful}"));
        if kept.is_none()
            && let Some(crew) = crews.first_mut()
        {
            let looking = interrupt.unless_stopped(generate::survey(&lab, crew, wanted.settings.seed));
            match runtime.block_on(looking) {
                Some(seen) => shapes = seen,
                None => return Ok(None),
            }
            problems.in_graph = lab.relearn(&shapes);
        }
    }
    let problems: Vec<Problem> = [std::mem::take(&mut lineup.problems), problems.all()].concat();
    printer.problems(&problems);
    let stop = interrupt.flag.clone();
    let voice = wanted.voice.clone();
    Ok(Some(Workshop { lab: lab.into(), crews, runtime: runtime.handle(), stop, problems, shapes, voice }))
}

/// One crew a worker. A real server is there only once, so it makes a crew of one worker.
fn crews(lineup: &mut Lineup, jobs: usize) -> Vec<Crew> {
    let workers = if lineup.real.is_empty() { jobs } else { 1 };
    let mut crews: Vec<Crew> = (0..workers)
        .map(|_| lineup.module.as_ref().map_or_else(Crew::default, |module| Crew::sandboxed(module, &lineup.sandboxed)))
        .collect();
    if let Some(first) = crews.first_mut() {
        lineup.real.drain(..).for_each(|server| first.add(server));
    }
    crews
}

/// What the interrupted run knew of its servers' results.
fn kept_shapes(dir: &Path) -> anyhow::Result<Option<Shapes>> {
    match fs::read_to_string(dir.join(generate::SHAPES)) {
        Ok(text) => Ok(Some(
            serde_json::from_str(&text).with_context(|| format!("read {}", dir.join(generate::SHAPES).display()))?,
        )),
        Err(_) => Ok(None),
    }
}

fn interrupted(progress: &Progress, dir: &Path) -> String {
    format!(
        "interrupted at {} of {} rows; nothing is lost (hint: the same command with --out {} --resume goes on)",
        progress.done,
        progress.count,
        dir.display()
    )
}

/// Workers where nothing is said: one a core.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// The runtime of a verb: real servers live on it, workers wait in it.
pub fn runtime() -> anyhow::Result<Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().context("start the async runtime")
}
