//! The tools in view of a row: those that it calls, those that could be mistaken for them, and others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::execute::Executed;
use super::lab::Lab;
use crate::chain::Atlas;
use crate::inventory::exposed_names;
use crate::model::{Kind, Tool, ToolInView};

/// Tools in view: from five, or as many as are needed and two, to this many; few more often than many.
const FEWEST: usize = 5;
const MOST: usize = 60;
/// Tools in view that do a part of what is asked: they would make a row without a tool untrue.
const KIN: usize = 24;

/// What a model is shown.
#[derive(Clone, Debug, Default)]
pub(super) struct ToolsInView {
    pub tools: Vec<ToolInView>,
    /// What the servers in view are for, in words.
    pub offers: Vec<String>,
}

impl ToolsInView {
    /// The tools for an executed chain. Where no tool is to help, those that could are left out.
    pub fn of(lab: &Lab, executed: &Executed, kind: Kind, rng: &mut ChaCha8Rng) -> Self {
        let atlas = &lab.atlas;
        let mut used: Vec<usize> = executed.plan.steps.iter().map(|step| step.tool).collect();
        used.sort_unstable();
        used.dedup();
        let kin = kin(atlas, &used);
        let barred: BTreeSet<usize> = match kind {
            Kind::NoTool => helpers(atlas, &used, &kin),
            _ => BTreeSet::new(),
        };
        let mut view: Vec<usize> = used.into_iter().filter(|_| kind != Kind::NoTool).collect();
        let wanted = size(view.len(), rng);
        let open = |tool: &usize, view: &[usize]| !barred.contains(tool) && !view.contains(tool);
        let room = wanted.saturating_sub(view.len());
        // A third could be mistaken for what is needed, a third is of the same servers, a third is anything.
        let mut alike: Vec<usize> = kin.into_iter().filter(|tool| open(tool, &view)).take(KIN).collect();
        alike.truncate(room.div_ceil(3).max(alike.len().min(2)).min(room));
        view.extend(alike);
        let servers: BTreeSet<&str> =
            executed.plan.steps.iter().map(|step| atlas.tools[step.tool].tool.server.as_str()).collect();
        let mut near: Vec<usize> = (0..atlas.tools.len())
            .filter(|tool| servers.contains(atlas.tools[*tool].tool.server.as_str()) && open(tool, &view))
            .collect();
        near.shuffle(rng);
        near.truncate(room.div_ceil(3).min(wanted.saturating_sub(view.len())));
        view.extend(near);
        let mut far: Vec<usize> = (0..atlas.tools.len()).filter(|tool| open(tool, &view)).collect();
        far.shuffle(rng);
        far.truncate(wanted.saturating_sub(view.len()));
        view.extend(far);
        view.shuffle(rng);
        let tools: Vec<&Arc<Tool>> = view.iter().map(|tool| &atlas.tools[*tool].tool).collect();
        let names = exposed_names(&tools.iter().map(|tool| tool.as_ref()).collect::<Vec<_>>());
        let mut offers: Vec<String> = Vec::new();
        for tool in &tools {
            let offer = tool.server.replace(['_', '-'], " ");
            if !offers.contains(&offer) {
                offers.push(offer);
            }
        }
        let tools = names.into_iter().zip(&tools).map(|(exposed, tool)| ToolInView { exposed, tool: Arc::clone(tool) });
        Self { tools: tools.collect(), offers }
    }
}

/// How many tools are in view: evenly spread by magnitude, and smaller views more often.
fn size(used: usize, rng: &mut ChaCha8Rng) -> usize {
    let least = FEWEST.max(used + 2);
    let most = MOST.max(least);
    let share: f64 = rng.random_range(0.0_f64..1.0).powf(1.6);
    (least as f64 * (most as f64 / least as f64).powf(share)).round() as usize
}

/// Tools that could be mistaken for some tools, the likest first: they take from the same results, give to the same calls,
/// or are named alike.
fn kin(atlas: &Atlas, tools: &[usize]) -> Vec<usize> {
    let mut likeness: BTreeMap<usize, f64> = BTreeMap::new();
    for tool in tools {
        let node = &atlas.tools[*tool];
        let rivals = node.inputs.iter().flat_map(|input| &input.supplies).flat_map(|supply| {
            let demands = &atlas.tools[supply.tool].demands;
            demands.iter().map(|demand| (demand.tool, 1.0 / demands.len() as f64))
        });
        let substitutes = node.demands.iter().flat_map(|demand| {
            let supplies = &atlas.tools[demand.tool].inputs[demand.input].supplies;
            supplies.iter().map(|supply| (supply.tool, 1.0 / supplies.len() as f64))
        });
        rivals.chain(substitutes).for_each(|(other, share)| *likeness.entry(other).or_default() += share);
        for (other, known) in atlas.tools.iter().enumerate() {
            let shared = node.entity.iter().filter(|word| known.entity.contains(word)).count();
            if shared > 0 {
                let all = (node.entity.len() + known.entity.len() - shared) as f64;
                *likeness.entry(other).or_default() += shared as f64 / all;
            }
        }
    }
    let mut kin: Vec<(usize, f64)> = likeness.into_iter().filter(|(other, _)| !tools.contains(other)).collect();
    kin.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    kin.into_iter().map(|(tool, _)| tool).collect()
}

/// Tools that could do a part of what a chain does: those of the same servers, and others about the same things.
fn helpers(atlas: &Atlas, used: &[usize], kin: &[usize]) -> BTreeSet<usize> {
    let servers: BTreeSet<&str> = used.iter().map(|tool| atlas.tools[*tool].tool.server.as_str()).collect();
    let about: BTreeSet<&str> = used.iter().flat_map(|tool| &atlas.tools[*tool].entity).map(String::as_str).collect();
    let helps = |tool: &usize| {
        let node = &atlas.tools[*tool];
        servers.contains(node.tool.server.as_str()) || node.entity.iter().any(|word| about.contains(word.as_str()))
    };
    let same = (0..atlas.tools.len()).filter(helps);
    same.chain(kin.iter().copied().take(KIN)).collect()
}
