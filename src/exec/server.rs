//! The one face of every server: the stages above never learn whether a tool ran in a child process,
//! behind HTTP, in the sandbox or years ago.

use serde_json::{Value, json};

use crate::inventory::Listing;
use crate::model::{Digest, Episode, Outcome, Problem, ServerKind};

/// Anything that speaks MCP, and any layer around it.
#[async_trait::async_trait]
pub trait Server: Send {
    /// The name in this lab: the key in `mcp.json`, or the name of a built-in server.
    fn name(&self) -> &str;

    fn kind(&self) -> ServerKind;

    /// Asks for all tools, page by page.
    async fn list(&mut self) -> Result<Listing, ServerError>;

    /// Calls a tool once. Whatever goes wrong is part of the outcome and never repeated silently.
    async fn call(&mut self, tool: &str, arguments: &Value) -> Outcome;

    /// Makes any request of MCP (resources, prompts, completion, subscriptions, a call with answers): its raw result.
    async fn request(&mut self, method: &str, _params: &Value) -> Result<Value, RequestError> {
        Err(RequestError::no_method(method))
    }

    /// What it has besides tools, found out by asking.
    async fn offers(&mut self) -> Offers {
        let mut has = [false; 4];
        let lists = [
            ("tools", "tools"),
            ("resources", "resources"),
            ("resources/templates", "resourceTemplates"),
            ("prompts", "prompts"),
        ];
        for (has, (list, key)) in has.iter_mut().zip(lists) {
            let page = self.request(&format!("{list}/list"), &json!({})).await;
            let some = |page: &Value| page.get(key).and_then(Value::as_array).is_some_and(|items| !items.is_empty());
            *has = page.is_ok_and(|page| key == "tools" || some(&page));
        }
        let [events, resources, templates, prompts] = has;
        Offers { resources: resources || templates, prompts, completions: templates || prompts, events }
    }

    /// The notifications since the last time, in their order, where the server keeps any:
    /// `{"method": "notifications/..", "params"?: {..}}`.
    async fn events(&mut self) -> Vec<Value> {
        Vec::new()
    }

    /// Starts an episode.
    async fn reset(&mut self, episode: &Episode) -> Result<Reset, ServerError>;

    /// The digest of the whole state, where the server can tell.
    fn state_digest(&mut self) -> Option<Digest>;

    /// The whole state as documents of JSON by the name of the server that has it, where that can be told. A layer may stand before
    /// several servers.
    async fn states(&mut self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// What has become of the state in which the digest was first asked for, where a server tells that by itself
    /// (`changes` in `sandboxes/wit/server.wit`): it costs what has changed, and not the size of the state.
    async fn changes(&mut self) -> Option<String> {
        None
    }

    /// A second server in the same state that goes its own way from here.
    async fn fork(&mut self) -> Result<Box<dyn Server>, Unforkable>;

    /// Ends the server. Dropping it does the same, less politely.
    async fn close(&mut self);
}

/// What a server has besides tools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    pub resources: bool,
    pub prompts: bool,
    pub completions: bool,
    /// Whether it tells of changes.
    pub events: bool,
}

/// What became of the state when an episode started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reset {
    /// The state follows from the episode's seed alone.
    Fresh,
    /// Whatever earlier episodes left behind is still there.
    Kept,
}

/// A request without a result: an error of JSON-RPC, or none because the server is gone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({code})")]
pub struct RequestError {
    /// As JSON-RPC and MCP number them; -32603 where the server is gone.
    pub code: i32,
    pub message: String,
    pub data: Option<Value>,
}

impl RequestError {
    pub fn no_method(method: &str) -> Self {
        Self { code: -32601, message: format!("the server does not know the method {method}"), data: None }
    }

    pub fn internal(message: impl Into<String>) -> Self {
        Self { code: -32603, message: message.into(), data: None }
    }
}

/// A server that cannot be forked.
#[derive(Debug, thiserror::Error)]
#[error("fork server `{server}`: {reason}")]
pub struct Unforkable {
    pub server: String,
    pub reason: &'static str,
}

/// Why a server could not be started, listed or reset. Every text is free of secrets.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("start server `{server}`: there is no command `{command}`")]
    NoCommand { server: String, command: String },

    #[error("start server `{server}`: there is no folder `{folder}` to start it in")]
    NoFolder { server: String, folder: String },

    #[error("start server `{server}`: command `{command}` does not run: {source}")]
    Spawn { server: String, command: String, source: std::io::Error },

    #[error("start server `{server}`: {reason}{stderr}")]
    Start { server: String, reason: String, stderr: Tail },

    #[error("start server `{server}`: it did not answer within {seconds} s{oddities}{stderr}")]
    Slow { server: String, seconds: u64, oddities: String, stderr: Tail },

    #[error("reach server `{server}` at {url}: {reason}")]
    Http { server: String, url: String, reason: String },

    #[error("list the tools of server `{server}`: {reason}{stderr}")]
    List { server: String, reason: String, stderr: Tail },

    #[error("use cassette `{file}` line {line}: {reason}")]
    Cassette { file: String, line: usize, reason: String },
}

impl ServerError {
    /// What the user can do about it.
    pub fn mend(&self) -> &'static str {
        match self {
            Self::NoCommand { .. } => "install it, or give its full path as `command`",
            Self::NoFolder { .. } => "create the folder, or correct `cwd`",
            Self::Spawn { .. } => "check that the file may be executed",
            Self::Start { .. } => "run the command by hand and see what it needs",
            Self::Slow { .. } => "try again, or raise `mcplab.startSeconds` of this server",
            Self::Http { .. } => "check `url` and `headers` of this server",
            Self::List { .. } => "look whether the server works in another MCP client",
            Self::Cassette { .. } => "record the cassette again",
        }
    }
}

impl From<&ServerError> for Problem {
    fn from(error: &ServerError) -> Self {
        let place = match error {
            ServerError::Cassette { file, .. } => file.clone(),
            ServerError::NoCommand { server, .. }
            | ServerError::NoFolder { server, .. }
            | ServerError::Spawn { server, .. }
            | ServerError::Start { server, .. }
            | ServerError::Slow { server, .. }
            | ServerError::Http { server, .. }
            | ServerError::List { server, .. } => server.clone(),
        };
        Self::new(place, format!("failed to {error}")).mend(error.mend())
    }
}

/// The last lines of a child's stderr, which often hold the true reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tail(pub Vec<String>);

impl std::fmt::Display for Tail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        f.write_str("; its last words were:")?;
        self.0.iter().try_for_each(|line| write!(f, "\n    {line}"))
    }
}
