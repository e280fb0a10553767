//! All that a kind of server has to offer, made once a start.

use super::error::ToolError;
use super::prompt::Prompt;
use super::resource::Resource;
use super::server::Server;
use super::time::Time;
use super::tool::Tool;

pub(super) struct Offer<S> {
    pub tools: Vec<Tool<S>>,
    pub resources: Vec<Resource<S>>,
    pub prompts: Vec<Prompt<S>>,
}

impl<S: Server> Offer<S> {
    pub fn of() -> Self {
        Self { tools: S::tools(), resources: S::resources(), prompts: S::prompts() }
    }

    /// The names of the tools on offer in a state.
    pub fn names(&self, state: &S) -> Vec<&'static str> {
        self.tools.iter().map(|tool| tool.name).filter(|name| state.offers(name)).collect()
    }

    /// The contents at an address, with the resource that they are of.
    pub fn read(&self, state: &S, now: Time, uri: &str) -> Option<(Result<String, ToolError>, &Resource<S>)> {
        let (resource, vars) = self.resources.iter().find_map(|resource| Some((resource, resource.matches(uri)?)))?;
        Some(((resource.read)(state, now, &vars), resource))
    }
}
