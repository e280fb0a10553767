//! The tools that look at issues.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ISSUE, Issues, PROJECT, SPRINT};
use crate::kit::{Call, Cursor, Email, Limit, Ordered, Query, Text, Time, ToolError, invalid, page};
use crate::world::cast::Member;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    Priority,
    Newest,
    LastUpdated,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct IssueSummary {
    /// Key of the issue, such as ATL-142.
    pub key: String,
    /// Title of the issue.
    pub title: String,
    /// Whether it is a bug, a feature or a task.
    pub issue_type: IssueType,
    /// How far it is.
    pub status: Status,
    /// How soon it should be dealt with.
    pub priority: Priority,
    /// Mail address of whoever works on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee_email: Option<String>,
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
    /// Whether an open issue blocks it.
    pub is_blocked: bool,
    /// When it last changed.
    pub updated_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct IssueList {
    /// The issues found, in the wanted order.
    pub issues: Vec<IssueSummary>,
    /// How many there are on all pages.
    pub total: usize,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Finds issues by words, project, repository, people, label, status, priority and sprint; all filters must match. Use it
/// to get an issue's key.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchIssues {
    /// Words of title, description or labels; all of them must match.
    pub query: Option<Query>,
    /// Only issues of the project with this key, such as ATL.
    pub project_key: Option<String>,
    /// Only issues about this repository.
    pub repository: Option<Text<80>>,
    /// Only issues that this person works on.
    pub assignee_email: Option<Email>,
    /// Only issues that nobody works on (default false).
    pub unassigned_only: Option<bool>,
    /// Only issues that this person reported.
    pub reporter_email: Option<Email>,
    /// Only issues with this label.
    #[schemars(example = &"performance")]
    pub label: Option<Text<40>>,
    /// Only issues that are bugs, features or tasks.
    pub issue_type: Option<IssueType>,
    /// Only issues with one of these statuses.
    pub statuses: Option<Vec<Status>>,
    /// Only issues of this priority.
    pub priority: Option<Priority>,
    /// Only issues of this sprint.
    pub sprint_id: Option<String>,
    /// In which order (default priority).
    pub sort_by: Option<Order>,
    /// How many issues to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one issue with description, comments, links to other issues and its pull request.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetIssue {
    /// Key of the issue, such as ATL-142.
    pub issue_key: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct IssueDetails {
    /// The issue.
    pub issue: Issue,
    /// The statuses that it can have next.
    pub next_statuses: Vec<Status>,
    /// Keys of the open issues that block it.
    pub blocked_by: Vec<String>,
}

pub fn search_issues(tracker: &Issues, _: &Call, args: SearchIssues) -> Result<IssueList> {
    if let Some(project_key) = &args.project_key {
        PROJECT.get(&tracker.projects, project_key)?;
    }
    if let Some(sprint_id) = &args.sprint_id {
        SPRINT.get(&tracker.sprints, sprint_id)?;
    }
    let unassigned = args.unassigned_only.unwrap_or(false);
    if unassigned && args.assignee_email.is_some() {
        return Err(invalid("Argument `unassigned_only`: give it or assignee_email, not both."));
    }
    let found = |issue: &&Issue| {
        let assignee = issue.assignee.as_ref().map(|person| person.email.as_str());
        args.query.as_ref().is_none_or(|query| query.matches(texts(issue)))
            && args.project_key.as_ref().is_none_or(|key| issue.project_key == *key)
            && args.repository.as_ref().is_none_or(|name| issue.repository.as_ref() == Some(&name.0))
            && args.assignee_email.as_ref().is_none_or(|email| assignee == Some(&email.0))
            && (!unassigned || assignee.is_none())
            && args.reporter_email.as_ref().is_none_or(|email| issue.reporter.email == email.0)
            && args.label.as_ref().is_none_or(|label| issue.labels.iter().any(|one| one.eq_ignore_ascii_case(&label.0)))
            && args.issue_type.is_none_or(|kind| issue.issue_type == kind)
            && args.statuses.as_ref().is_none_or(|statuses| statuses.is_empty() || statuses.contains(&issue.status))
            && args.priority.is_none_or(|priority| issue.priority == priority)
            && args.sprint_id.as_ref().is_none_or(|sprint| issue.sprint_id.as_ref() == Some(sprint))
    };
    let mut found: Vec<&Issue> = tracker.issues.values().filter(found).collect();
    found.order_by(|a, b| (b.updated_at, &a.key).cmp(&(a.updated_at, &b.key)));
    match args.sort_by.unwrap_or(Order::Priority) {
        Order::Priority => found.order_by_key(|issue| issue.priority),
        Order::Newest => found.order_by_key(|issue| std::cmp::Reverse(issue.created_at)),
        Order::LastUpdated => {}
    }
    let total = found.len();
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    let issues = found.into_iter().map(|issue| tracker.summary(issue)).collect();
    Ok(IssueList { issues, total, next_cursor })
}

pub fn get_issue(tracker: &Issues, _: &Call, args: GetIssue) -> Result<IssueDetails> {
    let issue = ISSUE.get(&tracker.issues, &args.issue_key)?.clone();
    let next_statuses = issue.status.next().to_vec();
    Ok(IssueDetails { next_statuses, blocked_by: tracker.open_blockers(&issue), issue })
}

fn texts(issue: &Issue) -> impl Iterator<Item = &str> {
    let fixed = [issue.key.as_str(), &issue.title, &issue.description];
    fixed.into_iter().chain(issue.labels.iter().map(String::as_str))
}

impl Issues {
    /// Keys of the issues that must be done first.
    pub(super) fn open_blockers(&self, issue: &Issue) -> Vec<String> {
        let blocking = issue.links.iter().filter(|link| link.kind == LinkKind::BlockedBy);
        let open = |key: &&String| self.issues.get(key.as_str()).is_some_and(|other| other.status.is_open());
        blocking.map(|link| &link.issue_key).filter(open).cloned().collect()
    }

    pub(super) fn summary(&self, issue: &Issue) -> IssueSummary {
        IssueSummary {
            key: issue.key.clone(),
            title: issue.title.clone(),
            issue_type: issue.issue_type,
            status: issue.status,
            priority: issue.priority,
            assignee_email: issue.assignee.as_ref().map(|person| person.email.clone()),
            labels: issue.labels.clone(),
            repository: issue.repository.clone(),
            sprint_id: issue.sprint_id.clone(),
            estimate_points: issue.estimate_points,
            is_blocked: !self.open_blockers(issue).is_empty(),
            updated_at: issue.updated_at,
        }
    }

    /// A colleague, or the user, by address.
    pub(super) fn person(&self, email: &str) -> Result<Member> {
        self.team.get(email).cloned().ok_or_else(|| {
            ToolError::NotFound(format!(
                "Nobody of the team has the address {email}. Use search_issues to see who works here."
            ))
        })
    }
}
