//! What a job does: its steps, how long it takes, and which tests it breaks on.

use super::types::*;
use super::{Ci, PIPELINE};
use crate::kit::ToolError;
use crate::kit::ids::fnv;
use crate::world::scaffold::{commands, lint_command};

/// The jobs of a run: packages are made of the main branch alone.
pub fn jobs(branch: &str) -> Vec<JobName> {
    let mut jobs = vec![JobName::Lint, JobName::Build, JobName::Test];
    if branch == "main" {
        jobs.push(JobName::Package);
    }
    jobs
}

/// The steps of a job: what each is called and what it runs.
pub fn steps(language: &str, job: JobName) -> [(&'static str, &'static str); 3] {
    let (build, test) = commands(language);
    let last = match job {
        JobName::Lint => ("Check the style", lint_command(language)),
        JobName::Build => ("Build", build),
        JobName::Test => ("Run the tests", test),
        JobName::Package => ("Build and push the image", "docker buildx build --push ."),
    };
    [("Check out", "git checkout"), ("Restore the cache", "cache restore"), last]
}

/// How long a job takes: always the same for a run, a little different for another.
pub fn seconds(run_id: &str, language: &str, job: JobName) -> i64 {
    let usual = match (job, language) {
        (JobName::Lint, _) => 24,
        (JobName::Build, "Rust" | "Swift" | "Kotlin") => 190,
        (JobName::Build, _) => 75,
        (JobName::Test, _) => 120,
        (JobName::Package, _) => 60,
    };
    usual + (fnv(run_id) % 40) as i64 * usual / 100
}

impl Ci {
    pub(super) fn language(&self, repository: &str) -> &str {
        self.pipelines.get(repository).map_or("", |pipeline| &pipeline.language)
    }

    pub(super) fn tests_of(&self, repository: &str) -> impl Iterator<Item = &TestCase> {
        self.tests.values().filter(move |test| test.repository == repository)
    }

    pub(super) fn pipeline(&self, repository: &str) -> Result<&Pipeline, ToolError> {
        PIPELINE.get(&self.pipelines, repository)
    }

    /// The tests that a run has to do with.
    pub(super) fn tests_in<'a>(&'a self, run: &'a Run) -> impl Iterator<Item = &'a TestCase> {
        self.tests_of(&run.repository).filter(|test| {
            test.added_at <= run.started_at && test.branch.as_ref().is_none_or(|branch| *branch == run.branch)
        })
    }

    /// A job as it comes out when it is tried once more: a commit that breaks a test breaks it again, a flaky test fails
    /// in every third run at its first try.
    pub(super) fn try_job(&self, run: &Run, job: &Job) -> Job {
        let broken = self.revisions.values().find(|one| one.commit_sha == run.commit_sha && one.broken_test.is_some());
        let known =
            || run.jobs.iter().flat_map(|job| &job.failed_tests).find(|name| !self.is_flaky(&run.repository, name));
        let broken = broken.and_then(|one| one.broken_test.clone()).or_else(|| known().cloned());
        let seconds = seconds(&run.id, self.language(&run.repository), job.job_name);
        let mut after = Job {
            status: JobStatus::Passed,
            attempts: job.attempts + 1,
            seconds,
            failed_tests: Vec::new(),
            ..job.clone()
        };
        if job.job_name != JobName::Test {
            return after;
        }
        let flaky = self.tests_in(run).find(|test| test.flaky).map(|test| test.test_name.clone());
        after.failed_tests.extend(broken);
        match flaky.filter(|name| !after.failed_tests.contains(name)) {
            Some(name) if job.attempts == 0 && run.run_number % 3 == 0 => after.failed_tests.push(name),
            Some(name) if job.failed_tests.contains(&name) && !after.flaky_tests.contains(&name) => {
                after.flaky_tests.push(name);
            }
            _ => {}
        }
        if !after.failed_tests.is_empty() {
            after.status = JobStatus::Failed;
        }
        after
    }

    pub(super) fn is_flaky(&self, repository: &str, test_name: &str) -> bool {
        self.tests_of(repository).any(|test| test.flaky && test.test_name == test_name)
    }
}
