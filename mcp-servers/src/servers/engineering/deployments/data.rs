//! Deployments as the world has them.

use std::collections::BTreeMap;

use super::Deployments;
use super::types::*;
use crate::kit::Table;
use crate::world::World;
use crate::world::delivery::{self, Environment, Outcome, Result, Trigger};
use crate::world::works::Works;

pub fn generate(world: &World) -> Deployments {
    let works = Works::generate(world);
    let service = |(index, service): (usize, &crate::world::software::Service)| {
        let id = world.id("svc", index);
        (id.clone(), Service { id, name: service.name.clone(), tier: service.tier, owner: works.member(service.owner) })
    };
    let release = |(index, release): (usize, &delivery::Release)| {
        let made = self::release(world, &works, index, release);
        (made.id.clone(), made)
    };
    let mut deployments: BTreeMap<String, Deployment> = BTreeMap::new();
    let mut running: BTreeMap<(usize, Environment), usize> = BTreeMap::new();
    for (index, deployment) in works.deployments.iter().enumerate() {
        let release = &works.releases[deployment.release];
        let place = (release.repo, deployment.environment);
        let previous = running.get(&place).map(|release| works.releases[*release].tag());
        if matches!(deployment.result, Result::Live | Result::Replaced) {
            running.insert(place, deployment.release);
        }
        let (status, traffic_percent) = match deployment.result {
            Result::Live => (Status::Live, 100),
            Result::Replaced => (Status::Replaced, 0),
            Result::Failed => (Status::Failed, 0),
            Result::RolledBack => (Status::RolledBack, 0),
            Result::AwaitingApproval => (Status::AwaitingApproval, 0),
            Result::Canary(percent) => (Status::RollingOut, percent),
        };
        let mut rng = world.rng("deployment reasons", index);
        let reason = match status {
            Status::Failed => Some(rng.pick(&FAILURES)),
            Status::RolledBack => Some(rng.pick(&ROLLBACKS)),
            _ => None,
        };
        let made = Deployment {
            id: world.id("dep", index),
            service_id: world.id("svc", release.repo),
            service_name: works.services[release.repo].name.clone(),
            release_id: world.id("rel", deployment.release),
            version: release.tag(),
            previous_version: previous,
            environment: deployment.environment,
            strategy: if status == Status::RollingOut { Strategy::Canary } else { Strategy::AllAtOnce },
            status,
            traffic_percent,
            requested_by: works.member(deployment.by),
            approved_by: deployment.approved_by.map(|one| works.member(one)),
            reason: reason.map(str::to_owned),
            requested_at: deployment.at,
            updated_at: deployment.at.plus_minutes(rng.range(3, 25)),
        };
        deployments.insert(made.id.clone(), made);
    }
    let canaries: Vec<(String, i64)> = deployments
        .values()
        .filter(|one| one.status == Status::RollingOut)
        .map(|one| (one.service_id.clone(), one.traffic_percent))
        .collect();
    for (service_id, percent) in canaries {
        let live = |one: &&mut Deployment| {
            one.service_id == service_id && one.environment == Environment::Production && one.status == Status::Live
        };
        if let Some(live) = deployments.values_mut().find(live) {
            live.traffic_percent = 100 - percent;
        }
    }
    Deployments {
        deployments: deployments.into_iter().collect(),
        freezes: freezes(world, &works),
        releases: works.releases.iter().enumerate().map(release).collect(),
        services: works.services.iter().enumerate().map(service).collect(),
        user: works.member(None),
    }
}

fn release(world: &World, works: &Works, index: usize, release: &delivery::Release) -> Release {
    let runs = works.runs.iter().enumerate().filter(|(_, run)| run.sha == release.sha && run.trigger == Trigger::Push);
    let run = runs.filter(|(_, run)| run.outcome != Outcome::Running).min_by_key(|(_, run)| run.at);
    let change = |index: &usize| format!("#{} {}", works.changes[*index].number, works.changes[*index].title);
    Release {
        id: world.id("rel", index),
        service_id: world.id("svc", release.repo),
        repository: works.services[release.repo].name.clone(),
        version: release.tag(),
        commit_sha: release.sha.clone(),
        run_id: run.map(|(index, _)| world.id("run", index)),
        run_result: run
            .map(|(_, run)| if run.outcome == Outcome::Passed { RunResult::Passed } else { RunResult::Failed }),
        changes: release.changes.iter().map(change).collect(),
        created_by: works.member(release.author),
        created_at: release.at,
    }
}

/// One freeze that holds now for a single service, one to come for all, and one that is over.
fn freezes(world: &World, works: &Works) -> Table<Freeze> {
    let mut rng = world.rng("freezes", 0);
    let now = world.now;
    let midnight = now.at(now.day(), 0);
    let frozen = 4 % works.services.len();
    let mut make = |index: usize, name: String, service_ids: Vec<String>, from: i64, days: i64, allows_fixes: bool| {
        let starts_at = midnight.plus_days(from).plus_minutes(rng.range(8, 18) * 60);
        let id = world.id("frz", index);
        (id.clone(), Freeze { id, name, service_ids, starts_at, ends_at: starts_at.plus_days(days), allows_fixes })
    };
    let project = &works.cast.projects[works.services[frozen].project].name;
    [
        make(0, format!("Audit of {project}"), vec![world.id("svc", frozen)], -2, 6, true),
        make(1, "Quarter-end close".to_owned(), Vec::new(), 12, 4, true),
        make(2, "Public holidays".to_owned(), Vec::new(), 29, 3, false),
        make(3, "Data centre maintenance".to_owned(), Vec::new(), -24, 2, false),
    ]
    .into_iter()
    .collect()
}

const FAILURES: [&str; 5] = [
    "Readiness probe failed for five minutes.", "Image pull timed out.", "Database migration did not finish in time.",
    "Out of memory on two of four instances.", "Missing setting in config/default.toml.",
];
const ROLLBACKS: [&str; 5] = [
    "Error rate rose from 0.2 to 3 percent.", "Latency doubled after half an hour.", "Support saw broken logins.",
    "Queue grew without end.", "A client's import failed with the new limit.",
];
