//! Every built-in server: what it costs to start it with its small world, and what it holds while it is idle.

use std::fmt::Write;
use std::time::Instant;

use mcplab_sandbox::{Cache, Config, Engine, EngineConfig, Guest, Limits};
use serde::Serialize;
use serde_json::Value;

use crate::forks::proportional_kib;
use crate::machine::memory_kib;

const NOW: &str = "2026-03-05T14:30:00+01:00";

/// Figures of one server. Times are of the wall clock.
#[derive(Serialize)]
pub struct Start {
    pub server: String,
    /// Instantiating it and making its world, in microseconds: mean and median over as many seeds.
    pub mean_us: f64,
    pub median_us: f64,
    /// Private memory of an instance that was started and does nothing, with its page tables.
    pub idle_kib: f64,
    pub state_bytes: usize,
}

pub fn measure(quick: bool) -> anyhow::Result<Vec<Start>> {
    let engine = Engine::new(EngineConfig::default())?;
    let guest = Guest::load(&engine, mcplab::exec::WASM, &Cache::user())?;
    let described: Vec<Value> = serde_json::from_str(&guest.describe()?)?;
    let names = described.iter().filter_map(|server| server["name"].as_str());
    names.map(|name| one(&guest, name, if quick { 5 } else { 60 })).collect()
}

fn one(guest: &Guest, server: &str, times: usize) -> anyhow::Result<Start> {
    let config = |seed| Config { server, seed, now: NOW, size: None };
    // The first ones warm the caches of code and of memories to use again.
    for seed in 0..3 {
        guest.start(&config(seed), Limits::default())?;
    }
    let mut micros = Vec::with_capacity(times);
    let mut state_bytes = 0;
    for seed in 0..times as u64 {
        let clock = Instant::now();
        let mut instance = guest.start(&config(seed), Limits::default())?;
        micros.push(clock.elapsed().as_secs_f64() * 1e6);
        state_bytes = state_bytes.max(instance.state()?.len());
    }
    let before = proportional_kib() + memory_kib("VmPTE");
    let idle = (0..times as u64).map(|seed| guest.start(&config(seed), Limits::default()));
    let idle = idle.collect::<Result<Vec<_>, _>>()?;
    let idle_kib = (proportional_kib() + memory_kib("VmPTE") - before) / times as f64;
    drop(idle);
    let mean_us = micros.iter().sum::<f64>() / times as f64;
    micros.sort_by(f64::total_cmp);
    Ok(Start { server: server.to_owned(), mean_us, median_us: micros[times / 2], idle_kib, state_bytes })
}

pub fn table(starts: &[Start]) -> String {
    let mean = |of: &dyn Fn(&Start) -> f64| starts.iter().map(of).sum::<f64>() / starts.len().max(1) as f64;
    let mut text = format!(
        "{} servers: start {:.0} us on average, idle {:.0} KiB, state {:.1} KB\n\n{:<20} {:>9} {:>9} {:>9} {:>9}\n",
        starts.len(),
        mean(&|start| start.mean_us),
        mean(&|start| start.idle_kib),
        mean(&|start| start.state_bytes as f64 / 1e3),
        "server",
        "mean us",
        "median us",
        "idle KiB",
        "state KB",
    );
    for start in starts {
        let state = start.state_bytes as f64 / 1e3;
        let _ = writeln!(
            text,
            "{:<20} {:>9.0} {:>9.0} {:>9.0} {:>9.1}",
            start.server, start.mean_us, start.median_us, start.idle_kib, state
        );
    }
    text
}
