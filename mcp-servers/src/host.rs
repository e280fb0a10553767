//! One server in one episode, the same natively and behind the WebAssembly exports.

use serde::Deserialize;

use crate::kit::Time;
use crate::kit::server::Started;
use crate::servers;
use crate::world::{Size, World};

/// The configuration of `start`.
#[derive(Deserialize)]
struct Config {
    server: String,
    /// Decimal text, because a JSON number does not hold every `u64` everywhere.
    seed: String,
    now: String,
    #[serde(default)]
    size: Size,
}

fn names() -> String {
    servers::all().map(|entry| entry.name).collect::<Vec<_>>().join(", ")
}

/// A started server. A clone is a fork: both go on by themselves.
pub struct Host {
    server: Box<dyn Started>,
}

impl Host {
    /// Makes the state of one server from its configuration.
    pub fn start(config: &str) -> Result<Self, String> {
        let config: Config = serde_json::from_str(config).map_err(|error| format!("bad configuration: {error}"))?;
        let seed = config.seed.parse().map_err(|_| format!("seed is no u64: {:?}", config.seed))?;
        let now =
            Time::parse(&config.now).ok_or_else(|| format!("now is no RFC 3339 time with offset: {:?}", config.now))?;
        let world = World { seed, now, size: config.size };
        let server = servers::start(&config.server, &world)
            .ok_or_else(|| format!("no such server: {:?} (there are {})", config.server, names()))?;
        Ok(Self { server })
    }

    /// Calls a tool: the `CallToolResult` as JSON, or an error of the protocol.
    pub fn call_tool(&mut self, name: &str, arguments: &str) -> Result<String, String> {
        self.server.call(name, arguments)
    }

    /// Answers any request of MCP that a server answers: its result, or the JSON-RPC error object, as JSON.
    pub fn request(&mut self, method: &str, params: &str) -> Result<String, String> {
        self.server.request(method, params)
    }

    /// The notifications since the last time, in their order: a JSON array.
    pub fn events(&mut self) -> String {
        self.server.events()
    }

    /// How many calls have changed the state.
    pub fn revision(&self) -> u64 {
        self.server.revision()
    }

    /// The whole state as JSON, without the clock; equal states have equal texts.
    pub fn state(&self) -> String {
        self.server.state()
    }

    /// 64 hexadecimal digits that are equal for equal states and different for different ones. They cost what has
    /// changed since they were last asked for, not the size of the state.
    pub fn digest(&mut self) -> String {
        self.server.digest()
    }

    /// The state as `state` tells it, but that of a table (an object whose sum the digest holds) only those rows are there
    /// that were touched since the digest was first asked for: `{"$touched": {ID: ROW or null}}`.
    pub fn changes(&self) -> String {
        self.server.changes()
    }
}

impl Clone for Host {
    fn clone(&self) -> Self {
        Self { server: self.server.copy() }
    }
}
