//! The tools of a task as an agent sees them: those of all its servers, under names that are unique among them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::inventory::exposed_names;
use crate::llm::ToolSpec;
use crate::model::{Tool, ToolInView};

/// Tools in view, found by the name that they are shown under.
#[derive(Debug, Default)]
pub struct View {
    pub tools: Vec<ToolInView>,
    places: HashMap<String, usize>,
    specs: OnceLock<Arc<[ToolSpec]>>,
}

impl View {
    pub fn of(tools: Vec<Arc<Tool>>) -> Self {
        let names = exposed_names(&tools.iter().map(Arc::as_ref).collect::<Vec<_>>());
        let tools: Vec<ToolInView> =
            names.into_iter().zip(tools).map(|(exposed, tool)| ToolInView { exposed, tool }).collect();
        let places = tools.iter().enumerate().map(|(at, tool)| (tool.exposed.clone(), at)).collect();
        Self { tools, places, specs: OnceLock::new() }
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

    /// The tools as an endpoint of a model takes them.
    pub fn specs(&self) -> Arc<[ToolSpec]> {
        let spec = |shown: &ToolInView| ToolSpec {
            name: shown.exposed.clone(),
            description: shown.tool.description.clone(),
            parameters: shown.tool.input_schema.clone(),
        };
        Arc::clone(self.specs.get_or_init(|| self.tools.iter().map(spec).collect()))
    }
}
