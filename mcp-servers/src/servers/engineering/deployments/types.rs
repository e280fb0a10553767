//! What is known of services, releases and deployments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::Time;
use crate::world::cast::Member;
use crate::world::delivery::Environment;

#[derive(Debug, Clone, Serialize)]
pub struct Service {
    pub id: String,
    pub name: String,
    /// 1 for what must never be down, to 3.
    pub tier: i64,
    pub owner: Member,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunResult {
    Passed,
    Failed,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Release {
    /// Id of the release.
    pub id: String,
    /// Id of the service.
    pub service_id: String,
    /// Name of the repository that it was built from.
    pub repository: String,
    /// Version as people call it, such as v2.3.1; the tag in the repository.
    pub version: String,
    /// Sha of the commit.
    pub commit_sha: String,
    /// Id of the pipeline run that tested the commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
    /// How that run ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_result: Option<RunResult>,
    /// What is new, by pull request.
    pub changes: Vec<String>,
    /// Who made the release.
    pub created_by: Member,
    /// When it was made.
    pub created_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    AwaitingApproval,
    RollingOut,
    Live,
    Replaced,
    Failed,
    RolledBack,
    Aborted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    AllAtOnce,
    Canary,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Deployment {
    /// Id of the deployment.
    pub id: String,
    /// Id of the service.
    pub service_id: String,
    /// Name of the service.
    pub service_name: String,
    /// Id of the release.
    pub release_id: String,
    /// Version that was deployed.
    pub version: String,
    /// Version that ran there before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_version: Option<String>,
    /// Where it was deployed.
    pub environment: Environment,
    /// Whether all traffic moves at once or step by step.
    pub strategy: Strategy,
    /// How it stands.
    pub status: Status,
    /// Share of the traffic that it gets, in percent.
    pub traffic_percent: i64,
    /// Who asked for it.
    pub requested_by: Member,
    /// Who approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<Member>,
    /// Why it was made, rolled back or aborted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it was asked for.
    pub requested_at: Time,
    /// When its status last changed.
    pub updated_at: Time,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Freeze {
    /// Id of the freeze.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Services that it covers; none means all of them.
    pub service_ids: Vec<String>,
    /// When it begins.
    pub starts_at: Time,
    /// When it ends.
    pub ends_at: Time,
    /// Whether fixes of bugs may still go out.
    pub allows_fixes: bool,
}

impl Freeze {
    pub fn covers(&self, service_id: &str) -> bool {
        self.service_ids.is_empty() || self.service_ids.iter().any(|id| id == service_id)
    }
}
