//! `mcplab graph show`: the most believed edges with their evidence, and what the graph lacks.

use std::fmt::Write;

use serde_json::json;

use super::super::ExitCode;
use super::super::args::graph::Show;
use super::super::printer::Printer;
use super::super::settings::Settings;
use super::source::obtain;
use crate::graph::{Graph, says};
use crate::model::{Annotation, Edge, EdgeClass, ProofClass, ToolRef};
use crate::report::{clean, counted};

/// Groups and inputs that are named one by one.
const NAMED: usize = 12;

/// Shows the graph.
pub fn show(args: &Show, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let Some(built) = obtain(&args.source, settings, printer)? else { return Ok(ExitCode::Incomplete) };
    let graph = built.graph;
    if graph.nodes().is_empty() {
        printer.note("no tools, so no graph");
        return Ok(ExitCode::Nothing);
    }
    let edges: Vec<&Edge> = chosen(&graph, args);
    if printer.is_json() {
        let shown: Vec<&&Edge> = edges.iter().take(args.top).collect();
        printer.json(&json!({
            "tools": graph.nodes().len(), "edges": graph.edges().len(), "shown": shown, "reach": graph.reach(),
        }))?;
    } else {
        printer.data(&listed(&graph, &edges, args.top))?;
    }
    Ok(ExitCode::Ok)
}

/// The edges that were asked for, most believed first.
fn chosen<'g>(graph: &'g Graph, args: &Show) -> Vec<&'g Edge> {
    let named = |tool: &ToolRef| {
        args.of.as_ref().is_none_or(|name| *name == tool.server || *name == tool.tool || *name == tool.to_string())
    };
    let mut edges = graph.strongest(usize::MAX);
    edges.retain(|edge| edge.confidence >= args.at_least && (named(&edge.from.tool) || named(&edge.to.tool)));
    edges
}

fn listed(graph: &Graph, edges: &[&Edge], top: usize) -> String {
    let mut text = String::new();
    let strong = graph.edges().iter().filter(|edge| edge.class == EdgeClass::Strong).count();
    let _ = writeln!(
        text,
        "{}, {} ({strong} strong, {} weak)\n",
        counted(graph.nodes().len() as u64, "tool"),
        counted(graph.edges().len() as u64, "edge"),
        graph.edges().len() - strong
    );
    for edge in edges.iter().take(top) {
        text.push_str(&edge_lines(edge));
    }
    let hidden = graph.edges().len() - edges.len().min(top);
    if hidden > 0 {
        let _ = writeln!(
            text,
            "\n{} not shown (--top, --at-least, --of; all of them: mcplab graph export)",
            counted(hidden as u64, "edge")
        );
    }
    text.push_str(&reach(graph));
    text
}

/// An edge with its evidence.
pub fn edge_lines(edge: &Edge) -> String {
    let mut text = format!(
        "{:.2} {:<6} {} -> {}\n",
        edge.confidence,
        class(edge.class),
        clean(&edge.from.to_string()),
        clean(&edge.to.to_string())
    );
    for line in evidence_lines(edge) {
        let _ = writeln!(text, "            {line}");
    }
    text
}

pub fn class(class: EdgeClass) -> &'static str {
    match class {
        EdgeClass::Strong => "strong",
        EdgeClass::Weak => "weak",
    }
}

/// The evidence of an edge, a line each kind.
pub fn evidence_lines(edge: &Edge) -> Vec<String> {
    let evidence = &edge.evidence;
    let mut lines = Vec::new();
    if let Some(declared) = &evidence.declared {
        let reasons = declared.reasons.iter().map(|reason| format!("{} ({:+.1})", says(reason), reason.weight));
        lines.push(format!("declared: {}", reasons.collect::<Vec<_>>().join("; ")));
    }
    if let Some(embedded) = evidence.embedded {
        lines.push(format!("embedded: likeness of meaning, to a model ({embedded:+.1})"));
    }
    if evidence.observed > 0 {
        let example = evidence.example.as_deref().unwrap_or_default();
        lines.push(format!("observed: {}, e.g. {}", counted(evidence.observed, "time"), clean(example)));
    }
    if let Some(proven) = &evidence.proven {
        let class = match proven.class {
            ProofClass::Strong if proven.echo => "needs such a value, which the producer only repeats",
            ProofClass::Strong => "needs such a value",
            ProofClass::Weak => "accepts it like any other",
            ProofClass::Refuted => "refuted",
        };
        let perturbed = match proven.perturbed {
            0 => String::new(),
            tried => format!(", {} of {tried} perturbed ones", proven.perturbed_accepted),
        };
        let example = proven.example.as_ref().map_or(String::new(), |value| format!(", e.g. {}", clean(value)));
        lines.push(format!(
            "proven:   {class}: {} of {} values taken{perturbed}{example}",
            proven.accepted, proven.tried
        ));
    }
    if let Some(annotated) = &evidence.annotated {
        let said = match annotated.class {
            Annotation::Strong => "strong",
            Annotation::Weak => "weak",
            Annotation::Wrong => "wrong",
        };
        lines.push(format!("annotated: {said}; {}", clean(&annotated.note)));
    }
    lines
}

/// What a server's author can learn from the graph.
fn reach(graph: &Graph) -> String {
    let reach = graph.reach();
    let mut text = String::new();
    let list = |tools: &[ToolRef]| {
        let names: Vec<String> = tools.iter().take(NAMED).map(|tool| clean(&tool.to_string())).collect();
        let more = tools.len().saturating_sub(NAMED);
        names.join(", ") + &if more > 0 { format!(" and {more} more") } else { String::new() }
    };
    let _ = writeln!(
        text,
        "\n{} can be called from nothing: they need no handle that only a server knows",
        counted(reach.sources.len() as u64, "tool")
    );
    let many = if reach.communities.len() == 1 { "community" } else { "communities" };
    let _ = writeln!(text, "{} {many}, largest first:", reach.communities.len());
    for community in reach.communities.iter().take(NAMED) {
        let _ = writeln!(text, "  {:>3}: {}", community.len(), list(community));
    }
    if !reach.circles.is_empty() {
        let _ = writeln!(text, "{} of tools that feed each other", counted(reach.circles.len() as u64, "circle"));
    }
    if !reach.unreachable_inputs.is_empty() {
        let _ = writeln!(
            text,
            "{} out of reach: no tool that can be called gives a value for",
            counted(reach.unreachable_tools.len() as u64, "tool")
        );
        for input in reach.unreachable_inputs.iter().take(NAMED) {
            let _ = writeln!(text, "  {}", clean(&input.to_string()));
        }
        let more = reach.unreachable_inputs.len().saturating_sub(NAMED);
        if more > 0 {
            let _ = writeln!(text, "  and {more} more");
        }
        text.push_str("mend: declare an output of a listing tool that has it, in name and description\n");
    }
    text
}
