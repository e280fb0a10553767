//! A started server: its state, its clock, and what one client has been promised.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::call::{Call, Caller};
use super::digest::{brief, changes, digest};
use super::error::ToolError;
use super::ids::Ids;
use super::offer::Offer;
use super::request::{self, RpcError};
use super::sealed::Seal;
use super::server::{Server, Started};
use super::time::Time;
use super::types::shorten;
use super::watch::Watch;
use crate::world::World;

/// All that decides what later calls do, but for the clock.
#[derive(Serialize)]
struct Whole<'a, S> {
    minted: u64,
    server: &'static str,
    state: &'a S,
}

pub(super) struct Episode<S> {
    pub(super) state: S,
    pub(super) offer: Arc<Offer<S>>,
    pub(super) clock: Time,
    ids: Ids,
    revision: u64,
    pub(super) watch: Watch,
    pub(super) seal: Seal,
}

impl<S: Server> Episode<S> {
    pub(super) fn start(world: &World) -> Self {
        Self {
            state: S::generate(world),
            offer: Arc::new(Offer::of()),
            clock: world.now,
            ids: Ids::new(world.seed),
            revision: 0,
            watch: Watch::default(),
            seal: Seal::of(world.seed, S::NAME),
        }
    }

    /// Calls a tool for a caller who may have answered questions of an earlier try.
    pub(super) fn call_for(
        &mut self,
        name: &str,
        object: Map<String, Value>,
        caller: &Caller,
    ) -> Result<String, String> {
        let offer = Arc::clone(&self.offer);
        let tool = offer.tools.iter().find(|tool| tool.name == name && self.state.offers(name));
        let tool = tool.ok_or_else(|| format!("unknown tool: {name}"))?;
        self.clock = self.clock.plus_seconds(1);
        let minted = self.ids.minted;
        let mut call = Call { now: self.clock, ids: &mut self.ids, caller };
        let result = (tool.run)(&mut self.state, &mut call, object);
        self.watch.progress(caller.notes.take());
        match result {
            Ok(result) => {
                if tool.writes {
                    self.revision += 1;
                    self.watch.after_change(&self.offer, &self.state, self.clock);
                }
                Ok(result)
            }
            Err(ToolError::Cancelled(sentence)) => {
                // Steps that were done before stay done.
                self.revision += u64::from(tool.writes);
                Ok(ToolError::Cancelled(sentence).to_result())
            }
            Err(error) => {
                // A refused call must not use ids up, or it would be seen in the handles that follow.
                self.ids.minted = minted;
                Ok(self.refusal(&error, caller))
            }
        }
    }

    /// Gets a prompt for a caller who may have answered questions of an earlier try.
    pub(super) fn prompt_for(
        &mut self,
        name: &str,
        arguments: Map<String, Value>,
        caller: &Caller,
    ) -> Result<Value, RpcError> {
        let offer = Arc::clone(&self.offer);
        let prompt = offer.prompts.iter().find(|prompt| prompt.name == name);
        let prompt = prompt.ok_or_else(|| RpcError::params(format!("unknown prompt: {}", shorten(name))))?;
        let call = Call { now: self.clock, ids: &mut self.ids, caller };
        match (prompt.get)(&self.state, &call, arguments) {
            Ok(messages) => {
                let messages: Vec<Value> = messages.iter().map(|message| message.to_json()).collect();
                Ok(json!({"description": prompt.listing()["description"], "messages": messages}))
            }
            Err(error @ ToolError::NeedsInput(_)) => {
                serde_json::from_str(&self.refusal(&error, caller)).map_err(|error| RpcError::params(error.to_string()))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// An error as a result; a question takes the earlier answers along, for the client to hand back.
    fn refusal(&self, error: &ToolError, caller: &Caller) -> String {
        match error {
            ToolError::NeedsInput(_) => error.to_result_with(&self.seal.close(&caller.answers)),
            _ => error.to_result(),
        }
    }

    fn whole(&self) -> Whole<'_, S> {
        Whole { minted: self.ids.minted, server: S::NAME, state: &self.state }
    }
}

impl<S: Server> Started for Episode<S> {
    fn call(&mut self, name: &str, arguments: &str) -> Result<String, String> {
        let object =
            serde_json::from_str(arguments).map_err(|error| format!("the arguments are no JSON object: {error}"))?;
        self.call_for(name, object, &Caller::default())
    }

    fn request(&mut self, method: &str, params: &str) -> Result<String, String> {
        let answer = serde_json::from_str(params)
            .map_err(|error| RpcError::params(format!("the parameters are no JSON object: {error}")))
            .and_then(|params| request::answer(self, method, params));
        answer.map_err(|error| error.to_text())
    }

    fn events(&mut self) -> String {
        let mut events = json!(self.watch.take());
        events.sort_all_objects();
        events.to_string()
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

    fn changes(&self) -> String {
        changes(&self.whole())
    }

    fn brief(&self) -> String {
        brief(&self.whole())
    }

    fn copy(&self) -> Box<dyn Started> {
        Box::new(Self {
            state: self.state.clone(),
            offer: Arc::clone(&self.offer),
            clock: self.clock,
            ids: self.ids.clone(),
            revision: self.revision,
            watch: self.watch.clone(),
            seal: self.seal,
        })
    }
}
