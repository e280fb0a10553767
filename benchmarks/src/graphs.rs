//! Building the graph of large catalogs, beside the usual way: a similarity matrix of all pairs in numpy.
//!
//! Each size is built in a process of its own, so that its peak of memory is its own. The catalogs lie beside the
//! repository and are no part of it; without them there is nothing to measure.

use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use mcplab::graph::Graph;
use mcplab::inventory::{Inventory, Shapes, listings};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::machine::{cpu_seconds, memory_kib};

/// Tools of `toolbench` for the curve; the last is all of them.
const SIZES: [usize; 4] = [5_000, 10_000, 20_000, 47_096];

/// One catalog built once.
#[derive(Debug, Serialize, Deserialize)]
pub struct Built {
    pub catalog: String,
    pub tools: usize,
    pub inputs: usize,
    pub outputs: usize,
    pub edges: usize,
    /// CPU seconds for reading and normalising the tools, and for the graph.
    pub read_s: f64,
    pub build_s: f64,
    pub peak_mib: f64,
    /// What `all_pairs.py` said of the same tools, where numpy is there.
    pub all_pairs: Option<Value>,
}

fn data(catalog: &str) -> PathBuf {
    let folder = std::env::var_os("MCPLAB_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from);
    folder.join(catalog).join("inventory.jsonl.gz")
}

pub fn measure(quick: bool) -> anyhow::Result<Vec<Built>> {
    let sizes: &[usize] = if quick { &SIZES[..1] } else { &SIZES };
    let mut wanted: Vec<(&str, usize)> = sizes.iter().map(|size| ("toolbench", *size)).collect();
    if !quick {
        wanted.extend([("mcp_catalog", usize::MAX), ("mcp_harvest", usize::MAX)]);
    }
    let mut built = Vec::new();
    for (catalog, size) in wanted.into_iter().filter(|(catalog, _)| data(catalog).exists()) {
        let this = std::env::current_exe()?;
        let output = Command::new(this).args(["graph", catalog, &size.to_string()]).output()?;
        anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut one: Built = serde_json::from_slice(&output.stdout)?;
        if !quick {
            one.all_pairs = all_pairs(catalog, one.tools);
        }
        built.push(one);
    }
    Ok(built)
}

/// The usual way over the same tools; `None` where there is no numpy (`MCPLAB_PYTHON` names a Python that has it).
fn all_pairs(catalog: &str, tools: usize) -> Option<Value> {
    let python = std::env::var("MCPLAB_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("graph/all_pairs.py");
    let mut command = Command::new(python);
    command.arg(script).arg(data(catalog)).arg(tools.to_string()).args(["--level", "parameter"]);
    let output = command.output().ok().filter(|output| output.status.success())?;
    serde_json::from_slice(&output.stdout).ok()
}

/// Builds one catalog in this process; prints its figures.
pub fn one(catalog: &str, size: usize) -> anyhow::Result<String> {
    let start = cpu_seconds("self");
    let file = data(catalog);
    let mut text = String::new();
    let packed = fs::File::open(&file).with_context(|| format!("open {}", file.display()))?;
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text)?;
    let first: Vec<&str> = text.lines().take(size).collect();
    let (listings, _) = listings(&first.join("\n"));
    drop(text);
    let (inventory, _) = Inventory::normalise(listings);
    let read = cpu_seconds("self");
    let (graph, _) = Graph::build(&inventory, &Shapes::default());
    let built = cpu_seconds("self");
    Ok(serde_json::to_string(&Built {
        catalog: catalog.to_owned(),
        tools: graph.nodes().len(),
        inputs: graph.nodes().iter().map(|node| node.inputs.len()).sum(),
        outputs: graph.nodes().iter().map(|node| node.outputs.len()).sum(),
        edges: graph.edges().len(),
        read_s: read - start,
        build_s: built - read,
        peak_mib: memory_kib("VmHWM") / 1024.0,
        all_pairs: None,
    })?)
}

pub fn table(all: &[Built]) -> String {
    if all.is_empty() {
        return "graphs: no catalogs here (MCPLAB_DATA names their folder)\n".to_owned();
    }
    let mut text = format!(
        "{:<12} {:>7} {:>8} {:>8} {:>9} {:>7} {:>8} {:>9} {:>8} {:>16}\n",
        "catalog", "tools", "inputs", "outputs", "edges", "read s", "graph s", "us/tool", "MiB", "all pairs s, MiB"
    );
    for one in all {
        let figure = |name: &str| one.all_pairs.as_ref().and_then(|said| said[name].as_f64());
        let usual = match (figure("seconds_total"), figure("peak_rss_mib")) {
            (Some(seconds), Some(mib)) => format!("{seconds:.1}, {mib:.0}"),
            _ => "-".to_owned(),
        };
        let _ = writeln!(
            text,
            "{:<12} {:>7} {:>8} {:>8} {:>9} {:>7.2} {:>8.2} {:>9.0} {:>8.0} {:>16}",
            one.catalog,
            one.tools,
            one.inputs,
            one.outputs,
            one.edges,
            one.read_s,
            one.build_s,
            one.build_s * 1e6 / one.tools.max(1) as f64,
            one.peak_mib,
            usual
        );
    }
    text
}
