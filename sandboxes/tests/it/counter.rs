//! The counter guest of `counter.wat`, whole or with something done to it.

use std::sync::OnceLock;

use mcplab_sandbox::{Cache, Config, Engine, EngineConfig, Guest, Instance, Limits, LoadError};

const TEXT: &str = include_str!("counter.wat");

pub const CONFIG: Config<'static> = Config { server: "counter", seed: 7, now: "2026-03-02T09:00:00+01:00", size: None };

/// An engine for all tests that do not count slots.
pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| engine_of(200))
}

pub fn engine_of(instances: u32) -> Engine {
    Engine::new(EngineConfig { instances, ..EngineConfig::default() }).unwrap()
}

pub fn wasm() -> Vec<u8> {
    wat::parse_str(TEXT).unwrap()
}

pub fn guest() -> Guest {
    load(TEXT).unwrap()
}

pub fn start() -> Instance {
    guest().start(&CONFIG, Limits::default()).unwrap()
}

pub fn load(text: &str) -> Result<Guest, LoadError> {
    Guest::load(engine(), &wat::parse_str(text).unwrap(), &Cache::off())
}

/// The counter's text with `old` replaced, which must be there.
pub fn altered(old: &str, new: &str) -> String {
    assert!(TEXT.contains(old), "counter.wat has no {old}");
    TEXT.replace(old, new)
}

/// A counter that does `code` at the end of each tool call.
pub fn guest_that_does(code: &str) -> Guest {
    load(&altered("(;CALL;)", code)).unwrap()
}

/// The three counts of a state.
pub fn counts(state: &str) -> [u32; 3] {
    let state: serde_json::Value = serde_json::from_str(state).unwrap();
    ["counter", "far", "hidden"].map(|name| state[name].as_str().unwrap().parse().unwrap())
}
