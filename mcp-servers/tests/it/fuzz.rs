//! No tool panics, whatever it is given: two hundred calls of each server, ten thousand in all, with wrong, missing, huge and odd arguments.

use std::collections::BTreeSet;

use mcplab_servers::kit::rng::Rng;
use serde_json::Value;

use crate::lab::{Lab, SERVERS, TOOLS};
use crate::random_calls::{arguments, known};

const CALLS: u64 = 200;

#[test]
fn no_tool_panics_on_any_arguments() {
    let mut succeeded = BTreeSet::new();
    for (server_index, server) in SERVERS.iter().enumerate() {
        let tools: Vec<&String> =
            TOOLS.iter().filter(|(_, (owner, _))| owner == server).map(|(name, _)| name).collect();
        let mut lab = Lab::new(server, 40 + server_index as u64);
        let mut known = known(&lab.host.state());
        for index in 0..CALLS {
            let mut rng = Rng::new(index, server, 0);
            // A fresh start now and then, for what earlier calls have used up.
            if index % 250 == 249 {
                lab = Lab::new(server, index);
                known = crate::random_calls::known(&lab.host.state());
            }
            let tool = tools[rng.index(tools.len())];
            let arguments = arguments(&mut rng, &TOOLS[tool].1["inputSchema"], &known);
            let result = lab.call(tool, &Value::Object(arguments).to_string());
            if result["resultType"] == "input_required" {
                continue;
            }
            if result.get("isError").is_none() {
                succeeded.insert(tool.clone());
            } else {
                let sentence = result["content"][0]["text"].as_str().unwrap_or_default();
                assert!(sentence.ends_with('.') && sentence.chars().count() < 700, "{tool}: {sentence}");
            }
        }
    }
    // Chance must reach most tools' good ends, or the test would prove little.
    assert!(succeeded.len() * 10 > TOOLS.len() * 7, "only {} of {}", succeeded.len(), TOOLS.len());
}
