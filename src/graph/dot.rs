//! The graph as DOT text for Graphviz: one box a server, one node a tool, one arrow a pair of parameters.

use std::fmt::Write;

use super::Graph;
use crate::model::EdgeClass;

/// DOT text of the tools and edges.
pub fn dot(graph: &Graph) -> String {
    let mut text =
        String::from("digraph tools {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    let mut servers: Vec<&str> = Vec::new();
    for node in graph.nodes() {
        if !servers.contains(&node.tool.server.as_str()) {
            servers.push(&node.tool.server);
        }
    }
    for (i, server) in servers.iter().enumerate() {
        let _ = writeln!(text, "  subgraph cluster_{i} {{\n    label={};", quoted(server));
        for node in graph.nodes().iter().filter(|node| node.tool.server == *server) {
            let _ = writeln!(text, "    {} [label={}];", quoted(&node.tool.to_string()), quoted(&node.tool.tool));
        }
        text.push_str("  }\n");
    }
    for edge in graph.edges() {
        let style = if edge.class == EdgeClass::Strong { "solid" } else { "dashed" };
        let label = quoted(&format!("{} -> {}", edge.from.path, edge.to.path));
        let (from, to) = (quoted(&edge.from.tool.to_string()), quoted(&edge.to.tool.to_string()));
        let _ = writeln!(
            text,
            "  {from} -> {to} [label={label}, style={style}, weight={}];",
            (edge.confidence * 10.0) as u32
        );
    }
    text + "}\n"
}

/// Names come from servers, so nothing in them may end the quotes or the line.
fn quoted(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", clean.replace('\\', "\\\\").replace('"', "\\\""))
}
