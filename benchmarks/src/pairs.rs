//! What the graph's formula sees, as data for fitting its weights: `benchmarks/graph/fit.py` reads the files.
//!
//! A line is a consumer parameter with the outputs beside it: whether the pair is right, its features, and the cosines of a
//! model of meaning where one is named. Pairs of which nothing is known are left out.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use mcplab::embedding;
use mcplab::graph::{Gold, Proofs, Study};
use mcplab::inventory::{Inventory, Shapes, listings};
use mcplab::model::{Parameter, ProofClass};
use serde_json::json;

/// Of the ids of other servers, which nobody tried, so many are left out for one that is kept as a wrong pair.
const FOREIGN_LEFT_OUT: usize = 6;

/// Writes `nestful.jsonl`, `bfcl_multi_turn.jsonl` and `builtin.jsonl` to a folder; the last from proofs of
/// `mcplab graph build --prove every --proofs`.
pub fn write(proofs: &Path, out: &Path, model: Option<&Path>) -> anyhow::Result<()> {
    let model = model.map(embedding::load).transpose()?;
    let study = |inventory: &Inventory| {
        let study = Study::of(inventory, &Shapes::default());
        model.iter().fold(study, |study, model| study.embed(&**model))
    };
    fs::create_dir_all(out)?;
    for set in ["nestful", "bfcl_multi_turn"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data").join(set);
        let read = |file: &str| fs::read_to_string(folder.join(file)).with_context(|| format!("read {set}/{file}"));
        let (inventory, _) = Inventory::normalise(listings(&read("inventory.jsonl")?).0);
        gold(&study(&inventory), &Gold::parse(&read("edges.jsonl")?)?, &out.join(set))?;
    }
    let module = mcplab::exec::builtin()?;
    let (inventory, _) = Inventory::normalise(module.listings().cloned().collect());
    let proofs = Proofs::parse(&fs::read_to_string(proofs)?)?;
    builtin(&study(&inventory), &proofs, &out.join("builtin"))
}

fn file(path: &Path) -> anyhow::Result<BufWriter<fs::File>> {
    let mut file = BufWriter::new(fs::File::create(path.with_extension("jsonl"))?);
    writeln!(file, "{}", json!({"features": Study::features().collect::<Vec<_>>()}))?;
    Ok(file)
}

fn gold(study: &Study, edges: &[Gold], out: &Path) -> anyhow::Result<()> {
    let mut wanted: BTreeMap<Parameter, HashSet<Parameter>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| edge.from.tool != edge.to.tool) {
        wanted.entry(edge.to.plain()).or_default().insert(edge.from.plain());
    }
    let mut file = file(out)?;
    for input in study.inputs() {
        let Some(gold) = wanted.remove(&input.plain()) else { continue };
        let pairs = study.pairs(&input).into_iter().filter(|pair| !pair.features.is_empty());
        let rows = pairs.map(|pair| json!([u8::from(gold.contains(&pair.from.plain())), pair.features, pair.cosines]));
        writeln!(file, "{}", json!({"to": input.to_string(), "rows": rows.collect::<Vec<_>>()}))?;
    }
    Ok(())
}

/// What trials say of a pair.
enum Tried {
    Right,
    Wrong,
    /// Taken like anything else, which tells nothing.
    Takes,
    /// What only repeats is no source.
    Echo,
}

fn builtin(study: &Study, proofs: &Proofs, out: &Path) -> anyhow::Result<()> {
    let mut known: BTreeMap<&Parameter, HashMap<&Parameter, Tried>> = BTreeMap::new();
    for proof in &proofs.proofs {
        let right = match proof.proven.class {
            ProofClass::Refuted => Tried::Wrong,
            _ if proof.proven.echo => Tried::Echo,
            ProofClass::Strong => Tried::Right,
            ProofClass::Weak => Tried::Takes,
        };
        known.entry(&proof.to).or_default().insert(&proof.from, right);
    }
    let address = Study::features().position(|says| says.starts_with("both are addresses"));
    let mut file = file(out)?;
    for (to, tried) in known {
        let mut left_out = 0;
        let mut rows = Vec::new();
        for pair in study.pairs(to).into_iter().filter(|pair| !pair.features.is_empty()) {
            let right = match tried.get(&pair.from) {
                Some(Tried::Right) => true,
                Some(Tried::Wrong) => false,
                // Every server takes an address, and so does this one.
                Some(Tried::Takes) if address.is_some_and(|at| pair.features[at] > 0.0) => true,
                Some(Tried::Takes | Tried::Echo) => continue,
                None => {
                    let name = pair.from.path.last_field().unwrap_or_default();
                    let foreign = pair.from.tool.server != to.tool.server && (name == "id" || name.ends_with("_id"));
                    left_out += usize::from(foreign);
                    if !foreign || left_out % (FOREIGN_LEFT_OUT + 1) != 0 {
                        continue;
                    }
                    false
                }
            };
            rows.push(json!([u8::from(right), pair.features, pair.cosines]));
        }
        writeln!(file, "{}", json!({"to": to.to_string(), "rows": rows}))?;
    }
    Ok(())
}
