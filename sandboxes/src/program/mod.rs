//! Plain WASI programs that speak MCP on standard input and output, run unchanged.
//!
//! Such a program waits for its next request in the middle of a call, with its state on a stack that nobody can copy:
//! it is forked by repeating its calls. Its world is a [`Wasi`](crate::wasi::Wasi), so that it decides nothing by
//! anything but its configuration and its calls.

mod conversation;
mod running;

use std::sync::Arc;

use serde_json::{Value, json};
use wasmtime::{InstancePre, Linker, Module};

use crate::beginning::Beginning;
use crate::engine::Engine;
use crate::fault::StartError;
use crate::guest::{LoadError, server_of};
use crate::limits::Limits;
use crate::replay::{Program, Source};
use crate::wasi;
use crate::wasi::grant::Grant;
use conversation::Conversation;
use running::{Home, Running};

/// The function that a program begins with.
pub(crate) const START: &str = "_start";

/// A compiled program.
pub(crate) struct StdioProgram {
    engine: Engine,
    pre: InstancePre<Home>,
    grant: Grant,
}

impl StdioProgram {
    pub(crate) fn load(engine: &Engine, module: &Module, grant: &Grant) -> Result<Arc<dyn Source>, LoadError> {
        let foreign = |error: wasmtime::Error| LoadError::Wasm(format!("{error:#}"));
        let mut linker = Linker::new(engine.wasm());
        wasi::link::link_waiting(&mut linker).map_err(foreign)?;
        let pre = linker.instantiate_pre(module).map_err(foreign)?;
        Ok(Arc::new(Self { engine: engine.clone(), pre, grant: grant.clone() }))
    }

    /// A program that has introduced itself.
    fn begin(&self, limits: &Limits, beginning: &Beginning) -> Result<(Conversation, Value), StartError> {
        let running = Running::start(&self.engine, &self.pre, &self.grant, limits, beginning);
        Ok(Conversation::open(running)?)
    }
}

impl Source for StdioProgram {
    fn describe(&self, limits: &Limits) -> Result<String, StartError> {
        let beginning = Beginning { server: String::new(), seed: 0, nanoseconds: 0 };
        let (mut conversation, hello) = self.begin(limits, &beginning)?;
        let tools = conversation.tools()?;
        let of = |key: &str| hello.get("serverInfo").and_then(|info| info.get(key)).cloned();
        let mut server = json!({
            "name": of("name").unwrap_or_else(|| "program".into()),
            "tools": tools,
        });
        for (key, value) in
            [("title", of("title")), ("version", of("version")), ("instructions", hello.get("instructions").cloned())]
        {
            if let (Some(value), Some(server)) = (value, server.as_object_mut()) {
                server.insert(key.to_owned(), value);
            }
        }
        Ok(Value::Array(vec![server]).to_string())
    }

    fn start(&self, config: &str, limits: &Limits) -> Result<Box<dyn Program>, StartError> {
        let refused = |server: &str, message: String| StartError::Guest { server: server.to_owned(), message };
        let beginning = Beginning::of(config).map_err(|message| refused(&server_of(config), message))?;
        let (conversation, hello) = self.begin(limits, &beginning)?;
        let name = hello.get("serverInfo").and_then(|info| info.get("name")).and_then(Value::as_str);
        if name.is_some_and(|name| name != beginning.server) {
            let message = format!("no such server: the program is {:?}", name.unwrap_or_default());
            return Err(refused(&beginning.server, message));
        }
        Ok(Box::new(conversation))
    }
}
