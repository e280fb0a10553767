//! The graph as GraphML for Gephi, yEd, networkx and other tools: a node a tool, an arc an edge between parameters.

use std::borrow::Cow;
use std::io;

use petgraph_graphml::GraphMl;

use super::{Graph, Node};
use crate::model::{Edge, EdgeClass};

/// GraphML text (<http://graphml.graphdrawing.org>).
pub fn graphml(graph: &Graph) -> io::Result<String> {
    let net = graph.net(|_| true);
    let written = GraphMl::new(&net)
        .pretty_print(true)
        .export_node_weights(Box::new(|node: &&Node| {
            vec![("server".into(), plain(&node.tool.server)), ("tool".into(), plain(&node.tool.tool))]
        }))
        .export_edge_weights(Box::new(|edge: &&Edge| {
            let class = if edge.class == EdgeClass::Strong { "strong" } else { "weak" };
            vec![
                ("from".into(), plain(&edge.from.path.to_string())),
                ("to".into(), plain(&edge.to.path.to_string())),
                ("class".into(), class.into()),
                ("confidence".into(), format!("{:.3}", edge.confidence).into()),
                ("observed".into(), edge.evidence.observed.to_string().into()),
            ]
        }));
    let mut bytes = Vec::new();
    written.to_writer(&mut bytes)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// XML has no place for control characters, and names come from servers.
fn plain(text: &str) -> Cow<'static, str> {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().into()
}
