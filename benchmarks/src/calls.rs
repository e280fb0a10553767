//! One tool call in three homes: a native function, the sandbox, and a child process on stdio; and what an episode costs.

use std::fmt::Write;
use std::time::Instant;

use mcplab::exec::{self, RealServer, Server, ServerSpec};
use mcplab::model::{Episode, Seed};
use mcplab_servers::Host;
use serde::Serialize;
use serde_json::{Value, json};

use super::machine::{cpu_seconds, memory_kib};

const NOW: &str = "2026-03-05T14:20:00+01:00";
const TOOL: &str = "list_events";

/// The cost of something, by CPU time of all processes that took part.
#[derive(Clone, Debug, Serialize)]
pub struct Cost {
    pub what: &'static str,
    pub times: u64,
    pub cpu_us: f64,
    pub wall_us: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Calls {
    pub costs: Vec<Cost>,
    /// Resident KiB that a started episode of one server adds, and one that made a call.
    pub episode_kib: f64,
    pub called_episode_kib: f64,
}

pub fn measure(quick: bool) -> anyhow::Result<Calls> {
    let scale = if quick { 1 } else { 10 };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let episode = Episode { seed: Seed(7), now: NOW.to_owned() };
    let arguments = json!({"start_date": "2026-03-05", "end_date": "2026-03-09"});
    let mut costs = Vec::new();

    let config = json!({"server": "calendar", "seed": "7", "now": NOW}).to_string();
    let start = || Host::start(&config).map_err(anyhow::Error::msg);
    let mut host = start()?;
    let text = arguments.to_string();
    costs.push(cost("native function, JSON in and out", 20_000 * scale, None, || {
        let result = host.call_tool(TOOL, &text).map_err(anyhow::Error::msg)?;
        read(&result)
    })?);
    costs.push(cost("native start", 200 * scale, None, || start().map(drop))?);

    let module = exec::builtin()?;
    let mut sandboxed = module.server("calendar").ok_or_else(|| anyhow::anyhow!("no calendar"))?;
    runtime.block_on(sandboxed.reset(&episode))?;
    costs.push(cost("sandboxed call", 20_000 * scale, None, || {
        runtime
            .block_on(sandboxed.call(TOOL, &arguments))
            .failure
            .map_or(Ok(()), |failure| Err(anyhow::anyhow!(failure.message)))
    })?);
    costs.push(cost("sandboxed start of an episode", 200 * scale, None, || {
        Ok(runtime.block_on(sandboxed.reset(&episode)).map(drop)?)
    })?);
    costs.push(cost("fork and one call", 500 * scale, None, || {
        runtime.block_on(async {
            let mut fork = sandboxed.fork().await?;
            fork.call(TOOL, &arguments).await;
            Ok(())
        })
    })?);
    let change =
        json!({"title": "Lunch", "start": "2026-03-06T12:00:00", "duration_minutes": 30, "allow_overlap": true});
    let mut made = 0;
    costs.push(cost("changing call and state digest", 200 * scale, None, || {
        // From time to time a new episode, so that the state stays of the size that rows have.
        made += 1;
        if made % 50 == 0 {
            runtime.block_on(sandboxed.reset(&episode))?;
        }
        let outcome = runtime.block_on(sandboxed.call("create_event", &change));
        anyhow::ensure!(outcome.is_ok(), "the call failed: {}", outcome.text());
        sandboxed.state_digest().map(drop).ok_or_else(|| anyhow::anyhow!("no digest"))
    })?);

    let program = std::env::current_exe()?;
    let spec = || ServerSpec::stdio("calendar", program.to_string_lossy(), ["builtin-stdio", "calendar", "7", NOW]);
    let mut child = runtime.block_on(RealServer::start(spec()))?;
    let pid = children().first().cloned();
    costs.push(cost("child process on stdio, one call", 2_000 * scale, pid, || {
        runtime
            .block_on(child.call(TOOL, &arguments))
            .failure
            .map_or(Ok(()), |failure| Err(anyhow::anyhow!(failure.message)))
    })?);
    runtime.block_on(child.close());
    let before = children_cpu();
    let mut started = cost("child process on stdio, start and end", 10 * scale, None, || {
        runtime.block_on(async {
            let mut child = RealServer::start(spec()).await?;
            child.close().await;
            Ok(())
        })
    })?;
    started.cpu_us += (children_cpu() - before) * 1e6 / started.times as f64;
    costs.push(started);

    let (episode_kib, called_episode_kib) = memory(&module, &runtime, &episode, &arguments)?;
    Ok(Calls { costs, episode_kib, called_episode_kib })
}

fn read(result: &str) -> anyhow::Result<()> {
    let value: Value = serde_json::from_str(result)?;
    anyhow::ensure!(value.get("structuredContent").is_some(), "the call failed: {result}");
    Ok(())
}

fn cost(
    what: &'static str,
    times: u64,
    child: Option<String>,
    mut body: impl FnMut() -> anyhow::Result<()>,
) -> anyhow::Result<Cost> {
    body()?;
    let other = || child.as_deref().map_or(0.0, cpu_seconds);
    let (cpu, elsewhere, clock) = (cpu_seconds("self"), other(), Instant::now());
    for _ in 0..times {
        body()?;
    }
    let wall = clock.elapsed().as_secs_f64();
    let used = cpu_seconds("self") - cpu + other() - elsewhere;
    let each = |seconds: f64| seconds * 1e6 / times as f64;
    Ok(Cost { what, times, cpu_us: each(used), wall_us: each(wall) })
}

/// Process ids of this process's children.
fn children() -> Vec<String> {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let texts = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    texts.flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// CPU seconds of children that have ended and were waited for.
fn children_cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    behind_name.split_whitespace().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn memory(
    module: &exec::SandboxModule,
    runtime: &tokio::runtime::Runtime,
    episode: &Episode,
    arguments: &Value,
) -> anyhow::Result<(f64, f64)> {
    const LIVE: usize = 200;
    let mut live = Vec::new();
    let before = memory_kib("VmRSS");
    for _ in 0..LIVE {
        let mut server = module.server("calendar").ok_or_else(|| anyhow::anyhow!("no calendar"))?;
        runtime.block_on(server.reset(episode))?;
        live.push(server);
    }
    let started = memory_kib("VmRSS");
    for server in &mut live {
        runtime.block_on(server.call(TOOL, arguments));
    }
    let called = memory_kib("VmRSS");
    Ok(((started - before) / LIVE as f64, (called - before) / LIVE as f64))
}

pub fn table(calls: &Calls) -> String {
    let mut text = format!("{:<42} {:>10} {:>10} {:>12}\n", "", "CPU us", "wall us", "per CPU-s");
    for cost in &calls.costs {
        let _ = writeln!(
            text,
            "{:<42} {:>10.1} {:>10.1} {:>12.0}",
            cost.what,
            cost.cpu_us,
            cost.wall_us,
            1e6 / cost.cpu_us.max(0.01)
        );
    }
    let of = |what: &str| calls.costs.iter().find(|cost| cost.what == what).map_or(f64::NAN, |cost| cost.wall_us);
    let call = of("sandboxed call");
    let _ = writeln!(
        text,
        "sandboxed call: {:.1} times a native one; a call through a child process: {:.1} times a sandboxed one",
        call / of("native function, JSON in and out"),
        of("child process on stdio, one call") / call
    );
    let child = of("child process on stdio, start and end") + of("child process on stdio, one call");
    let _ = writeln!(
        text,
        "start and one call of a child process: {:.0} times a fork and one call",
        child / of("fork and one call")
    );
    let _ = writeln!(
        text,
        "memory of an episode of one server: {:.0} KiB, {:.0} KiB after a call",
        calls.episode_kib, calls.called_episode_kib
    );
    text
}
