//! The tools of a canary rollout, offered while there is one.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{DEPLOYMENT, Deployments};
use crate::kit::{Call, Text, ToolError, conflict};

/// The shares of traffic that a rollout goes through, in percent.
const STEPS: [i64; 4] = [10, 25, 50, 100];

/// Takes a canary rollout to its next share of the traffic: 25, 50, then 100 percent, when it is live.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResumeRollout {
    /// Id of the deployment that is being rolled out.
    pub deployment_id: String,
}

/// Stops a canary rollout and gives all traffic back to the version that ran before.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AbortRollout {
    /// Id of the deployment that is being rolled out.
    pub deployment_id: String,
    /// What was seen.
    pub reason: Text<300>,
}

pub fn resume_rollout(state: &mut Deployments, call: &mut Call, args: ResumeRollout) -> Result<Deployment, ToolError> {
    let deployment = under_way(state, &args.deployment_id)?;
    let next = STEPS.into_iter().find(|step| *step > deployment.traffic_percent).unwrap_or(100);
    let live = state.live(&deployment.service_id, deployment.environment).map(|live| live.id.clone());
    state.split(&args.deployment_id, live.as_deref(), next, call.now);
    let deployment = DEPLOYMENT.get_mut(&mut state.deployments, &args.deployment_id)?;
    if next == 100 {
        deployment.status = Status::Live;
    }
    Ok(deployment.clone())
}

pub fn abort_rollout(state: &mut Deployments, call: &mut Call, args: AbortRollout) -> Result<Deployment, ToolError> {
    let deployment = under_way(state, &args.deployment_id)?;
    let live = state.live(&deployment.service_id, deployment.environment).map(|live| live.id.clone());
    state.split(&args.deployment_id, live.as_deref(), 0, call.now);
    let deployment = DEPLOYMENT.get_mut(&mut state.deployments, &args.deployment_id)?;
    deployment.status = Status::Aborted;
    deployment.reason = Some(args.reason.0);
    Ok(deployment.clone())
}

fn under_way<'a>(state: &'a Deployments, id: &str) -> Result<&'a Deployment, ToolError> {
    let deployment = DEPLOYMENT.get(&state.deployments, id)?;
    if deployment.status != Status::RollingOut {
        return Err(conflict(format!(
            "{} {} is not being rolled out. Use list_deployments with status rolling_out.",
            deployment.service_name, deployment.version
        )));
    }
    Ok(deployment)
}
