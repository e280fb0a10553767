//! Times start, call, fork, snapshot and digest of a guest: `measure GUEST.wasm SERVER TOOL ARGUMENTS [SIZE]`.
//!
//! Prints medians in microseconds, and the memory that live forks add to the process.

use std::error::Error;
use std::fs;
use std::time::Instant;

use mcplab_sandbox::{Cache, Config, Engine, EngineConfig, Guest, Limits, Size};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [wasm, server, tool, input, size @ ..] = arguments.as_slice() else {
        return Err("usage: measure GUEST.wasm SERVER TOOL ARGUMENTS [small|large]".into());
    };
    let size = size.first().map(|size| if size == "large" { Size::Large } else { Size::Small });
    let instances = env("INSTANCES", 1_100);
    let keep = env("KEEP", EngineConfig::default().keep_resident_bytes);
    let memory = env("MEMORY_MIB", 64) << 20;
    let engine = Engine::new(EngineConfig {
        instances: u32::try_from(instances)?,
        memory_bytes: memory,
        keep_resident_bytes: keep,
        ..EngineConfig::default()
    })?;
    let cache = Cache::at(std::env::temp_dir().join("mcplab-measure"));
    let clock = Instant::now();
    let guest = Guest::load(&engine, &fs::read(wasm)?, &cache)?;
    println!("load {:?} {:.1} ms", guest.origin(), clock.elapsed().as_secs_f64() * 1e3);

    let now = "2026-03-02T09:00:00+01:00";
    let config = Config { server, seed: 7, now, size };
    let start = || guest.start(&config, Limits::default());
    median("start + drop", 300, || start().map(drop))?;
    median("describe, in a new instance", 300, || guest.describe().map(drop))?;
    let mut parent = start()?;
    println!("result: {:.200}", parent.call(tool, input)?);
    let before = parent.usage().fuel;
    parent.call(tool, input)?;
    println!("fuel of one call {}", parent.usage().fuel - before);
    median("call", 20_000, || parent.call(tool, input).map(drop))?;
    median("revision", 20_000, || parent.revision().map(drop))?;
    let text = parent.state()?.len();
    median(&format!("state, {text} bytes of text"), 200, || parent.state().map(drop))?;
    median("digest, same revision", 20_000, || parent.digest().map(drop))?;
    let snapshot = parent.snapshot()?;
    println!("usage {:?}, snapshot {} bytes", parent.usage(), snapshot.bytes());
    median("snapshot", 2_000, || parent.snapshot().map(drop))?;
    median("fork of a snapshot, kept", 1, || snapshot.fork().map(drop))?;
    let mut forks = Vec::new();
    let room = instances - 10;
    let resident = resident_kib();
    median("fork of a snapshot + call, kept", room, || {
        let mut fork = snapshot.fork()?;
        fork.call(tool, input)?;
        forks.push(fork);
        Ok::<(), Box<dyn Error>>(())
    })?;
    println!("resident per live fork {:.1} KiB", (resident_kib() - resident) / room as f64);
    median("drop", room, || forks.pop().map(drop).ok_or("no fork is left"))?;
    median("fork of a snapshot, into used slots", 100, || {
        forks.push(snapshot.fork()?);
        Ok::<(), Box<dyn Error>>(())
    })?;
    forks.clear();
    median("fork + drop", 2_000, || parent.fork().map(drop))?;
    median("fork of a snapshot + drop", 2_000, || snapshot.fork().map(drop))?;
    median("fork of a snapshot + call + drop", 2_000, || {
        snapshot.fork()?.call(tool, input)?;
        Ok::<(), Box<dyn Error>>(())
    })
}

fn env(name: &str, default: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn median<E>(name: &str, times: usize, mut body: impl FnMut() -> Result<(), E>) -> Result<(), E> {
    let mut taken = Vec::with_capacity(times);
    for _ in 0..times {
        let clock = Instant::now();
        body()?;
        taken.push(clock.elapsed().as_secs_f64() * 1e6);
    }
    taken.sort_by(f64::total_cmp);
    let (low, high) = (taken[times / 10], taken[times * 9 / 10]);
    println!("{name}: {:.2} us (p10 {low:.2}, p90 {high:.2})", taken[times / 2]);
    Ok(())
}

/// Resident memory of this process; nothing where the platform does not tell.
fn resident_kib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next());
    kib.and_then(|kib| kib.parse().ok()).unwrap_or(0.0)
}
