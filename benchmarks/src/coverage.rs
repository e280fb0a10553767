//! Coverage: how many edges that trials proved the first rows of a run go along, for the sampler with a memory and for a plain
//! random walk over the same graph, with the same writer, filter and mix.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

use anyhow::Context;
use mcplab::chain::Sampler;
use mcplab::exec;
use mcplab::generate::{Crew, Ended, Lab, Settings, Workshop, generate};
use mcplab::model::{ProofClass, Seed};
use mcplab::store;
use serde::{Deserialize, Serialize};

/// One curve.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Curve {
    pub sampler: Sampler,
    /// Edges that chains could go along and that trials proved.
    pub open: usize,
    /// Those of them that the sampler with a memory aims at: it goes on from what was changed only by chance.
    pub aimed_at: usize,
    /// Attempts for all rows.
    pub attempts: u64,
    pub points: Vec<Point>,
}

/// What the first rows cover.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Point {
    pub rows: u64,
    pub proven: usize,
    pub edges: usize,
    pub tools: usize,
}

/// The curves of these samplers up to so many rows.
pub fn measure(rows: u64, samplers: &[Sampler]) -> anyhow::Result<Vec<Curve>> {
    samplers.iter().map(|sampler| curve(*sampler, rows)).collect()
}

fn curve(sampler: Sampler, count: u64) -> anyhow::Result<Curve> {
    let module = exec::builtin()?;
    let listings: Vec<_> = module.listings().filter(|listing| listing.style.is_none()).cloned().collect();
    let names: Vec<String> = listings.iter().map(|listing| listing.server.clone()).collect();
    let (mut lab, problems) = Lab::new(listings, &Default::default())?;
    lab.guests = Some(module.digest());
    let proven: BTreeSet<u32> = (0..)
        .zip(lab.graph.edges())
        .filter(|(_, edge)| edge.evidence.proven.as_ref().is_some_and(|proven| proven.class != ProofClass::Refuted))
        .map(|(at, _)| at)
        .collect();
    let supplies = lab.atlas.tools.iter().flat_map(|node| &node.inputs).flat_map(|input| &input.supplies);
    let open: BTreeSet<u32> = supplies.map(|supply| supply.edge).filter(|edge| proven.contains(edge)).collect();
    let ways =
        lab.atlas.ways.iter().map(|(tool, input, supply)| &lab.atlas.tools[*tool].inputs[*input].supplies[*supply]);
    let aimed_at = ways.filter(|supply| open.contains(&supply.edge)).count();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let settings = Settings { count, seed: Seed(1), jobs: 2, sampler, ..Settings::default() };
    let workshop = Workshop {
        lab: Arc::new(lab),
        crews: (0..2).map(|_| Crew::sandboxed(&module, &names)).collect(),
        runtime: runtime.handle(),
        stop: Arc::default(),
        problems: problems.all(),
        shapes: Default::default(),
        voice: None,
    };
    let folder = tempfile::tempdir()?;
    let dir = folder.path().join("run");
    let ended = generate(workshop, &settings, &dir, false, "", &mut |_| {})?;
    anyhow::ensure!(matches!(ended, Ended::Finished(_)), "the run was interrupted");
    let mut curve = Curve { sampler, open: open.len(), aimed_at, attempts: 0, points: Vec::new() };
    let (mut edges, mut tools, mut rows) = (BTreeSet::new(), BTreeSet::new(), 0);
    let (mut next, mut step) = (100, 1);
    for entry in store::open(&dir)?.entries()? {
        let entry = entry?;
        curve.attempts += entry.attempts.len() as u64;
        let Some(kept) = entry.attempts.last().filter(|attempt| attempt.kept()) else { continue };
        edges.extend(kept.strong.iter().chain(&kept.weak).copied());
        tools.extend(kept.tools.iter().cloned());
        rows += 1;
        if rows == next || rows == count {
            let proven = edges.intersection(&proven).count();
            curve.points.push(Point { rows, proven, edges: edges.len(), tools: tools.len() });
            // 100, 200, 500, 1,000, ..
            next = if step % 3 == 2 { next * 5 / 2 } else { next * 2 };
            step += 1;
        }
    }
    curve.points.last().context("no row was kept")?;
    Ok(curve)
}

pub fn table(curves: &[Curve]) -> String {
    let mut text = String::new();
    for curve in curves {
        let _ = writeln!(
            text,
            "{:?}, {} attempts, {} proven edges can be gone along, {} are aimed at with a memory",
            curve.sampler, curve.attempts, curve.open, curve.aimed_at
        );
        let _ = writeln!(text, "{:>9} {:>14} {:>9} {:>7}", "rows", "proven edges", "edges", "tools");
        for point in &curve.points {
            let _ = writeln!(text, "{:>9} {:>14} {:>9} {:>7}", point.rows, point.proven, point.edges, point.tools);
        }
    }
    text
}
