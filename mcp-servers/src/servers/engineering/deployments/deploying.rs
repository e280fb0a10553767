//! The tools that bring a release somewhere, and the way back.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{Deployments, RELEASE, SERVICE};
use crate::kit::{Answer, Call, Text, Time, ToolError, conflict, invalid, not_allowed};
use crate::world::delivery::Environment;

type Result<T> = std::result::Result<T, ToolError>;

/// How much of the traffic a canary rollout begins with, in percent.
const FIRST_STEP: i64 = 10;

/// Deploys a release to dev or staging, or asks for its deployment to production. Needs a green pipeline run and, for
/// staging and production, the environment before. Production must be confirmed by the user; tier 1 also needs approval.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeployRelease {
    /// Id of the release, as list_releases returns it.
    pub release_id: String,
    /// Where to deploy it.
    pub environment: Environment,
    /// Whether all traffic moves at once or, in production, step by step (default all_at_once).
    pub strategy: Option<Strategy>,
    /// Why, for those who read the history.
    pub reason: Option<Text<300>>,
}

/// Deploys what runs on staging to production. The user is asked to confirm; the rules are those of deploy_release.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PromoteToProduction {
    /// Id of the service, as list_environments returns it.
    pub service_id: String,
    /// Whether all traffic moves at once or step by step (default canary).
    pub strategy: Option<Strategy>,
}

/// Brings back the version that ran in an environment before the present one. Allowed during freezes; production must be
/// confirmed by the user.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RollBackService {
    /// Id of the service, as list_environments returns it.
    pub service_id: String,
    /// Where to roll back.
    pub environment: Environment,
    /// What is wrong with the present version.
    pub reason: Text<300>,
}

/// What the user is asked before production changes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// Whether to go on.
    pub confirm: bool,
    /// A note for the history.
    pub note: Option<Text<200>>,
}

pub fn deploy_release(state: &mut Deployments, call: &mut Call, args: DeployRelease) -> Result<Deployment> {
    let strategy = args.strategy.unwrap_or(Strategy::AllAtOnce);
    deploy(state, call, &args.release_id, args.environment, strategy, args.reason.map(|text| text.0))
}

pub fn promote_to_production(
    state: &mut Deployments,
    call: &mut Call,
    args: PromoteToProduction,
) -> Result<Deployment> {
    let service = SERVICE.get(&state.services, &args.service_id)?;
    let Some(staged) = state.live(&service.id, Environment::Staging) else {
        return Err(conflict(format!("Nothing of {} runs on staging. Use deploy_release first.", service.name)));
    };
    let release_id = staged.release_id.clone();
    deploy(state, call, &release_id, Environment::Production, args.strategy.unwrap_or(Strategy::Canary), None)
}

fn deploy(
    state: &mut Deployments,
    call: &mut Call,
    release_id: &str,
    environment: Environment,
    strategy: Strategy,
    reason: Option<String>,
) -> Result<Deployment> {
    let release = RELEASE.get(&state.releases, release_id)?.clone();
    let service = SERVICE.get(&state.services, &release.service_id)?.clone();
    check(state, &release, &service, environment, strategy, call.now)?;
    let mut reason = reason;
    if environment == Environment::Production {
        let present = state.live(&service.id, environment).map_or("nothing", |live| &live.version).to_owned();
        let note = confirm(
            call,
            format!("Deploy {} {} to production? {present} runs there now.", service.name, release.version),
        )?;
        reason = reason.or(note);
    }
    let status = match environment {
        Environment::Production if service.tier == 1 => Status::AwaitingApproval,
        _ if strategy == Strategy::Canary => Status::RollingOut,
        _ => Status::Live,
    };
    let deployment = Deployment {
        id: call.ids.mint("dep"),
        service_id: service.id,
        service_name: service.name,
        release_id: release.id,
        version: release.version,
        previous_version: state.live(&release.service_id, environment).map(|live| live.version.clone()),
        environment,
        strategy,
        status,
        traffic_percent: 0,
        requested_by: state.user.clone(),
        approved_by: None,
        reason,
        requested_at: call.now,
        updated_at: call.now,
    };
    state.deployments.insert(deployment.id.clone(), deployment.clone());
    Ok(state.begin(&deployment.id, status, call.now).unwrap_or(deployment))
}

fn check(
    state: &Deployments,
    release: &Release,
    service: &Service,
    environment: Environment,
    strategy: Strategy,
    now: Time,
) -> Result<()> {
    let what = format!("{} {}", service.name, release.version);
    if strategy == Strategy::Canary && environment != Environment::Production {
        return Err(invalid("Argument `strategy`: only production is deployed step by step; use all_at_once."));
    }
    if state.live(&service.id, environment).is_some_and(|live| live.release_id == release.id) {
        return Err(conflict(format!("{what} already runs on {}.", environment.word())));
    }
    if let Some(pending) = state.pending(&service.id, environment) {
        return Err(conflict(format!(
            "{} {} is on its way to {} ({}). Finish or abort that first; get_deployment shows how it stands.",
            service.name,
            pending.version,
            environment.word(),
            pending.id
        )));
    }
    match release.run_result {
        Some(RunResult::Passed) => {}
        Some(RunResult::Failed) => {
            return Err(not_allowed(format!(
                "The pipeline run of {what} failed, so it must not be deployed. Look at the run on the build server."
            )));
        }
        None => return Err(not_allowed(format!("No pipeline run has tested {what} yet."))),
    }
    let before = match environment {
        Environment::Dev => None,
        Environment::Staging => Some(Environment::Dev),
        Environment::Production => Some(Environment::Staging),
    };
    let been = |place: Environment| {
        let was = |one: &Deployment| one.release_id == release.id && one.environment == place;
        state.deployments.values().any(|one| was(one) && matches!(one.status, Status::Live | Status::Replaced))
    };
    if let Some(place) = before.filter(|place| !been(*place)) {
        return Err(not_allowed(format!(
            "{what} has not run on {} yet. Use deploy_release to bring it there first.",
            place.word()
        )));
    }
    let only_fixes = release.changes.iter().all(|change| change.contains(" fix"));
    let holds = |freeze: &&Freeze| freeze.starts_at <= now && now < freeze.ends_at && freeze.covers(&service.id);
    if environment == Environment::Production
        && let Some(freeze) = state.freezes.values().filter(holds).find(|freeze| !(freeze.allows_fixes && only_fixes))
    {
        let allowed = if freeze.allows_fixes { "; only releases of nothing but fixes are allowed" } else { "" };
        return Err(not_allowed(format!(
            "Production of {} is frozen until {} ({}){allowed}.",
            service.name,
            freeze.ends_at.spoken(),
            freeze.name
        )));
    }
    Ok(())
}

fn confirm(call: &Call, question: String) -> Result<Option<String>> {
    match call.ask::<Confirmation>("confirm", question)? {
        Answer::Given(answer) if answer.confirm => Ok(answer.note.map(|text| text.0)),
        Answer::Given(_) | Answer::Declined | Answer::Dismissed => {
            Err(not_allowed("It was not confirmed, so production stays as it is."))
        }
    }
}

pub fn roll_back_service(state: &mut Deployments, call: &mut Call, args: RollBackService) -> Result<Deployment> {
    let service = SERVICE.get(&state.services, &args.service_id)?.clone();
    let place = args.environment.word();
    if let Some(pending) = state.pending(&service.id, args.environment) {
        return Err(conflict(format!(
            "{} {} is still on its way to {place} ({}). Abort or finish it first.",
            service.name, pending.version, pending.id
        )));
    }
    let Some(live) = state.live(&service.id, args.environment).cloned() else {
        return Err(conflict(format!("Nothing of {} runs on {place}.", service.name)));
    };
    let earlier = |one: &&Deployment| {
        one.service_id == service.id
            && one.environment == args.environment
            && one.status == Status::Replaced
            && one.release_id != live.release_id
    };
    let Some(target) =
        state.deployments.values().filter(earlier).max_by_key(|one| (one.requested_at, &one.id)).cloned()
    else {
        return Err(conflict(format!(
            "No other version of {} has run on {place}, so there is no way back.",
            service.name
        )));
    };
    if args.environment == Environment::Production {
        confirm(
            call,
            format!("Roll {} back from {} to {} in production?", service.name, live.version, target.version),
        )?;
    }
    let deployment = Deployment {
        id: call.ids.mint("dep"),
        previous_version: Some(live.version.clone()),
        strategy: Strategy::AllAtOnce,
        status: Status::Live,
        traffic_percent: 0,
        requested_by: state.user.clone(),
        approved_by: None,
        reason: Some(args.reason.0),
        requested_at: call.now,
        updated_at: call.now,
        ..target
    };
    let id = deployment.id.clone();
    state.deployments.insert(id.clone(), deployment.clone());
    let begun = state.begin(&id, Status::Live, call.now).unwrap_or(deployment);
    if let Some(gone) = state.deployments.get_mut(&live.id) {
        gone.status = Status::RolledBack;
    }
    Ok(begun)
}

impl Deployments {
    /// Lets a deployment begin: at once, step by step, or not before it is approved.
    pub(super) fn begin(&mut self, id: &str, status: Status, now: Time) -> Option<Deployment> {
        let (service_id, environment) =
            self.deployments.get(id).map(|one| (one.service_id.clone(), one.environment))?;
        let other = |one: &&Deployment| {
            one.id != id && one.status == Status::Live && one.service_id == service_id && one.environment == environment
        };
        let live = self.deployments.values().find(other).map(|one| one.id.clone());
        let share = match status {
            Status::Live => 100,
            Status::RollingOut => FIRST_STEP,
            _ => 0,
        };
        self.split(id, live.as_deref(), share, now);
        let deployment = self.deployments.get_mut(id)?;
        deployment.status = status;
        Some(deployment.clone())
    }

    /// Gives a deployment its share of the traffic, and the rest to the one that was there.
    pub(super) fn split(&mut self, id: &str, live: Option<&str>, share: i64, now: Time) {
        if let Some(live) = live.and_then(|live| self.deployments.get_mut(live)) {
            live.traffic_percent = 100 - share;
            if share == 100 {
                live.status = Status::Replaced;
                live.updated_at = now;
            }
        }
        if let Some(deployment) = self.deployments.get_mut(id) {
            deployment.traffic_percent = share;
            deployment.updated_at = now;
        }
    }
}
