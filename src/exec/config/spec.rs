//! What it takes to reach a server.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use crate::exec::secret::{Redactor, Secret};

/// A server as its owner describes it, with every variable filled in.
#[derive(Clone)]
pub struct ServerSpec {
    pub name: String,
    pub link: Link,
    pub protocol: Protocol,
    pub limits: Limits,
    /// Values of variables, which may stand inside arguments and addresses.
    pub expanded: Vec<(String, Secret)>,
}

/// How the server is reached.
#[derive(Clone)]
pub enum Link {
    Stdio(Command),
    Http(Endpoint),
    Guest(GuestFile),
    Cassette(CassetteFile),
}

/// A child process that speaks MCP on its standard input and output.
#[derive(Clone, Default)]
pub struct Command {
    pub command: String,
    pub args: Vec<String>,
    /// Added to the environment of the lab; `None` takes a variable away.
    pub env: Vec<(String, Option<Secret>)>,
    pub cwd: Option<String>,
}

/// A WebAssembly module or component that runs in the sandbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GuestFile {
    /// Path of the `.wasm` file.
    pub module: String,
    /// Path of the program that the module, an interpreter, is to run.
    pub program: Option<String>,
    /// What it is granted: the name of a profile that comes with mcplab, or the path of one.
    pub profile: Option<String>,
    /// Which of the module's servers it is, where there are several.
    pub server: Option<String>,
}

impl GuestFile {
    /// The same with its relative paths taken from the folder `base`. A profile's name is no path.
    pub fn within(&self, base: &Path) -> Self {
        let path = |path: &String| base.join(path).display().to_string();
        let profile =
            self.profile.as_ref().map(|name| if base.join(name).exists() { path(name) } else { name.clone() });
        Self {
            module: path(&self.module),
            program: self.program.as_ref().map(path),
            profile,
            server: self.server.clone(),
        }
    }
}

/// A cassette in place of a server.
#[derive(Clone)]
pub struct CassetteFile {
    /// Path of the `.jsonl` file.
    pub path: String,
    pub miss: Miss,
    /// The real server, where misses pass through to it.
    pub live: Option<Box<Link>>,
}

/// What becomes of a call that was never recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Miss {
    /// It fails.
    #[default]
    Error,
    /// It is answered from the nearest recorded call, if its arguments fit the tool's schema.
    Nearest,
    /// It is made on the real server.
    Pass,
}

/// A streamable HTTP endpoint.
#[derive(Clone, Default)]
pub struct Endpoint {
    pub url: String,
    pub headers: Vec<(String, Secret)>,
}

/// How a session begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// `initialize`, and `server/discover` where that is refused.
    #[default]
    Auto,
    /// `initialize`, as in revisions up to 2025-11-25.
    Initialize,
    /// `server/discover`, as from 2026-07-28 on.
    Discover,
}

/// What a server may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the start of the process to the end of the handshake. Python servers need up to 14 s on
    /// a busy machine.
    pub start: Duration,
    /// One request and its answer.
    pub call: Duration,
    /// The longest answer.
    pub answer_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { start: Duration::from_secs(60), call: Duration::from_secs(60), answer_bytes: 16 << 20 }
    }
}

impl ServerSpec {
    pub fn new(name: impl Into<String>, link: Link) -> Self {
        let (protocol, limits) = Default::default();
        Self { name: name.into(), link, protocol, limits, expanded: Vec::new() }
    }

    /// A child process.
    pub fn stdio<A: Into<String>>(
        name: impl Into<String>,
        command: impl Into<String>,
        args: impl IntoIterator<Item = A>,
    ) -> Self {
        let args = args.into_iter().map(Into::into).collect();
        Self::new(name, Link::Stdio(Command { command: command.into(), args, ..Command::default() }))
    }

    /// An HTTP endpoint without headers.
    pub fn http(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self::new(name, Link::Http(Endpoint { url: url.into(), ..Endpoint::default() }))
    }

    /// Folders and files that the server is told of: absolute paths among its arguments, and its working directory.
    pub fn places(&self) -> Vec<String> {
        match &self.link {
            Link::Stdio(command) => {
                let programs = [".js", ".mjs", ".cjs", ".py", ".ts"];
                let told = |arg: &&String| arg.starts_with('/') && !programs.iter().any(|end| arg.ends_with(end));
                let redactor = self.redactor();
                let open = |place: &&String| redactor.text(place) == **place;
                command.args.iter().filter(told).chain(&command.cwd).filter(open).cloned().collect()
            }
            Link::Http(_) | Link::Guest(_) | Link::Cassette(_) => Vec::new(),
        }
    }

    /// The same server reached in another way.
    pub fn with_link(&self, link: Option<&Link>) -> Option<Self> {
        Some(Self { link: link?.clone(), ..self.clone() })
    }

    /// Knows every secret of this server.
    pub fn redactor(&self) -> Redactor {
        let own: Vec<(&str, &Secret)> = match &self.link {
            Link::Stdio(command) => {
                command.env.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_ref()?))).collect()
            }
            Link::Http(endpoint) => endpoint.headers.iter().map(|(name, value)| (name.as_str(), value)).collect(),
            Link::Guest(_) => Vec::new(),
            Link::Cassette(file) => {
                return self.with_link(file.live.as_deref()).map_or_else(Redactor::default, |live| live.redactor());
            }
        };
        let expanded = self.expanded.iter().map(|(name, value)| (name.as_str(), value));
        Redactor::new(own.into_iter().chain(expanded))
    }
}

impl fmt::Debug for ServerSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let redactor = self.redactor();
        let mut shown = f.debug_struct("ServerSpec");
        shown.field("name", &self.name);
        match &self.link {
            Link::Stdio(Command { command, args, env, cwd }) => shown
                .field("command", &redactor.text(command))
                .field("args", &args.iter().map(|arg| redactor.text(arg)).collect::<Vec<_>>())
                .field("env", &env.iter().map(|(name, _)| name).collect::<Vec<_>>())
                .field("cwd", cwd),
            Link::Http(endpoint) => shown
                .field("url", &redactor.text(&endpoint.shown_url()))
                .field("headers", &endpoint.headers.iter().map(|(name, _)| name).collect::<Vec<_>>()),
            Link::Guest(guest) => shown.field("guest", guest),
            Link::Cassette(file) => shown.field("cassette", &file.path).field("miss", &file.miss),
        };
        shown.field("protocol", &self.protocol).field("limits", &self.limits).finish()
    }
}

impl Endpoint {
    /// The address without what may be secret in it: user, password and query.
    pub fn shown_url(&self) -> String {
        let url = self.url.split(['?', '#']).next().unwrap_or_default();
        match url.split_once("://") {
            Some((scheme, rest)) => {
                let (host, path) = rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
                let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
                path.map_or(format!("{scheme}://{host}"), |path| format!("{scheme}://{host}/{path}"))
            }
            None => url.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_urls_hold_no_credentials() {
        let shown = |url: &str| Endpoint { url: url.into(), ..Endpoint::default() }.shown_url();
        assert_eq!(shown("https://me:pw@h.example/mcp?key=1"), "https://h.example/mcp");
        assert_eq!(shown("http://localhost:8000"), "http://localhost:8000");
    }
}
