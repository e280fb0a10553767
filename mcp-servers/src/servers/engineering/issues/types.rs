//! What the tracker holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Time};
use crate::world::cast::Member;

#[derive(Debug, Clone, Serialize)]
pub struct Project {
    /// Beginning of the keys of its issues, such as ATL.
    pub project_key: String,
    pub name: String,
    pub repositories: Vec<String>,
    /// Number of the newest issue.
    pub last_number: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IssueType {
    Bug,
    Feature,
    Task,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Backlog,
    Todo,
    InProgress,
    InReview,
    Done,
    Cancelled,
}

impl Status {
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Done | Self::Cancelled)
    }

    /// What may come next.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Backlog => &[Self::Todo, Self::InProgress, Self::Cancelled],
            Self::Todo => &[Self::Backlog, Self::InProgress, Self::Cancelled],
            Self::InProgress => &[Self::Todo, Self::InReview, Self::Cancelled],
            Self::InReview => &[Self::InProgress, Self::Done, Self::Cancelled],
            Self::Done => &[Self::Todo],
            Self::Cancelled => &[Self::Backlog, Self::Todo],
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Backlog => "backlog",
            Self::Todo => "todo",
            Self::InProgress => "in_progress",
            Self::InReview => "in_review",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    Urgent,
    High,
    Medium,
    Low,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    Blocks,
    BlockedBy,
    Duplicates,
    DuplicatedBy,
    RelatesTo,
}

impl LinkKind {
    /// The same link seen from the other issue.
    pub fn inverse(self) -> Self {
        match self {
            Self::Blocks => Self::BlockedBy,
            Self::BlockedBy => Self::Blocks,
            Self::Duplicates => Self::DuplicatedBy,
            Self::DuplicatedBy => Self::Duplicates,
            Self::RelatesTo => Self::RelatesTo,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IssueLink {
    /// How the issue is related to the other one.
    pub kind: LinkKind,
    /// Key of the other issue.
    pub issue_key: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LinkedPullRequest {
    /// Id of the pull request.
    pub pull_request_id: String,
    /// Name of the repository.
    pub repository: String,
    /// Number of the pull request in its repository.
    pub number: i64,
    /// Branch with the changes.
    pub source_branch: String,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Comment {
    /// Id of the comment.
    pub id: String,
    /// Who wrote it.
    pub author: Member,
    /// What it says.
    pub body: String,
    /// When it was written.
    pub created_at: Time,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Issue {
    /// Key of the issue, such as ATL-142.
    pub key: String,
    /// Key of the project.
    pub project_key: String,
    /// Title of the issue.
    pub title: String,
    /// What is wrong or wanted.
    pub description: String,
    /// Whether it is a bug, a feature or a task.
    pub issue_type: IssueType,
    /// How far it is.
    pub status: Status,
    /// How soon it should be dealt with.
    pub priority: Priority,
    /// Who works on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Member>,
    /// Who reported it.
    pub reporter: Member,
    /// Words to find it by.
    pub labels: Vec<String>,
    /// Repository that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// Sprint that it is planned for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sprint_id: Option<String>,
    /// Estimated effort in points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimate_points: Option<i64>,
    /// Other issues that it has to do with.
    pub links: Vec<IssueLink>,
    /// Pull request that was opened for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pull_request: Option<LinkedPullRequest>,
    /// What people wrote, oldest first.
    pub comments: Vec<Comment>,
    /// When it was reported.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
    /// When it was done or given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SprintState {
    Finished,
    Active,
    Planned,
}

#[derive(Debug, Clone, Serialize)]
pub struct Sprint {
    pub id: String,
    pub name: String,
    pub state: SprintState,
    pub first_day: Day,
    pub last_day: Day,
    /// How many points the team can do.
    pub capacity_points: i64,
}
