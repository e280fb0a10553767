//! Guests whose memory cannot be seen: a fork starts anew and repeats the calls.
//!
//! That is sound because a guest decides everything from its configuration and its calls; a repeated call whose answer
//! differs shows that it does not, and is a fault. A fork repeats nothing before it is used.

mod history;
mod repeated;

pub(crate) use history::{Asked, History};
pub(crate) use repeated::Repeated;

use serde_json::{Map, Value, json};

use crate::fault::{Fault, StartError};
use crate::limits::Limits;

/// What starts programs.
pub(crate) trait Source: Send + Sync {
    /// The servers with their tools, as the JSON array of the contract.
    fn describe(&self, limits: &Limits) -> Result<String, StartError>;

    /// A program that was just started; `config` is the JSON of the contract's `start`.
    fn start(&self, config: &str, limits: &Limits) -> Result<Box<dyn Program>, StartError>;
}

/// A started server that can only be called.
pub(crate) trait Program: Send {
    /// Calls a tool; the inner error is the guest's own.
    fn call(&mut self, tool: &str, arguments: &str) -> Result<Result<String, String>, Fault>;

    /// Answers a request of MCP; the inner error is the JSON-RPC error object. Programs that know tools alone refuse the
    /// rest.
    fn request(&mut self, method: &str, params: &str) -> Result<Result<String, String>, Fault> {
        tools_alone(method, params, |tool, arguments| self.call(tool, arguments))
    }

    /// The notifications since the last time: a JSON array.
    fn events(&mut self) -> Result<String, Fault> {
        Ok("[]".to_owned())
    }

    /// How often the state has changed, where the program tells.
    fn revision(&mut self) -> Option<Result<u64, Fault>> {
        None
    }

    /// The whole state as text, where the program tells.
    fn state(&mut self) -> Option<Result<String, Fault>> {
        None
    }

    /// Units of fuel spent since the start.
    fn fuel(&self) -> u64;

    /// Memory of the program now, in bytes.
    fn memory_bytes(&self) -> usize;
}

/// Answers `tools/call` by a call, and nothing else.
pub(crate) fn tools_alone(
    method: &str,
    params: &str,
    call: impl FnOnce(&str, &str) -> Result<Result<String, String>, Fault>,
) -> Result<Result<String, String>, Fault> {
    let error = |code: i64, message: &str| Ok(Err(json!({"code": code, "message": message}).to_string()));
    if method != "tools/call" {
        return error(-32601, &format!("no such method: {method}"));
    }
    let Ok(params) = serde_json::from_str::<Map<String, Value>>(params) else {
        return error(-32602, "the parameters are no JSON object");
    };
    let Some(tool) = params.get("name").and_then(Value::as_str) else {
        return error(-32602, "`name` is missing");
    };
    let arguments = params.get("arguments").map_or_else(|| "{}".to_owned(), Value::to_string);
    match call(tool, &arguments)? {
        Ok(result) => Ok(Ok(result)),
        Err(message) => error(-32602, &message),
    }
}
