//! Sandboxed servers: a wasm guest behind the [`Server`] trait.
//!
//! A [`SandboxModule`] is compiled once a process; each of its servers is an instance of its own for
//! every episode, made from the episode's seed and clock alone.

use std::sync::Arc;

use mcplab_sandbox::{
    Cache, CallError, Config, Engine, EngineConfig, Fault, Guest, Instance, Limits, Origin, StartError,
};
use serde_json::Value;

use super::result::outcome_of_result;
use super::server::{Reset, Server, ServerError, Unforkable};
use crate::inventory::Listing;
use crate::model::{Boundary, Digest, Episode, FailureKind, Outcome, ServerKind};

/// A compiled guest with the listings of its servers.
#[derive(Clone)]
pub struct SandboxModule {
    guest: Guest,
    listings: Arc<Vec<Arc<Listing>>>,
    digest: Digest,
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
        let guest = Guest::load(&engine, wasm, cache)?;
        let description = guest.describe()?;
        let listings = listings(&description).map_err(SandboxError::Description)?;
        let listings = listings.into_iter().map(Arc::new).collect();
        Ok(Self { guest, listings: Arc::new(listings), digest: Digest::of_bytes(wasm) })
    }

    /// The servers of the module with their tools.
    pub fn listings(&self) -> impl Iterator<Item = &Listing> {
        self.listings.iter().map(Arc::as_ref)
    }

    /// Digest of the module's bytes.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Where the machine code came from.
    pub fn origin(&self) -> &Origin {
        self.guest.origin()
    }

    /// One of the module's servers, not yet started.
    pub fn server(&self, name: &str) -> Option<Sandboxed> {
        let listing = self.listings.iter().find(|listing| listing.server == name)?;
        Some(Sandboxed { guest: self.guest.clone(), listing: Arc::clone(listing), instance: None })
    }
}

fn listings(description: &str) -> Result<Vec<Listing>, String> {
    let servers: Vec<Value> = serde_json::from_str(description).map_err(|error| error.to_string())?;
    let listing = |server: &Value| {
        let text = |key: &str| server.get(key).and_then(Value::as_str).map(str::to_owned);
        Ok(Listing {
            server: text("name").ok_or("a server without a name")?,
            kind: ServerKind::Sandboxed,
            title: text("title"),
            version: text("version"),
            protocol: None,
            instructions: text("instructions"),
            tools: server.get("tools").and_then(Value::as_array).cloned().unwrap_or_default(),
        })
    };
    servers.iter().map(listing).collect()
}

/// A server in the sandbox.
pub struct Sandboxed {
    guest: Guest,
    /// Shared, because a fork must not cost a copy of every schema.
    listing: Arc<Listing>,
    instance: Option<Instance>,
}

#[async_trait::async_trait]
impl Server for Sandboxed {
    fn name(&self) -> &str {
        &self.listing.server
    }

    fn kind(&self) -> ServerKind {
        ServerKind::Sandboxed
    }

    async fn list(&mut self) -> Result<Listing, ServerError> {
        Ok(Listing::clone(&self.listing))
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

    async fn reset(&mut self, episode: &Episode) -> Result<Reset, ServerError> {
        // The slot of the last episode is free before the next one takes its own.
        self.instance = None;
        let config = Config { server: &self.listing.server, seed: episode.seed.0, now: &episode.now, size: None };
        let instance = self.guest.start(&config, Limits::default()).map_err(|error| ServerError::Start {
            server: self.listing.server.clone(),
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

    async fn fork(&mut self) -> Result<Box<dyn Server>, Unforkable> {
        let unforkable = |reason| Unforkable { server: self.listing.server.clone(), reason };
        let Some(instance) = &mut self.instance else { return Err(unforkable("no episode was started on it")) };
        let instance = instance.fork().map_err(|error| match error {
            StartError::PoolFull { .. } => unforkable("the engine is full"),
            _ => unforkable("its instance is gone"),
        })?;
        let (guest, listing) = (self.guest.clone(), Arc::clone(&self.listing));
        Ok(Box::new(Self { guest, listing, instance: Some(instance) }))
    }

    async fn close(&mut self) {
        self.instance = None;
    }
}

fn kind_of(fault: &Fault) -> FailureKind {
    match fault {
        Fault::Limit(_) => FailureKind::Limit,
        Fault::Discarded(_) => FailureKind::Closed,
        Fault::Trap { .. } | Fault::Contract { .. } | Fault::Host { .. } | Fault::Diverged { .. } => FailureKind::Other,
    }
}
