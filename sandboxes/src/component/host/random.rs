//! `wasi:random`: bytes that the seed of the configuration decides, whether they are meant to be secure or not.

use wasmtime::component::Val;

use super::{Answer, Asked, Ended, Shim, World};

/// Random bytes for one call.
const MOST: u64 = 1 << 20;

pub(super) fn shim(interface: &str, function: &str) -> Option<Shim> {
    Some(match (interface, function) {
        ("random", "get-random-bytes") | ("insecure", "get-insecure-random-bytes") => bytes,
        ("random", "get-random-u64") | ("insecure", "get-insecure-random-u64") => {
            |world, _| Ok(Answer::Value(Val::U64(world.random_number())))
        }
        ("insecure-seed", "insecure-seed") => |world, _| {
            let mut number = || Val::U64(world.random_number());
            Ok(Answer::Value(Val::Tuple(vec![number(), number()])))
        },
        _ => return None,
    })
}

fn bytes(world: &mut World, asked: &Asked<'_>) -> Result<Answer, Ended> {
    let length = asked.number(0);
    let limit = MOST;
    let too_many = Ended::Random { asked: length, limit };
    let length = usize::try_from(length).ok().filter(|_| length <= limit).ok_or(too_many)?;
    let bytes = world.random(length).into_iter().map(Val::U8).collect();
    Ok(Answer::Value(Val::List(bytes)))
}
