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
/// to be changed and is as it was: nobody asks for what she has.
pub(super) async fn verify(stage: &mut Stage, executed: &mut Executed, atlas: &Atlas) -> Result<(), &'static str> {
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
