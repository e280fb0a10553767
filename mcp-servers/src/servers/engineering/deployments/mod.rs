//! Deployments: which release runs where, how it gets to production, and the way back.

mod approving;
mod data;
mod deploying;
mod prompts;
mod reading;
mod rollout;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use crate::world::cast::Member;
use types::{Deployment, Freeze, Release, Service, Status};

const DEPLOYMENT: Noun = Noun { name: "deployment", finder: "list_deployments" };
const RELEASE: Noun = Noun { name: "release", finder: "list_releases" };
const SERVICE: Noun = Noun { name: "service", finder: "list_environments" };

/// All that is deployed and can be.
#[derive(Debug, Clone, Serialize)]
pub struct Deployments {
    deployments: Table<Deployment>,
    /// Times without deployments to production.
    freezes: Table<Freeze>,
    releases: Table<Release>,
    services: Table<Service>,
    user: Member,
}

impl Server for Deployments {
    const NAME: &'static str = "deployments";
    const TITLE: &'static str = "Deployments";
    const DESCRIPTION: &'static str = "What runs in dev, staging and production: releases, deployments with approval, canary rollouts, freezes and rollbacks.";
    const INSTRUCTIONS: &'static str = "A release goes to dev, then staging, then production. It needs a green pipeline run; production needs the approval of somebody else \
        for tier 1 services and the user's confirmation, and is closed during freezes. While a canary rollout is under way, resume_rollout and abort_rollout are offered.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_environments", reading::list_environments),
            read("list_releases", reading::list_releases),
            read("list_deployments", reading::list_deployments),
            read("get_deployment", reading::get_deployment),
            read("list_deployment_freezes", reading::list_deployment_freezes),
            write("deploy_release", deploying::deploy_release),
            write("promote_to_production", deploying::promote_to_production),
            write("approve_deployment", approving::approve_deployment),
            write("roll_back_service", deploying::roll_back_service).destructive(),
            write("resume_rollout", rollout::resume_rollout),
            write("abort_rollout", rollout::abort_rollout).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![resource::fixed(
            "deployments://overview",
            "overview",
            "Which version of each service runs in which environment, as a table in Markdown.",
            "text/markdown",
            |deployments: &Self, now| Ok(prompts::overview(deployments, now)),
        )]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![prompt::new("plan_release", prompts::plan_release).complete("service", |deployments: &Self| {
            deployments.services.values().map(|service| service.name.clone()).collect()
        })]
    }

    fn offers(&self, tool: &str) -> bool {
        let under_way = || self.deployments.values().any(|deployment| deployment.status == Status::RollingOut);
        !matches!(tool, "resume_rollout" | "abort_rollout") || under_way()
    }
}
