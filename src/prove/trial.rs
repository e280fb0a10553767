//! Trying values: the consumer's call once more in a fork, with what the producer gave and with what nobody gave.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::Value;

use super::ask::{Played, make, play, resolved};
use super::propose::{fitting, place, strangers};
use super::response::Response;
use super::witness::{Call, Sample, Script};
use super::world::World;
use super::{Pairs, Report};
use crate::exec::Server;
use crate::graph::{Proof, could_feed};
use crate::model::{Parameter, Path, Proven};

/// Values of the producer that are tried.
const PRODUCED: usize = 4;
/// Perturbed values that are tried.
const PERTURBED: usize = 3;

/// The server in the state in which a consumer is called, and the call.
struct Ready {
    server: Box<dyn Server>,
    arguments: Value,
    /// What the calls before gave.
    views: Vec<Value>,
    /// The call as it was found to succeed finds something.
    finds: bool,
}

/// Tries what could feed the tools of one server.
pub(super) async fn try_consumers(
    world: &mut World<'_>,
    server: &mut Box<dyn Server>,
    pairs: Pairs,
    report: &mut Report,
) {
    for tool in world.of_server(server.name()) {
        for at in 0..world.subjects[tool].inputs.len() {
            let subject = &world.subjects[tool];
            let Some(number) = subject.given[at].or_else(|| subject.witnesses.first().copied()) else { continue };
            let to = Parameter::input(subject.reference.clone(), subject.inputs[at].leaf.path.clone());
            let mut stages = BTreeMap::new();
            let mut proofs = Vec::new();
            for (producer, path) in producers(world, tool, at, pairs) {
                report.pairs += 1;
                if let Some(proven) = pair(world, server, &mut stages, number, at, (producer, &path)).await {
                    let from = Parameter::output(world.subjects[producer].reference.clone(), path);
                    proofs.push(Proof { from, to: to.clone(), proven });
                }
            }
            // An input that finds nothing with any value tells nothing of those that find nothing.
            let telling = proofs.iter().any(|proof| proof.proven.accepted > 0);
            proofs.retain(|proof| telling || proof.proven.silent == 0);
            report.proofs.append(&mut proofs);
        }
    }
}

/// The outputs to try for an input.
fn producers(world: &World<'_>, tool: usize, at: usize, pairs: Pairs) -> Vec<(usize, Path)> {
    let subject = &world.subjects[tool];
    let mut found = subject.producers[at].clone();
    if pairs == Pairs::Every {
        for producer in world.of_server(&subject.reference.server) {
            for output in world.subjects[producer].outputs {
                let path = &output.leaf.path;
                let known = found.iter().any(|(other, known)| *other == producer && known == path);
                if !known && producer != tool && could_feed(output, &subject.inputs[at]) {
                    found.push((producer, path.clone()));
                }
            }
        }
    }
    found.retain(|(producer, path)| world.samples[*producer].contains_key(path));
    found
}

/// Tries the values of one output at one input.
async fn pair(
    world: &mut World<'_>,
    server: &mut Box<dyn Server>,
    stages: &mut BTreeMap<Option<usize>, Option<Ready>>,
    number: usize,
    at: usize,
    (producer, path): (usize, &Path),
) -> Option<Proven> {
    let tool = world.witnesses[number].last().tool;
    let input = &world.subjects[tool].inputs[at];
    let to = place(&input.leaf.path)?;
    let samples = sorted(world, number, &to, producer, path);
    let known: Vec<Value> = samples.iter().filter_map(|sample| fitting(&sample.value, input)).collect();
    let mut proven = Proven { echo: samples.iter().all(|sample| sample.echo), ..Proven::default() };
    for sample in samples.iter().take(PRODUCED) {
        let Some((key, value)) = staged(world, server, stages, number, sample, producer).await else { continue };
        let Some(value) = fitting(&value, input) else { continue };
        let ready = stages.get_mut(&key)?.as_mut()?;
        let response = respond(world, ready, tool, &to, &value).await?;
        note(&mut proven, response, &value, ready.finds);
        if response.accepts() && proven.perturbed == 0 {
            for stranger in strangers(&value, input, &known, PERTURBED) {
                let response = respond(world, ready, tool, &to, &stranger).await?;
                match response {
                    Response::Failed => {}
                    response => {
                        proven.perturbed += 1;
                        proven.perturbed_accepted += u32::from(response.accepts());
                    }
                }
            }
        }
    }
    proven.classify().then_some(proven)
}

/// The samples of an output, first one that is what the witness was called with.
fn sorted(world: &World<'_>, number: usize, to: &Path, producer: usize, path: &Path) -> Vec<Sample> {
    let mut samples = world.samples[producer].get(path).cloned().unwrap_or_default();
    let used = to.get(&world.witnesses[number].last().arguments);
    samples.sort_by_key(|sample| Some(&sample.value) != used);
    samples
}

/// Sees to it that the consumer can be called where the sample's value is known; gives the key of that stage and the
/// value, which may have come out differently this time.
async fn staged(
    world: &mut World<'_>,
    server: &mut Box<dyn Server>,
    stages: &mut BTreeMap<Option<usize>, Option<Ready>>,
    number: usize,
    sample: &Sample,
    producer: usize,
) -> Option<(Option<usize>, Value)> {
    let made = world.witnesses[sample.witness].changes && world.subjects[producer].reference.server == server.name();
    let key = made.then_some(sample.witness);
    let ready = match stages.entry(key) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(open) => open.insert(ready(world, server, number, key).await),
    };
    let ready = ready.as_ref()?;
    let value = match key {
        None => sample.value.clone(),
        Some(witness) => {
            let last = world.witnesses[witness].steps.len() - 1;
            sample.path.get(ready.views.get(last)?)?.clone()
        }
    };
    Some((key, value))
}

/// Plays what the value rests upon and what the consumer's call rests upon; `None` where the call fails after that.
async fn ready(
    world: &mut World<'_>,
    server: &mut Box<dyn Server>,
    number: usize,
    first: Option<usize>,
) -> Option<Ready> {
    let mut script = Script::default();
    if let Some(first) = first {
        script.play(first, &world.witnesses[first]);
    }
    let at = script.play(number, &world.witnesses[number]);
    let mut steps: Vec<Call> = script.steps;
    let call = steps[at].clone();
    // A consumer that is itself what the value rests upon is called a second time.
    let again = first == Some(number);
    if !again {
        steps.truncate(at);
    }
    let mut fork = server.fork().await.ok()?;
    let mut played = Played::default();
    if let Some(outcome) = play(world, &mut fork, &steps, &mut played).await
        && !outcome.is_ok()
    {
        return None;
    }
    let arguments = resolved(&call, &played.views)?;
    let mut control = fork.fork().await.ok()?;
    let outcome = make(world, &mut control, call.tool, &arguments).await;
    let finds = Response::of(&outcome, &arguments) == Response::Taken;
    (again || outcome.is_ok()).then_some(Ready { server: fork, arguments, views: played.views, finds })
}

async fn respond(world: &mut World<'_>, ready: &mut Ready, tool: usize, to: &Path, value: &Value) -> Option<Response> {
    let mut arguments = ready.arguments.clone();
    to.set(&mut arguments, value.clone());
    let mut fork = ready.server.fork().await.ok()?;
    Some(Response::of(&make(world, &mut fork, tool, &arguments).await, &arguments))
}

fn note(proven: &mut Proven, response: Response, value: &Value, finds: bool) {
    let example = || Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    match response {
        Response::Failed => {}
        Response::Silent if !finds => {}
        Response::Silent => {
            proven.tried += 1;
            proven.silent += 1;
        }
        Response::Refused => proven.tried += 1,
        Response::Taken | Response::Known => {
            proven.tried += 1;
            proven.accepted += 1;
            proven.example = proven.example.take().or_else(example);
        }
    }
}
