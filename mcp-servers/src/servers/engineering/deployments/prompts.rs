//! The overview of what runs where, and how to begin a release.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Deployments;
use super::types::*;
use crate::kit::{Message, Ordered, Time, ToolError};
use crate::world::delivery::Environment;

/// Plans the way of a service's newest release to production: checks, freezes, approval and the way back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanRelease {
    /// Name of the service, such as atlas-api.
    pub service: String,
}

pub fn plan_release(state: &Deployments, now: Time, args: PlanRelease) -> Result<Vec<Message>, ToolError> {
    let service = state.services.values().find(|service| service.name == args.service).ok_or_else(|| {
        let name = crate::kit::shorten(&args.service);
        ToolError::NotFound(format!("There is no service {name}. Use list_environments to see them."))
    })?;
    let releases = state.releases.values().filter(|release| release.service_id == service.id);
    let newest = releases.max_by_key(|release| release.created_at);
    let mut text = format!(
        "Plan the next release of {} ({}, tier {}, owner {}). It is {}.\n\n",
        service.name,
        service.id,
        service.tier,
        service.owner.name,
        now.spoken()
    );
    for environment in Environment::ALL {
        let version = state.live(&service.id, environment).map_or("nothing", |live| &live.version);
        text.push_str(&format!("- {}: {version}\n", environment.word()));
    }
    if let Some(release) = newest {
        let green = if release.run_result == Some(RunResult::Passed) { "green" } else { "not green" };
        text.push_str(&format!(
            "\nThe newest release is {} ({}), its run is {green}. Changes:\n",
            release.version, release.id
        ));
        for change in &release.changes {
            text.push_str(&format!("- {change}\n"));
        }
    }
    for freeze in state.freezes.values().filter(|freeze| freeze.ends_at > now && freeze.covers(&service.id)) {
        text.push_str(&format!(
            "\nFreeze: {} from {} to {}.",
            freeze.name,
            freeze.starts_at.spoken(),
            freeze.ends_at.spoken()
        ));
    }
    text.push_str(
        "\n\nPropose when and how to bring it to production: which environments are missing, canary or all at once, who approves, \
         what to watch, and when to roll back. Deploy nothing before I agree.",
    );
    Ok(vec![Message::User(text)])
}

pub fn overview(state: &Deployments, now: Time) -> String {
    let mut text = format!(
        "# What runs where on {}\n\n| Service | Tier | dev | staging | production |\n|---|---|---|---|---|\n",
        now.day().spoken()
    );
    let mut services: Vec<&Service> = state.services.values().collect();
    services.order_by_key(|service| &service.name);
    for service in services {
        text.push_str(&format!("| {} | {} |", service.name, service.tier));
        for environment in Environment::ALL {
            let live = state.live(&service.id, environment).map_or("-", |live| &live.version);
            text.push_str(&format!(" {live}"));
            match state.pending(&service.id, environment) {
                Some(pending) if pending.status == Status::RollingOut => {
                    text.push_str(&format!(" ({} at {} %)", pending.version, pending.traffic_percent));
                }
                Some(pending) => text.push_str(&format!(" ({} waits for approval)", pending.version)),
                None => {}
            }
            text.push_str(" |");
        }
        text.push('\n');
    }
    text
}
