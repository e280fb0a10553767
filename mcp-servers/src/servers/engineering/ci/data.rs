//! The build server as the world has it.

use std::collections::BTreeMap;

use super::Ci;
use super::types::*;
use super::work;
use crate::kit::Table;
use crate::world::cast::Member;
use crate::world::topics::TOPICS;
use crate::world::works::{Stage, Works};
use crate::world::{World, code, delivery};

pub fn generate(world: &World) -> Ci {
    let works = Works::generate(world);
    let mut runs = BTreeMap::new();
    let mut last = vec![0; works.services.len()];
    for (index, run) in works.runs.iter().enumerate() {
        last[run.repo] = run.number;
        let by = run.by.map(|one| works.member(one));
        let run = made(world, &works, index, run, by);
        runs.insert(run.id.clone(), run);
    }
    let pipeline = |(repo, service): (usize, &crate::world::software::Service)| {
        let (id, repository, language) = (world.id("ppl", repo), service.name.clone(), service.language.to_owned());
        (service.name.clone(), Pipeline { id, repository, language, last_run_number: last[repo] })
    };
    Ci {
        pipelines: works.services.iter().enumerate().map(pipeline).collect(),
        revisions: revisions(&works),
        runs: runs.into_iter().collect(),
        tests: tests(world, &works),
        user: works.member(None),
    }
}

fn made(world: &World, works: &Works, index: usize, run: &delivery::Run, triggered_by: Option<Member>) -> Run {
    let (id, service) = (world.id("run", index), &works.services[run.repo]);
    let name = |topic: usize| code::test_name(service.language, &TOPICS[topic]);
    let failed: Vec<String> = run.failed_topic.into_iter().map(name).collect();
    let running = run.outcome == delivery::Outcome::Running;
    let cancelled = run.outcome == delivery::Outcome::Cancelled;
    let mut seconds = 0;
    let job = |job_name: JobName| {
        let is_test = job_name == JobName::Test;
        let status = match job_name {
            JobName::Lint => JobStatus::Passed,
            JobName::Build if cancelled => JobStatus::Cancelled,
            JobName::Test if running => JobStatus::Running,
            JobName::Package if running => JobStatus::Waiting,
            JobName::Test | JobName::Package if cancelled => JobStatus::Skipped,
            JobName::Test if !failed.is_empty() => JobStatus::Failed,
            JobName::Package if !failed.is_empty() => JobStatus::Skipped,
            _ => JobStatus::Passed,
        };
        let flaky_tests: Vec<String> = if is_test && status == JobStatus::Passed {
            run.flaky.iter().copied().map(name).collect()
        } else {
            Vec::new()
        };
        let ended = matches!(status, JobStatus::Passed | JobStatus::Failed);
        let took = if ended { work::seconds(&id, service.language, job_name) } else { 0 };
        seconds += took;
        let tried = !matches!(status, JobStatus::Skipped | JobStatus::Waiting);
        Job {
            job_name,
            status,
            attempts: i64::from(tried) + i64::from(!flaky_tests.is_empty()),
            seconds: took,
            failed_tests: if status == JobStatus::Failed { failed.clone() } else { Vec::new() },
            flaky_tests,
        }
    };
    let jobs: Vec<Job> = work::jobs(&run.branch).into_iter().map(job).collect();
    Run {
        repository: service.name.clone(),
        run_number: run.number,
        branch: run.branch.clone(),
        commit_sha: run.sha.clone(),
        trigger: match run.trigger {
            delivery::Trigger::Push => Trigger::Push,
            delivery::Trigger::PullRequest => Trigger::PullRequest,
            delivery::Trigger::Schedule => Trigger::Schedule,
        },
        pull_request_number: run.change.map(|change| works.changes[change].number),
        triggered_by,
        status: match run.outcome {
            delivery::Outcome::Passed => RunStatus::Passed,
            delivery::Outcome::Failed => RunStatus::Failed,
            delivery::Outcome::Cancelled => RunStatus::Cancelled,
            delivery::Outcome::Running => RunStatus::Running,
        },
        started_at: run.at,
        finished_at: (!running).then(|| run.at.plus_seconds(seconds + 20)),
        jobs,
        id,
    }
}

/// What stands at the end of each branch.
fn revisions(works: &Works) -> Table<Revision> {
    let mut revisions = BTreeMap::new();
    for (repo, service) in works.services.iter().enumerate() {
        let main = works.merged(repo).last().and_then(|(_, change)| change.merge_sha.clone());
        let open = works.changes.iter().filter(|change| change.repo == repo && change.is_open());
        let ends = open.map(|change| (change.branch.clone(), change.head().sha.clone()));
        for (branch, commit_sha) in main.map(|sha| ("main".to_owned(), sha)).into_iter().chain(ends) {
            let run = works.runs.iter().find(|run| run.sha == commit_sha && run.change.is_some());
            let broken = run.and_then(|run| run.failed_topic);
            let revision = Revision {
                repository: service.name.clone(),
                branch: branch.clone(),
                commit_sha,
                broken_test: broken.map(|topic| code::test_name(service.language, &TOPICS[topic])),
            };
            revisions.insert(format!("{}:{branch}", service.name), revision);
        }
    }
    revisions.into_iter().collect()
}

fn tests(world: &World, works: &Works) -> Table<TestCase> {
    let mut tests = BTreeMap::new();
    for (repo, service) in works.services.iter().enumerate() {
        let mut rng = world.rng("test times", repo);
        let flaky = works.runs.iter().filter(|run| run.repo == repo).flat_map(|run| run.flaky.first()).next();
        let root = &works.roots[repo];
        let rules = root.rules.iter().map(|rule| (rule.0, None, root.commit.at));
        let added = works.changes.iter().filter(|change| change.repo == repo && change.from.is_none());
        let added = added.map(|change| {
            let side = (change.stage != Stage::Merged).then(|| change.branch.clone());
            let at = change.ended_at.filter(|_| side.is_none()).unwrap_or(change.opened_at.plus_minutes(-60));
            (change.topic, side, at)
        });
        for (index, branch, added_at) in rules.chain(added) {
            let topic = &TOPICS[index];
            let test = TestCase {
                repository: service.name.clone(),
                test_name: code::test_name(service.language, topic),
                path: code::test_path(service, topic),
                milliseconds: rng.range(3, 900),
                flaky: flaky == Some(&index),
                branch,
                added_at,
            };
            tests.insert(format!("{}:{}", service.name, test.test_name), test);
        }
    }
    tests.into_iter().collect()
}
