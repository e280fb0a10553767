//! Eval logs of Inspect AI: a log of one sample for each trajectory, for its viewer and its analyses.
//!
//! The tools stand where Inspect keeps them, in the event of a model call; there is one such event, of the last answer.
//! Inspect lists only logs whose names begin with a time, so the files are named by the clock of the episode.

mod schema;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::number::json as safe;
use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, column};
use super::talk::Talk;
use crate::model::{Failure, FailureKind, Message, ToolCall, ToolInView};
use crate::store::Decoded;

/// Logs for Inspect AI.
pub struct Inspect;

/// Of the layout of a log.
const VERSION: i64 = 2;

const COLUMNS: [Column; 6] = [
    column("version", Form::Number),
    column("status", Form::Text),
    column("eval", Form::Json),
    column("plan", Form::Json),
    column("stats", Form::Json),
    column("samples", Form::Json),
];

impl Profile for Inspect {
    fn name(&self) -> &'static str {
        "inspect"
    }

    fn description(&self) -> &'static str {
        "eval logs of Inspect AI: a file a trajectory, for `inspect view` and its data frames"
    }

    fn keeps(&self) -> &'static str {
        "all messages, parallel calls with ids and exact arguments, results with tool names, which calls failed and how, \
         input schemas as far as Inspect knows their words, the facts of the answer as target, kind, seed and labels"
    }

    fn loses(&self) -> &'static str {
        "output schemas, bindings, states, verdict reasons; there are no scores, \
         token counts and events of single calls; it is for reading, not for training"
    }

    fn masks(&self) -> Masks {
        Masks::Marked("`metadata.trained` false")
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let cut = talk.tools().iter().any(|view| schema::parameters(&view.tool.input_schema).1);
        Ok(Exported::one(vec![
            Cell::Number(VERSION),
            Cell::Text("success".to_owned()),
            Cell::Json(safe(&eval(talk))),
            Cell::Json(json!({"name": "plan", "steps": []}).to_string()),
            Cell::Json(safe(&stats(talk))),
            Cell::Json(safe(&[sample(talk)])),
        ])
        .rewritten(cut.then_some("inspect.schema_cut")))
    }

    fn file(&self, talk: &Talk<'_>) -> Option<(String, String)> {
        let log = json!({
            "version": VERSION, "status": "success", "eval": eval(talk), "plan": {"name": "plan", "steps": []},
            "stats": stats(talk), "samples": [sample(talk)],
        });
        let time = created(talk).strftime("%Y-%m-%dT%H-%M-%S-00-00").to_string();
        Some((format!("{time}_{}_{}.json", task(talk), talk.trajectory.id), format!("{log:#}\n")))
    }

    fn wants(&self) -> Decoded {
        Decoded::Whole
    }
}

/// When the episode took place; the epoch where nobody knows.
fn created(talk: &Talk<'_>) -> Timestamp {
    talk.trajectory.episode.now.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

fn task(talk: &Talk<'_>) -> String {
    format!("mcplab-{}", talk.trajectory.kind.name().replace('_', "-"))
}

/// Who wrote the texts: the model of an imported trajectory, or the lab's writer.
fn model<'t>(talk: &Talk<'t>) -> &'t str {
    let row = talk.trajectory;
    row.labels.get("agent_model").unwrap_or(&row.writer)
}

fn eval(talk: &Talk<'_>) -> Value {
    let id = talk.trajectory.id;
    let servers: Vec<&str> = talk.trajectory.servers.iter().map(|server| server.name.as_str()).collect();
    json!({
        "eval_id": id, "run_id": id, "created": created(talk).to_string(), "task": task(talk), "task_id": id,
        "dataset": {"name": "mcplab", "samples": 1, "sample_ids": [id], "shuffled": false},
        "model": model(talk), "config": {}, "packages": {"mcplab": env!("CARGO_PKG_VERSION")},
        "metadata": {"servers": servers},
    })
}

fn stats(talk: &Talk<'_>) -> Value {
    let time = created(talk).to_string();
    json!({"started_at": time, "completed_at": time})
}

fn sample(talk: &Talk<'_>) -> Value {
    let row = talk.trajectory;
    let messages: Vec<Value> = (0..talk.messages().len()).map(|at| message(talk, at)).collect();
    let target: Vec<String> = row.facts.iter().map(|fact| plain(&fact.value)).collect();
    let target = if target.is_empty() { json!("") } else { json!(target) };
    let output = output(talk, messages.last());
    let before = &messages[..messages.len().saturating_sub(1)];
    let event = json!({
        "event": "model", "uuid": format!("{}-last", row.id), "timestamp": created(talk).to_string(), "working_start": 0,
        "model": model(talk), "input": before, "tools": tools(talk), "tool_choice": "auto", "config": {}, "output": output,
    });
    json!({
        "id": row.id, "uuid": row.id, "epoch": 1, "input": row.query(), "target": target, "messages": messages,
        "output": output, "scores": {}, "events": [event],
        "metadata": {
            "kind": row.kind.name(), "index": row.index, "seed": row.episode.seed.0, "now": row.episode.now,
            "writer": row.writer, "labels": row.labels,
        },
    })
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn output(talk: &Talk<'_>, last: Option<&Value>) -> Value {
    let choices: Vec<Value> = last.iter().map(|last| json!({"message": last, "stop_reason": "stop"})).collect();
    json!({"model": model(talk), "choices": choices, "completion": talk.trajectory.answer()})
}

fn tools(talk: &Talk<'_>) -> Vec<Value> {
    let tool = |view: &ToolInView| json!({"name": view.exposed, "description": view.tool.description, "parameters": schema::parameters(&view.tool.input_schema).0});
    talk.tools().iter().map(tool).collect()
}

fn message(talk: &Talk<'_>, at: usize) -> Value {
    let id = format!("{}-{at}", talk.trajectory.id);
    match &talk.messages()[at] {
        Message::System { text } => json!({"id": id, "role": "system", "content": text}),
        Message::User { text } => json!({"id": id, "role": "user", "content": text, "source": "input"}),
        Message::Tool { call_id, text } => {
            let function = talk.tool_called(call_id);
            let mut result =
                json!({"id": id, "role": "tool", "content": text, "tool_call_id": call_id, "function": function});
            if let Some(failure) = failure(talk, call_id) {
                result["error"] = json!({"type": kind(failure.kind), "message": failure.message});
            }
            result
        }
        Message::Assistant { text, calls } => {
            let content = text.as_deref().unwrap_or_default();
            let mut said = json!({"id": id, "role": "assistant", "content": content, "source": "generate"});
            if !calls.is_empty() {
                said["tool_calls"] = calls.iter().map(call).collect();
            }
            if !talk.is_trained(at) {
                said["metadata"] = json!({"trained": false});
            }
            said
        }
    }
}

fn call(call: &ToolCall) -> Value {
    json!({"id": call.id, "function": call.name, "arguments": call.arguments, "type": "function"})
}

fn failure<'t>(talk: &Talk<'t>, call_id: &str) -> Option<&'t Failure> {
    let mut calls = talk.messages().iter().flat_map(super::talk::calls);
    let call = calls.find(|call| call.id == call_id)?;
    talk.trajectory.steps.get(call.step)?.outcome.failure.as_ref()
}

/// The nearest of Inspect's types of errors.
fn kind(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Timeout => "timeout",
        FailureKind::NotAllowed => "permission",
        FailureKind::Limit => "limit",
        FailureKind::Invalid => "parsing",
        _ => "unknown",
    }
}
