//! The proof of a row: before it is kept, its calls are made once more, from the beginning of the episode.
//!
//! Every result must be the same byte for byte; the states that the calls leave become part of the row. So no row is
//! written that a replay would not confirm, and attempts that come to nothing never pay for a digest.

use std::collections::BTreeMap;

use serde_json::Value;

use super::execute::Executed;
use super::stage::Stage;
use crate::chain::{Atlas, Role};
use crate::exec::{Server, repeat};
use crate::inventory::view;
use crate::model::{Binding, Bound, Digest, Path, ServerKind, ServerUse, Step};

/// Replays the steps on the servers that can be forked and notes the states. Fails with a reason code, also where a thing was
/// to be changed and is as it was (nobody asks for what she has), and where an amount was taken for one of another currency.
pub(super) async fn verify(stage: &mut Stage, executed: &mut Executed, atlas: &Atlas) -> Result<(), &'static str> {
    if executed.steps.iter().any(|step| is_of_another_currency(step, &executed.steps)) {
        return Err("verify.other_currency");
    }
    let mut servers = begin(stage, &executed.servers).await?;
    let states = executed.servers.iter().map(|used| (used.name.clone(), used.start_state));
    let mut states: BTreeMap<String, Option<Digest>> = states.collect();
    for step in &mut executed.steps {
        let Some(server) = servers.get_mut(&step.tool.server) else { continue };
        let outcome = repeat(server.as_mut(), step).await;
        if outcome != step.outcome {
            return Err("verify.other_result");
        }
        step.state = server.state_digest();
        let before = states.insert(step.tool.server.clone(), step.state).flatten();
        if before.is_some() && before == step.state && is_to_change(atlas, step) {
            return Err("verify.nothing_changed");
        }
    }
    for used in &mut executed.servers {
        used.end_state = servers.get_mut(&used.name).and_then(|server| server.state_digest());
    }
    Ok(())
}

/// Whether a step says how a thing that was looked up shall be. Other calls that change nothing have something to tell.
fn is_to_change(atlas: &Atlas, step: &Step) -> bool {
    let Some(node) = atlas.tools.iter().find(|node| node.reference == step.tool) else { return false };
    let takes =
        |path: &Path| node.inputs.iter().any(|input| input.role == Role::Handle && path.is_like(&input.leaf.path));
    let looked_up = |bound: &Bound| matches!(bound.binding, Binding::Output { .. }) && takes(&bound.path);
    node.tool.annotations.idempotent == Some(true)
        && !node.read_only
        && step.outcome.is_ok()
        && step.outcome.asked.is_empty()
        && step.bindings.iter().any(looked_up)
}

/// Whether a step takes an amount out of a result and says another currency for it than stands beside it there.
fn is_of_another_currency(step: &Step, steps: &[Step]) -> bool {
    // What it is exchanged into is another one.
    let says = |name: &str| name.ends_with("currency") && !name.starts_with("to") && !name.starts_with("target");
    let said = step.bindings.iter().filter(|bound| bound.path.last_field().is_some_and(says));
    let said: Vec<&Value> = said.filter_map(|bound| bound.path.get(&step.arguments)).collect();
    step.bindings.iter().any(|bound| {
        let Binding::Output { step: from, path, .. } = &bound.binding else { return false };
        let told =
            steps.get(*from).filter(|_| path.last_field() == Some("amount")).and_then(|step| view(&step.outcome));
        let beside = told.as_ref().and_then(|told| path.parent().field("currency").get(told));
        beside.is_some_and(|beside| said.iter().any(|said| *said != beside))
    })
}

/// Makes the calls of steps from the beginning of the episode; what is drawn on is taken from what comes back now. Gives the
/// values of the results.
pub(super) async fn play_anew(
    stage: &mut Stage,
    used: &mut [ServerUse],
    steps: &mut [Step],
) -> Result<Vec<Option<Value>>, &'static str> {
    let mut servers = begin(stage, used).await?;
    let mut views: Vec<Option<Value>> = Vec::new();
    for step in steps {
        for bound in &step.bindings {
            if let Binding::Output { step: from, path, .. } = &bound.binding {
                let value = views.get(*from).and_then(Option::as_ref).and_then(|view| path.get(view));
                bound.path.set(&mut step.arguments, value.ok_or("verify.no_value")?.clone());
            }
        }
        let server = servers.get_mut(&step.tool.server).ok_or("verify.no_fork")?;
        step.outcome = repeat(server.as_mut(), step).await;
        step.state = server.state_digest();
        if step.fault.is_none() && !step.outcome.is_ok() {
            return Err("verify.fails");
        }
        views.push(view(&step.outcome).map(std::borrow::Cow::into_owned));
    }
    for used in used {
        used.end_state = servers.get_mut(&used.name).and_then(|server| server.state_digest());
    }
    Ok(views)
}

/// The servers as the episode begins, where they can be forked.
pub(super) async fn begin(
    stage: &mut Stage,
    used: &[ServerUse],
) -> Result<BTreeMap<String, Box<dyn Server>>, &'static str> {
    let mut servers: BTreeMap<String, Box<dyn Server>> = BTreeMap::new();
    for used in used {
        match stage.again(&used.name).await {
            Some(server) => drop(servers.insert(used.name.clone(), server)),
            None if used.kind == ServerKind::Sandboxed => return Err("verify.no_fork"),
            None => {}
        }
    }
    Ok(servers)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Choice, Outcome, ToolRef};

    #[test]
    fn an_amount_keeps_its_currency() {
        let step = |tool: &str, arguments: Value, told: Value, bindings: Vec<Bound>| Step {
            tool: ToolRef::new("currency", tool),
            arguments,
            bindings,
            outcome: Outcome { structured: Some(told), ..Outcome::default() },
            state: None,
            fault: None,
        };
        let told = json!({"balances": [{"amount": "903.20", "currency": "CHF"}], "home_currency": "SEK"});
        let wallet = step("list_wallet_balances", json!({}), told, Vec::new());
        let drawn = |name: &str, from: &str| Bound {
            path: name.parse().unwrap(),
            binding: Binding::Output { step: 0, path: from.parse().unwrap(), choice: Choice::Only },
        };
        let converted = |currency: &str, from: &str| {
            let arguments = json!({"amount": "903.20", "from_currency": currency, "to_currency": "BRL"});
            let bindings = vec![drawn("amount", "balances[0].amount"), drawn("from_currency", from)];
            step("convert_currency", arguments, json!({}), bindings)
        };
        let is_mixed = |step: Step| is_of_another_currency(&step, std::slice::from_ref(&wallet));
        assert!(is_mixed(converted("SEK", "home_currency")));
        assert!(!is_mixed(converted("CHF", "balances[0].currency")));
    }
}
