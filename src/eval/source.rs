//! Where the servers of tasks come from: one that was never started, for each episode or once to be forked.

use crate::exec::{SandboxModule, Server, ServerSpec, connect};

/// Gives servers by name.
#[async_trait::async_trait]
pub trait Source: Send + Sync {
    /// A server that no episode was started on; with its resources and prompts as tools where that is asked for. None if
    /// there is no such server, or a reason why it does not start.
    async fn open(&self, name: &str, resources: bool) -> Option<Result<Box<dyn Server>, String>>;
}

/// Sandboxed servers, and real ones that are started anew for every episode.
pub struct Servers {
    plain: SandboxModule,
    bridged: SandboxModule,
    real: Vec<ServerSpec>,
}

impl Servers {
    pub fn new(module: &SandboxModule, real: Vec<ServerSpec>) -> Self {
        Self { plain: module.clone(), bridged: module.bridged(), real }
    }
}

#[async_trait::async_trait]
impl Source for Servers {
    async fn open(&self, name: &str, resources: bool) -> Option<Result<Box<dyn Server>, String>> {
        let module = if resources { &self.bridged } else { &self.plain };
        if let Some(server) = module.open(name) {
            return Some(Ok(server));
        }
        let spec = self.real.iter().find(|spec| spec.name == name)?.clone();
        let (mut servers, problems) = connect(vec![spec], 1).await;
        let reason = || problems.first().map_or_else(String::new, ToString::to_string);
        Some(servers.pop().ok_or_else(reason))
    }
}
