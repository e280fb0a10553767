//! Every tool has a good end and a refusal, both found by trying: values of the state and of results as arguments.

use std::collections::{BTreeMap, BTreeSet};

use mcplab_servers::kit::rng::Rng;
use serde_json::{Map, Value, json};

use crate::lab::{Lab, TOOLS, domains};
use crate::random_calls::{Known, arguments, fitting_arguments, known};

const EPISODES: u64 = 40;
const CALLS: u64 = 250;

/// What has been found of a tool.
#[derive(Default)]
struct Found {
    good: usize,
    refused: usize,
}

impl Found {
    fn enough(&self) -> bool {
        self.good > 0 && self.refused > 0
    }
}

#[test]
fn sampling_finds_a_good_end_and_a_refusal_of_every_tool() {
    let mut missing = Vec::new();
    for server in domains() {
        let found = explore(server);
        let open = found.iter().filter(|(_, found)| !found.enough());
        missing.extend(
            open.map(|(tool, found)| format!("{server}.{tool}: {} good ends, {} refusals", found.good, found.refused)),
        );
    }
    assert!(missing.is_empty(), "not found:\n{}", missing.join("\n"));
}

fn explore(server: &str) -> BTreeMap<String, Found> {
    let tools = TOOLS.iter().filter(|(_, (owner, _))| owner == server);
    let mut found: BTreeMap<String, Found> = tools.map(|(name, _)| (name.clone(), Found::default())).collect();
    for seed in 0..EPISODES {
        let mut lab = Lab::new(server, seed);
        let mut known = known(&lab.host.state());
        for index in 0..CALLS {
            if found.values().all(Found::enough) {
                return found;
            }
            let mut rng = Rng::new(seed, server, index);
            let open: BTreeSet<&String> = found.iter().filter(|(_, one)| !one.enough()).map(|(name, _)| name).collect();
            let all: Vec<&String> = found.keys().collect();
            let tool = match rng.chance(50) {
                true => open.iter().nth(rng.index(open.len())).copied(),
                false => None,
            };
            let tool = tool.unwrap_or(all[rng.index(all.len())]).clone();
            let good = try_once(&mut lab, &mut rng, &tool, &mut known);
            let found = found.get_mut(&tool).expect("a tool");
            match good {
                Some(true) => found.good += 1,
                Some(false) => found.refused += 1,
                None => {}
            }
        }
    }
    found
}

/// Whether the call came to a good end; `None` where the tool still asks.
fn try_once(lab: &mut Lab, rng: &mut Rng, tool: &str, known: &mut Known) -> Option<bool> {
    let schema = &TOOLS[tool].1["inputSchema"];
    let object = if rng.chance(85) { fitting_arguments(rng, schema, known) } else { arguments(rng, schema, known) };
    let object = Value::Object(object);
    let mut result = lab.call(tool, &object.to_string());
    let requests = result["inputRequests"].as_object().cloned().unwrap_or_default();
    if let Some((key, request)) = requests.iter().next() {
        result = lab.answer(tool, &object, key, answer(rng, request, known));
    }
    if result["resultType"] == "input_required" {
        return None;
    }
    let soft = |result: &Value| ["error", "err", "errors", "error_message"].iter().any(|key| !result[*key].is_null());
    let refused = result.get("isError").is_some() || soft(&result["structuredContent"]) || says_error(&result);
    known.learn_result(tool, &result["structuredContent"]);
    Some(!refused)
}

/// Untidy servers tell of errors in the text of a success.
fn says_error(result: &Value) -> bool {
    let text = result["content"][0]["text"].as_str().unwrap_or_default();
    let text = text.trim_start().to_ascii_lowercase();
    result.get("structuredContent").is_none()
        && ["error", "failed", "sorry", "invalid", "could not", "cannot", "no ", "unable"]
            .iter()
            .any(|word| text.starts_with(word))
}

fn answer(rng: &mut Rng, request: &Value, known: &Known) -> Value {
    match rng.index(5) {
        0 => json!({"action": "decline"}),
        1 => json!({"action": "cancel"}),
        _ => {
            let content: Map<String, Value> = fitting_arguments(rng, &request["params"]["requestedSchema"], known);
            json!({"action": "accept", "content": content})
        }
    }
}
