//! Logs of jobs, and what to ask about a failure.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::work::steps;
use super::{Ci, RUN};
use crate::kit::{Call, Int, Message, Time, ToolError, conflict};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct JobLog {
    /// Id of the run.
    pub run_id: String,
    /// Name of the job.
    pub job_name: JobName,
    /// How the job stands or ended.
    pub status: JobStatus,
    /// How many lines the whole log has.
    pub total_lines: usize,
    /// The last lines of the log.
    pub lines: Vec<String>,
    /// Tests that failed.
    pub failed_tests: Vec<String>,
}

/// Returns the end of a job's log, with the names of failed tests. Fails for a job that has not begun.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetJobLog {
    /// Id of the run.
    pub run_id: String,
    /// Name of the job.
    pub job_name: JobName,
    /// How many lines to return, from the end (default 30).
    pub last_lines: Option<Int<1, 200>>,
}

pub fn get_job_log(ci: &Ci, _: &Call, args: GetJobLog) -> Result<JobLog> {
    let run = RUN.get(&ci.runs, &args.run_id)?;
    let Some(job) = run.jobs.iter().find(|job| job.job_name == args.job_name) else {
        return Err(conflict(format!(
            "{} on {} has no job {}; packages are made on main only.",
            run.title(),
            run.branch,
            args.job_name.word()
        )));
    };
    if job.attempts == 0 {
        return Err(conflict(format!(
            "The job {} of {} has not run, so it has no log.",
            job.job_name.word(),
            run.title()
        )));
    }
    let mut lines = log(ci, run, job);
    let total_lines = lines.len();
    let wanted = args.last_lines.map_or(30, |lines| lines.0 as usize);
    lines.drain(..total_lines.saturating_sub(wanted));
    Ok(JobLog {
        run_id: run.id.clone(),
        job_name: job.job_name,
        status: job.status,
        total_lines,
        lines,
        failed_tests: job.failed_tests.clone(),
    })
}

fn log(ci: &Ci, run: &Run, job: &Job) -> Vec<String> {
    let language = ci.language(&run.repository);
    let [_, _, (_, command)] = steps(language, job.job_name);
    let short = run.commit_sha.get(..7).unwrap_or(&run.commit_sha);
    let mut lines = vec![
        format!("Runner {} takes job {} of {}", run.run_number % 6 + 1, job.job_name.word(), run.title()),
        format!("git checkout {short} ({})", run.branch),
        format!("Cache restored: {}-{}", run.repository, language.to_lowercase()),
        format!("$ {command}"),
    ];
    if job.status == JobStatus::Cancelled {
        lines.push("The job was cancelled.".to_owned());
        return lines;
    }
    match job.job_name {
        JobName::Lint => lines.push("0 problems found".to_owned()),
        JobName::Build => lines.push(format!("Build finished in {} s", job.seconds)),
        JobName::Package => lines.push(format!("Pushed registry.internal/{}:{short}", run.repository)),
        JobName::Test => tests(ci, run, job, &mut lines),
    }
    match job.status {
        JobStatus::Running => {}
        JobStatus::Failed => lines.push("Process ended with exit code 1".to_owned()),
        _ => lines.push(format!("Job {} passed", job.job_name.word())),
    }
    lines
}

fn tests(ci: &Ci, run: &Run, job: &Job, lines: &mut Vec<String>) {
    let running = job.status == JobStatus::Running;
    for test in ci.tests_in(run) {
        let name = &test.test_name;
        if running {
            lines.push(format!("{name} ... {} ms ok", test.milliseconds));
            break;
        }
        if job.flaky_tests.contains(name) {
            lines.push(format!("{name} ... FAILED, trying again"));
        }
        let end = if job.failed_tests.contains(name) { "FAILED" } else { "ok" };
        lines.push(format!("{name} ... {} ms {end}", test.milliseconds));
    }
    for name in &job.failed_tests {
        lines.push(String::new());
        lines.push(format!("failure: {name}"));
        if let Some(test) = ci.tests_in(run).find(|test| test.test_name == *name) {
            let why = if test.flaky { "timed out after 5000 ms" } else { "assertion failed: left and right differ" };
            lines.push(format!("  at {}: {why}", test.path));
        }
    }
    if !running {
        let all = ci.tests_in(run).count();
        let failed = job.failed_tests.len();
        lines.push(format!("{} passed, {failed} failed", all.saturating_sub(failed)));
    }
}

/// Explains why a run failed and what to do: whether the test is flaky or the commit is to blame.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainFailure {
    /// Id of the failed run.
    pub run_id: String,
}

pub fn explain_failure(ci: &Ci, _: Time, args: ExplainFailure) -> Result<Vec<Message>> {
    let run = RUN.get(&ci.runs, &args.run_id)?;
    let Some(job) = run.jobs.iter().find(|job| job.status == JobStatus::Failed) else {
        return Err(conflict(format!("{} has no failed job.", run.title())));
    };
    let flaky: Vec<&String> = job.failed_tests.iter().filter(|name| ci.is_flaky(&run.repository, name)).collect();
    let mut text = format!(
        "{} ({}) on {} at commit {} failed in the job {}.\n\n```\n{}\n```\n",
        run.title(),
        run.id,
        run.branch,
        run.commit_sha,
        job.job_name.word(),
        log(ci, run, job).join("\n")
    );
    for name in flaky {
        text.push_str(&format!("\nThe test {name} has failed before without a change of code."));
    }
    text.push_str(
        "\nFind out whether the commit or the test is to blame: look at earlier runs of the branch (list_pipeline_runs) and at get_flaky_tests. \
         If the test is flaky, propose retry_failed_jobs; if not, say which change most likely broke it.",
    );
    Ok(vec![Message::User(text)])
}
