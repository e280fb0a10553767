//! Approving what waits for production.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{DEPLOYMENT, Deployments};
use crate::kit::{Call, Text, ToolError, conflict, invalid, not_allowed};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Approve,
    Reject,
}

/// Approves or rejects a deployment to production that waits for approval. Whoever asked for a deployment cannot approve it;
/// once approved it begins.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveDeployment {
    /// Id of the deployment.
    pub deployment_id: String,
    /// Whether it may go on.
    pub decision: Decision,
    /// Why; needed to reject it.
    pub comment: Option<Text<300>>,
}

pub fn approve_deployment(
    state: &mut Deployments,
    call: &mut Call,
    args: ApproveDeployment,
) -> Result<Deployment, ToolError> {
    let deployment = DEPLOYMENT.get(&state.deployments, &args.deployment_id)?;
    let what = format!("{} {}", deployment.service_name, deployment.version);
    if deployment.status != Status::AwaitingApproval {
        return Err(conflict(format!(
            "The deployment of {what} does not wait for approval. Use list_deployments with status awaiting_approval."
        )));
    }
    if args.decision == Decision::Reject && args.comment.is_none() {
        return Err(invalid("Argument `comment`: say why the deployment is rejected."));
    }
    if args.decision == Decision::Approve && deployment.requested_by == state.user {
        return Err(not_allowed(format!(
            "You have asked for the deployment of {what} yourself, so somebody else must approve it."
        )));
    }
    let (id, user, strategy) = (args.deployment_id, state.user.clone(), deployment.strategy);
    let deployment = DEPLOYMENT.get_mut(&mut state.deployments, &id)?;
    if let Some(comment) = args.comment {
        deployment.reason = Some(comment.0);
    }
    let status = match args.decision {
        Decision::Reject => Status::Aborted,
        Decision::Approve => {
            deployment.approved_by = Some(user);
            if strategy == Strategy::Canary { Status::RollingOut } else { Status::Live }
        }
    };
    if status == Status::Aborted {
        deployment.status = status;
        deployment.updated_at = call.now;
    } else {
        state.begin(&id, status, call.now);
    }
    DEPLOYMENT.get(&state.deployments, &id).cloned()
}
