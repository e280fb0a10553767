//! What the build server holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::Time;
use crate::world::cast::Member;

/// How a repository is built.
#[derive(Debug, Clone, Serialize)]
pub struct Pipeline {
    pub id: String,
    pub repository: String,
    pub language: String,
    /// Number of the newest run.
    pub last_run_number: i64,
}

/// The last commit of a branch.
#[derive(Debug, Clone, Serialize)]
pub struct Revision {
    pub repository: String,
    pub branch: String,
    pub commit_sha: String,
    /// Test that this commit breaks, whatever the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken_test: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct TestCase {
    pub repository: String,
    pub test_name: String,
    pub path: String,
    pub milliseconds: i64,
    /// Whether it fails now and then without a reason in the code.
    pub flaky: bool,
    /// The only branch that has it; nothing for a test on the main branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    pub added_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    Running,
    Passed,
    Failed,
    Cancelled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    Push,
    PullRequest,
    Schedule,
    Manual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobName {
    Lint,
    Build,
    Test,
    Package,
}

impl JobName {
    pub fn word(self) -> &'static str {
        match self {
            Self::Lint => "lint",
            Self::Build => "build",
            Self::Test => "test",
            Self::Package => "package",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    Waiting,
    Running,
    Passed,
    Failed,
    Skipped,
    Cancelled,
}

#[derive(Debug, Clone, Serialize)]
pub struct Job {
    pub job_name: JobName,
    pub status: JobStatus,
    /// How often it was tried.
    pub attempts: i64,
    /// How long the last try took.
    pub seconds: i64,
    /// Tests that failed at the last try.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed_tests: Vec<String>,
    /// Tests that failed once and passed when they were tried again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flaky_tests: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Run {
    pub id: String,
    pub repository: String,
    pub run_number: i64,
    pub branch: String,
    pub commit_sha: String,
    pub trigger: Trigger,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pull_request_number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggered_by: Option<Member>,
    pub status: RunStatus,
    pub started_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Time>,
    pub jobs: Vec<Job>,
}

impl Run {
    /// `atlas-api run 512`
    pub fn title(&self) -> String {
        format!("{} run {}", self.repository, self.run_number)
    }
}
