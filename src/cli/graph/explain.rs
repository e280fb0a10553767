//! `mcplab graph explain`: why an edge is there or not, in words.

use std::fmt::Write;

use super::super::ExitCode;
use super::super::args::graph::Explain;
use super::super::exit_code::UsageError;
use super::super::printer::Printer;
use super::super::settings::Settings;
use super::show::{edge_lines, evidence_lines};
use super::source::{Built, obtain};
use crate::graph::{Graph, Node, Study, says};
use crate::model::{Edge, EdgeClass, Parameter, Side};
use crate::report::{clean, counted};

/// Edges that are shown between two tools.
const SHOWN: usize = 20;

/// Explains.
pub fn explain(args: &Explain, settings: &Settings, printer: &Printer) -> anyhow::Result<ExitCode> {
    let Some(built) = obtain(&args.source, settings, printer)? else { return Ok(ExitCode::Incomplete) };
    let graph = &built.graph;
    let ends = (graph.parameter(&args.from, Side::Output), graph.parameter(&args.to, Side::Input));
    let text = match (ends, node(graph, &args.from), node(graph, &args.to)) {
        ((Some(from), Some(to)), ..) => pair(&built, &from, &to),
        (_, Some(from), Some(to)) => tools(graph, from, to),
        ((None, _), None, _) => return Err(unknown(graph, &args.from, "output").into()),
        _ => return Err(unknown(graph, &args.to, "input").into()),
    };
    printer.data(&text)?;
    Ok(ExitCode::Ok)
}

/// The tool that a text names, alone or as part of a parameter.
fn node<'g>(graph: &'g Graph, text: &str) -> Option<&'g Node> {
    graph.nodes().iter().find(|node| node.tool.to_string() == text)
}

fn unknown(graph: &Graph, text: &str, side: &str) -> UsageError {
    let tool = graph.nodes().iter().find(|node| text.starts_with(&format!("{}.", node.tool)));
    let hint = match tool {
        Some(node) => {
            let inputs = node.inputs.iter().map(|input| input.leaf.path.to_string());
            let outputs = node.outputs.iter().map(|output| output.leaf.path.to_string());
            let paths: Vec<String> = if side == "input" { inputs.collect() } else { outputs.collect() };
            format!("{} has: {}", node.tool, paths.join(", "))
        }
        None => format!("write SERVER.TOOL or SERVER.TOOL.{side}.PATH, as `mcplab graph show` does"),
    };
    UsageError(format!("find {side} `{text}`: the graph has none of this name (hint: {})", clean(&hint)))
}

/// All edges from one tool to another.
fn tools(graph: &Graph, from: &Node, to: &Node) -> String {
    let mut edges: Vec<&Edge> = graph.edges_into(&to.tool).filter(|edge| edge.from.tool == from.tool).collect();
    edges.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let names = (clean(&from.tool.to_string()), clean(&to.tool.to_string()));
    if edges.is_empty() {
        return format!(
            "no edge from {} to {}: of {} and {} no pair is believed enough to be kept\n",
            names.0,
            names.1,
            counted(from.outputs.len() as u64, "output"),
            counted(to.inputs.len() as u64, "input"),
        );
    }
    let mut text = format!("{} from {} to {}\n\n", counted(edges.len() as u64, "edge"), names.0, names.1);
    edges.iter().take(SHOWN).for_each(|edge| text.push_str(&edge_lines(edge)));
    text
}

fn pair(built: &Built, from: &Parameter, to: &Parameter) -> String {
    let names = (clean(&from.to_string()), clean(&to.to_string()));
    let edge = built.graph.edge(from, to);
    let mut text = match edge {
        Some(edge) if edge.class == EdgeClass::Strong => {
            format!("strong: {} can feed {}, believed at {:.2}\n", names.0, names.1, edge.confidence)
        }
        Some(edge) => {
            format!(
                "weak: {} may feed {}, but it is no safe bet, believed at {:.2}\n",
                names.0, names.1, edge.confidence
            )
        }
        None => format!("no edge from {} to {}\n", names.0, names.1),
    };
    for line in edge.map(evidence_lines).unwrap_or_default().iter().filter(|line| !line.starts_with("declared")) {
        let _ = writeln!(text, "  {line}");
    }
    let Some(inventory) = &built.inventory else {
        if let Some(declared) = edge.and_then(|edge| edge.evidence.declared.as_ref()) {
            declared.reasons.iter().for_each(|reason| _ = writeln!(text, "  {:+.1}  {}", reason.weight, says(reason)));
        }
        return text;
    };
    match Study::of(inventory, &built.shapes).explain(from, to) {
        None => {}
        Some(Err(impossible)) => _ = writeln!(text, "it can never be: {impossible}"),
        Some(Ok(explanation)) => {
            let _ = writeln!(text, "what names, descriptions and types say ({:.2}):", explanation.confidence);
            for reason in &explanation.reasons {
                let sign = if reason.weight > 0.0 { "for" } else { "against" };
                let _ = writeln!(text, "  {sign:<7} {:>4.1}  {}", reason.weight.abs(), says(reason));
            }
            if edge.is_none() && explanation.confidence < explanation.floor {
                let _ = writeln!(text, "edges believed less than {} are not kept", explanation.floor);
            } else if edge.is_none() {
                text.push_str("too many others are believed more, so it is not kept\n");
            }
            let _ = writeln!(
                text,
                "it stands at rank {} of the {} outputs that could feed this input",
                explanation.rank, explanation.of
            );
            if explanation.rank > 1 {
                let _ = writeln!(text, "the best is {}", clean(&explanation.best.to_string()));
            }
        }
    }
    text
}
