//! Branches: other ways to go on from a turn, played in forks. The good path is the row; what comes out worse is kept
//! beside it, for preference data.
//!
//! Depth-first search over decisions (DFSDT, Qin et al. 2023, arXiv:2307.16789, section 2.3) with the state really rolled
//! back: each sibling is called in a fork of the world as it was before the turn.

use std::collections::BTreeMap;

use rand::RngExt;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value};

use super::assemble::call_id;
use super::lab::Lab;
use super::stage::Stage;
use super::verify::begin;
use crate::exec::{Server, repeat};
use crate::inventory::view;
use crate::model::{Binding, Branch, Choice, Path, Step, ToolCall, Trajectory};

/// How often a row is searched for worse ways.
const SEARCHED: f64 = 0.5;
/// Turns of a row that get a sibling at most.
const MOST: usize = 2;

/// Searches for worse ways to go on and notes them in the row.
pub(super) async fn branch_off(lab: &Lab, stage: &mut Stage, row: &mut Trajectory, rng: &mut ChaCha8Rng) {
    if !rng.random_bool(SEARCHED) {
        return;
    }
    let alone = |turn: &usize| matches!(row.turns[*turn].steps.as_slice(), [step] if is_sound(&row.steps[*step]));
    let mut turns: Vec<usize> = (0..row.turns.len()).filter(alone).collect();
    turns.shuffle(rng);
    turns.truncate(MOST);
    turns.sort_unstable();
    let mut open: Vec<(usize, Vec<Sibling>)> = Vec::new();
    for turn in turns {
        let mut siblings = siblings(lab, row, row.turns[turn].steps[0], rng);
        siblings.shuffle(rng);
        open.push((turn, siblings));
    }
    if open.iter().all(|(_, siblings)| siblings.is_empty()) {
        return;
    }
    let Ok(mut servers) = begin(stage, &row.servers).await else { return };
    let found = search(&mut servers, row, &open, rng).await;
    row.branches.extend(found);
}

/// Whether a call went well on a server that tells its state.
fn is_sound(step: &Step) -> bool {
    step.outcome.is_ok() && step.state.is_some() && step.fault.is_none()
}

/// A call that could be made instead.
struct Sibling {
    step: Step,
    exposed: String,
    /// What is wrong with it.
    slip: &'static str,
}

/// Walks through the episode and forks it where there are siblings.
async fn search(
    servers: &mut BTreeMap<String, Box<dyn Server>>,
    row: &Trajectory,
    open: &[(usize, Vec<Sibling>)],
    rng: &mut ChaCha8Rng,
) -> Vec<Branch> {
    let mut found = Vec::new();
    for (at, step) in row.steps.iter().enumerate() {
        let here = open.iter().find(|(turn, _)| row.turns[*turn].steps == [at]);
        if let Some((turn, siblings)) = here {
            for sibling in siblings {
                let Some(server) = servers.get_mut(&sibling.step.tool.server) else { continue };
                let Ok(mut fork) = server.fork().await else { break };
                let mut step = sibling.step.clone();
                step.outcome = repeat(fork.as_mut(), &step).await;
                step.state = fork.state_digest();
                if let Some(reason) = worse(row, at, &step, sibling.slip) {
                    let (id, arguments) = (call_id(rng), step.arguments.clone());
                    let call = ToolCall { id, name: sibling.exposed.clone(), arguments, step: 0 };
                    found.push(Branch { turn: *turn, calls: vec![call], steps: vec![step], reason });
                    break;
                }
            }
        }
        let Some(server) = servers.get_mut(&step.tool.server) else { break };
        repeat(server.as_mut(), step).await;
    }
    found
}

/// Why a sibling is worse than the call that was made; `None` where it is as good.
fn worse(row: &Trajectory, at: usize, sibling: &Step, slip: &str) -> Option<String> {
    let good = &row.steps[at];
    let reason = |what: &str| Some(format!("{slip}.{what}"));
    if !sibling.outcome.is_ok() {
        return reason("fails");
    }
    if sibling.tool.server == good.tool.server && sibling.state != good.state {
        return reason("other_state");
    }
    let view = view(&sibling.outcome);
    let keeps = |path: &Path, value: &Value| view.as_ref().and_then(|view| path.get(view)) == Some(value);
    let drawn = row.steps.iter().flat_map(|later| {
        later.bindings.iter().filter_map(|bound| match &bound.binding {
            Binding::Output { step, path, .. } if *step == at => Some((path, bound.path.get(&later.arguments)?)),
            _ => None,
        })
    });
    let stated = row.facts.iter().filter(|fact| fact.step == at).map(|fact| (&fact.path, &fact.value));
    let mut wanted = drawn.chain(stated).peekable();
    // Of a result that nobody draws on nothing can be missed.
    wanted.peek()?;
    if wanted.all(|(path, value)| keeps(path, value)) { None } else { reason("other_result") }
}

/// Calls that could be made instead of a step.
fn siblings(lab: &Lab, row: &Trajectory, at: usize, rng: &mut ChaCha8Rng) -> Vec<Sibling> {
    let step = &row.steps[at];
    let exposed = row.tools.iter().find(|tool| tool.tool.reference() == step.tool).map(|tool| tool.exposed.clone());
    let Some(exposed) = exposed else { return Vec::new() };
    let same = |arguments: Value, slip: &'static str| Sibling {
        step: Step { arguments, bindings: Vec::new(), ..step.clone() },
        exposed: exposed.clone(),
        slip,
    };
    let mut all = Vec::new();
    for bound in &step.bindings {
        match &bound.binding {
            Binding::Output { step: from, path, choice } => {
                if let Some(other) = other_item(row, *from, path, bound.path.get(&step.arguments)) {
                    let mut arguments = step.arguments.clone();
                    bound.path.set(&mut arguments, other);
                    all.push(same(arguments, "other_item"));
                }
                // The words of the request in place of the handle that they lead to.
                if let Choice::Where { value, .. } = choice
                    && bound.path.get(&step.arguments) != Some(value)
                {
                    let mut arguments = step.arguments.clone();
                    bound.path.set(&mut arguments, value.clone());
                    all.push(same(arguments, "guessed_handle"));
                }
            }
            Binding::User { .. } if bound.path.segments().len() == 1 => {
                let required = row
                    .tools
                    .iter()
                    .find(|tool| tool.exposed == exposed)
                    .and_then(|tool| tool.tool.input_schema.get("required")?.as_array())
                    .is_some_and(|names| names.iter().any(|name| name.as_str() == bound.path.last_field()));
                if let (false, Value::Object(map)) = (required, &step.arguments) {
                    let mut map = map.clone();
                    map.retain(|name, _| Some(name.as_str()) != bound.path.last_field());
                    all.push(same(Value::Object(map), "forgotten_argument"));
                }
            }
            _ => {}
        }
    }
    all.extend(other_tool(lab, row, step, rng));
    all
}

/// The value of the next item of the list that a value was drawn from.
fn other_item(row: &Trajectory, from: usize, path: &Path, own: Option<&Value>) -> Option<Value> {
    let view = view(&row.steps[from].outcome)?;
    let other = |place: Path| place.get(&view).filter(|value| Some(*value) != own && !value.is_null()).cloned();
    path.in_neighbours().find_map(other)
}

/// Another tool of the same server in view that can be called with what the step was called with.
fn other_tool(lab: &Lab, row: &Trajectory, step: &Step, rng: &mut ChaCha8Rng) -> Option<Sibling> {
    let own = step.arguments.as_object()?;
    let fitting =
        row.tools.iter().filter(|shown| shown.tool.server == step.tool.server && shown.tool.name != step.tool.tool);
    let made: Vec<Sibling> = fitting
        .filter_map(|shown| {
            let node = &lab.atlas.tools[lab.atlas.find(&shown.tool.reference())?];
            let mut arguments = Map::new();
            for input in node.inputs.iter().filter(|input| input.leaf.path.segments().len() == 1) {
                let name = input.leaf.path.last_field()?;
                match own.get(name) {
                    Some(value) => _ = arguments.insert(name.to_owned(), value.clone()),
                    None if input.leaf.required => return None,
                    None => {}
                }
            }
            let mut step = step.clone();
            step.tool = shown.tool.reference();
            (step.arguments, step.bindings) = (Value::Object(arguments), Vec::new());
            Some(Sibling { step, exposed: shown.exposed.clone(), slip: "other_tool" })
        })
        .collect();
    let at = (0..made.len()).collect::<Vec<_>>().choose(rng).copied()?;
    made.into_iter().nth(at)
}
