//! Plays references: the calls that a task names, with what they draw from results taken from what comes back now.

use std::collections::BTreeMap;

use serde_json::Value;

use super::scene::{Scene, Wanted};
use super::world::Worlds;
use crate::inventory::view;
use crate::model::Path;
use crate::score::{Drawn, ReferenceCall};

/// Attempts at a call that a planned fault strikes.
const TRIES: usize = 4;

/// Makes the calls of a reference round by round, and tells after each what it is to tell.
pub async fn play(scene: &mut Scene, worlds: &Worlds, reference: &[ReferenceCall], told: &[Drawn]) {
    let mut results: BTreeMap<usize, Option<Value>> = BTreeMap::new();
    loop {
        let round = scene.round();
        for (at, call) in reference.iter().enumerate().filter(|(_, call)| call.turn == round) {
            let result = made(scene, worlds, call, &results).await;
            results.insert(at, result);
        }
        let of_round = told.iter().filter(|drawn| reference.get(drawn.call).is_some_and(|call| call.turn == round));
        if scene.say(answer(of_round, &results)).is_none() {
            break;
        }
    }
}

/// Makes one call; gives the value of its result.
async fn made(
    scene: &mut Scene,
    worlds: &Worlds,
    call: &ReferenceCall,
    results: &BTreeMap<usize, Option<Value>>,
) -> Option<Value> {
    let mut arguments = call.arguments.clone();
    for (path, drawn) in &call.draws {
        match value_of(drawn, results) {
            Some(value) => path.set(&mut arguments, value.clone()),
            None => path.remove(&mut arguments),
        }
    }
    let name = scene.view().exposed(&call.server, &call.tool).unwrap_or(&call.tool).to_owned();
    for _ in 0..TRIES {
        scene.act(worlds, None, vec![Wanted::new(name.clone(), arguments.clone())]).await;
        let step = scene.steps().last()?;
        if step.fault.is_none() {
            return view(&step.outcome).map(std::borrow::Cow::into_owned);
        }
    }
    None
}

fn value_of<'r>(drawn: &Drawn, results: &'r BTreeMap<usize, Option<Value>>) -> Option<&'r Value> {
    drawn.path.get(results.get(&drawn.call)?.as_ref()?)
}

/// A line for each value: its name and itself.
fn answer<'t>(told: impl Iterator<Item = &'t Drawn>, results: &BTreeMap<usize, Option<Value>>) -> String {
    let line = |drawn: &Drawn| Some(format!("{}: {}.", name_of(&drawn.path), said(value_of(drawn, results)?)));
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
