//! Exploring: finding a successful call of every tool, in forks of the server as the episode began.
//!
//! Arguments are tried one after the other, and errors guide the search: a message that names a value blames that value,
//! one that names an input which was not given asks for it. That is how a careful person learns a strange server.

use serde_json::{Value, json};

use super::ask::{Played, play};
use super::propose::{Choice, choices, place};
use super::response::Response;
use super::witness::{Bound, Call, Script, Witness};
use super::world::{WITNESSES, World};
use crate::exec::Server;
use crate::inventory::view;
use crate::model::{Failure, Path, Segment};

/// How often all servers are explored: what one round found makes the next one possible.
pub(super) const ROUNDS: usize = 4;
/// Calls of one tool in one round.
const TRIES: usize = 48;
/// Calls to find one in which an input that may be left out is given.
const TRIES_GIVEN: usize = 8;

/// One round on one server.
pub(super) async fn explore(world: &mut World<'_>, server: &mut Box<dyn Server>) {
    for tool in world.of_server(server.name()) {
        if world.subjects[tool].witnesses.len() < WITNESSES {
            let wanted = WITNESSES - world.subjects[tool].witnesses.len();
            Search::new(world, tool, None).run(world, server, TRIES, wanted).await;
        }
    }
    for tool in world.of_server(server.name()) {
        for at in 0..world.subjects[tool].inputs.len() {
            if world.subjects[tool].given[at].is_none() {
                Search::new(world, tool, Some(at)).run(world, server, TRIES_GIVEN, 1).await;
            }
        }
    }
}

/// The search for arguments with which a tool succeeds.
struct Search {
    tool: usize,
    /// The inputs that are given, each with what is tried for it, the most promising first.
    given: Vec<(usize, Vec<Choice>)>,
    tried: Vec<Value>,
}

impl Search {
    /// With the inputs that a call needs, and those that go with an input that may be left out.
    fn new(world: &World<'_>, tool: usize, wanted: Option<usize>) -> Self {
        let inputs = world.subjects[tool].inputs;
        let beside = |at: usize| {
            wanted.is_some_and(|wanted| {
                let together = inputs[at].leaf.path.parent() == inputs[wanted].leaf.path.parent();
                at == wanted || (inputs[at].leaf.required_here && together)
            })
        };
        let needed = (0..inputs.len()).filter(|at| inputs[*at].leaf.required || beside(*at));
        let given = needed.map(|at| (at, choices(world, tool, at))).collect();
        Self { tool, given, tried: Vec::new() }
    }

    async fn run(mut self, world: &mut World<'_>, server: &mut Box<dyn Server>, tries: usize, wanted: usize) {
        let mut found = 0;
        for turn in 0..tries {
            if found >= wanted || self.given.iter().any(|(_, choices)| choices.is_empty()) {
                return;
            }
            let Some(script) = self.script(world, server.name()) else { return };
            let Some(call) = script.steps.last() else { return };
            if self.tried.contains(&call.arguments) {
                self.go_on(turn);
                continue;
            }
            self.tried.push(call.arguments.clone());
            let Ok(mut fork) = server.fork().await else { return };
            let steps = script.steps;
            let Some(outcome) = play(world, &mut fork, &steps, &mut Played::default()).await else {
                self.go_on(turn);
                continue;
            };
            match (&outcome.failure, view(&outcome)) {
                (Some(failure), _) => {
                    let response = Response::of(&outcome, &self.tried[self.tried.len() - 1]);
                    self.learn(world, failure, response, turn);
                }
                (None, Some(view)) => {
                    found += 1;
                    let changes = steps.iter().any(|call| !world.subjects[call.tool].read_only);
                    world.add(Witness { steps, changes }, &view);
                    self.all_go_on();
                }
                (None, None) => self.go_on(turn),
            }
        }
    }

    /// Changes what a failure blames.
    fn learn(&mut self, world: &World<'_>, failure: &Failure, response: Response, turn: usize) {
        let subject = &world.subjects[self.tool];
        tracing::debug!(tool = %subject.reference, arguments = %self.tried[self.tried.len() - 1], failure.message);
        let named = |at: usize| {
            let name = subject.inputs[at].leaf.path.last_field().unwrap_or_default();
            name.len() > 2 && mentions(&failure.message, name)
        };
        let missing =
            (0..subject.inputs.len()).find(|at| named(*at) && self.given.iter().all(|(other, _)| other != at));
        if let Some(at) = missing {
            self.given.push((at, choices(world, self.tool, at)));
            return;
        }
        // Whose name is mentioned first is to blame; else everything whose value is mentioned.
        let place = |at: usize| {
            let name = subject.inputs[at].leaf.path.last_field().unwrap_or_default();
            failure.message.find(name)
        };
        let first = self.given.iter().map(|(at, _)| *at).filter(|at| named(*at)).min_by_key(|at| place(*at));
        let mut blamed = false;
        for (at, choices) in &mut self.given {
            let value = choices.first().map(|choice| match &choice.value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            let mentioned = value.is_some_and(|value| value.len() > 2 && mentions(&failure.message, &value));
            if first == Some(*at) || (first.is_none() && mentioned) {
                blamed = true;
                reject(choices, response == Response::Refused);
            }
        }
        if !blamed {
            self.go_on(turn);
        }
    }

    /// Everything takes its next value: values that belong together stand at the same place.
    fn all_go_on(&mut self) {
        self.given.iter_mut().for_each(|(_, choices)| reject(choices, false));
    }

    /// Now all take their next value, now one.
    fn go_on(&mut self, turn: usize) {
        let count = self.given.len();
        if count < 2 || turn.is_multiple_of(2) {
            self.all_go_on();
        } else {
            reject(&mut self.given[turn / 2 % count].1, false);
        }
    }

    /// A call of the tool with what stands first, after the calls that these values rest upon.
    fn script(&self, world: &World<'_>, server: &str) -> Option<Script> {
        let mut script = Script::default();
        let mut call = Call { tool: self.tool, arguments: json!({}), bound: Vec::new() };
        for (at, choices) in &self.given {
            let choice = choices.first()?;
            let to = place(&world.subjects[self.tool].inputs[*at].leaf.path)?;
            to.set(&mut call.arguments, choice.value.clone());
            if let Some((producer, path, i)) = &choice.sample {
                let sample = world.samples[*producer].get(path)?.get(*i)?;
                let witness = &world.witnesses[sample.witness];
                // What was only read is there already; what was made has to be made again.
                if witness.changes && world.subjects[*producer].reference.server == server {
                    let step = script.play(sample.witness, witness);
                    call.bound.push(Bound { to, step, from: sample.path.clone() });
                }
            }
        }
        lists_for_empty(world, self.tool, &mut call.arguments);
        script.steps.push(call);
        Some(script)
    }
}

/// Puts the first choice last. Where the tool does not know such a thing, all of the same origin go with it.
fn reject(choices: &mut Vec<Choice>, origin: bool) {
    let Some(first) = choices.first().cloned() else { return };
    let same = |choice: &Choice| match (&choice.sample, &first.sample) {
        (Some(a), Some(b)) => origin && a.0 == b.0 && a.1 == b.1,
        _ => false,
    };
    let (mut rejected, mut kept): (Vec<Choice>, Vec<Choice>) = choices.drain(1..).partition(same);
    kept.append(&mut rejected);
    kept.push(first);
    *choices = kept;
}

/// Whether a message has a word.
fn mentions(message: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    message.match_indices(word).any(|(at, _)| {
        !message[..at].chars().next_back().is_some_and(part)
            && !message[at + word.len()..].chars().next().is_some_and(part)
    })
}

/// Required lists of which no item was named are given empty.
fn lists_for_empty(world: &World<'_>, tool: usize, arguments: &mut Value) {
    for input in world.subjects[tool].inputs.iter().filter(|input| input.leaf.required) {
        if let [Segment::Field(name), Segment::Each, ..] = input.leaf.path.segments()
            && arguments.get(name).is_none()
        {
            Path::root().field(name.as_str()).set(arguments, json!([]));
        }
    }
}
