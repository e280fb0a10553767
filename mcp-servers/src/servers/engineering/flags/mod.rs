//! Feature flags: what is switched on where and for whom, and who changed it.

mod audit;
mod changing;
mod creating;
mod data;
mod evaluating;
mod reading;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use crate::world::cast::Member;
use crate::world::delivery::Environment;
use types::{AuditEntry, Flag, Segment};

const FLAG: Noun = Noun { name: "feature flag", finder: "search_feature_flags" };
const SEGMENT: Noun = Noun { name: "segment", finder: "list_flag_segments" };

/// All flags.
#[derive(Debug, Clone, Serialize)]
pub struct Flags {
    audit: Table<AuditEntry>,
    /// By key.
    flags: Table<Flag>,
    segments: Table<Segment>,
    /// Services that have flags, by name.
    services: Table<String>,
    user: Member,
}

impl Server for Flags {
    const NAME: &'static str = "flags";
    const TITLE: &'static str = "Feature flags";
    const DESCRIPTION: &'static str = "The company's feature flags: rules per environment, rollouts by percentage, targeting of people and segments, audit log.";
    const INSTRUCTIONS: &'static str = "Flags are named by key. Every change needs the flag's present version as expected_version, which get_feature_flag returns. \
        A flag that is off serves nobody; one that is on serves its targets, and of all others the rollout's share.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_feature_flags", reading::search_feature_flags),
            read("get_feature_flag", reading::get_feature_flag),
            read("evaluate_feature_flag", evaluating::evaluate_feature_flag),
            read("list_flag_segments", reading::list_flag_segments),
            read("get_flag_audit_log", audit::get_flag_audit_log),
            write("create_feature_flag", creating::create_feature_flag),
            write("toggle_feature_flag", changing::toggle_feature_flag),
            write("set_flag_rollout", changing::set_flag_rollout),
            write("set_flag_targets", changing::set_flag_targets),
            write("archive_feature_flag", creating::archive_feature_flag).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let environments = |_: &Self| {
            let listed = |environment: Environment| Listed {
                values: vec![environment.word().to_owned()],
                title: format!("Flags in {}", environment.word()),
            };
            Environment::ALL.into_iter().map(listed).collect()
        };
        vec![resource::template(
            "flags://environments/{environment}",
            "environment",
            "The rules of all flags in an environment (dev, staging or production), as services read them.",
            "application/json",
            environments,
            |flags, _, vars| evaluating::rules_of(flags, vars.get("environment")),
        )]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![
            prompt::new("clean_up_flags", audit::clean_up_flags)
                .complete("service", |flags: &Self| flags.services.keys().cloned().collect()),
        ]
    }
}
