//! What drift adds to a call: the same calls made of a server and of its drifted form, side by side, in the sandbox and of a
//! child process on stdio.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Instant;

use mcplab::drift::{Call, DriftLayer, Drifted, Operator};
use mcplab::eval::Suite;
use mcplab::exec::{self, RealServer, SandboxModule, Server, ServerSpec};
use mcplab::inventory::Inventory;
use mcplab::model::{Episode, Seed, Tool};
use mcplab::score::Task;
use serde::Serialize;

/// Blocks of calls, of each side in turn: other work on the machine meets both.
const BLOCKS: usize = 9;

/// One operator at one call.
#[derive(Clone, Debug, Serialize)]
pub struct Added {
    pub operator: &'static str,
    pub home: &'static str,
    pub tool: String,
    /// The median of the blocks, in microseconds a call.
    pub direct_us: f64,
    pub drifted_us: f64,
}

/// A call of a task's reference, and what it is after drift.
struct Chosen {
    episode: Episode,
    server: String,
    old: Call,
    new: Call,
    drifted: Drifted,
}

pub fn measure(calls: usize) -> anyhow::Result<Vec<Added>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let module = exec::builtin()?;
    let tasks = Suite::read("core")?.tasks;
    let mut found = Vec::new();
    // What tools do otherwise is to take its time.
    for operator in Operator::all().into_iter().filter(|operator| !matches!(operator, Operator::Behaves(_))) {
        let Some(chosen) = tasks.iter().find_map(|task| chosen(&module, task, &operator)) else { continue };
        for home in ["sandbox", "stdio"] {
            let blocks =
                runtime.block_on(blocks(&module, &chosen, home, if home == "sandbox" { calls } else { calls / 10 }))?;
            let (direct_us, drifted_us) =
                (median(blocks.iter().map(|block| block.0)), median(blocks.iter().map(|block| block.1)));
            found.push(Added {
                operator: operator.name(),
                home,
                tool: chosen.old.tool.to_string(),
                direct_us,
                drifted_us,
            });
        }
    }
    Ok(found)
}

/// The first call of a task's reference if it only reads and the operator comes to it.
fn chosen(module: &SandboxModule, task: &Task, operator: &Operator) -> Option<Chosen> {
    let call = task.reference.first()?;
    let listing = module.listings().find(|listing| listing.server == call.server)?.clone();
    let (inventory, _) = Inventory::normalise(vec![listing]);
    let tools: Vec<Tool> = inventory.tools().cloned().collect();
    let tool = tools.iter().find(|tool| tool.name == call.tool && tool.annotations.read_only == Some(true))?;
    let drifted = operator.apply(&tools, Seed(1)).ok()?;
    let old = Call::new(call.reference(), call.arguments.clone());
    let new = drifted.map.call_to_new(&old).ok()?.into_iter().next()?;
    let touched = new != old
        || drifted
            .changes
            .iter()
            .filter_map(|change| change.old.as_ref())
            .any(|old| old.reference() == tool.reference());
    touched.then(|| Chosen {
        episode: Episode { seed: Seed(task.seed), now: task.now.clone() },
        server: call.server.clone(),
        old,
        new,
        drifted,
    })
}

async fn opened(module: &SandboxModule, chosen: &Chosen, home: &str) -> anyhow::Result<Box<dyn Server>> {
    let Episode { seed, now } = &chosen.episode;
    if home == "stdio" {
        let program = std::env::current_exe()?;
        let seed = seed.0.to_string();
        let arguments = ["builtin-stdio", chosen.server.as_str(), &seed, now];
        return Ok(Box::new(
            RealServer::start(ServerSpec::stdio(&chosen.server, program.to_string_lossy(), arguments)).await?,
        ));
    }
    let mut server =
        module.open(&chosen.server).ok_or_else(|| anyhow::anyhow!("there is no server {}", chosen.server))?;
    server.reset(&chosen.episode).await?;
    Ok(server)
}

/// Microseconds of a call, made directly and of the drifted server, block by block.
async fn blocks(module: &SandboxModule, chosen: &Chosen, home: &str, calls: usize) -> anyhow::Result<Vec<(f64, f64)>> {
    let mut direct = opened(module, chosen, home).await?;
    let originals = BTreeMap::from([(chosen.server.clone(), opened(module, chosen, home).await?)]);
    let Drifted { inventory, map, behaviours, .. } = &chosen.drifted;
    let mut layers = DriftLayer::over(originals, inventory, map, behaviours);
    let layer = layers.iter_mut().find(|layer| layer.name() == chosen.new.tool.server);
    let layer = layer.ok_or_else(|| anyhow::anyhow!("no layer of {}", chosen.new.tool.server))?;
    let mut blocks = Vec::new();
    for block in 0..=BLOCKS {
        let times = [timed(direct.as_mut(), &chosen.old, calls).await?, timed(layer, &chosen.new, calls).await?];
        // The first block warms both.
        if block > 0 {
            blocks.push((times[0], times[1]));
        }
    }
    direct.close().await;
    layer.close().await;
    Ok(blocks)
}

async fn timed(server: &mut dyn Server, call: &Call, calls: usize) -> anyhow::Result<f64> {
    let begun = Instant::now();
    for _ in 0..calls {
        let outcome = server.call(&call.tool.tool, &call.arguments).await;
        anyhow::ensure!(outcome.is_ok(), "{}: {:?}", call.tool, outcome.failure);
    }
    Ok(begun.elapsed().as_secs_f64() * 1e6 / calls.max(1) as f64)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

pub fn table(found: &[Added]) -> String {
    let mut text = String::new();
    for Added { operator, home, tool, direct_us, drifted_us } in found {
        let more = 100.0 * (drifted_us / direct_us - 1.0);
        let _ = writeln!(text, "{operator:28} {home:8} {tool:40} {direct_us:8.1} us {drifted_us:8.1} us {more:+6.1}%");
    }
    for home in ["sandbox", "stdio"] {
        let of = |time: fn(&Added) -> f64| found.iter().filter(|added| added.home == home).map(time).sum::<f64>();
        let more = 100.0 * (of(|added| added.drifted_us) / of(|added| added.direct_us) - 1.0);
        let _ = writeln!(text, "all operators, {home}: {more:+.1}%");
    }
    text
}
