//! `mcplab graph`: the dependency graph and why its edges are believed.

use std::fmt::Write;
use std::path::Path;

use super::ExitCode;
use super::args;
use super::generate::runtime;
use super::interrupt::Interrupt;
use super::lineup::Lineup;
use super::printer::Printer;
use super::settings::Settings;
use crate::generate::Lab;
use crate::graph::{Graph, dot};
use crate::model::{Edge, EdgeClass};
use crate::report::{clean, counted};
use crate::{generate, store};

/// Builds the graph of servers and shows it.
pub fn graph(args: args::Graph, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let runtime = runtime()?;
    let interrupt = Interrupt::watch(&runtime);
    let servers = settings.servers(&args.servers);
    let Some(mut lineup) = Lineup::gather(&servers, &runtime, &interrupt, printer)? else {
        return Ok(ExitCode::Incomplete);
    };
    runtime.block_on(lineup.close());
    let (mut lab, problems) = Lab::new(lineup.listings, &Default::default())?;
    printer.problems(&[lineup.problems, problems.all()].concat());
    if let Some(run) = &args.observe {
        observe(&mut lab.graph, run, printer)?;
    }
    if lab.graph.nodes().is_empty() {
        printer.note("no tools, so no graph");
        return Ok(ExitCode::Nothing);
    }
    let text = match (args.json || printer.is_json(), args.dot) {
        (_, true) => dot(&lab.graph, args.at_least),
        (true, false) => lab.graph.to_text(),
        (false, false) => listed(&lab.graph, args.top, args.at_least),
    };
    printer.data(&text)?;
    Ok(ExitCode::Ok)
}

/// Adds the evidence of a run's trajectories.
fn observe(graph: &mut Graph, run: &Path, printer: &Printer) -> anyhow::Result<()> {
    let run = store::open(run)?;
    let problems = generate::observe(graph, &run)?;
    printer.problems(&problems);
    Ok(())
}

/// The strongest edges with their evidence, and what the graph lacks.
fn listed(graph: &Graph, top: usize, at_least: f32) -> String {
    let mut text = String::new();
    let strong = graph.edges().iter().filter(|edge| edge.class == EdgeClass::Strong).count();
    let believed = graph.edges().iter().filter(|edge| edge.confidence >= at_least).count();
    let _ = writeln!(
        text,
        "{}, {} ({strong} strong, {} weak)\n",
        counted(graph.nodes().len() as u64, "tool"),
        counted(graph.edges().len() as u64, "edge"),
        graph.edges().len() - strong
    );
    for edge in graph.strongest(top.min(believed)) {
        edge_lines(edge, &mut text);
    }
    let hidden = graph.edges().len() - top.min(believed);
    if hidden > 0 {
        let _ = writeln!(text, "\n{} not shown (--top, --at-least, --json)", counted(hidden as u64, "edge"));
    }
    let reach = graph.reach();
    for missing in &reach.unreachable_inputs {
        let _ = writeln!(text, "out of reach: {}", clean(&missing.to_string()));
    }
    text
}

fn edge_lines(edge: &Edge, text: &mut String) {
    let class = match edge.class {
        EdgeClass::Strong => "strong",
        EdgeClass::Weak => "weak",
    };
    let _ = writeln!(
        text,
        "{:.2} {class:<6} {} -> {}",
        edge.confidence,
        clean(&edge.from.to_string()),
        clean(&edge.to.to_string())
    );
    if let Some(declared) = &edge.evidence.declared {
        let _ = writeln!(text, "            declared: {}", clean(&declared.reasons.join("; ")));
    }
    if edge.evidence.observed > 0 {
        let example = edge.evidence.example.as_deref().unwrap_or_default();
        let _ = writeln!(
            text,
            "            observed: {}, e.g. {}",
            counted(edge.evidence.observed, "time"),
            clean(example)
        );
    }
}
