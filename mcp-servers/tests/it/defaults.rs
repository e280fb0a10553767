//! Declared defaults are true: a call that leaves a parameter out does what a call with its default does.

use std::collections::BTreeMap;

use mcplab_servers::Host;
use mcplab_servers::kit::rng::Rng;
use serde_json::Value;

use crate::lab::{TOOLS, domains, host};
use crate::random_calls::{Known, fitting_arguments, known};

const EPISODES: u64 = 4;
/// Calls of each tool in an episode.
const CALLS: u64 = 12;

#[test]
fn leaving_a_parameter_out_means_its_default() {
    let mut tried: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut wrong = Vec::new();
    for server in domains() {
        let starts: Vec<(Host, Known)> = (0..EPISODES)
            .map(|seed| {
                let start = host(server, seed, "small");
                let known = known(&start.state());
                (start, known)
            })
            .collect();
        for (name, (_, tool)) in TOOLS.iter().filter(|(_, (owner, _))| owner == server) {
            let properties = tool["inputSchema"]["properties"].as_object().into_iter().flatten();
            let defaults: Vec<(&String, &Value)> =
                properties.filter_map(|(name, property)| Some((name, property.get("default")?))).collect();
            for (parameter, default) in &defaults {
                tried.entry((name.clone(), (*parameter).clone())).or_default();
                for index in 0..EPISODES * CALLS {
                    let (start, known) = &starts[(index % EPISODES) as usize];
                    let mut rng = Rng::new(0, name, index);
                    let mut arguments = fitting_arguments(&mut rng, &tool["inputSchema"], known);
                    // Which arguments came with a key is remembered as they were written.
                    arguments.shift_remove("idempotency_key");
                    arguments.shift_remove(*parameter);
                    let without = Value::Object(arguments.clone()).to_string();
                    arguments.insert((*parameter).clone(), (*default).clone());
                    let with = Value::Object(arguments).to_string();
                    let (mut one, mut other) = (start.clone(), start.clone());
                    let (result, same) = (one.call_tool(name, &without), other.call_tool(name, &with));
                    let refused = result.as_ref().is_ok_and(|result| result.contains(r#""isError":true"#));
                    *tried.entry((name.clone(), (*parameter).clone())).or_default() += u64::from(!refused);
                    if (&result, one.state()) != (&same, other.state()) {
                        wrong.push(format!("{name} {without}\n  {result:?}\n  with {parameter} {default}: {same:?}"));
                        break;
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} defaults are not what is done without them:\n{}", wrong.len(), wrong.join("\n"));
    let never = tried.values().filter(|good| **good == 0).count();
    assert!(tried.len() > 150 && never * 4 < tried.len(), "{never} of {} were never tried in a good call", tried.len());
}
