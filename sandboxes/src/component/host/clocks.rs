//! `wasi:clocks`: the time of the component's world.

use wasmtime::component::Val;

use super::{Answer, Shim};

const SECOND: u64 = 1_000_000_000;

pub(super) fn shim(interface: &str, function: &str) -> Option<Shim> {
    Some(match (interface, function) {
        ("monotonic-clock", "now") => |world, _| Ok(Answer::Value(Val::U64(world.elapsed()))),
        ("monotonic-clock", "resolution") => |_, _| Ok(Answer::Value(Val::U64(1))),
        ("monotonic-clock", "subscribe-instant") => |world, asked| Ok(Answer::Handle(world.timer(asked.number(0)))),
        ("monotonic-clock", "subscribe-duration") => |world, asked| {
            let due = world.elapsed().saturating_add(asked.number(0));
            Ok(Answer::Handle(world.timer(due)))
        },
        ("wall-clock", "now") => |world, _| Ok(Answer::Value(datetime(world.now()))),
        ("wall-clock", "resolution") => |_, _| Ok(Answer::Value(datetime(1))),
        _ => return None,
    })
}

fn datetime(nanoseconds: u64) -> Val {
    // A remainder of less than a second fits into 32 bits.
    let rest = u32::try_from(nanoseconds % SECOND).unwrap_or_default();
    Val::Record(vec![
        ("seconds".to_owned(), Val::U64(nanoseconds / SECOND)),
        ("nanoseconds".to_owned(), Val::U32(rest)),
    ])
}
