//! The proof of a row: before it is kept, its calls are made once more, from the beginning of the episode.
//!
//! Every result must be the same byte for byte; the states that the calls leave become part of the row. So no row is
//! written that a replay would not confirm, and attempts that come to nothing never pay for a digest.

use std::collections::BTreeMap;

use serde_json::Value;

use super::execute::Executed;
use super::stage::Stage;
use crate::exec::{Server, repeat};
use crate::inventory::view;
use crate::model::{Binding, ServerKind, ServerUse, Step};

/// Replays the steps on the servers that can be forked and notes the states. Fails with a reason code.
pub(super) async fn verify(stage: &mut Stage, executed: &mut Executed) -> Result<(), &'static str> {
    let mut servers = begin(stage, &executed.servers).await?;
    for step in &mut executed.steps {
        let Some(server) = servers.get_mut(&step.tool.server) else { continue };
        let outcome = repeat(server.as_mut(), step).await;
        if outcome != step.outcome {
            return Err("verify.other_result");
        }
        step.state = server.state_digest();
    }
    for used in &mut executed.servers {
        used.end_state = servers.get_mut(&used.name).and_then(|server| server.state_digest());
    }
    Ok(())
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
