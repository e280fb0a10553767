//! What runs leave behind, to be read as resources for a while.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reading::details;
use super::types::*;
use super::{Ci, RUN};
use crate::kit::{Call, Day, Listed, Time, ToolError, conflict, not_allowed, resource};

type Result<T> = std::result::Result<T, ToolError>;

/// How long artifacts are kept.
const KEPT_DAYS: i64 = 14;

pub const TEST_REPORT: JobName = JobName::Test;
pub const TIMINGS: JobName = JobName::Build;

#[derive(Debug, Serialize, JsonSchema)]
pub struct Artifact {
    /// Name of the artifact.
    pub name: String,
    /// Address to read it at, with resources/read.
    pub uri: String,
    /// Type of its contents.
    pub mime_type: String,
    /// Size in bytes.
    pub size: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ArtifactList {
    /// Id of the run.
    pub run_id: String,
    /// The artifacts that can be read.
    pub artifacts: Vec<Artifact>,
    /// Image that was pushed, if the package job passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Last day on which they are kept.
    pub kept_until: Day,
}

/// Lists what a run has left: test report and timings by their address, and the image that was pushed. Kept for 14 days.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListRunArtifacts {
    /// Id of the run.
    pub run_id: String,
}

pub fn list_run_artifacts(ci: &Ci, call: &Call, args: ListRunArtifacts) -> Result<ArtifactList> {
    let run = kept(ci, call.now, &args.run_id)?;
    let mut artifacts = Vec::new();
    let mut add = |name: &str, mime: &str, text: String| {
        let uri = format!("ci://runs/{}/{name}", run.id);
        artifacts.push(Artifact { name: name.to_owned(), uri, mime_type: mime.to_owned(), size: text.len() });
    };
    if has(run, TEST_REPORT) {
        add("test-report", "text/csv", test_report(ci, call.now, &run.id)?);
    }
    if has(run, TIMINGS) {
        add("timings", "application/json", timings(ci, call.now, &run.id)?);
    }
    let pushed = run.jobs.iter().any(|job| job.job_name == JobName::Package && job.status == JobStatus::Passed);
    let short = run.commit_sha.get(..7).unwrap_or(&run.commit_sha);
    Ok(ArtifactList {
        run_id: run.id.clone(),
        artifacts,
        image: pushed.then(|| format!("registry.internal/{}:{short}", run.repository)),
        kept_until: run.started_at.day().plus_days(KEPT_DAYS),
    })
}

fn has(run: &Run, job: JobName) -> bool {
    let ended = |status| matches!(status, JobStatus::Passed | JobStatus::Failed);
    run.jobs.iter().any(|one| one.job_name == job && ended(one.status))
}

fn kept<'a>(ci: &'a Ci, now: Time, run_id: &str) -> Result<&'a Run> {
    let run = RUN.get(&ci.runs, run_id)?;
    if now.day().since(run.started_at.day()) > KEPT_DAYS {
        return Err(not_allowed(format!(
            "The artifacts of {} were kept for {KEPT_DAYS} days and are gone. Use start_pipeline_run for new ones.",
            run.title()
        )));
    }
    Ok(run)
}

/// The runs that have an artifact of a job. The oldest ones have none any more.
pub fn listed(ci: &Ci, job: JobName) -> Vec<Listed> {
    let newest = ci.runs.values().map(|run| run.started_at.day()).max();
    let fresh = |run: &&Run| newest.is_some_and(|newest| newest.since(run.started_at.day()) < KEPT_DAYS - 4);
    let runs = ci.runs.values().filter(fresh).filter(|run| has(run, job));
    runs.map(|run| Listed { values: vec![run.id.clone()], title: run.title() }).collect()
}

pub fn test_report(ci: &Ci, now: Time, run_id: &str) -> Result<String> {
    let run = kept(ci, now, run_id)?;
    let Some(job) = run.jobs.iter().find(|job| job.job_name == JobName::Test).filter(|_| has(run, TEST_REPORT)) else {
        return Err(conflict(format!("The tests of {} have not run to the end.", run.title())));
    };
    let mut text = "test,path,result,milliseconds\n".to_owned();
    for test in ci.tests_in(run) {
        let result = if job.failed_tests.contains(&test.test_name) {
            "failed"
        } else if job.flaky_tests.contains(&test.test_name) {
            "passed at the second try"
        } else {
            "passed"
        };
        text.push_str(&format!("{},{},{result},{}\n", test.test_name, test.path, test.milliseconds));
    }
    Ok(text)
}

pub fn timings(ci: &Ci, now: Time, run_id: &str) -> Result<String> {
    let run = kept(ci, now, run_id)?;
    if !has(run, TIMINGS) {
        return Err(conflict(format!("{} was not built, so there is nothing to time.", run.title())));
    }
    resource::json_text(&details(ci, run, now).jobs)
}
