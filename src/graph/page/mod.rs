//! The graph as one interactive page, which needs no network: servers first, then tools, parameters and evidence.
//!
//! The page itself stands beside this file as HTML, CSS and JavaScript; `vendor/` holds the libraries that it draws with.
//! Names and texts come from servers: they enter the page as data and are never markup.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use super::weights::TABLE;
use super::{Graph, Input, Output};
use crate::model::{Annotation, Edge, EdgeClass, Evidence, Parameter, ProofClass, ToolRef};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const VENDOR: &str = include_str!("vendor/vendor.js");
const SCRIPTS: [&str; 10] = [
    include_str!("model.js"),
    include_str!("theme.js"),
    include_str!("layout.js"),
    include_str!("view.js"),
    include_str!("labels.js"),
    include_str!("stage.js"),
    include_str!("panel.js"),
    include_str!("evidence.js"),
    include_str!("search.js"),
    include_str!("main.js"),
];

/// The page of a graph.
pub fn page(graph: &Graph, title: &str) -> String {
    let data = data(graph, title).to_string().replace('<', "\\u003c");
    let script = SCRIPTS.join("\n");
    let parts = [
        ("/*{{style}}*/", STYLE),
        ("{{data}}", data.as_str()),
        ("/*{{vendor}}*/", VENDOR),
        ("/*{{script}}*/", script.as_str()),
    ];
    // Each mark is looked for behind what was put in before, for that may contain any text.
    let mut page = String::with_capacity(PAGE.len() + data.len() + VENDOR.len() + script.len() + STYLE.len());
    let mut rest = PAGE;
    for (mark, part) in parts {
        let (before, after) = rest.split_once(mark).unwrap_or((rest, ""));
        page += before;
        page += part;
        rest = after;
    }
    page + rest
}

/// What the page shows.
fn data(graph: &Graph, title: &str) -> Value {
    let reach = graph.reach();
    let communities = graph.communities();
    let sizes = communities.iter().fold(HashMap::new(), |mut sizes: HashMap<usize, usize>, community| {
        *sizes.entry(*community).or_default() += 1;
        sizes
    });
    let missing: BTreeSet<&Parameter> = reach.unreachable_inputs.iter().collect();
    let sources: BTreeSet<&ToolRef> = reach.sources.iter().collect();
    let unreachable: BTreeSet<&ToolRef> = reach.unreachable_tools.iter().collect();
    let mut servers: Vec<&str> = Vec::new();
    let mut tools = Vec::new();
    for (node, community) in graph.nodes().iter().zip(&communities) {
        if servers.last() != Some(&node.tool.server.as_str()) {
            servers.push(&node.tool.server);
        }
        let mut flags = Vec::new();
        if sources.contains(&node.tool) {
            flags.push("source");
        }
        if unreachable.contains(&node.tool) {
            flags.push("out-of-reach");
        }
        let lacks = |input: &Input| missing.contains(&Parameter::input(node.tool.clone(), input.leaf.path.clone()));
        tools.push(json!({
            "s": servers.len() - 1,
            "n": node.tool.tool,
            "d": node.description,
            "c": (sizes[community] > 1).then_some(community),
            "in": node.inputs.iter().map(|input| shown_input(input, lacks(input))).collect::<Vec<_>>(),
            "out": node.outputs.iter().map(shown_output).collect::<Vec<_>>(),
            "flags": flags,
        }));
    }
    let (mut edges, mut evidence) = (Vec::new(), Vec::new());
    for edge in graph.edges() {
        if let Some(ends) = ends(graph, edge) {
            edges.push(json!([
                ends[0],
                ends[1],
                ends[2],
                ends[3],
                (f64::from(edge.confidence) * 1_000.0).round() / 1_000.0,
                u8::from(edge.class == EdgeClass::Strong),
                evidence.len(),
            ]));
            evidence.push(told(&edge.evidence));
        }
    }
    let strong = graph.edges().iter().filter(|edge| edge.class == EdgeClass::Strong).count();
    json!({
        "format": "mcplab-graph-page",
        "version": 1,
        "title": title,
        "reasons": TABLE.iter().map(|(_, says)| *says).collect::<Vec<_>>(),
        "servers": servers,
        "tools": tools,
        "edges": edges,
        "evidence": evidence,
        "summary": {
            "strong": strong, "weak": graph.edges().len() - strong, "communities": reach.communities.len(),
            "unreachable": reach.unreachable_tools.len(), "sources": reach.sources.len(),
        },
    })
}

fn shown_input(input: &Input, lacks: bool) -> Value {
    let leaf = &input.leaf;
    let mut shown = json!({"p": leaf.path, "t": leaf.types.to_string(), "k": input.kind});
    if leaf.required {
        shown["r"] = json!(true);
    }
    if lacks {
        shown["m"] = json!(true);
    }
    shown
}

fn shown_output(output: &Output) -> Value {
    let leaf = &output.leaf;
    let mut shown = json!({"p": leaf.path, "t": leaf.types.to_string(), "k": output.kind});
    if let super::Origin::Inferred(seen) = output.origin {
        shown["i"] = json!([seen.present, seen.results, leaf.examples]);
    }
    if output.echo {
        shown["e"] = json!(true);
    }
    shown
}

/// Producer, output, consumer and input of an edge by number; `None` where the parameter is in no schema, because a value
/// flowed that none declares.
fn ends(graph: &Graph, edge: &Edge) -> Option<[usize; 4]> {
    let (from, to) = (graph.number(&edge.from.tool)?, graph.number(&edge.to.tool)?);
    let outputs = &graph.nodes()[from].outputs;
    let inputs = &graph.nodes()[to].inputs;
    let output = outputs.iter().position(|output| output.leaf.path == edge.from.path)?;
    let input = inputs.iter().position(|input| input.leaf.path == edge.to.path)?;
    Some([from, output, to, input])
}

fn told(evidence: &Evidence) -> Value {
    let mut told = json!({});
    if let Some(declared) = &evidence.declared {
        told["d"] = declared.reasons.iter().map(|reason| json!([reason.feature, reason.weight])).collect();
    }
    if let Some(embedded) = evidence.embedded {
        told["em"] = json!(embedded);
    }
    if evidence.observed > 0 {
        told["o"] = json!(evidence.observed);
        told["x"] = json!(evidence.example);
    }
    if let Some(proven) = &evidence.proven {
        let class = match proven.class {
            ProofClass::Strong => "strong",
            ProofClass::Weak => "weak",
            ProofClass::Refuted => "refuted",
        };
        told["p"] = json!({
            "class": class, "accepted": proven.accepted, "tried": proven.tried,
            "perturbedAccepted": proven.perturbed_accepted, "perturbed": proven.perturbed, "example": proven.example,
        });
    }
    if let Some(annotated) = &evidence.annotated {
        let class = match annotated.class {
            Annotation::Strong => "strong",
            Annotation::Weak => "weak",
            Annotation::Wrong => "wrong",
        };
        told["a"] = json!({"class": class, "note": annotated.note});
    }
    told
}
