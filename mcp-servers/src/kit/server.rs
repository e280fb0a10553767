//! What makes a state and its tools a server: a name, a listing, and whatever of MCP it offers besides tools.

use serde::Serialize;
use serde_json::{Value, json};

use super::episode;
use super::prompt::Prompt;
use super::resource::Resource;
use super::tool::Tool;
use crate::world::World;

/// A kind of server. The implementing type is its whole state.
pub trait Server: Clone + Serialize + Send + Sync + Sized + 'static {
    const NAME: &'static str;
    const TITLE: &'static str;
    const DESCRIPTION: &'static str;
    const INSTRUCTIONS: &'static str;
    /// Whether it is as hard to work with as many real servers, on purpose.
    const UNTIDY: bool = false;

    /// Whether it shows what MCP can do rather than a domain: for testing clients, not for tasks.
    const SHOWCASE: bool = false;

    /// The state an episode begins with.
    fn generate(world: &World) -> Self;

    /// Its tools, in the order of the listing.
    fn tools() -> Vec<Tool<Self>>;

    /// What can be read by its address, and watched.
    fn resources() -> Vec<Resource<Self>> {
        Vec::new()
    }

    /// Conversations that it knows how to begin.
    fn prompts() -> Vec<Prompt<Self>> {
        Vec::new()
    }

    /// Whether a tool is offered in this state. When that changes, clients hear of it.
    fn offers(&self, _tool: &str) -> bool {
        true
    }
}

/// One kind of server in the list of all.
pub struct Entry {
    pub name: &'static str,
    listing: fn() -> Value,
    start: fn(&World) -> Box<dyn Started>,
}

impl Entry {
    pub const fn of<S: Server>() -> Self {
        Self { name: S::NAME, listing: listing::<S>, start: start::<S> }
    }

    /// The server's entry in the module's description.
    pub fn listing(&self) -> Value {
        (self.listing)()
    }

    /// Starts it in its generated state.
    pub fn start(&self, world: &World) -> Box<dyn Started> {
        (self.start)(world)
    }
}

/// The server's entry in the module's description. Its tools are all that it may ever offer.
pub fn listing<S: Server>() -> Value {
    let mut listing = json!({
        "name": S::NAME,
        "title": S::TITLE,
        "description": S::DESCRIPTION,
        "version": env!("CARGO_PKG_VERSION"),
        "instructions": S::INSTRUCTIONS,
        "tools": S::tools().iter().map(Tool::listing).collect::<Vec<_>>(),
    });
    let (resources, templates): (Vec<_>, Vec<_>) = S::resources().into_iter().partition(Resource::is_fixed);
    let mut add = |key: &str, items: Vec<Value>| {
        if !items.is_empty() {
            listing[key] = Value::Array(items);
        }
    };
    add("resources", resources.iter().map(Resource::listing).collect());
    add("resourceTemplates", templates.iter().map(Resource::listing).collect());
    add("prompts", S::prompts().iter().map(Prompt::listing).collect());
    if S::UNTIDY {
        listing["_meta"] = json!({"mcplab/untidy": true});
    }
    if S::SHOWCASE {
        listing["_meta"] = json!({"mcplab/showcase": true});
    }
    listing
}

/// A started server whose kind is no longer of interest.
pub trait Started: Send + Sync {
    /// Calls a tool: the `CallToolResult`, or an error of the protocol.
    fn call(&mut self, name: &str, arguments: &str) -> Result<String, String>;
    /// Any request of MCP that a server answers: its result, or the JSON-RPC error object.
    fn request(&mut self, method: &str, params: &str) -> Result<String, String>;
    /// The notifications since the last time, in their order: a JSON array.
    fn events(&mut self) -> String;
    fn revision(&self) -> u64;
    fn state(&self) -> String;
    /// Costs what has changed since it was last asked for.
    fn digest(&mut self) -> String;
    /// The state with the rows of its tables left out that were not touched since the digest was first asked for.
    fn changes(&self) -> String;
    /// What the digest is the hash of: the state with sums in place of tables.
    fn brief(&self) -> String;
    fn copy(&self) -> Box<dyn Started>;
}

/// Starts a server in its generated state.
pub fn start<S: Server>(world: &World) -> Box<dyn Started> {
    Box::new(episode::Episode::<S>::start(world))
}
