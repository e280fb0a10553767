//! `wasi:io`: waiting, and streams that swallow what is written and have nothing to read.

use wasmtime::component::Val;

use super::world::READY;
use super::{Answer, Asked, Ended, Shim, World};

/// The resource of `wasi:io/poll`.
pub(super) const POLLABLE: &str = "pollable";

/// The streams, as the host numbers them.
pub(super) const STDIN: u32 = 0;
pub(super) const STDOUT: u32 = 1;
pub(super) const STDERR: u32 = 2;

/// Bytes that a stream takes at once.
const PIECE: u64 = 4 << 10;

pub(super) fn shim(interface: &str, function: &str) -> Option<Shim> {
    match interface {
        "poll" => poll(function),
        "streams" => streams(function),
        _ => None,
    }
}

fn poll(function: &str) -> Option<Shim> {
    Some(match function {
        "[method]pollable.ready" => |world, asked| Ok(Answer::Value(Val::Bool(world.is_ready(asked.this())))),
        "[method]pollable.block" => |world, asked| world.poll(&[asked.this()]).map(|_| Answer::Nothing),
        "poll" => |world, asked| {
            let ready = world.poll(&asked.handles)?;
            Ok(Answer::Value(Val::List(ready.into_iter().map(Val::U32).collect())))
        },
        _ => return None,
    })
}

fn streams(function: &str) -> Option<Shim> {
    Some(match function {
        "[method]output-stream.check-write" => |_, _| Ok(succeed(Some(Val::U64(PIECE)))),
        "[method]output-stream.write" | "[method]output-stream.blocking-write-and-flush" => write,
        "[method]output-stream.flush"
        | "[method]output-stream.blocking-flush"
        | "[method]output-stream.write-zeroes"
        | "[method]output-stream.blocking-write-zeroes-and-flush" => |_, _| Ok(succeed(None)),
        "[method]output-stream.subscribe" | "[method]input-stream.subscribe" => |_, _| Ok(Answer::Handle(READY)),
        "[method]input-stream.read"
        | "[method]input-stream.blocking-read"
        | "[method]input-stream.skip"
        | "[method]input-stream.blocking-skip" => |_, _| {
            let closed = Val::Variant("closed".to_owned(), None);
            Ok(Answer::Value(Val::Result(Err(Some(Box::new(closed))))))
        },
        _ => return None,
    })
}

fn write(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Ended> {
    if asked.this() == STDERR {
        world.complain(&asked.bytes(1));
    }
    Ok(succeed(None))
}

fn succeed(value: Option<Val>) -> Answer {
    Answer::Value(Val::Result(Ok(value.map(Box::new))))
}
