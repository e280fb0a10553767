//! ATIF, the Agent Trajectory Interchange Format of the Harbor framework: one JSON object a trajectory, versions 1.0 to 1.8.
//!
//! A step of the agent has its calls and their results together. A result may name no call: then it belongs to the calls of
//! its step in order, the last result to the last call, because such agents look at their screen after all keystrokes.
//! Trajectories of subagents inside of a record are conversations of their own.

use serde_json::Value;

use crate::import::chat;
use crate::import::conversation::{Conversation, SpokenCall};
use crate::import::draft::Draft;
use crate::import::lost;
use crate::import::spot::{Spot, label_of};
use crate::import::unreadable::Unreadable;

const VERSION: &str = "ATIF-v1 and a minor version, e.g. ATIF-v1.7";
const SOURCE: &str = "one of system, user, agent";
const STEPS: &str = "a list of steps";

/// What every version's name begins with.
pub const VERSIONS: &str = "ATIF-v1.";

/// What a step says beside its words, calls and results.
const METADATA: [&str; 5] = ["timestamp", "model_name", "reasoning_effort", "metrics", "llm_call_count"];

/// Reads a trajectory, and those of its subagents behind it.
pub fn read_all(record: &Value) -> Vec<Result<Conversation, Unreadable>> {
    let root = Spot::root(record);
    let mut read = Vec::new();
    family(&root, None, &mut read);
    read
}

fn family(root: &Spot<'_>, parent: Option<&str>, read: &mut Vec<Result<Conversation, Unreadable>>) {
    read.push(trajectory(root, parent));
    let Some(agents) = root.get("subagent_trajectories") else { return };
    let own = id(root).unwrap_or_default();
    match agents.items("a list of trajectories") {
        Ok(agents) => agents.iter().for_each(|agent| family(agent, Some(&own), read)),
        Err(fault) => read.push(Err(fault)),
    }
}

fn id(root: &Spot<'_>) -> Option<String> {
    ["trajectory_id", "session_id"].iter().find_map(|key| label_of(root.get(key)?.value()))
}

fn trajectory(root: &Spot<'_>, parent: Option<&str>) -> Result<Conversation, Unreadable> {
    let version = root.need("schema_version", VERSION)?;
    if !version.text(VERSION)?.starts_with(VERSIONS) {
        return Err(version.wrong(VERSION));
    }
    let mut draft = Draft::default();
    draft.id(id(root));
    if let Some(parent) = parent {
        draft.label("subagent_of", &Value::from(parent));
    }
    about(root, &mut draft)?;
    for step in root.need("steps", STEPS)?.items(STEPS)? {
        read_step(&step, &mut draft)?;
    }
    draft.finish()
}

fn about(root: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    let agent = root.need("agent", "an object with `name` and `version`")?;
    agent.object("an object with `name` and `version`")?;
    for (label, key) in [("agent", "name"), ("agent_version", "version"), ("agent_model", "model_name")] {
        if let Some(value) = agent.get(key) {
            draft.label(label, value.value());
        }
    }
    draft.lose_if(agent.get("extra").is_some(), lost::METADATA);
    match agent.get("tool_definitions") {
        Some(tools) => chat::declare(&tools, draft)?,
        None => draft.lose(lost::NO_TOOLS),
    }
    for key in ["session_id", "continued_trajectory_ref", "notes"] {
        if let Some(value) = root.get(key) {
            draft.label(key, value.value());
        }
    }
    if let Some(extra) = root.get("extra") {
        draft.labels(&extra, &[]);
    }
    draft.lose_if(root.get("final_metrics").is_some(), lost::USAGE);
    Ok(())
}

fn read_step(step: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    draft.lose_if(METADATA.iter().any(|key| step.get(key).is_some()), lost::MESSAGE_METADATA);
    draft.lose_if(step.get("reasoning_content").is_some(), lost::REASONING);
    let trained = trained(step, draft);
    let text = step.get("message").map(|message| chat::content(&message, draft)).transpose()?.unwrap_or_default();
    let first = draft.count();
    let mut ids = Vec::new();
    let source = step.need("source", SOURCE)?;
    match source.text(SOURCE)? {
        "system" => said(text, draft, Draft::system)?,
        "user" => said(text, draft, Draft::user)?,
        "agent" => {
            let calls = calls(step, draft)?;
            ids = calls.iter().map(|call| call.id.clone()).collect();
            draft.assistant(Some(text), calls, trained)?;
        }
        _ => return Err(source.wrong(SOURCE)),
    }
    match step.get("observation") {
        Some(observation) => observe(&observation, first, &ids, draft),
        None => Ok(()),
    }
}

/// Whether the source trains on the step: what was copied from an older trajectory was trained there.
fn trained(step: &Spot<'_>, draft: &mut Draft) -> Option<bool> {
    let extra = step.get("extra");
    let marked = extra.as_ref().and_then(|extra| extra.get("trained")?.value().as_bool());
    let others = extra.iter().flat_map(|extra| extra.value().as_object()).flatten();
    draft.lose_if(others.into_iter().any(|(key, _)| key != "trained"), lost::MESSAGE_METADATA);
    let copied = step.get("is_copied_context").is_some_and(|copied| copied.value() == true);
    if copied { Some(false) } else { marked }
}

/// A system step without words only carries what was observed.
fn said(
    text: String,
    draft: &mut Draft,
    say: impl Fn(&mut Draft, String) -> Result<(), Unreadable>,
) -> Result<(), Unreadable> {
    if text.is_empty() {
        draft.lose(lost::EMPTY_TURN);
        return Ok(());
    }
    say(draft, text)
}

fn calls(step: &Spot<'_>, draft: &mut Draft) -> Result<Vec<SpokenCall>, Unreadable> {
    let Some(told) = step.get("tool_calls") else { return Ok(Vec::new()) };
    let mut calls = Vec::new();
    for call in told.items("a list of calls")? {
        draft.lose_if(call.get("extra").is_some(), lost::MESSAGE_METADATA);
        let id = call.get("tool_call_id").map(|id| id.text("the id of a call").map(str::to_owned)).transpose()?;
        let name = chat::tool_name(&call, "function_name")?;
        let arguments = chat::arguments(&call, draft)?;
        calls.push(SpokenCall { id: id.filter(|id| !id.is_empty()), name, arguments });
    }
    Ok(calls)
}

/// Gives every result of a step to a call of it; `first` is the number of the step's first call.
fn observe(observation: &Spot<'_>, first: usize, ids: &[Option<String>], draft: &mut Draft) -> Result<(), Unreadable> {
    let results = observation.need("results", "a list of results")?.items("a list of results")?;
    let mut open: Vec<usize> = (0..ids.len()).collect();
    let mut chosen = Vec::new();
    for result in &results {
        let Some(id) = result.get("source_call_id") else {
            chosen.push(None);
            continue;
        };
        let named = id.text("the id of a call")?;
        let at = open.iter().position(|call| ids[*call].as_deref() == Some(named));
        let unasked =
            || Unreadable::Unasked { place: result.place(), asked: format!("no open call {named:?} of its step") };
        chosen.push(Some(open.remove(at.ok_or_else(unasked)?)));
    }
    let nameless = chosen.iter().filter(|call| call.is_none()).count();
    draft.lose_if(nameless > open.len(), lost::UNASKED_RESULTS);
    let mut last = open.split_off(open.len().saturating_sub(nameless)).into_iter();
    draft.lose_if(!open.is_empty(), lost::NO_RESULTS);
    for (result, call) in results.iter().zip(chosen) {
        draft.lose_if(result.get("subagent_trajectory_ref").is_some(), lost::SUBAGENT_REFS);
        let text = chat::result(result, draft)?;
        let is_error = result.get("extra").and_then(|extra| extra.get("is_error")?.value().as_bool());
        if let Some(call) = call.or_else(|| last.next()) {
            draft.answer_to(first + call, text, is_error);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
