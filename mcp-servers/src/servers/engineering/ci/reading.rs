//! The tools that look at pipelines, runs and flaky tests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::work::steps;
use super::{Ci, RUN};
use crate::kit::{Call, Cursor, Day, Limit, Ordered, Text, Time, ToolError, page};
use crate::world::cast::Member;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct PipelineSummary {
    /// Id of the pipeline.
    pub id: String,
    /// Name of the repository that it builds.
    pub repository: String,
    /// Language of the repository.
    pub language: String,
    /// Jobs of a run on the main branch, in their order.
    pub jobs: Vec<JobName>,
    /// Branches that it can run on.
    pub branches: Vec<String>,
    /// Id of the last finished run on the main branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_main_run_id: Option<String>,
    /// How the last finished run on the main branch ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub main_status: Option<RunStatus>,
    /// How many of the last 20 finished runs passed, in percent.
    pub pass_rate_percent: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PipelineList {
    /// The pipelines, by repository.
    pub pipelines: Vec<PipelineSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the pipelines with the state of their main branch and how many of the last runs passed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPipelines {
    /// Only pipelines whose main branch is in this state.
    pub main_status: Option<RunStatus>,
    /// How many pipelines to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RunSummary {
    /// Id of the run.
    pub id: String,
    /// Name of the repository.
    pub repository: String,
    /// Number of the run in its pipeline.
    pub run_number: i64,
    /// Branch that it ran on.
    pub branch: String,
    /// Sha of the commit that it looked at.
    pub commit_sha: String,
    /// What started it.
    pub trigger: Trigger,
    /// Number of the pull request, if it belongs to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pull_request_number: Option<i64>,
    /// How it stands or ended.
    pub status: RunStatus,
    /// The job that failed, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_job: Option<JobName>,
    /// When it started.
    pub started_at: Time,
    /// How long it took or takes so far, in seconds.
    pub duration_seconds: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RunList {
    /// The runs found, newest first.
    pub runs: Vec<RunSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists runs by repository, branch, commit, status or trigger, newest first. Use it to get a run's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPipelineRuns {
    /// Only runs of this repository.
    pub repository: Option<String>,
    /// Only runs on this branch.
    pub branch: Option<Text<120>>,
    /// Only runs of the commit whose sha begins so.
    pub commit_sha: Option<Text<40>>,
    /// Only runs with this status.
    pub status: Option<RunStatus>,
    /// Only runs that this started.
    pub trigger: Option<Trigger>,
    /// How many runs to return at most (default 15).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct StepDetails {
    /// Name of the step.
    pub step_name: String,
    /// What it runs.
    pub command: String,
    /// How it stands or ended.
    pub status: JobStatus,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct JobDetails {
    /// Name of the job.
    pub job_name: JobName,
    /// How it stands or ended.
    pub status: JobStatus,
    /// How often it was tried.
    pub attempts: i64,
    /// How long the last try took, in seconds.
    pub duration_seconds: i64,
    /// Its steps, in their order.
    pub steps: Vec<StepDetails>,
    /// Tests that failed at the last try.
    pub failed_tests: Vec<String>,
    /// Tests that failed once and passed when they were tried again.
    pub flaky_tests: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RunDetails {
    /// The run in short.
    pub run: RunSummary,
    /// Who started it, if somebody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggered_by: Option<Member>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Time>,
    /// Its jobs, in their order.
    pub jobs: Vec<JobDetails>,
}

/// Returns one run with its jobs, steps and failed tests. Use get_job_log to see why a job failed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetPipelineRun {
    /// Id of the run.
    pub run_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FlakyTest {
    /// Name of the repository.
    pub repository: String,
    /// Name of the test.
    pub test_name: String,
    /// File that the test is in.
    pub path: String,
    /// In how many runs it failed and then passed without a change of code.
    pub flaky_runs: usize,
    /// How many runs have run it to the end.
    pub total_runs: usize,
    /// Share of runs in which it was flaky, in percent.
    pub flaky_percent: i64,
    /// When it was last flaky.
    pub last_seen_at: Time,
    /// Run in which it was last flaky.
    pub last_run_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FlakyReport {
    /// The flaky tests, the worst first.
    pub tests: Vec<FlakyTest>,
}

/// Reports tests that failed and then passed on the same commit, the worst first, to decide what to mend or to mute.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetFlakyTests {
    /// Only tests of this repository.
    pub repository: Option<String>,
    /// Only runs of this day or later (default: all that are kept).
    pub since_date: Option<Day>,
}

pub fn list_pipelines(ci: &Ci, _: &Call, args: ListPipelines) -> Result<PipelineList> {
    let summary = |pipeline: &Pipeline| {
        let mut done: Vec<&Run> = ci.runs.values().filter(|run| run.repository == pipeline.repository).collect();
        done.retain(|run| matches!(run.status, RunStatus::Passed | RunStatus::Failed));
        done.order_by_key(|run| std::cmp::Reverse(run.run_number));
        let main = done.iter().find(|run| run.branch == "main");
        let last: Vec<&&Run> = done.iter().take(20).collect();
        let passed = last.iter().filter(|run| run.status == RunStatus::Passed).count();
        let branches = ci.revisions.values().filter(|one| one.repository == pipeline.repository);
        PipelineSummary {
            id: pipeline.id.clone(),
            repository: pipeline.repository.clone(),
            language: pipeline.language.clone(),
            jobs: super::work::jobs("main"),
            branches: branches.map(|one| one.branch.clone()).collect(),
            last_main_run_id: main.map(|run| run.id.clone()),
            main_status: main.map(|run| run.status),
            pass_rate_percent: (passed * 100 / last.len().max(1)) as i64,
        }
    };
    let mut found: Vec<PipelineSummary> = ci.pipelines.values().map(summary).collect();
    found.retain(|pipeline| args.main_status.is_none_or(|status| pipeline.main_status == Some(status)));
    let (pipelines, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(PipelineList { pipelines, next_cursor })
}

pub fn list_pipeline_runs(ci: &Ci, call: &Call, args: ListPipelineRuns) -> Result<RunList> {
    if let Some(repository) = &args.repository {
        ci.pipeline(repository)?;
    }
    let found = |run: &&Run| {
        args.repository.as_ref().is_none_or(|name| run.repository == *name)
            && args.branch.as_ref().is_none_or(|branch| run.branch == branch.0)
            && args.commit_sha.as_ref().is_none_or(|sha| run.commit_sha.starts_with(&sha.0.to_ascii_lowercase()))
            && args.status.is_none_or(|status| run.status == status)
            && args.trigger.is_none_or(|trigger| run.trigger == trigger)
    };
    let mut found: Vec<&Run> = ci.runs.values().filter(found).collect();
    found.order_by(|a, b| (b.started_at, &a.id).cmp(&(a.started_at, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 15);
    Ok(RunList { runs: found.into_iter().map(|run| summary(run, call.now)).collect(), next_cursor })
}

fn summary(run: &Run, now: Time) -> RunSummary {
    let failed = run.jobs.iter().find(|job| job.status == JobStatus::Failed);
    let until = run.finished_at.unwrap_or(now);
    let spent: i64 = run.jobs.iter().map(|job| job.seconds).sum();
    RunSummary {
        id: run.id.clone(),
        repository: run.repository.clone(),
        run_number: run.run_number,
        branch: run.branch.clone(),
        commit_sha: run.commit_sha.clone(),
        trigger: run.trigger,
        pull_request_number: run.pull_request_number,
        status: run.status,
        failed_job: failed.map(|job| job.job_name),
        started_at: run.started_at,
        duration_seconds: spent.max(until.minutes_since(run.started_at).max(0) * 60),
    }
}

pub fn details(ci: &Ci, run: &Run, now: Time) -> RunDetails {
    let language = ci.language(&run.repository);
    let job = |job: &Job| {
        let steps = steps(language, job.job_name);
        let step = |(index, (name, command)): (usize, &(&str, &str))| StepDetails {
            step_name: (*name).to_owned(),
            command: (*command).to_owned(),
            status: match job.status {
                JobStatus::Failed | JobStatus::Running if index + 1 < steps.len() => JobStatus::Passed,
                status => status,
            },
        };
        JobDetails {
            job_name: job.job_name,
            status: job.status,
            attempts: job.attempts,
            duration_seconds: job.seconds,
            steps: steps.iter().enumerate().map(step).collect(),
            failed_tests: job.failed_tests.clone(),
            flaky_tests: job.flaky_tests.clone(),
        }
    };
    RunDetails {
        run: summary(run, now),
        triggered_by: run.triggered_by.clone(),
        finished_at: run.finished_at,
        jobs: run.jobs.iter().map(job).collect(),
    }
}

pub fn get_pipeline_run(ci: &Ci, call: &Call, args: GetPipelineRun) -> Result<RunDetails> {
    Ok(details(ci, RUN.get(&ci.runs, &args.run_id)?, call.now))
}

pub fn get_flaky_tests(ci: &Ci, _: &Call, args: GetFlakyTests) -> Result<FlakyReport> {
    if let Some(repository) = &args.repository {
        ci.pipeline(repository)?;
    }
    let mut tests = Vec::new();
    for test in ci.tests.values() {
        if args.repository.as_ref().is_some_and(|name| test.repository != *name) {
            continue;
        }
        let tested = |run: &&Run| {
            run.repository == test.repository
                && args.since_date.is_none_or(|day| run.started_at.day() >= day)
                && run.jobs.iter().any(|job| job.job_name == JobName::Test && job.attempts > 0)
        };
        let runs: Vec<&Run> = ci.runs.values().filter(tested).collect();
        let flaky = |run: &&&Run| run.jobs.iter().any(|job| job.flaky_tests.contains(&test.test_name));
        let flaky_runs = runs.iter().filter(flaky).count();
        let Some(last) = runs.iter().filter(flaky).max_by_key(|run| run.started_at) else { continue };
        tests.push(FlakyTest {
            repository: test.repository.clone(),
            test_name: test.test_name.clone(),
            path: test.path.clone(),
            flaky_runs,
            total_runs: runs.len(),
            flaky_percent: (flaky_runs * 100 / runs.len().max(1)) as i64,
            last_seen_at: last.started_at,
            last_run_id: last.id.clone(),
        });
    }
    tests.order_by(|a, b| (b.flaky_percent, &a.repository).cmp(&(a.flaky_percent, &b.repository)));
    tests.truncate(50);
    Ok(FlakyReport { tests })
}
