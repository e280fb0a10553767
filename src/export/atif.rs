//! ATIF, the Agent Trajectory Interchange Format of the Harbor framework: a file a trajectory.
//!
//! A step of the agent holds its calls together with their results. The format has no place for failed calls and untrained
//! steps but `extra`, which any reader may pass over; the lab's own reader takes both back.

use serde_json::{Value, json};

use super::number::json as safe;
use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, column};
use super::talk::{Talk, calls};
use crate::model::{Message, ToolCall};
use crate::store::Decoded;

/// Trajectories for Harbor.
pub struct Atif;

/// The first version with `extra` beside a result.
const VERSION: &str = "ATIF-v1.7";

const COLUMNS: [Column; 6] = [
    column("schema_version", Form::Text),
    column("session_id", Form::Text),
    column("trajectory_id", Form::Text),
    column("agent", Form::Json),
    column("steps", Form::Json),
    column("extra", Form::Json),
];

impl Profile for Atif {
    fn name(&self) -> &'static str {
        "atif"
    }

    fn description(&self) -> &'static str {
        "Harbor and other readers of ATIF, the Agent Trajectory Interchange Format: a file a trajectory"
    }

    fn keeps(&self) -> &'static str {
        "all messages, parallel calls with ids and exact arguments, results beside their calls, which calls failed, \
         input schemas, kind, seed and labels"
    }

    fn loses(&self) -> &'static str {
        "output schemas, bindings, facts, states, verdict reasons; there are no times and token counts; Harbor does not \
         read the mark of untrained steps"
    }

    fn masks(&self) -> Masks {
        Masks::Marked("`extra.trained` false")
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let id = talk.trajectory.id.to_string();
        Ok(Exported::one(vec![
            Cell::Text(VERSION.to_owned()),
            Cell::Text(id.clone()),
            Cell::Text(id),
            Cell::Json(safe(&agent(talk))),
            Cell::Json(safe(&steps(talk))),
            Cell::Json(safe(&extra(talk))),
        ]))
    }

    fn file(&self, talk: &Talk<'_>) -> Option<(String, String)> {
        let id = talk.trajectory.id;
        let whole = json!({
            "schema_version": VERSION, "session_id": id, "trajectory_id": id, "agent": agent(talk),
            "steps": steps(talk), "extra": extra(talk),
        });
        Some((format!("{id}.json"), format!("{whole:#}\n")))
    }

    fn wants(&self) -> Decoded {
        Decoded::Whole
    }
}

/// Who acted: of an imported trajectory its agent, else the lab.
fn agent(talk: &Talk<'_>) -> Value {
    let label = |key: &str| talk.trajectory.labels.get(key).map(String::as_str);
    let tools: Value = serde_json::from_str(&talk.declarations()).unwrap_or_default();
    let mut agent = json!({
        "name": label("agent").unwrap_or("mcplab"),
        "version": label("agent_version").unwrap_or(env!("CARGO_PKG_VERSION")),
        "tool_definitions": tools,
    });
    if let Some(model) = label("agent_model") {
        agent["model_name"] = model.into();
    }
    agent
}

fn extra(talk: &Talk<'_>) -> Value {
    let row = talk.trajectory;
    let servers: Vec<&str> = row.servers.iter().map(|server| server.name.as_str()).collect();
    json!({
        "kind": row.kind.name(), "index": row.index, "seed": row.episode.seed.0, "now": row.episode.now,
        "writer": row.writer, "servers": servers, "labels": row.labels,
    })
}

fn steps(talk: &Talk<'_>) -> Vec<Value> {
    let mut steps = Vec::new();
    for (at, message) in talk.messages().iter().enumerate() {
        let (source, text) = match message {
            Message::System { text } => ("system", text.as_str()),
            Message::User { text } => ("user", text.as_str()),
            Message::Assistant { text, .. } => ("agent", text.as_deref().unwrap_or_default()),
            // It stands in the step of its call.
            Message::Tool { .. } => continue,
        };
        let mut step = json!({"step_id": steps.len() + 1, "source": source, "message": text});
        let calls = calls(message);
        if !calls.is_empty() {
            step["tool_calls"] = calls.iter().map(call).collect();
            step["observation"] = json!({"results": results(talk, calls, &talk.messages()[at + 1..])});
        }
        if source == "agent" && !talk.is_trained(at) {
            step["extra"] = json!({"trained": false});
        }
        steps.push(step);
    }
    steps
}

fn call(call: &ToolCall) -> Value {
    json!({"tool_call_id": call.id, "function_name": call.name, "arguments": call.arguments})
}

/// The results of calls: a sound conversation has all of them before anybody speaks again.
fn results(talk: &Talk<'_>, calls: &[ToolCall], behind: &[Message]) -> Vec<Value> {
    let failed = |id: &str| {
        let step = calls.iter().find(|call| call.id == id).map(|call| call.step);
        step.and_then(|step| talk.trajectory.steps.get(step)).is_some_and(|step| !step.outcome.is_ok())
    };
    let results = behind.iter().map_while(|message| match message {
        Message::Tool { call_id, text } => Some((call_id, text)),
        _ => None,
    });
    let result = |(call_id, text): (&String, &String)| match failed(call_id) {
        true => json!({"source_call_id": call_id, "content": text, "extra": {"is_error": true}}),
        false => json!({"source_call_id": call_id, "content": text}),
    };
    results.map(result).collect()
}
