//! `wasi:cli` and `wasi:filesystem`: no arguments, no environment, no terminal and no files.

use wasmtime::component::Val;

use super::io::{STDERR, STDIN, STDOUT};
use super::{Answer, Ended, Shim};

pub(super) fn shim(interface: &str, function: &str) -> Option<Shim> {
    Some(match (interface, function) {
        ("environment", "get-environment" | "get-arguments") => |_, _| Ok(Answer::Value(Val::List(Vec::new()))),
        ("environment", "initial-cwd")
        | ("terminal-stdin", "get-terminal-stdin")
        | ("terminal-stdout", "get-terminal-stdout")
        | ("terminal-stderr", "get-terminal-stderr") => |_, _| Ok(Answer::Value(Val::Option(None))),
        ("exit", "exit" | "exit-with-code") => |_, _| Err(Ended::Exit),
        ("stdin", "get-stdin") => |_, _| Ok(Answer::Handle(STDIN)),
        ("stdout", "get-stdout") => |_, _| Ok(Answer::Handle(STDOUT)),
        ("stderr", "get-stderr") => |_, _| Ok(Answer::Handle(STDERR)),
        _ => return None,
    })
}

pub(super) fn filesystem_shim(interface: &str, function: &str) -> Option<Shim> {
    match (interface, function) {
        ("preopens", "get-directories") => Some(|_, _| Ok(Answer::Value(Val::List(Vec::new())))),
        _ => None,
    }
}
