//! What the rows of a data set have in view: the whole that their coverage is measured against.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ServerKind, Trajectory};
use crate::store::{Scope, ServerScope};

/// Servers with their tools, row by row.
#[derive(Clone, Debug, Default)]
pub struct View(BTreeMap<String, (ServerKind, BTreeSet<String>)>);

impl View {
    pub fn add(&mut self, row: &Trajectory) {
        for server in &row.servers {
            if !self.0.contains_key(&server.name) {
                self.0.insert(server.name.clone(), (server.kind, BTreeSet::new()));
            }
        }
        for view in &row.tools {
            if let Some((_, tools)) = self.0.get_mut(&view.tool.server)
                && !tools.contains(&view.tool.name)
            {
                tools.insert(view.tool.name.clone());
            }
        }
    }

    /// As the card wants it. Nobody knows the edges of a graph from rows.
    pub fn scope(self) -> Scope {
        let server = |(name, (kind, tools)): (String, (ServerKind, BTreeSet<String>))| ServerScope {
            name,
            kind,
            tools: tools.into_iter().collect(),
        };
        Scope { servers: self.0.into_iter().map(server).collect(), strong: 0, weak: 0 }
    }
}
