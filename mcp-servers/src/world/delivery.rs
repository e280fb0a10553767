//! How the changes of services get out: releases, pipeline runs and deployments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::World;
use super::works::{Somebody, Stage, Works};
use crate::kit::Ordered;
use crate::kit::Time;
use crate::kit::rng::Rng;

#[derive(Debug, Clone)]
pub struct Release {
    /// Index into the services.
    pub repo: usize,
    pub version: (i64, i64, i64),
    /// The commit on the main branch.
    pub sha: String,
    pub at: Time,
    pub author: Somebody,
    /// Indices of the changes since the release before.
    pub changes: Vec<usize>,
}

impl Release {
    /// `v2.3.1`
    pub fn tag(&self) -> String {
        let (major, minor, patch) = self.version;
        format!("v{major}.{minor}.{patch}")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed,
    Cancelled,
    Running,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    Push,
    PullRequest,
    Schedule,
}

/// One run of a repository's pipeline.
#[derive(Debug, Clone)]
pub struct Run {
    pub repo: usize,
    pub number: i64,
    pub branch: String,
    pub sha: String,
    pub trigger: Trigger,
    /// Index into the changes, where a pull request or a merge started it.
    pub change: Option<usize>,
    pub by: Option<Somebody>,
    pub at: Time,
    pub outcome: Outcome,
    /// The topic whose test failed.
    pub failed_topic: Option<usize>,
    /// Topics whose tests passed at the second try.
    pub flaky: Vec<usize>,
}

/// Where software runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    Dev,
    Staging,
    Production,
}

impl Environment {
    pub const ALL: [Self; 3] = [Self::Dev, Self::Staging, Self::Production];

    pub fn word(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Result {
    Live,
    Replaced,
    Failed,
    RolledBack,
    AwaitingApproval,
    /// So many percent of the traffic.
    Canary(i64),
}

#[derive(Debug, Clone)]
pub struct Deployment {
    /// Index into the releases.
    pub release: usize,
    pub environment: Environment,
    pub at: Time,
    pub by: Somebody,
    pub approved_by: Option<Somebody>,
    pub result: Result,
}

fn before((major, minor, patch): (i64, i64, i64), rng: &mut Rng) -> Option<(i64, i64, i64)> {
    match (major, minor, patch) {
        (_, _, 1..) => Some((major, minor, patch - 1)),
        (_, 1.., _) => Some((major, minor - 1, rng.range(0, 3))),
        (1.., ..) => Some((major - 1, rng.range(4, 20), rng.range(0, 3))),
        _ => None,
    }
}

/// The releases of all services: the one in production, those before, and for some one that is not there yet.
pub fn releases(world: &World, works: &Works) -> Vec<Release> {
    let mut releases = Vec::new();
    for (repo, service) in works.services.iter().enumerate() {
        let mut rng = world.rng("releases", repo);
        let merged = works.merged(repo);
        let live = merged.len() - 2;
        let first = before(service.version, &mut rng).map(|version| (version, live.saturating_sub(2)));
        let mut plan: Vec<((i64, i64, i64), usize)> = first.into_iter().collect();
        plan.push((service.version, live));
        if !rng.chance(15) {
            let (major, minor, patch) = service.version;
            let bug = merged.last().is_some_and(|(_, change)| change.from.is_some());
            plan.push((if bug { (major, minor, patch + 1) } else { (major, minor + 1, 0) }, live + 1));
        }
        let mut next = 0;
        for (version, last) in plan {
            let (_, change) = merged[last];
            releases.push(Release {
                repo,
                version,
                sha: change.merge_sha.clone().unwrap_or_default(),
                at: change
                    .ended_at
                    .unwrap_or(world.now)
                    .plus_minutes(rng.range(15, 70))
                    .min(world.now.plus_minutes(-90)),
                author: if rng.chance(50) { service.owner } else { change.author },
                changes: (next..=last).map(|index| merged[index].0).collect(),
            });
            next = last + 1;
        }
    }
    releases
}

/// A run for each commit that is looked at, and one of the night for each repository.
pub fn runs(world: &World, works: &Works) -> Vec<Run> {
    let mut runs = Vec::new();
    for (repo, _) in works.services.iter().enumerate() {
        let mut rng = world.rng("runs", repo);
        let rules: Vec<usize> = works.roots[repo].rules.iter().map(|rule| rule.0).collect();
        let flaky_topic = rules[rng.index(rules.len())];
        let mut own = Vec::new();
        let merged = works.merged(repo);
        for (index, change) in works.changes.iter().enumerate().filter(|(_, change)| change.repo == repo) {
            let (sha, at, trigger, branch) = match (&change.merge_sha, change.ended_at) {
                (Some(sha), Some(at)) => (sha.clone(), at, Trigger::Push, "main".to_owned()),
                _ => (change.head().sha.clone(), change.head().at, Trigger::PullRequest, change.branch.clone()),
            };
            let failing = change.stage == Stage::Failing || change.stage == Stage::Draft && rng.chance(50);
            // One release of some repository must not go out.
            let red = merged.last().is_some_and(|last| last.0 == index) && (repo % 5 == 3 || rng.chance(10));
            let failed = (failing || red).then_some(change.topic);
            own.push(Run {
                repo,
                number: 0,
                branch,
                sha,
                trigger,
                change: Some(index),
                by: Some(change.author),
                at: at.plus_minutes(1),
                outcome: match failed {
                    Some(_) => Outcome::Failed,
                    None if change.stage == Stage::Closed => Outcome::Cancelled,
                    None => Outcome::Passed,
                },
                failed_topic: failed,
                flaky: if rng.chance(20) { vec![flaky_topic] } else { Vec::new() },
            });
        }
        let main = merged.last().and_then(|(_, change)| change.merge_sha.clone()).unwrap_or_default();
        let now = world.now;
        let midnight = now.at(now.day(), 0);
        for ago in 1..3 {
            let at = midnight.plus_days(-ago).plus_minutes(135);
            let sha = merged.iter().rev().find(|(_, change)| change.ended_at.is_some_and(|end| end < at));
            let sha = sha.and_then(|(_, change)| change.merge_sha.clone()).unwrap_or_else(|| main.clone());
            let fails = ago == 2 && rng.chance(50);
            own.push(Run {
                repo,
                number: 0,
                branch: "main".to_owned(),
                sha,
                trigger: Trigger::Schedule,
                change: None,
                by: None,
                at,
                outcome: if fails { Outcome::Failed } else { Outcome::Passed },
                failed_topic: fails.then_some(flaky_topic),
                flaky: if fails { Vec::new() } else { vec![flaky_topic] },
            });
        }
        if repo.is_multiple_of(2) {
            own.push(Run {
                repo,
                number: 0,
                branch: "main".to_owned(),
                sha: main,
                trigger: Trigger::Push,
                change: None,
                by: Some(works.services[repo].owner),
                at: now.plus_minutes(-4),
                outcome: Outcome::Running,
                failed_topic: None,
                flaky: Vec::new(),
            });
        }
        own.order_by_key(|run| run.at);
        let mut number = rng.range(200, 2_000);
        for run in &mut own {
            number += rng.range(1, 2);
            run.number = number;
        }
        runs.extend(own);
    }
    runs
}

/// Each release on its way: development, staging, production.
pub fn deployments(world: &World, works: &Works) -> Vec<Deployment> {
    let mut deployments = Vec::new();
    let now = world.now;
    for (repo, service) in works.services.iter().enumerate() {
        let mut rng = world.rng("deployments", repo);
        let own: Vec<usize> = (0..works.releases.len()).filter(|index| works.releases[*index].repo == repo).collect();
        for (place, index) in own.iter().copied().enumerate() {
            let release = &works.releases[index];
            let green = works
                .runs
                .iter()
                .any(|run| run.sha == release.sha && run.outcome == Outcome::Passed && run.trigger == Trigger::Push);
            let newest = place + 1 == own.len();
            let candidate = release.version > service.version;
            let live = release.version == service.version;
            let by = if rng.chance(60) { service.owner } else { release.author };
            let mut add = |environment, minutes: i64, result, approved_by| {
                let at = release.at.plus_minutes(minutes).min(now.plus_minutes(-30));
                deployments.push(Deployment { release: index, environment, at, by, approved_by, result });
            };
            let current = if newest { Result::Live } else { Result::Replaced };
            add(Environment::Dev, 4, current, None);
            if candidate && !green {
                // It waits for a green run; the one before stays on staging.
                continue;
            }
            let behind = own.get(place + 1).is_some_and(|next| !is_green(works, *next));
            add(Environment::Staging, 30, if newest || behind { Result::Live } else { Result::Replaced }, None);
            let approver = works.team().into_iter().find(|one| *one != by);
            if candidate {
                match repo % 5 {
                    1 if rng.chance(70) => add(Environment::Production, 75, Result::Canary(25), approver),
                    _ if service.tier == 1 => add(Environment::Production, 75, Result::AwaitingApproval, None),
                    2 if rng.chance(60) => add(Environment::Production, 75, Result::RolledBack, approver),
                    _ => {}
                }
            } else {
                if place == 0 && own.len() > 2 && rng.chance(30) {
                    add(Environment::Production, 60, Result::Failed, approver);
                }
                add(Environment::Production, 120, if live { Result::Live } else { Result::Replaced }, approver);
            }
        }
    }
    deployments.order_by_key(|deployment| deployment.at);
    deployments
}

fn is_green(works: &Works, release: usize) -> bool {
    let sha = &works.releases[release].sha;
    works.runs.iter().any(|run| run.sha == *sha && run.outcome == Outcome::Passed && run.trigger == Trigger::Push)
}
