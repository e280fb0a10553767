//! The tools that start, repeat and stop runs.

use schemars::JsonSchema;
use serde::Deserialize;

use super::reading::{RunDetails, details};
use super::types::*;
use super::{Ci, RUN};
use crate::kit::{Call, ToolError, conflict, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// How long failed jobs can be tried again.
const RETRY_DAYS: i64 = 14;

/// Runs the pipeline of a repository on a branch, job after job, and reports progress. Fails while another run of the branch
/// is under way.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartPipelineRun {
    /// Name of the repository.
    pub repository: String,
    /// Branch to run on (default main); list_pipelines names them.
    pub branch: Option<String>,
}

/// Runs the failed and skipped jobs of a run again, without those that passed. Helps with flaky tests; a commit that breaks
/// a test fails again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryFailedJobs {
    /// Id of the run.
    pub run_id: String,
}

/// Stops a run that is under way; jobs that have not ended are given up.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelPipelineRun {
    /// Id of the run.
    pub run_id: String,
}

pub fn start_pipeline_run(ci: &mut Ci, call: &mut Call, args: StartPipelineRun) -> Result<RunDetails> {
    ci.pipeline(&args.repository)?;
    let branch = args.branch.unwrap_or_else(|| "main".to_owned());
    let revision = ci.revisions.get(&format!("{}:{branch}", args.repository)).ok_or_else(|| {
        let branch = crate::kit::shorten(&branch);
        ToolError::NotFound(format!(
            "The pipeline of {} knows no branch {branch}. Use list_pipelines to see its branches.",
            args.repository
        ))
    })?;
    let busy =
        |run: &&Run| run.repository == args.repository && run.branch == branch && run.status == RunStatus::Running;
    if let Some(run) = ci.runs.values().find(busy) {
        return Err(conflict(format!(
            "{} ({}) is under way on {branch}. Wait for it, or use cancel_pipeline_run.",
            run.title(),
            run.id
        )));
    }
    let job = |job_name| Job {
        job_name,
        status: JobStatus::Waiting,
        attempts: 0,
        seconds: 0,
        failed_tests: Vec::new(),
        flaky_tests: Vec::new(),
    };
    let commit_sha = revision.commit_sha.clone();
    let number = ci.pipelines.get_mut(&args.repository).map_or(1, |pipeline| {
        pipeline.last_run_number += 1;
        pipeline.last_run_number
    });
    let run = Run {
        id: call.ids.mint("run"),
        repository: args.repository,
        run_number: number,
        jobs: super::work::jobs(&branch).into_iter().map(job).collect(),
        branch,
        commit_sha,
        trigger: Trigger::Manual,
        pull_request_number: None,
        triggered_by: Some(ci.user.clone()),
        status: RunStatus::Running,
        started_at: call.now,
        finished_at: None,
    };
    let id = run.id.clone();
    ci.runs.insert(id.clone(), run);
    ci.work(call, &id)
}

pub fn retry_failed_jobs(ci: &mut Ci, call: &mut Call, args: RetryFailedJobs) -> Result<RunDetails> {
    let run = RUN.get(&ci.runs, &args.run_id)?;
    match run.status {
        RunStatus::Failed | RunStatus::Cancelled => {}
        RunStatus::Passed => {
            return Err(conflict(format!("All jobs of {} passed; there is nothing to retry.", run.title())));
        }
        RunStatus::Running => {
            return Err(conflict(format!("{} is still under way. Use cancel_pipeline_run to stop it.", run.title())));
        }
    }
    if call.now.day().since(run.started_at.day()) > RETRY_DAYS {
        return Err(not_allowed(format!(
            "{} is older than {RETRY_DAYS} days and cannot be repeated. Use start_pipeline_run.",
            run.title()
        )));
    }
    let run = RUN.get_mut(&mut ci.runs, &args.run_id)?;
    run.status = RunStatus::Running;
    run.finished_at = None;
    for job in &mut run.jobs {
        if matches!(job.status, JobStatus::Skipped | JobStatus::Cancelled) {
            job.status = JobStatus::Waiting;
        }
    }
    ci.work(call, &args.run_id)
}

pub fn cancel_pipeline_run(ci: &mut Ci, call: &mut Call, args: CancelPipelineRun) -> Result<RunDetails> {
    let run = RUN.get(&ci.runs, &args.run_id)?;
    if run.status != RunStatus::Running {
        return Err(conflict(format!("{} is not under way. Use list_pipeline_runs with status running.", run.title())));
    }
    stop(RUN.get_mut(&mut ci.runs, &args.run_id)?, call);
    Ok(details(ci, RUN.get(&ci.runs, &args.run_id)?, call.now))
}

fn stop(run: &mut Run, call: &Call) {
    run.status = RunStatus::Cancelled;
    run.finished_at = Some(call.now);
    for job in &mut run.jobs {
        job.status = match job.status {
            JobStatus::Running => JobStatus::Cancelled,
            JobStatus::Waiting => JobStatus::Skipped,
            status => status,
        };
    }
}

impl Ci {
    /// Does the jobs of a run that have not passed, one after the other. What comes after a failure is skipped.
    fn work(&mut self, call: &mut Call, run_id: &str) -> Result<RunDetails> {
        let count = RUN.get(&self.runs, run_id)?.jobs.len();
        let mut broken = false;
        for index in 0..count {
            let run = RUN.get(&self.runs, run_id)?;
            let Some(job) = run.jobs.get(index).filter(|job| job.status != JobStatus::Passed) else { continue };
            let mut after = self.try_job(run, job);
            if broken {
                after = Job { status: JobStatus::Skipped, ..job.clone() };
            }
            broken |= after.status == JobStatus::Failed;
            let end = match after.status {
                JobStatus::Failed => format!("failed: {}", after.failed_tests.join(", ")),
                JobStatus::Skipped => "skipped".to_owned(),
                _ => format!("passed in {} s", after.seconds),
            };
            let message = format!("{} {end}", after.job_name.word());
            let run = RUN.get_mut(&mut self.runs, run_id)?;
            if let Some(job) = run.jobs.get_mut(index) {
                *job = after;
            }
            if let Err(cancelled) = call.progress(index as u64 + 1, count as u64, &message) {
                stop(run, call);
                return Err(cancelled);
            }
        }
        let run = RUN.get_mut(&mut self.runs, run_id)?;
        run.status = if broken { RunStatus::Failed } else { RunStatus::Passed };
        run.finished_at = Some(call.now);
        Ok(details(self, RUN.get(&self.runs, run_id)?, call.now))
    }
}
