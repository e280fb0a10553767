//! Sandboxed servers: a wasm guest behind the [`Server`] trait.
//!
//! A [`SandboxModule`] is compiled once a process; each of its servers is an instance of its own for
//! every episode, made from the episode's seed and clock alone.

use std::sync::Arc;

use mcplab_sandbox::{
    Cache, CallError, Config, Engine, EngineConfig, Fault, Guest, Instance, Limits, Size, StartError,
};
use serde_json::Value;

use super::bridge::{Bridge, bridged};
use super::result::outcome_of_result;
use super::server::{RequestError, Reset, Server, ServerError, Unforkable};
use crate::inventory::{Listing, Style};
use crate::model::{Boundary, Digest, Episode, FailureKind, Outcome, ServerKind};

/// Compiled guests with the listings of their servers.
#[derive(Clone)]
pub struct SandboxModule {
    servers: Arc<Vec<Entry>>,
    digest: Digest,
}

/// One server of a guest.
#[derive(Clone)]
pub(super) struct Entry {
    pub guest: Guest,
    /// What the guest calls it; the listing has its name in the lab.
    pub own_name: Arc<str>,
    pub listing: Arc<Listing>,
    /// What the server lists of itself, where resources and prompts are offered as tools.
    pub bridge: Option<Arc<Listing>>,
}

/// A module that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    #[error("set up the sandbox: {0}")]
    Engine(#[from] mcplab_sandbox::EngineError),
    #[error("load the guest module: {0}")]
    Load(#[from] mcplab_sandbox::LoadError),
    #[error("describe the guest module: {0}")]
    Describe(#[from] StartError),
    #[error("read the guest module's description of its servers: {0}")]
    Description(String),
}

impl SandboxModule {
    /// Compiles a module, or takes its machine code from the cache.
    pub fn load(wasm: &[u8], cache: &Cache) -> Result<Self, SandboxError> {
        let engine = Engine::new(EngineConfig::default())?;
        Self::of(&Guest::load(&engine, wasm, cache)?, Digest::of_bytes(wasm))
    }

    /// All servers of a guest.
    pub(super) fn of(guest: &Guest, digest: Digest) -> Result<Self, SandboxError> {
        let listings = listings(&guest.describe()?).map_err(SandboxError::Description)?;
        let entry = |listing: Listing| Entry {
            guest: guest.clone(),
            own_name: listing.server.as_str().into(),
            listing: Arc::new(listing),
            bridge: None,
        };
        Ok(Self { servers: Arc::new(listings.into_iter().map(entry).collect()), digest })
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.servers
    }

    pub(super) fn of_entry(entry: Entry, digest: Digest) -> Self {
        Self { servers: Arc::new(vec![entry]), digest }
    }

    /// The servers of both.
    pub fn with(&self, other: &Self) -> Self {
        let servers = self.servers.iter().chain(other.servers.iter()).cloned().collect();
        let digest = Digest::of_bytes(format!("{} {}", self.digest, other.digest).as_bytes());
        Self { servers: Arc::new(servers), digest }
    }

    /// The servers of the module with their tools.
    pub fn listings(&self) -> impl Iterator<Item = &Listing> {
        self.servers.iter().map(|entry| entry.listing.as_ref())
    }

    /// Digest of everything that decides how the servers behave.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The same servers, with their resources and prompts as tools.
    #[must_use]
    pub fn bridged(&self) -> Self {
        let entry = |entry: &Entry| Entry {
            listing: Arc::new(bridged(&entry.listing)),
            bridge: Some(Arc::clone(&entry.listing)),
            ..entry.clone()
        };
        Self { servers: Arc::new(self.servers.iter().map(entry).collect()), digest: self.digest }
    }

    /// One of the module's servers behind the layers that the module puts around it, not yet started.
    pub fn open(&self, name: &str) -> Option<Box<dyn Server>> {
        let server = self.server(name)?;
        match server.entry.bridge.clone() {
            Some(plain) => Some(Box::new(Bridge::over(Box::new(server), &plain))),
            None => Some(Box::new(server)),
        }
    }

    /// One of the module's servers, not yet started.
    pub fn server(&self, name: &str) -> Option<Sandboxed> {
        let entry = self.servers.iter().find(|entry| entry.listing.server == name)?;
        Some(Sandboxed { entry: entry.clone(), instance: None, size: None })
    }
}

fn listings(description: &str) -> Result<Vec<Listing>, String> {
    let servers: Vec<Value> = serde_json::from_str(description).map_err(|error| error.to_string())?;
    let listing = |server: &Value| {
        let text = |key: &str| server.get(key).and_then(Value::as_str).map(str::to_owned);
        let list = |key: &str| server.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        let marked = |mark: &str| server.pointer(&format!("/_meta/mcplab~1{mark}")) == Some(&Value::Bool(true));
        let style = match (marked("untidy"), marked("showcase")) {
            (true, _) => Some(Style::Untidy),
            (_, true) => Some(Style::Showcase),
            _ => None,
        };
        let name = text("name").ok_or("a server without a name")?;
        Ok(Listing {
            title: text("title"),
            version: text("version"),
            instructions: text("instructions"),
            resources: list("resources"),
            resource_templates: list("resourceTemplates"),
            prompts: list("prompts"),
            style,
            ..Listing::new(&name, ServerKind::Sandboxed, list("tools"))
        })
    };
    servers.iter().map(listing).collect()
}

/// A server in the sandbox.
pub struct Sandboxed {
    /// Shared, because a fork must not cost a copy of every schema.
    entry: Entry,
    instance: Option<Instance>,
    size: Option<Size>,
}

impl Sandboxed {
    /// The same server with a larger world.
    pub fn large(self) -> Self {
        Self { size: Some(Size::Large), ..self }
    }
}

#[async_trait::async_trait]
impl Server for Sandboxed {
    fn name(&self) -> &str {
        &self.entry.listing.server
    }

    fn kind(&self) -> ServerKind {
        ServerKind::Sandboxed
    }

    async fn list(&mut self) -> Result<Listing, ServerError> {
        Ok(Listing::clone(&self.entry.listing))
    }

    async fn call(&mut self, tool: &str, arguments: &Value) -> Outcome {
        let Some(instance) = &mut self.instance else {
            return Outcome::failed(Boundary::Sandbox, FailureKind::Closed, "no episode was started on this server");
        };
        match instance.call(tool, &arguments.to_string()) {
            Ok(text) => match serde_json::from_str(&text) {
                Ok(raw) => outcome_of_result(raw),
                Err(error) => {
                    Outcome::failed(Boundary::Server, FailureKind::Protocol, format!("the result is no JSON: {error}"))
                }
            },
            Err(CallError::Guest(message)) => Outcome::failed(Boundary::Server, FailureKind::UnknownTool, message),
            Err(CallError::Fault(fault)) => Outcome::failed(Boundary::Sandbox, kind_of(&fault), fault.to_string()),
        }
    }

    async fn request(&mut self, method: &str, params: &Value) -> Result<Value, RequestError> {
        let Some(instance) = &mut self.instance else {
            return Err(RequestError::internal("no episode was started on this server"));
        };
        match instance.request(method, &params.to_string()) {
            Ok(text) => serde_json::from_str(&text)
                .map_err(|error| RequestError::internal(format!("the result is no JSON: {error}"))),
            Err(CallError::Guest(error)) => Err(of_json_rpc(&error)),
            Err(CallError::Fault(fault)) => Err(RequestError::internal(fault.to_string())),
        }
    }

    async fn events(&mut self) -> Vec<Value> {
        let events = self.instance.as_mut().and_then(|instance| instance.events().ok());
        events.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    async fn reset(&mut self, episode: &Episode) -> Result<Reset, ServerError> {
        // The slot of the last episode is free before the next one takes its own.
        self.instance = None;
        let config = Config { server: &self.entry.own_name, seed: episode.seed.0, now: &episode.now, size: self.size };
        let instance = self.entry.guest.start(&config, Limits::default()).map_err(|error| ServerError::Start {
            server: self.entry.listing.server.clone(),
            reason: error.to_string(),
            stderr: super::Tail::default(),
        })?;
        self.instance = Some(instance);
        Ok(Reset::Fresh)
    }

    fn state_digest(&mut self) -> Option<Digest> {
        let digest = self.instance.as_mut()?.digest().ok()?;
        Some(Digest::from_raw(digest.to_bytes()))
    }

    async fn states(&mut self) -> Vec<(String, String)> {
        let state = self.instance.as_mut().and_then(|instance| instance.state().ok());
        state.map(|state| (self.name().to_owned(), state)).into_iter().collect()
    }

    async fn changes(&mut self) -> Option<String> {
        self.instance.as_mut()?.changes().ok()?
    }

    async fn fork(&mut self) -> Result<Box<dyn Server>, Unforkable> {
        let unforkable = |reason| Unforkable { server: self.entry.listing.server.clone(), reason };
        let Some(instance) = &mut self.instance else { return Err(unforkable("no episode was started on it")) };
        let instance = instance.fork().map_err(|error| match error {
            StartError::PoolFull { .. } => unforkable("the engine is full"),
            _ => unforkable("its instance is gone"),
        })?;
        Ok(Box::new(Self { entry: self.entry.clone(), instance: Some(instance), size: self.size }))
    }

    async fn close(&mut self) {
        self.instance = None;
    }
}

/// Reads the error object that a guest answers with.
fn of_json_rpc(text: &str) -> RequestError {
    let error: Value = serde_json::from_str(text).unwrap_or_default();
    let code = error.get("code").and_then(Value::as_i64).and_then(|code| i32::try_from(code).ok());
    let message = error.get("message").and_then(Value::as_str).unwrap_or(text);
    RequestError { code: code.unwrap_or(-32603), message: message.to_owned(), data: error.get("data").cloned() }
}

fn kind_of(fault: &Fault) -> FailureKind {
    match fault {
        Fault::Limit(_) => FailureKind::Limit,
        Fault::Discarded(_) => FailureKind::Closed,
        Fault::Trap { .. } | Fault::Contract { .. } | Fault::Host { .. } | Fault::Diverged { .. } => FailureKind::Other,
    }
}
