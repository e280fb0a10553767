//! The proof of a row: before it is kept, its calls are made once more, from the beginning of the episode.
//!
//! Every result must be the same byte for byte; the states that the calls leave become part of the row. So no row is
//! written that a replay would not confirm, and attempts that come to nothing never pay for a digest.

use std::collections::BTreeMap;

use super::execute::Executed;
use super::stage::Stage;
use crate::exec::{Server, repeat};
use crate::model::ServerKind;

/// Replays the steps on the servers that can be forked and notes the states. Fails with a reason code.
pub(super) async fn verify(stage: &mut Stage, executed: &mut Executed) -> Result<(), &'static str> {
    let mut servers: BTreeMap<String, Box<dyn Server>> = BTreeMap::new();
    for used in &executed.servers {
        match stage.again(&used.name).await {
            Some(server) => drop(servers.insert(used.name.clone(), server)),
            None if used.kind == ServerKind::Sandboxed => return Err("verify.no_fork"),
            None => {}
        }
    }
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
