//! The tools of a task as an agent sees them: those of all its servers, under names that are unique among them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::inventory::exposed_names;
use crate::model::{Tool, ToolInView};

/// Tools in view, found by the name that they are shown under.
#[derive(Debug, Default)]
pub struct View {
    pub tools: Vec<ToolInView>,
    places: HashMap<String, usize>,
}

impl View {
    pub fn of(tools: Vec<Arc<Tool>>) -> Self {
        let names = exposed_names(&tools.iter().map(Arc::as_ref).collect::<Vec<_>>());
        let tools: Vec<ToolInView> =
            names.into_iter().zip(tools).map(|(exposed, tool)| ToolInView { exposed, tool }).collect();
        let places = tools.iter().enumerate().map(|(at, tool)| (tool.exposed.clone(), at)).collect();
        Self { tools, places }
    }

    /// The tool that is shown under a name.
    pub fn named(&self, exposed: &str) -> Option<&Arc<Tool>> {
        self.places.get(exposed).map(|at| &self.tools[*at].tool)
    }

    /// The name that a tool is shown under.
    pub fn exposed(&self, server: &str, tool: &str) -> Option<&str> {
        let found = self.tools.iter().find(|shown| shown.tool.server == server && shown.tool.name == tool);
        found.map(|shown| shown.exposed.as_str())
    }
}
