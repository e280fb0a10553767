//! What makes a state and its tools a server: a name, a listing, a clock, a revision, a text and a digest of its state.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::digest::digest;
use super::ids::Ids;
use super::time::Time;
use super::tool::{Call, Tool};
use crate::world::World;

/// A kind of server. The implementing type is its whole state.
pub trait Server: Clone + Serialize + Send + Sync + Sized + 'static {
    const NAME: &'static str;
    const TITLE: &'static str;
    const DESCRIPTION: &'static str;
    const INSTRUCTIONS: &'static str;

    /// The state an episode begins with.
    fn generate(world: &World) -> Self;

    /// Its tools, in the order of the listing.
    fn tools() -> Vec<Tool<Self>>;
}

/// The server's entry in the module's description.
pub fn listing<S: Server>() -> Value {
    json!({
        "name": S::NAME,
        "title": S::TITLE,
        "description": S::DESCRIPTION,
        "version": env!("CARGO_PKG_VERSION"),
        "instructions": S::INSTRUCTIONS,
        "tools": S::tools().iter().map(Tool::listing).collect::<Vec<_>>(),
    })
}

/// A started server whose kind is no longer of interest.
pub trait Started: Send + Sync {
    fn call(&mut self, name: &str, arguments: &str) -> Result<String, String>;
    fn revision(&self) -> u64;
    fn state(&self) -> String;
    /// Costs what has changed since it was last asked for.
    fn digest(&mut self) -> String;
    fn copy(&self) -> Box<dyn Started>;
}

/// Starts a server in its generated state.
pub fn start<S: Server>(world: &World) -> Box<dyn Started> {
    Box::new(Episode {
        state: S::generate(world),
        tools: S::tools().into(),
        clock: world.now,
        ids: Ids::new(world.seed),
        revision: 0,
    })
}

/// All that decides what later calls do, but for the clock.
#[derive(Serialize)]
struct Whole<'a, S> {
    minted: u64,
    server: &'static str,
    state: &'a S,
}

struct Episode<S> {
    state: S,
    tools: Arc<[Tool<S>]>,
    clock: Time,
    ids: Ids,
    revision: u64,
}

impl<S: Server> Episode<S> {
    fn whole(&self) -> Whole<'_, S> {
        Whole { minted: self.ids.minted, server: S::NAME, state: &self.state }
    }
}

impl<S: Server> Started for Episode<S> {
    fn call(&mut self, name: &str, arguments: &str) -> Result<String, String> {
        let tools = Arc::clone(&self.tools);
        let tool = tools.iter().find(|tool| tool.name == name).ok_or_else(|| format!("unknown tool: {name}"))?;
        let object: Map<String, Value> =
            serde_json::from_str(arguments).map_err(|error| format!("the arguments are no JSON object: {error}"))?;
        self.clock = self.clock.plus_seconds(1);
        let minted = self.ids.minted;
        let mut call = Call { now: self.clock, ids: &mut self.ids };
        match (tool.run)(&mut self.state, &mut call, object) {
            Ok(result) => {
                self.revision += u64::from(tool.writes);
                Ok(result)
            }
            Err(error) => {
                // A refused call must not use ids up, or it would be seen in the handles that follow.
                self.ids.minted = minted;
                Ok(error.to_result())
            }
        }
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn state(&self) -> String {
        // Fields come in the order of their declaration and maps are sorted, so equal states have equal texts. Sorting
        // the members too would take as long as writing them, after every change.
        serde_json::to_string(&self.whole()).unwrap_or_default()
    }

    fn digest(&mut self) -> String {
        digest(&self.whole())
    }

    fn copy(&self) -> Box<dyn Started> {
        Box::new(Self {
            state: self.state.clone(),
            tools: Arc::clone(&self.tools),
            clock: self.clock,
            ids: self.ids.clone(),
            revision: self.revision,
        })
    }
}
