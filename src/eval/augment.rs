//! Rows under drift: the same trajectory with drifted tools in view and the calls that are right for them, executed again.
//!
//! Words, order and outcome stay; names, arguments and results are those of the drifted side. A row whose calls have no
//! counterpart, or whose results come to something else, gives none.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::drifting::DriftedTools;
use super::source::Source;
use crate::drift::{Call, DriftError, DriftLayer, MigrationMap, Operator, Unmappable};
use crate::exec::{Server, is_bridge, repeat};
use crate::inventory::{Inventory, view};
use crate::model::{
    Binding, Bound, Digest, Message, Path, Seed, ServerKind, ServerUse, Step, Tool, ToolCall, Trajectory,
};

/// What a drifted row says of its drift, so that it can be replayed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowDrift {
    pub operators: Vec<Operator>,
    pub map: MigrationMap,
}

/// Labels of drifted rows: the [`RowDrift`] as JSON, the operator's name, the row that it was.
const DRIFT: &str = "drift";
const OPERATOR: &str = "drift_operator";
const OF: &str = "drift_of";

/// Why a row has no drifted version.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NotAugmented {
    #[error(transparent)]
    Nowhere(#[from] DriftError),
    #[error("{0} acts otherwise than it says, and no call is right for that")]
    Behaves(&'static str),
    #[error("none of its calls is another under this drift")]
    Untouched,
    #[error("its server {0} is not sandboxed, so that its calls cannot be made again")]
    NotSandboxed(String),
    #[error("server {server} does not start: {reason}")]
    Start { server: String, reason: String },
    #[error(transparent)]
    Unmappable(#[from] Unmappable),
    #[error("the result of {0} comes in pages now")]
    Pages(String),
    #[error("the result of {0} is another than it was")]
    OtherResult(String),
    #[error("a value that was taken from a result is no longer in it")]
    Lost,
}

impl RowDrift {
    /// The drift of a row; none of one that has not drifted.
    pub fn of(row: &Trajectory) -> Option<Self> {
        serde_json::from_str(row.labels.get(DRIFT)?).ok()
    }

    /// The servers of a drifted row, over the originals.
    pub async fn servers(&self, source: &dyn Source, row: &Trajectory) -> Result<Vec<DriftLayer>, NotAugmented> {
        let inventory: Vec<Tool> = row.tools.iter().map(|shown| shown.tool.as_ref().clone()).collect();
        let back = self.map.inverse();
        let behind = inventory.iter().flat_map(|tool| back.tools_to_new(&tool.reference()));
        let names = behind.map(|tool| (tool.server, is_bridge(&tool.tool)));
        opened(source, names, &inventory, &self.map).await
    }
}

/// A row as it is under an operator at a share of the places of its tools.
pub async fn augmented(
    source: &dyn Source,
    row: &Trajectory,
    operator: &Operator,
    share: f64,
    seed: Seed,
) -> Result<Trajectory, NotAugmented> {
    if let Some(server) = row.servers.iter().find(|server| server.kind != ServerKind::Sandboxed) {
        return Err(NotAugmented::NotSandboxed(server.name.clone()));
    }
    let tools: Vec<Tool> = row.tools.iter().map(|shown| shown.tool.as_ref().clone()).collect();
    let drifted = DriftedTools::of(&tools, operator, share, seed)?;
    let map = &drifted.spread.map;
    if !drifted.spread.behaviours.is_empty() && map.steps.is_empty() {
        return Err(NotAugmented::Behaves(operator.name()));
    }
    let calls: Vec<Call> = row.steps.iter().map(|step| migrated(map, step)).collect::<Result<_, _>>()?;
    let used = row.steps.iter().any(|step| drifted.spread.touched.contains(&step.tool));
    if !used && !row.steps.is_empty() && !drifted.spread.touched.is_empty() {
        return Err(NotAugmented::Untouched);
    }
    let names = tools.iter().map(|tool| (tool.server.clone(), is_bridge(&tool.name)));
    let mut layers = opened(source, names, &drifted.spread.inventory, map).await?;
    let mut new = row.clone();
    new.tools = drifted.view.tools.clone();
    new.branches.clear();
    new.servers = begun(&mut layers, row).await?;
    new.steps = Vec::with_capacity(row.steps.len());
    for (old, call) in row.steps.iter().zip(calls) {
        let step = made(&mut layers, &drifted, old, call, &row.steps, &new.steps).await?;
        new.steps.push(step);
    }
    for (server, layer) in new.servers.iter_mut().zip(&mut layers) {
        server.end_state = layer.state_digest();
        layer.close().await;
    }
    for fact in &mut new.facts {
        fact.path = moved(&row.steps, &new.steps, fact.step, &fact.path).ok_or(NotAugmented::Lost)?;
    }
    said(&mut new, &drifted);
    let told = RowDrift { operators: drifted.spread.operators.clone(), map: map.clone() };
    let told = serde_json::to_string(&told).unwrap_or_default();
    new.id = new.episode.uuid(Digest::of_bytes(format!("{}\n{told}", row.id).as_bytes()));
    let labels = [(DRIFT, told), (OPERATOR, operator.name().to_owned()), (OF, row.id.to_string())];
    new.labels.extend(labels.map(|(name, value)| (name.to_owned(), value)));
    Ok(new)
}

/// The one call that a step is now.
fn migrated(map: &MigrationMap, step: &Step) -> Result<Call, NotAugmented> {
    let call = Call::new(step.tool.clone(), step.arguments.clone());
    let calls = map.call_to_new(&call)?;
    let gone = || Unmappable::Gone { tool: step.tool.clone(), why: "nothing stands for it".to_owned() };
    Ok(calls.into_iter().next().ok_or_else(gone)?)
}

/// The drifted servers over originals, by names and whether their resources are tools.
async fn opened(
    source: &dyn Source,
    names: impl Iterator<Item = (String, bool)>,
    inventory: &[Tool],
    map: &MigrationMap,
) -> Result<Vec<DriftLayer>, NotAugmented> {
    let mut wanted: BTreeMap<String, bool> = BTreeMap::new();
    names.for_each(|(name, resources)| *wanted.entry(name).or_default() |= resources);
    let mut originals: BTreeMap<String, Box<dyn Server>> = BTreeMap::new();
    for (name, resources) in wanted {
        let failed = |reason: String| NotAugmented::Start { server: name.clone(), reason };
        let opened = source.open(&name, resources).await.ok_or_else(|| failed("there is none".to_owned()))?;
        originals.insert(name.clone(), opened.map_err(failed)?);
    }
    Ok(DriftLayer::over(originals, inventory, map, &[]))
}

async fn begun(layers: &mut [DriftLayer], row: &Trajectory) -> Result<Vec<ServerUse>, NotAugmented> {
    let mut uses = Vec::new();
    for layer in layers {
        let name = layer.name().to_owned();
        let failed = |reason: String| NotAugmented::Start { server: name.clone(), reason };
        layer.reset(&row.episode).await.map_err(|error| failed(error.to_string()))?;
        let listing = layer.list().await.map_err(|error| failed(error.to_string()))?;
        let (inventory, _) = Inventory::normalise(vec![listing]);
        let digest =
            inventory.servers().first().map_or_else(|| Digest::of_bytes(&[]), crate::inventory::Server::digest);
        let start_state = layer.state_digest();
        uses.push(ServerUse { name, kind: ServerKind::Sandboxed, inventory: digest, start_state, end_state: None });
    }
    Ok(uses)
}

/// Makes a call on the drifted side, and sees that it comes to what it came to before.
async fn made(
    layers: &mut [DriftLayer],
    drifted: &DriftedTools,
    old: &Step,
    call: Call,
    before: &[Step],
    now: &[Step],
) -> Result<Step, NotAugmented> {
    let gone = || Unmappable::Gone { tool: old.tool.clone(), why: "its server is gone".to_owned() };
    let layer = layers.iter_mut().find(|layer| layer.name() == call.tool.server).ok_or_else(gone)?;
    let asked = Step { tool: call.tool.clone(), arguments: call.arguments.clone(), ..old.clone() };
    let outcome = repeat(layer, &asked).await;
    let state = layer.state_digest();
    let map = &drifted.spread.map;
    match (view(&old.outcome), view(&outcome)) {
        (Some(was), Some(is)) => {
            if map.next_page(&call, &is).is_some() {
                return Err(NotAugmented::Pages(call.tool.to_string()));
            }
            // What was taken out of a result does not come back: where a value of it is used, that is seen later.
            let back = map.result_to_old(&call.tool, &is);
            if back != *was && !is_part(&back, &was) {
                return Err(NotAugmented::OtherResult(call.tool.to_string()));
            }
        }
        _ if outcome.is_ok() == old.outcome.is_ok() => {}
        _ => return Err(NotAugmented::OtherResult(call.tool.to_string())),
    }
    let bindings = bound(old, &call.arguments, before, now)?;
    Ok(Step { bindings, outcome, state, ..asked })
}

/// Whether a document is another with fields left out.
fn is_part(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.iter().all(|(name, value)| whole.get(name).is_some_and(|of| is_part(value, of)))
        }
        (Value::Array(part), Value::Array(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(part, whole)| is_part(part, whole))
        }
        _ => part == whole,
    }
}

/// The sources of a call's arguments by their new places. What has no source of its own is what the drifted tool wants said.
fn bound(old: &Step, arguments: &Value, before: &[Step], now: &[Step]) -> Result<Vec<Bound>, NotAugmented> {
    let mut taken = BTreeSet::new();
    let mut found = Vec::new();
    let mut homeless = Vec::new();
    for bound in &old.bindings {
        let binding = match &bound.binding {
            Binding::Output { step, path, choice } => {
                let path = moved(before, now, *step, path).ok_or(NotAugmented::Lost)?;
                Binding::Output { step: *step, path, choice: choice.clone() }
            }
            other => other.clone(),
        };
        let value = bound.path.get(&old.arguments);
        match value.and_then(|value| place_of(value, &bound.path, arguments, &taken)) {
            Some(path) => {
                taken.insert(path.clone());
                found.push(Bound { path, binding });
            }
            None => homeless.push(binding),
        }
    }
    let mut homeless = homeless.into_iter();
    for (path, value) in Path::leaves(arguments) {
        if taken.iter().any(|known| path.to_string().starts_with(&known.to_string())) {
            continue;
        }
        let value = value.clone();
        let binding = match homeless.next() {
            // The same in another form.
            Some(of) => Binding::Derived { function: DRIFT.to_owned(), of: vec![of], value },
            None => Binding::Default { value },
        };
        found.push(Bound { path, binding });
    }
    Ok(found)
}

/// Where the value at a place of an old result is in the new one.
fn moved(before: &[Step], now: &[Step], step: usize, path: &Path) -> Option<Path> {
    let (old, new) = (view(&before.get(step)?.outcome)?, view(&now.get(step)?.outcome)?);
    place_of(path.get(&old)?, path, &new, &BTreeSet::new())
}

/// Where a value is: at the same place, or else the first where one like it is, by the same name if it can be.
fn place_of(value: &Value, path: &Path, document: &Value, taken: &BTreeSet<Path>) -> Option<Path> {
    if path.get(document) == Some(value) {
        return Some(path.clone());
    }
    let mut places: Vec<Path> = Path::leaves(document).into_iter().map(|(path, _)| path).collect();
    places.retain(|place| place.get(document) == Some(value) && !taken.contains(place));
    let named = places.iter().position(|place| place.last_field() == path.last_field());
    (!places.is_empty()).then(|| places.swap_remove(named.unwrap_or(0)))
}

/// The conversation with the new calls and what came of them.
fn said(row: &mut Trajectory, drifted: &DriftedTools) {
    let mut results: BTreeMap<String, String> = BTreeMap::new();
    let Trajectory { messages, steps, .. } = row;
    for message in messages.iter_mut() {
        match message {
            Message::Assistant { calls, .. } => {
                for ToolCall { id, name, arguments, step } in calls {
                    let Some(step) = steps.get(*step) else { continue };
                    let exposed = drifted.view.exposed(&step.tool.server, &step.tool.tool);
                    *name = exposed.unwrap_or(&step.tool.tool).to_owned();
                    *arguments = step.arguments.clone();
                    results.insert(id.clone(), step.outcome.text());
                }
            }
            Message::Tool { call_id, text } => {
                if let Some(result) = results.get(call_id) {
                    text.clone_from(result);
                }
            }
            Message::System { .. } | Message::User { .. } => {}
        }
    }
}
