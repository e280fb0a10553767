//! tau2-bench results: one JSON file with `info` and `simulations`, or a simulation in a file of its own.
//!
//! The user of a simulation may have tools too. Her calls and their results are no part of what the agent saw, so they
//! are left out.

use serde_json::{Value, json};

use crate::import::chat;
use crate::import::conversation::{Conversation, DeclaredTool};
use crate::import::draft::{Answer, Draft};
use crate::import::lost;
use crate::import::spot::{Spot, label_of};
use crate::import::unreadable::Unreadable;

const MESSAGES: &str = "a list of messages; runs by voice are told in ticks and cannot be read";
const ROLE: &str = "one of system, user, assistant, tool";

/// By which the simulated user ends the talk.
const CONTROL_WORDS: [&str; 3] = ["###STOP###", "###TRANSFER###", "###OUT-OF-SCOPE###"];

/// Reads all simulations of a results file, or the one of a file of its own.
pub fn read_all(record: &Value) -> Vec<Result<Conversation, Unreadable>> {
    let root = Spot::root(record);
    let Some(simulations) = root.get("simulations") else { return vec![simulation(&root, None)] };
    let info = root.get("info");
    match simulations.items("a list of simulations") {
        Ok(simulations) => simulations.iter().map(|run| simulation(run, info.as_ref())).collect(),
        Err(error) => vec![Err(error)],
    }
}

fn simulation(run: &Spot<'_>, info: Option<&Spot<'_>>) -> Result<Conversation, Unreadable> {
    run.object("a simulation with `messages`")?;
    let mut draft = Draft::default();
    draft.id(run.get("id").and_then(|id| label_of(id.value())));
    labels(run, &mut draft);
    let environment = info.and_then(|info| info.get("environment_info"));
    if let Some(info) = info {
        about(info, &mut draft);
    }
    tools(environment.as_ref(), &mut draft)?;
    let policy = run.get("policy").or_else(|| environment.as_ref()?.get("policy"));
    let messages = run.need("messages", MESSAGES)?;
    let messages = messages.items(MESSAGES)?;
    let is_system = |message: &Spot<'_>| message.get("role").is_some_and(|role| role.value() == "system");
    if let Some(policy) = policy.filter(|_| !messages.first().is_some_and(is_system)) {
        draft.lose(lost::AGENT_INSTRUCTION);
        draft.system(policy.text("the text of a policy")?.to_owned())?;
    }
    for message in &messages {
        speak(message, &mut draft)?;
    }
    draft.finish()
}

fn speak(message: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    let role = message.need("role", ROLE)?;
    let is_told = |key: &&str| message.get(key).is_some_and(|value| value.value() != &json!({}));
    draft.lose_if(["timestamp", "cost", "usage", "raw_data"].iter().any(is_told), lost::MESSAGE_METADATA);
    let thoughts = ["/raw_data/thinking_blocks", "/raw_data/message/reasoning_content"];
    let thought = |pointer: &&str| message.value().pointer(pointer).is_some_and(|thought| !thought.is_null());
    draft.lose_if(thoughts.iter().any(thought), lost::REASONING);
    if message.get("is_audio").is_some_and(|audio| audio.value() == true) {
        return Err(message.need("content", "a text")?.wrong("a text, not sound"));
    }
    let text = match message.get("content") {
        Some(text) => text.text("a text or null")?.to_owned(),
        None => String::new(),
    };
    match role.text(ROLE)? {
        "system" => draft.system(text),
        "user" => user(message, &text, draft),
        "assistant" => {
            let mut calls = Vec::new();
            if let Some(told) = message.get("tool_calls") {
                for call in told.items("a list of calls")? {
                    let id = call.get("id").and_then(|id| label_of(id.value()));
                    calls.push(chat::call(&call, id, draft)?);
                }
            }
            draft.assistant(Some(text), calls, None)
        }
        "tool" => match message.get("tool_messages") {
            Some(several) => several.items("a list of results")?.iter().try_for_each(|result| answer(result, draft)),
            None => answer(message, draft),
        },
        _ => Err(role.wrong(ROLE)),
    }
}

/// What the user says, without the words by which her simulation ends the run.
fn user(message: &Spot<'_>, text: &str, draft: &mut Draft) -> Result<(), Unreadable> {
    let calls = message.get("tool_calls").and_then(|calls| calls.value().as_array());
    let calling = calls.is_some_and(|calls| !calls.is_empty());
    draft.lose_if(calling, lost::USER_CALLS);
    let mut said = text.to_owned();
    for word in CONTROL_WORDS {
        said = said.replace(word, "");
    }
    draft.lose_if(said != text, lost::CONTROL_WORDS);
    let said = if said == text { text } else { said.trim() };
    if said.is_empty() && (calling || !text.is_empty()) { Ok(()) } else { draft.user(said.to_owned()) }
}

fn answer(result: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    if result.get("requestor").is_some_and(|requestor| requestor.value() == "user") {
        draft.lose(lost::USER_CALLS);
        return Ok(());
    }
    let text = chat::result(result, draft)?;
    let is_error = result.get("error").and_then(|error| error.value().as_bool());
    let id = result.get("id").and_then(|id| label_of(id.value()));
    draft.answer(Answer { place: result.place(), id, name: None, text, is_error });
    Ok(())
}

/// The agent's tools, where the run has kept them: `{name: {name, doc, params, returns}}`.
fn tools(environment: Option<&Spot<'_>>, draft: &mut Draft) -> Result<(), Unreadable> {
    let domain = environment.and_then(|environment| label_of(environment.get("domain_name")?.value()));
    let Some(definitions) = environment.and_then(|environment| environment.get("tool_defs")) else {
        draft.lose(lost::NO_TOOLS);
        return Ok(());
    };
    for name in definitions.object("an object of tools by name")?.keys() {
        let tool = definitions.need(name, "a tool with `doc` and `params`")?;
        let doc = tool.get("doc").map(|doc| doc.text("a text")).transpose()?.unwrap_or_default();
        let input = match tool.get("params") {
            Some(params) => params.object("a JSON Schema of an object").map(|_| params.value().clone())?,
            None => json!({"type": "object", "properties": {}}),
        };
        draft.tool(DeclaredTool {
            server: domain.clone(),
            name: name.clone(),
            description: doc.to_owned(),
            input_schema: input,
            output_schema: tool.get("returns").and_then(|returns| returned(returns.value())),
        });
    }
    Ok(())
}

/// The schema of what comes back: tau2 wraps it into an object with `returns`, which the results do not have.
fn returned(wrapped: &Value) -> Option<Value> {
    let mut schema = wrapped.pointer("/properties/returns")?.clone();
    if let (Some(schema), Some(definitions)) = (schema.as_object_mut(), wrapped.get("$defs")) {
        schema.insert("$defs".to_owned(), definitions.clone());
    }
    Some(schema)
}

fn labels(run: &Spot<'_>, draft: &mut Draft) {
    for key in ["task_id", "trial", "seed", "termination_reason", "mode"] {
        if let Some(value) = run.get(key) {
            draft.label(key, value.value());
        }
    }
    let Some(reward) = run.get("reward_info") else { return };
    for (key, value) in reward.value().as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("reward", value) => draft.label("reward", value),
            ("reward_breakdown", Value::Object(parts)) => {
                parts.iter().for_each(|(part, value)| draft.label(&format!("reward.{part}"), value));
            }
            (_, value) => draft.lose_if(!value.is_null(), lost::REWARD_CHECKS),
        }
    }
}

/// What is said once for all simulations of a file.
fn about(info: &Spot<'_>, draft: &mut Draft) {
    draft.lose(lost::TASK);
    let facts = [
        ("domain", "/environment_info/domain_name"),
        ("agent", "/agent_info/implementation"),
        ("agent_model", "/agent_info/llm"),
        ("user_model", "/user_info/llm"),
    ];
    for (label, pointer) in facts {
        if let Some(value) = info.value().pointer(pointer) {
            draft.label(label, value);
        }
    }
}

#[cfg(test)]
mod tests;
