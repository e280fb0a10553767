//! What a reinforcement learning environment needs to tell whether an episode did what the user asked for.

use serde_json::{Value, json};

use super::talk::{Talk, calls};

/// The facts that the answer must state, the calls of the reference, and the states of its servers before and after.
pub(super) fn ground_truth(talk: &Talk<'_>) -> Value {
    let row = talk.trajectory;
    let facts: Vec<&Value> = row.facts.iter().map(|fact| &fact.value).collect();
    let calls = talk.messages().iter().flat_map(calls);
    let calls: Vec<Value> = calls.map(|call| json!({"name": call.name, "arguments": call.arguments})).collect();
    let server = |server: &crate::model::ServerUse| {
        json!({
            "name": server.name, "kind": server.kind, "inventory": server.inventory,
            "start_state": server.start_state, "end_state": server.end_state,
        })
    };
    let servers: Vec<Value> = row.servers.iter().map(server).collect();
    json!({"facts": facts, "reference_calls": calls, "reference_answer": row.answer(), "servers": servers,
        "seed": row.episode.seed.0.to_string(), "now": row.episode.now})
}
