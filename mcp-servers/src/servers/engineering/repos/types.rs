//! What the code host holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::Time;
use crate::world::cast::Member;

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Repository {
    /// Name of the repository.
    pub name: String,
    /// Id of the service that is built from it.
    pub service_id: String,
    /// What it is for.
    pub description: String,
    /// Main programming language.
    pub language: String,
    /// Who is responsible for it.
    pub owner: Member,
    /// Branch that pull requests go to.
    pub default_branch: String,
    /// How many people must approve a pull request.
    pub required_approvals: usize,
    /// Beginning of the keys of its issues.
    pub issue_prefix: String,
}

/// The text of a file; the same text is kept once.
#[derive(Debug, Clone, Serialize)]
pub struct Blob {
    pub content: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Branch {
    pub repository: String,
    pub name: String,
    pub head_sha: String,
    pub protected: bool,
}

/// A release's name of a commit.
#[derive(Debug, Clone, Serialize)]
pub struct Tag {
    pub repository: String,
    pub tag: String,
    pub commit_sha: String,
    pub released_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileStatus {
    Added,
    Modified,
    Deleted,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct FileChange {
    /// Path of the file in the repository.
    pub path: String,
    /// What happened to the file.
    pub status: FileStatus,
    /// How many lines are new.
    pub additions: usize,
    /// How many lines are gone.
    pub deletions: usize,
    /// Sha of the file afterwards; missing if it was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_sha: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckStatus {
    Pending,
    Passing,
    Failing,
}

/// What the pipeline says of a commit.
#[derive(Debug, Clone, Serialize)]
pub struct Checks {
    /// When the result is there; nothing for what was there before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Time>,
    /// Test that fails, and the files that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing: Option<Failing>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Failing {
    pub test_name: String,
    pub paths: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Commit {
    pub sha: String,
    pub repository: String,
    /// The branch that it was made on.
    pub branch: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_sha: Option<String>,
    pub author_email: String,
    pub message: String,
    pub committed_at: Time,
    pub files: Vec<FileChange>,
    pub checks: Checks,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PullRequestStatus {
    Open,
    Merged,
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Approve,
    RequestChanges,
    Comment,
}

#[derive(Debug, Clone, Serialize)]
pub struct Review {
    pub reviewer_email: String,
    pub verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// An approval of an older commit no longer counts.
    pub commit_sha: String,
    pub submitted_at: Time,
}

#[derive(Debug, Clone, Serialize)]
pub struct PullRequest {
    pub id: String,
    pub repository: String,
    pub number: i64,
    pub title: String,
    pub description: String,
    pub author_email: String,
    pub source_branch: String,
    pub target_branch: String,
    pub status: PullRequestStatus,
    pub is_draft: bool,
    pub reviews: Vec<Review>,
    pub requested_reviewer_emails: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_key: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merge_commit_sha: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_at: Option<Time>,
}

impl PullRequest {
    /// `atlas-api#42`
    pub fn reference(&self) -> String {
        format!("{}#{}", self.repository, self.number)
    }
}
