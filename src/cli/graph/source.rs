//! Where a graph comes from: a file, a catalog, or servers; and all evidence that was asked for.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::super::args::graph::{Pairs, Source};
use super::super::exit_code::UsageError;
use super::super::generate::runtime;
use super::super::interrupt::Interrupt;
use super::super::lineup::{self, Lineup};
use super::super::printer::Printer;
use super::super::settings::Settings;
use super::read;
use crate::exec::Server;
use crate::generate::{self, Crew, Lab};
use crate::graph::{Graph, Node, Proofs};
use crate::inventory::{Inventory, Shapes, Snapshot, listings};
use crate::model::{Episode, Problem, Seed};
use crate::prove::Scene;
use crate::report::counted;
use crate::{embedding, prove, store};

/// Where annotations are looked for if nothing else is said.
const ANNOTATIONS: &str = "tool-graphs";
/// How often undeclared outputs are looked at: what one look shows makes more tools callable.
const LOOKS: usize = 2;
/// The moment in which edges are proven.
const NOW: &str = "2026-03-05T14:30:00+01:00";

/// A graph with what it was made from.
pub struct Built {
    pub graph: Graph,
    /// The tools; `None` where the graph was read from a file.
    pub inventory: Option<Inventory>,
    pub shapes: Shapes,
    /// What was tried out.
    pub report: Option<prove::Report>,
}

/// Obtains the graph; `None` if the user stopped it meanwhile.
pub fn obtain(source: &Source, settings: &Settings, printer: &Printer) -> anyhow::Result<Option<Built>> {
    obtain_from(source, None, settings, printer)
}

/// Obtains the graph, scoring anew only what changed since an older one.
pub fn obtain_from(
    source: &Source,
    older: Option<&Graph>,
    settings: &Settings,
    printer: &Printer,
) -> anyhow::Result<Option<Built>> {
    // Before servers are asked, for the folder may be a wrong one.
    let model = source.embeddings.as_deref().map(embedding::load).transpose()?;
    let mut built = match (&source.graph, &source.inventory) {
        (Some(file), _) => of_file(file)?,
        (None, Some(file)) => of_catalog(file, older, printer)?,
        (None, None) => match of_servers(source, older, settings, printer)? {
            Some(built) => built,
            None => return Ok(None),
        },
    };
    if let Some(model) = model {
        built.graph.embed(&*model);
    }
    for run in &source.observe {
        let run = store::open(run)?;
        let problems = generate::observe(&mut built.graph, &run)?;
        printer.problems(&problems);
    }
    for file in annotations(source.annotations.as_deref())? {
        let problems = built.graph.annotate(&read(&file)?).with_context(|| format!("read {}", file.display()))?;
        // A folder of corrections may be about more servers than take part.
        if source.annotations.is_some() {
            let named = |problem: &Problem| Problem { place: file.display().to_string(), ..problem.clone() };
            printer.problems(&problems.iter().map(named).collect::<Vec<_>>());
        }
    }
    Ok(Some(built))
}

pub fn of_file(file: &Path) -> anyhow::Result<Built> {
    let graph = Graph::parse(&read(file)?).with_context(|| format!("read {}", file.display()))?;
    Ok(Built { graph, inventory: None, shapes: Shapes::default(), report: None })
}

/// The tools of a snapshot or of a catalog of lines.
pub fn tools(file: &Path, printer: &Printer) -> anyhow::Result<Inventory> {
    let unread = |error: std::io::Error| UsageError(format!("read {}: {error}", file.display()));
    let bytes = fs::read(file).map_err(unread)?;
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).map_err(unread)?;
    } else {
        text = String::from_utf8(bytes)
            .map_err(|error| UsageError(format!("read {}: it is no text: {error}", file.display())))?;
    }
    if Snapshot::is_one(&text) {
        return Ok(Snapshot::parse(&text).with_context(|| format!("read {}", file.display()))?.inventory);
    }
    let (listings, mut problems) = listings(&text);
    let (inventory, broken) = Inventory::normalise(listings);
    problems.iter_mut().for_each(|problem| problem.place = format!("{}, {}", file.display(), problem.place));
    printer.problems(&problems);
    if !broken.is_empty() {
        let problems = counted(broken.len() as u64, "problem");
        printer.note(&format!("{problems} in the tools; `mcplab inventory` names those of a server"));
    }
    Ok(inventory)
}

fn of_catalog(file: &Path, older: Option<&Graph>, printer: &Printer) -> anyhow::Result<Built> {
    let inventory = tools(file, printer)?;
    let graph = match older {
        None => Graph::build(&inventory, &Shapes::default()).0,
        Some(older) => updated(older, &inventory, &Shapes::default(), printer),
    };
    Ok(Built { graph, inventory: Some(inventory), shapes: Shapes::default(), report: None })
}

fn updated(older: &Graph, inventory: &Inventory, shapes: &Shapes, printer: &Printer) -> Graph {
    let (graph, _, done) = older.update(inventory, shapes);
    printer.note(&format!(
        "{} changed; {} of {} scored anew",
        counted(done.tools as u64, "tool"),
        done.scored,
        counted(done.inputs as u64, "input"),
    ));
    graph
}

fn of_servers(
    source: &Source,
    older: Option<&Graph>,
    settings: &Settings,
    printer: &Printer,
) -> anyhow::Result<Option<Built>> {
    let runtime = runtime()?;
    let interrupt = Interrupt::watch(&runtime);
    let servers = settings.servers(&source.servers);
    let Some(mut lineup) = Lineup::gather(&servers, &runtime, &interrupt, printer)? else { return Ok(None) };
    let (mut lab, problems) = Lab::new(std::mem::take(&mut lineup.listings), &Shapes::default())?;
    lab.places.clone_from(&lineup.places);
    printer.problems(&[std::mem::take(&mut lineup.problems), problems.in_listings].concat());
    let mut shapes = Shapes::default();
    let mut in_graph = problems.in_graph;
    if source.prove_real {
        let episode = Episode { seed: Seed(source.seed), now: lineup::now() };
        let mut crew = Crew::default();
        lineup.real.drain(..).for_each(|server| crew.add(server));
        lab.forbid_changes();
        let surveyed = runtime.block_on(interrupt.unless_stopped(generate::survey_at(&lab, &mut crew, &episode)));
        lineup.real.extend(crew.into_servers());
        let Some(seen) = surveyed else { return Ok(None) };
        shapes = seen;
        in_graph = lab.relearn(&shapes);
    }
    if !in_graph.is_empty() {
        printer.note(&format!(
            "{} declare no output and feed nothing; --prove looks at what they return",
            counted(in_graph.len() as u64, "tool")
        ));
    }
    let mut report = None;
    if let Some(pairs) = source.prove {
        let proving = prove(source, pairs, &lab, &mut shapes, &mut lineup);
        let Some(proved) = runtime.block_on(interrupt.unless_stopped(proving)) else { return Ok(None) };
        printer.note(&told(&proved));
        lab.relearn(&shapes);
        if let Some(file) = &source.proofs {
            let proofs = Proofs { servers: lab.server_digests.clone(), proofs: proved.proofs.clone() };
            super::write(&proofs.to_text(), Some(file), printer)?;
        }
        report = Some(proved);
    }
    if let Some(older) = older {
        lab.graph = updated(older, &lab.inventory, &shapes, printer);
    }
    if let Some(proved) = &report {
        lab.graph.prove(&proved.proofs);
    }
    runtime.block_on(lineup.close());
    Ok(Some(Built { graph: lab.graph, inventory: Some(lab.inventory), shapes, report }))
}

async fn prove(source: &Source, pairs: Pairs, lab: &Lab, shapes: &mut Shapes, lineup: &mut Lineup) -> prove::Report {
    let module = lineup.module.as_ref();
    let mut servers: Vec<Box<dyn Server>> =
        module.into_iter().flat_map(|module| lineup.sandboxed.iter().filter_map(|name| module.open(name))).collect();
    let mut now = NOW.to_owned();
    if source.prove_real {
        now = lineup::now();
        servers.append(&mut lineup.real);
    }
    let scene = Scene {
        episode: Episode { seed: Seed(source.seed), now },
        paths: lab.places.iter().map(|place| place.path.clone()).collect(),
    };
    let pairs = match pairs {
        Pairs::Edges => prove::Pairs::Edges,
        Pairs::Every => prove::Pairs::Every,
    };
    // What is not declared is looked at first; edges from it are there to be proven then.
    let (mut graph, _) = Graph::build(&lab.inventory, shapes);
    for _ in 0..LOOKS {
        if !graph.nodes().iter().any(Node::is_open) {
            break;
        }
        let seen;
        (seen, servers) = prove::look(&graph, &lab.inventory, servers, &scene).await;
        shapes.add(seen);
        (graph, _) = Graph::build(&lab.inventory, shapes);
    }
    prove::prove(&graph, &lab.inventory, servers, &scene, pairs).await
}

fn told(report: &prove::Report) -> String {
    use crate::model::ProofClass::{Refuted, Strong, Weak};
    let count = |class| report.proofs.iter().filter(|proof| proof.proven.class == class).count();
    format!(
        "tried {} in {}: {} strong, {} weak, {} refuted, {} without a result; {} never called with success",
        counted(report.pairs, "pair"),
        counted(report.calls, "call"),
        count(Strong),
        count(Weak),
        count(Refuted),
        report.pairs - report.proofs.len() as u64,
        counted(report.unreached.len() as u64, "tool"),
    )
}

/// The files of annotations, in the order of their names.
fn annotations(named: Option<&Path>) -> anyhow::Result<Vec<PathBuf>> {
    let path = named.unwrap_or(Path::new(ANNOTATIONS));
    if !path.is_dir() {
        return Ok(named.map(Path::to_owned).into_iter().collect());
    }
    let unread = |error: std::io::Error| UsageError(format!("read {}: {error}", path.display()));
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(unread)? {
        let file = entry.map_err(unread)?.path();
        if file.extension().is_some_and(|end| end == "toml") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}
