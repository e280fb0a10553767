//! Plays references: the calls that a task names, with what they draw from results taken from what comes back now.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::scene::{Scene, Wanted};
use super::user::question;
use super::world::Worlds;
use crate::drift::Call;
use crate::inventory::view;
use crate::model::{Boundary, Failure, FailureKind, Outcome, Path};
use crate::score::{Drawn, ReferenceCall};

/// Attempts at a call that a planned fault strikes.
const TRIES: usize = 4;
/// Pages of one list.
const MOST_PAGES: usize = 200;

/// How a reference is brought to tools that have drifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knows {
    /// It is played as it stands.
    Nothing,
    /// Its calls go through the migration map, and their results back.
    Map,
}

/// Makes the calls of a reference round by round, and tells after each what it is to tell.
pub async fn play(scene: &mut Scene, worlds: &Worlds, reference: &[ReferenceCall], told: &[Drawn], knows: Knows) {
    let mut results = Results::new();
    loop {
        let round = scene.round();
        for (at, call) in reference.iter().enumerate().filter(|(_, call)| call.turn == round) {
            if let Some(result) = made(scene, worlds, call, &results, knows).await {
                results.insert(at, result);
            }
        }
        let of_round = told.iter().filter(|drawn| reference.get(drawn.call).is_some_and(|call| call.turn == round));
        let mut text = answer(of_round, scene, &results);
        // What is to be done only after an answer must be asked for.
        if reference.iter().any(|call| call.turn > round)
            && let Some(question) = question(&scene.task().user)
        {
            text = format!("{text}\n{question}");
        }
        if scene.say(text).is_none() {
            break;
        }
    }
}

/// What came of the calls of a reference, by their places.
type Results = BTreeMap<usize, Came>;

/// What came of a call.
enum Came {
    /// The result of a step of the scene.
    Step(usize),
    /// What was put together of several results.
    Value(Value),
}

/// Makes one call, and tells where the value of its result is.
async fn made(
    scene: &mut Scene,
    worlds: &Worlds,
    call: &ReferenceCall,
    results: &Results,
    knows: Knows,
) -> Option<Came> {
    let mut arguments = call.arguments.clone();
    for (path, drawn) in &call.draws {
        match value_of(drawn, scene, results) {
            Some(value) => path.set(&mut arguments, value.into_owned()),
            None => path.remove(&mut arguments),
        }
    }
    if knows == Knows::Map && scene.drifted().is_some() {
        return migrated(scene, worlds, Call::new(call.reference(), arguments)).await.map(Came::Value);
    }
    let name = scene.view().exposed(&call.server, &call.tool).unwrap_or(&call.tool).to_owned();
    insisted(scene, worlds, &name, arguments, knows).await.map(Came::Step)
}

/// Makes a call until no fault strikes it, and under drift until the tool does not say that it does not work now.
async fn insisted(scene: &mut Scene, worlds: &Worlds, name: &str, arguments: Value, knows: Knows) -> Option<usize> {
    for _ in 0..TRIES {
        scene.act(worlds, None, vec![Wanted::new(name, arguments.clone())]).await;
        let step = scene.steps().last()?;
        if step.fault.is_none() && !(knows == Knows::Map && tries_again(&step.outcome)) {
            return Some(scene.steps().len() - 1);
        }
    }
    None
}

/// Whether a tool says nothing of the call but that it does not work now.
fn tries_again(outcome: &Outcome) -> bool {
    let passing = |failure: &Failure| failure.boundary == Boundary::Tool && failure.kind == FailureKind::Other;
    outcome.failure.as_ref().is_some_and(passing)
}

/// Makes what a call of the original is now: page after page, and again where a read lags behind.
async fn migrated(scene: &mut Scene, worlds: &Worlds, call: Call) -> Option<Value> {
    let front = &scene.drifted()?.front;
    let mut next = front.map().call_to_new(&call).ok()?.into_iter().next();
    let mut pages = Vec::new();
    let tool = next.as_ref()?.tool.clone();
    let lag = front.lag_of(&tool);
    while let Some(now) = next {
        let name = scene.present().exposed(&now.tool.server, &now.tool.tool).unwrap_or(&now.tool.tool).to_owned();
        for _ in 0..lag {
            insisted(scene, worlds, &name, now.arguments.clone(), Knows::Map).await;
        }
        let step = insisted(scene, worlds, &name, now.arguments.clone(), Knows::Map).await?;
        let page = view(&scene.steps()[step].outcome)?.into_owned();
        next = scene.drifted()?.front.map().next_page(&now, &page).filter(|next| *next != now);
        pages.push(page);
        if pages.len() > MOST_PAGES {
            return None;
        }
    }
    Some(scene.drifted()?.front.map().fold_pages(&tool, &pages))
}

fn value_of<'r>(drawn: &Drawn, scene: &'r Scene, results: &'r Results) -> Option<Cow<'r, Value>> {
    match results.get(&drawn.call)? {
        Came::Value(value) => drawn.path.get(value).map(Cow::Borrowed),
        Came::Step(step) => match view(&scene.steps().get(*step)?.outcome)? {
            Cow::Borrowed(value) => drawn.path.get(value).map(Cow::Borrowed),
            Cow::Owned(value) => drawn.path.get(&value).cloned().map(Cow::Owned),
        },
    }
}

/// A line for each value: its name and itself.
fn answer<'t>(told: impl Iterator<Item = &'t Drawn>, scene: &Scene, results: &Results) -> String {
    let line =
        |drawn: &Drawn| Some(format!("{}: {}.", name_of(&drawn.path), said(value_of(drawn, scene, results)?.as_ref())));
    let lines: Vec<String> = told.filter_map(line).collect();
    if lines.is_empty() { "Done.".to_owned() } else { lines.join("\n") }
}

fn name_of(path: &Path) -> String {
    path.last_field().unwrap_or("value").replace(['_', '-'], " ")
}

fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(value) => if *value { "yes" } else { "no" }.to_owned(),
        other => other.to_string(),
    }
}
