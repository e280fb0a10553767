//! The tools that look at environments, releases, deployments and freezes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{DEPLOYMENT, Deployments, SERVICE};
use crate::kit::{Call, Cursor, Day, Limit, Ordered, Time, ToolError, page};
use crate::world::delivery::Environment;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct RunningVersion {
    /// Id of the service.
    pub service_id: String,
    /// Name of the service and of its repository.
    pub service_name: String,
    /// How bad it is if it is down, from 1 (worst) to 3.
    pub tier: i64,
    /// Where it runs.
    pub environment: Environment,
    /// Version that runs there; missing if none does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Id of the release that runs there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release_id: Option<String>,
    /// Id of the deployment that brought it there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<String>,
    /// Since when it runs there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Time>,
    /// Version that is being rolled out or waits for approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending_version: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct EnvironmentList {
    /// What runs where, by service and environment.
    pub environments: Vec<RunningVersion>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists which version of each service runs in dev, staging and production, and what is on its way. Use it to get a service's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListEnvironments {
    /// Only this service.
    pub service_id: Option<String>,
    /// Only this environment.
    pub environment: Option<Environment>,
    /// How many entries to return at most (default 30).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ReleaseList {
    /// The releases, newest first.
    pub releases: Vec<Release>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the releases of one or all services with their changes and whether their pipeline run passed, newest first.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListReleases {
    /// Only releases of this service.
    pub service_id: Option<String>,
    /// Only releases whose pipeline run passed (default false).
    pub green_only: Option<bool>,
    /// How many releases to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeploymentSummary {
    /// Id of the deployment.
    pub id: String,
    /// Id of the service.
    pub service_id: String,
    /// Name of the service.
    pub service_name: String,
    /// Version that was deployed.
    pub version: String,
    /// Where it was deployed.
    pub environment: Environment,
    /// How it stands.
    pub status: Status,
    /// Share of the traffic that it gets, in percent.
    pub traffic_percent: i64,
    /// Mail address of whoever asked for it.
    pub requested_by_email: String,
    /// When it was asked for.
    pub requested_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeploymentList {
    /// The deployments found, newest first.
    pub deployments: Vec<DeploymentSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the history of deployments by service, environment, status and day, newest first. Use it to find what waits for
/// approval or what changed before an incident.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDeployments {
    /// Only deployments of this service.
    pub service_id: Option<String>,
    /// Only deployments to this environment.
    pub environment: Option<Environment>,
    /// Only deployments with this status.
    pub status: Option<Status>,
    /// Only deployments of this day or later.
    pub since_date: Option<Day>,
    /// How many deployments to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one deployment with release, previous version, approval and reason.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetDeployment {
    /// Id of the deployment.
    pub deployment_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FreezeList {
    /// The freezes, in the order of time.
    pub freezes: Vec<Freeze>,
}

/// Lists the times in which nothing is deployed to production, those under way and those to come. Look here before planning a release.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDeploymentFreezes {
    /// Only freezes that cover this service.
    pub service_id: Option<String>,
    /// Whether to list those that are over, too (default false).
    pub include_past: Option<bool>,
}

pub fn list_environments(state: &Deployments, _: &Call, args: ListEnvironments) -> Result<EnvironmentList> {
    if let Some(id) = &args.service_id {
        SERVICE.get(&state.services, id)?;
    }
    let mut services: Vec<&Service> = state.services.values().collect();
    services.retain(|service| args.service_id.as_ref().is_none_or(|id| service.id == *id));
    services.order_by_key(|service| &service.name);
    let mut found = Vec::new();
    for service in services {
        for environment in
            Environment::ALL.into_iter().filter(|one| args.environment.is_none_or(|wanted| *one == wanted))
        {
            let live = state.live(&service.id, environment);
            found.push(RunningVersion {
                service_id: service.id.clone(),
                service_name: service.name.clone(),
                tier: service.tier,
                environment,
                version: live.map(|live| live.version.clone()),
                release_id: live.map(|live| live.release_id.clone()),
                deployment_id: live.map(|live| live.id.clone()),
                since: live.map(|live| live.updated_at),
                pending_version: state.pending(&service.id, environment).map(|pending| pending.version.clone()),
            });
        }
    }
    let (environments, next_cursor) = page(found, args.cursor, args.limit, 30);
    Ok(EnvironmentList { environments, next_cursor })
}

pub fn list_releases(state: &Deployments, _: &Call, args: ListReleases) -> Result<ReleaseList> {
    if let Some(id) = &args.service_id {
        SERVICE.get(&state.services, id)?;
    }
    let green = args.green_only.unwrap_or(false);
    let found = |release: &&Release| {
        args.service_id.as_ref().is_none_or(|id| release.service_id == *id)
            && (!green || release.run_result == Some(RunResult::Passed))
    };
    let mut found: Vec<&Release> = state.releases.values().filter(found).collect();
    found.order_by(|a, b| (b.created_at, &a.id).cmp(&(a.created_at, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(ReleaseList { releases: found.into_iter().cloned().collect(), next_cursor })
}

pub fn list_deployments(state: &Deployments, _: &Call, args: ListDeployments) -> Result<DeploymentList> {
    if let Some(id) = &args.service_id {
        SERVICE.get(&state.services, id)?;
    }
    let found = |deployment: &&Deployment| {
        args.service_id.as_ref().is_none_or(|id| deployment.service_id == *id)
            && args.environment.is_none_or(|environment| deployment.environment == environment)
            && args.status.is_none_or(|status| deployment.status == status)
            && args.since_date.is_none_or(|day| deployment.requested_at.day() >= day)
    };
    let mut found: Vec<&Deployment> = state.deployments.values().filter(found).collect();
    found.order_by(|a, b| (b.requested_at, &a.id).cmp(&(a.requested_at, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    let summary = |deployment: &Deployment| DeploymentSummary {
        id: deployment.id.clone(),
        service_id: deployment.service_id.clone(),
        service_name: deployment.service_name.clone(),
        version: deployment.version.clone(),
        environment: deployment.environment,
        status: deployment.status,
        traffic_percent: deployment.traffic_percent,
        requested_by_email: deployment.requested_by.email.clone(),
        requested_at: deployment.requested_at,
    };
    Ok(DeploymentList { deployments: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_deployment(state: &Deployments, _: &Call, args: GetDeployment) -> Result<Deployment> {
    DEPLOYMENT.get(&state.deployments, &args.deployment_id).cloned()
}

pub fn list_deployment_freezes(state: &Deployments, call: &Call, args: ListDeploymentFreezes) -> Result<FreezeList> {
    if let Some(id) = &args.service_id {
        SERVICE.get(&state.services, id)?;
    }
    let past = args.include_past.unwrap_or(false);
    let mut freezes: Vec<Freeze> = state.freezes.values().cloned().collect();
    freezes.retain(|freeze| {
        (past || freeze.ends_at > call.now) && args.service_id.as_ref().is_none_or(|id| freeze.covers(id))
    });
    freezes.order_by_key(|freeze| freeze.starts_at);
    Ok(FreezeList { freezes })
}

impl Deployments {
    /// What serves the traffic of a service now.
    pub(super) fn live(&self, service_id: &str, environment: Environment) -> Option<&Deployment> {
        self.at(service_id, environment).find(|deployment| deployment.status == Status::Live)
    }

    /// What is on its way to an environment.
    pub(super) fn pending(&self, service_id: &str, environment: Environment) -> Option<&Deployment> {
        self.at(service_id, environment)
            .find(|deployment| matches!(deployment.status, Status::AwaitingApproval | Status::RollingOut))
    }

    fn at(&self, service_id: &str, environment: Environment) -> impl Iterator<Item = &Deployment> {
        self.deployments
            .values()
            .filter(move |deployment| deployment.service_id == service_id && deployment.environment == environment)
    }
}
