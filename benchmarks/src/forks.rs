//! What it costs to start, call, fork, roll back and digest a server, by the size of its state and by its history;
//! beside it the same server as a native value that is cloned, as memory that is copied page by page, and as a Python
//! object that is deeply copied.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use mcplab::exec;
use mcplab_sandbox::{Cache, Config, Engine, EngineConfig, Forking, Guest, Instance, Limits};
use mcplab_servers::Host;
use serde::Serialize;
use serde_json::{Value, json};

use super::machine::memory_kib;

const NOW: &str = "2026-03-05T14:20:00+01:00";
const CONFIG: Config<'static> = Config { server: "files", seed: 7, now: NOW, size: None };

/// Sizes of the heap, in MiB; the first is that of a fresh small world. The stack of the guest, 1 MiB, comes on top.
const SIZES: [f64; 4] = [0.2, 1.0, 4.0, 16.0];
const STACK: usize = 1 << 20;
/// Changing calls between the parent's start and the fork.
const HISTORIES: [usize; 3] = [10, 100, 1_000];

/// Medians of wall time in microseconds, with the ninth decile beside those that matter most.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub heap_mib: f64,
    pub memory_mib: f64,
    pub state_bytes: usize,
    pub calls_before: usize,
    pub read_call: f64,
    pub changing_call: f64,
    /// A fork of a parent that has just been called, dropped again.
    pub fork_changed: f64,
    pub fork_changed_p90: f64,
    pub fork_changed_mean: f64,
    /// A fork of a parent that has not changed since the last fork.
    pub fork_still: f64,
    pub fork_still_p90: f64,
    pub fork_and_call: f64,
    /// Setting aside, one changing call, going back in place: the going back.
    pub rollback: f64,
    pub rollback_p90: f64,
    /// After one changing call.
    pub digest: f64,
    /// Forks that all stay alive, each with one changing call: time and private memory of one.
    pub live_fork: f64,
    pub live_fork_kib: f64,
    /// The same with memory copied page by page.
    pub copied_fork: f64,
    pub native_read_call: f64,
    pub native_changing_call: f64,
    pub native_clone: f64,
    pub native_digest: f64,
    /// `copy.deepcopy` of the same state; none without Python.
    pub python_deepcopy: Option<f64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Forks {
    pub rows: Vec<Row>,
    pub start: f64,
    pub start_of_world: f64,
    pub native_start: f64,
    pub density: Option<Density>,
    pub growth: Growth,
}

/// Many instances of a small world at once, each with one call.
#[derive(Clone, Debug, Serialize)]
pub struct Density {
    pub instances: usize,
    pub seconds: f64,
    pub kib_each: f64,
    pub total_mib: f64,
}

/// Forks one after the other.
#[derive(Clone, Debug, Serialize)]
pub struct Growth {
    pub forks: usize,
    pub before_kib: f64,
    pub after_kib: f64,
}

pub fn measure(quick: bool) -> anyhow::Result<Forks> {
    let guest = guest_of(Forking::best(), 10_100)?;
    let times = if quick { 20 } else { 400 };
    let sizes = if quick { &SIZES[..2] } else { &SIZES[..] };
    let mut rows = Vec::new();
    for size in sizes {
        rows.push(row(*size, HISTORIES[0], times)?);
    }
    for calls in &HISTORIES[1..] {
        rows.push(row(SIZES[1], *calls, times)?);
    }
    let start = median(times, || guest.start(&CONFIG, Limits::default()).map(drop))?;
    let world = guest.world(&CONFIG, Limits::default())?;
    let start_of_world = median(times * 5, || world.fork().map(drop))?;
    let config = native_config();
    let native_start = median(times, || Host::start(&config).map(drop).map_err(anyhow::Error::msg))?;
    let growth = growth(&guest, if quick { 2_000 } else { 100_000 })?;
    let density = if quick { None } else { Some(density(&guest, 10_000)?) };
    Ok(Forks { rows, start: start.0, start_of_world: start_of_world.0, native_start: native_start.0, density, growth })
}

/// One row, for a profiler to look at.
pub fn one(heap_mib: f64) -> anyhow::Result<String> {
    Ok(format!("{:#?}", row(heap_mib, HISTORIES[0], 2_000)?))
}

fn guest_of(forking: Forking, instances: u32) -> anyhow::Result<Guest> {
    let engine = Engine::new(EngineConfig { instances, forking, ..EngineConfig::default() })?;
    Ok(Guest::load(&engine, exec::WASM, &Cache::user())?)
}

fn native_config() -> String {
    json!({"server": CONFIG.server, "seed": CONFIG.seed.to_string(), "now": NOW}).to_string()
}

/// A server that can be grown and asked, wherever it runs.
trait Server {
    fn call(&mut self, tool: &str, arguments: &str) -> anyhow::Result<String>;
}

impl Server for Instance {
    fn call(&mut self, tool: &str, arguments: &str) -> anyhow::Result<String> {
        Ok(Instance::call(self, tool, arguments)?)
    }
}

impl Server for Host {
    fn call(&mut self, tool: &str, arguments: &str) -> anyhow::Result<String> {
        self.call_tool(tool, arguments).map_err(anyhow::Error::msg)
    }
}

/// A file of the server, and the calls that read and change it.
struct Probe {
    id: String,
    read: String,
    turn: usize,
}

impl Probe {
    fn of(server: &mut impl Server) -> anyhow::Result<Self> {
        let made = create(server, "probe.txt", "What is measured.")?;
        let id = made["structuredContent"]["file_id"].as_str().or(made["structuredContent"]["id"].as_str());
        let id = id.ok_or_else(|| anyhow::anyhow!("no id in {made}"))?;
        Ok(Self { id: id.to_owned(), read: json!({"file_id": id}).to_string(), turn: 0 })
    }

    fn read(&self, server: &mut impl Server) -> anyhow::Result<()> {
        parse(&server.call("read_file", &self.read)?).map(drop)
    }

    fn change(&mut self, server: &mut impl Server) -> anyhow::Result<()> {
        self.turn += 1;
        let Self { id, turn, .. } = self;
        let rename = format!(r#"{{"file_id": "{id}", "new_name": "probe-{turn}.txt"}}"#);
        parse(&server.call("rename_file", &rename)?).map(drop)
    }
}

/// JSON comes out on every side, so it is read on every side.
fn parse(result: &str) -> anyhow::Result<Value> {
    let value: Value = serde_json::from_str(result)?;
    anyhow::ensure!(value.get("isError").is_none(), "the call failed: {result}");
    Ok(value)
}

fn create(server: &mut impl Server, name: &str, content: &str) -> anyhow::Result<Value> {
    parse(&server.call("create_file", &json!({"name": name, "content": content}).to_string())?)
}

/// Files of 8,000 characters until the heap has `mib`; returns how many.
fn grow(instance: &mut Instance, mib: f64) -> anyhow::Result<usize> {
    let heap = (mib * 1024.0 * 1024.0) as usize;
    let mut files = 0;
    while instance.usage().memory_bytes < STACK + heap {
        create(instance, &format!("ballast-{files}.txt"), &ballast(files))?;
        files += 1;
    }
    Ok(files)
}

fn ballast(number: usize) -> String {
    format!("{number:08} {}", "ballast ".repeat(999))
}

fn row(size: f64, calls: usize, times: usize) -> anyhow::Result<Row> {
    // Guests of their own, so that no instance of an earlier row waits to be used again.
    let (guest, copied) = (guest_of(Forking::best(), 300)?, guest_of(Forking::Copied, 300)?);
    let mut parent = guest.start(&CONFIG, Limits::default())?;
    let files = grow(&mut parent, size)?;
    let mut probe = Probe::of(&mut parent)?;
    parent.snapshot()?;
    for _ in 0..calls {
        probe.change(&mut parent)?;
    }
    let memory_bytes = parent.usage().memory_bytes;
    let (live_fork, live_fork_kib) = live(&mut parent, &mut probe, times.min(200))?;
    let read_call = median(times * 5, || probe.read(&mut parent))?;
    let changing_call = median(times * 5, || probe.change(&mut parent))?;
    let digest = after(
        times,
        &mut (&mut parent, &mut probe),
        |(parent, probe)| probe.change(*parent),
        |(parent, _)| Ok(parent.digest().map(drop)?),
    )?;
    let changed = after(
        times,
        &mut (&mut parent, &mut probe),
        |(parent, probe)| probe.change(*parent),
        |(parent, _)| Ok(parent.fork().map(drop)?),
    )?;
    let still = median(times * 5, || parent.fork().map(drop))?;
    let fork_and_call = median(times, || probe.change(&mut parent.fork()?))?;
    parent.snapshot()?;
    let rollback = after(
        times,
        &mut (&mut parent, &mut probe),
        |(parent, probe)| probe.change(*parent),
        |(parent, _)| Ok(parent.rollback()?),
    )?;

    let mut other = copied.start(&CONFIG, Limits::default())?;
    grow(&mut other, size)?;
    let mut other_probe = Probe::of(&mut other)?;
    let (copied_fork, _) = live(&mut other, &mut other_probe, times.min(50))?;

    let mut host = Host::start(&native_config()).map_err(anyhow::Error::msg)?;
    for file in 0..files {
        create(&mut host, &format!("ballast-{file}.txt"), &ballast(file))?;
    }
    let mut native = Probe::of(&mut host)?;
    let native_read_call = median(times * 5, || native.read(&mut host))?;
    let native_changing_call = median(times * 5, || native.change(&mut host))?;
    let native_clone = median(times, || {
        drop(host.clone());
        Ok::<_, anyhow::Error>(())
    })?;
    let native_digest = after(
        times,
        &mut (&mut host, &mut native),
        |(host, probe)| probe.change(*host),
        |(host, _)| {
            host.digest();
            Ok(())
        },
    )?;
    let state = parent.state()?;
    Ok(Row {
        heap_mib: size,
        memory_mib: memory_bytes as f64 / 1024.0 / 1024.0,
        state_bytes: state.len(),
        calls_before: calls,
        read_call: read_call.0,
        changing_call: changing_call.0,
        fork_changed: changed.0,
        fork_changed_p90: changed.1,
        fork_changed_mean: changed.2,
        fork_still: still.0,
        fork_still_p90: still.1,
        fork_and_call: fork_and_call.0,
        rollback: rollback.0,
        rollback_p90: rollback.1,
        digest: digest.0,
        live_fork,
        live_fork_kib,
        copied_fork,
        native_read_call: native_read_call.0,
        native_changing_call: native_changing_call.0,
        native_clone: native_clone.0,
        native_digest: native_digest.0,
        python_deepcopy: deepcopy(&state)?,
    })
}

/// Forks that all stay alive, each with one call: median time, and private memory of one in KiB.
fn live(parent: &mut Instance, probe: &mut Probe, count: usize) -> anyhow::Result<(f64, f64)> {
    // The first few make the state's image.
    for _ in 0..8 {
        probe.change(&mut parent.fork()?)?;
    }
    let mut forks = Vec::with_capacity(count);
    let before = memory_kib("RssAnon");
    let time = median(count, || {
        let mut fork = parent.fork()?;
        probe.change(&mut fork)?;
        forks.push(fork);
        Ok::<_, anyhow::Error>(())
    })?;
    Ok((time.0, (memory_kib("RssAnon") - before) / count as f64))
}

fn density(guest: &Guest, count: usize) -> anyhow::Result<Density> {
    let world = guest.world(&CONFIG, Limits::default())?;
    let list = "{}";
    let before = proportional_kib() + memory_kib("VmPTE");
    let clock = Instant::now();
    let mut live = Vec::with_capacity(count);
    for _ in 0..count {
        let mut instance = world.fork()?;
        parse(&Server::call(&mut instance, "list_folder", list)?)?;
        create(&mut instance, "mine.txt", "Only here.")?;
        live.push(instance);
    }
    let seconds = clock.elapsed().as_secs_f64();
    let used = proportional_kib() + memory_kib("VmPTE") - before;
    Ok(Density { instances: count, seconds, kib_each: used / count as f64, total_mib: used / 1024.0 })
}

/// Memory of this process in KiB, where what is mapped many times counts once.
pub fn proportional_kib() -> f64 {
    let smaps = std::fs::read_to_string("/proc/self/smaps_rollup").unwrap_or_default();
    let line = smaps.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}

fn growth(guest: &Guest, forks: usize) -> anyhow::Result<Growth> {
    let mut parent = guest.start(&CONFIG, Limits::default())?;
    let mut probe = Probe::of(&mut parent)?;
    let mut cycle = |times: usize| {
        for _ in 0..times {
            probe.change(&mut parent.fork()?)?;
        }
        Ok::<_, anyhow::Error>(proportional_kib())
    };
    let before_kib = cycle(1_000)?;
    let after_kib = cycle(forks)?;
    Ok(Growth { forks, before_kib, after_kib })
}

/// Median, ninth decile and mean of the microseconds that `body` takes.
fn median<E>(times: usize, mut body: impl FnMut() -> Result<(), E>) -> Result<(f64, f64, f64), E> {
    after(times, &mut (), |()| Ok(()), |()| body())
}

/// The same, with something before each that does not count.
fn after<S, E>(
    times: usize,
    subject: &mut S,
    mut before: impl FnMut(&mut S) -> Result<(), E>,
    mut body: impl FnMut(&mut S) -> Result<(), E>,
) -> Result<(f64, f64, f64), E> {
    let mut taken = Vec::with_capacity(times);
    for _ in 0..times {
        before(subject)?;
        let clock = Instant::now();
        body(subject)?;
        taken.push(clock.elapsed().as_secs_f64() * 1e6);
    }
    let mean = taken.iter().sum::<f64>() / times as f64;
    taken.sort_by(f64::total_cmp);
    Ok((taken[times / 2], taken[times * 9 / 10], mean))
}

/// `copy.deepcopy` of the state in Python, in microseconds.
fn deepcopy(state: &str) -> anyhow::Result<Option<f64>> {
    const PROGRAM: &str = "import copy, json, sys, time
state = json.load(sys.stdin)
taken = []
for _ in range(9):
    clock = time.perf_counter()
    copy.deepcopy(state)
    taken.append(time.perf_counter() - clock)
print(sorted(taken)[4] * 1e6)";
    let python = Command::new("python3").args(["-c", PROGRAM]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut python) = python else { return Ok(None) };
    if let Some(mut input) = python.stdin.take() {
        input.write_all(state.as_bytes())?;
    }
    let output = python.wait_with_output()?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse().ok())
}

pub fn table(forks: &Forks) -> String {
    let mut text = format!(
        "{:>6} {:>6} {:>11} | {:>15} {:>15} | {:>14} {:>12} {:>10} | {:>14} {:>8} | {:>10} {:>9} {:>8} | {:>9} {:>9}\n",
        "MiB",
        "calls",
        "state bytes",
        "read (native)",
        "change (native)",
        "fork (p90)",
        "still (p90)",
        "fork+call",
        "rollback (p90)",
        "digest",
        "live fork",
        "KiB",
        "copied",
        "clone",
        "deepcopy"
    );
    for row in &forks.rows {
        text += &format!(
            "{:>6.1} {:>6} {:>11} | {:>15} {:>15} | {:>14} {:>12} {:>10.1} | {:>14} {:>8.1} | {:>10.1} {:>9.1} {:>8.1} | {:>9.1} {:>9.0}\n",
            row.memory_mib,
            row.calls_before,
            row.state_bytes,
            format!("{:.1} ({:.1})", row.read_call, row.native_read_call),
            format!("{:.1} ({:.1})", row.changing_call, row.native_changing_call),
            format!("{:.1} ({:.0})", row.fork_changed, row.fork_changed_p90),
            format!("{:.1} ({:.0})", row.fork_still, row.fork_still_p90),
            row.fork_and_call,
            format!("{:.1} ({:.0})", row.rollback, row.rollback_p90),
            row.digest,
            row.live_fork,
            row.live_fork_kib,
            row.copied_fork,
            row.native_clone,
            row.python_deepcopy.unwrap_or(f64::NAN),
        );
    }
    text += &format!(
        "start {:.1} us, of a world made before {:.1} us, native {:.1} us (medians of wall time)\n",
        forks.start, forks.start_of_world, forks.native_start
    );
    let Growth { forks: count, before_kib, after_kib } = &forks.growth;
    text += &format!(
        "{count} forks with a call each, one after the other: {before_kib:.0} KiB before, {after_kib:.0} KiB after\n"
    );
    if let Some(Density { instances, seconds, kib_each, total_mib }) = &forks.density {
        text += &format!(
            "{instances} live instances, each with two calls: {kib_each:.0} KiB each with page tables, {total_mib:.0} MiB in all, {seconds:.2} s\n"
        );
    }
    text
}
