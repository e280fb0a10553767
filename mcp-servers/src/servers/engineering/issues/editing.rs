//! The tools that report issues and change what they say.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{ISSUE, Issues, PROJECT, SPRINT};
use crate::kit::{Call, Email, Int, Text, ToolError, conflict, invalid};

type Result<T> = std::result::Result<T, ToolError>;

/// Reports a new issue in a project's backlog. Use search_issues first: what is reported already should not be reported twice.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateIssue {
    /// Key of the project, such as ATL.
    pub project_key: String,
    /// Title: the problem or the wish in a few words.
    pub title: Text<150>,
    /// Whether it is a bug, a feature or a task.
    pub issue_type: IssueType,
    /// What is wrong or wanted, and how to see it.
    pub description: Option<Text<4000>>,
    /// How soon it should be dealt with (default medium).
    pub priority: Option<Priority>,
    /// Repository that it is about; one of the project's.
    pub repository: Option<String>,
    /// Words to find it by.
    pub labels: Option<Vec<Text<40>>>,
    /// Mail address of whoever shall work on it.
    pub assignee_email: Option<Email>,
    /// Estimated effort in points: 1, 2, 3, 5, 8 or 13.
    pub estimate_points: Option<Int<1, 13>>,
}

/// Changes title, description, priority, labels or estimate of an issue. Status, assignee and sprint have tools of their own.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateIssue {
    /// Key of the issue, such as ATL-142.
    pub issue_key: String,
    /// New title.
    pub title: Option<Text<150>>,
    /// New description.
    pub description: Option<Text<4000>>,
    /// New priority.
    pub priority: Option<Priority>,
    /// All labels that it shall have, in place of the old ones.
    pub labels: Option<Vec<Text<40>>>,
    /// New estimate in points: 1, 2, 3, 5, 8 or 13; refused once the issue is done.
    pub estimate_points: Option<Int<1, 13>>,
}

/// Adds a comment of the user to an issue.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentOnIssue {
    /// Key of the issue, such as ATL-142.
    pub issue_key: String,
    /// What to say.
    pub body: Text<4000>,
}

/// Gives an issue to somebody of the team, or to nobody if assignee_email is left out. Fails for issues that are done, and
/// work in progress cannot be left without an assignee.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignIssue {
    /// Key of the issue, such as ATL-142.
    pub issue_key: String,
    /// Mail address of whoever shall work on it.
    pub assignee_email: Option<Email>,
}

pub fn create_issue(tracker: &mut Issues, call: &mut Call, args: CreateIssue) -> Result<Issue> {
    let project = PROJECT.get(&tracker.projects, &args.project_key)?;
    if let Some(name) = args.repository.as_ref().filter(|name| !project.repositories.contains(name)) {
        return Err(invalid(format!(
            "Argument `repository`: {} is no repository of {}; it has {}.",
            crate::kit::shorten(name),
            project.name,
            if project.repositories.is_empty() { "none".to_owned() } else { project.repositories.join(", ") }
        )));
    }
    let labels = labels(args.labels.unwrap_or_default())?;
    let estimate_points = args.estimate_points.map(points).transpose()?;
    let assignee = args.assignee_email.map(|email| tracker.person(&email.0)).transpose()?;
    let reporter = tracker.user.clone();
    let project = PROJECT.get_mut(&mut tracker.projects, &args.project_key)?;
    project.last_number += 1;
    let issue = Issue {
        key: format!("{}-{}", project.project_key, project.last_number),
        project_key: args.project_key,
        title: args.title.0,
        description: args.description.map(|text| text.0).unwrap_or_default(),
        issue_type: args.issue_type,
        status: Status::Backlog,
        priority: args.priority.unwrap_or(Priority::Medium),
        assignee,
        reporter,
        labels,
        repository: args.repository,
        sprint_id: None,
        estimate_points,
        links: Vec::new(),
        pull_request: None,
        comments: Vec::new(),
        created_at: call.now,
        updated_at: call.now,
        resolved_at: None,
    };
    tracker.issues.insert(issue.key.clone(), issue.clone());
    Ok(issue)
}

pub fn update_issue(tracker: &mut Issues, call: &mut Call, args: UpdateIssue) -> Result<Issue> {
    let mut issue = ISSUE.get(&tracker.issues, &args.issue_key)?.clone();
    let nothing = args.title.is_none() && args.description.is_none() && args.priority.is_none();
    if nothing && args.labels.is_none() && args.estimate_points.is_none() {
        return Err(invalid(
            "Nothing to change: give at least one of title, description, priority, labels or estimate_points.",
        ));
    }
    if let Some(estimate) = args.estimate_points {
        if !issue.status.is_open() {
            return Err(conflict(format!("{} is closed, so its estimate stays as it is.", issue.key)));
        }
        issue.estimate_points = Some(points(estimate)?);
    }
    if let Some(new) = args.labels {
        issue.labels = labels(new)?;
    }
    issue.title = args.title.map_or(issue.title, |text| text.0);
    issue.description = args.description.map_or(issue.description, |text| text.0);
    issue.priority = args.priority.unwrap_or(issue.priority);
    issue.updated_at = call.now;
    tracker.issues.insert(issue.key.clone(), issue.clone());
    Ok(issue)
}

pub fn comment_on_issue(tracker: &mut Issues, call: &mut Call, args: CommentOnIssue) -> Result<Comment> {
    let author = tracker.user.clone();
    let issue = ISSUE.get_mut(&mut tracker.issues, &args.issue_key)?;
    let comment = Comment { id: call.ids.mint("cmt"), author, body: args.body.0, created_at: call.now };
    issue.comments.push(comment.clone());
    issue.updated_at = call.now;
    Ok(comment)
}

pub fn assign_issue(tracker: &mut Issues, call: &mut Call, args: AssignIssue) -> Result<Issue> {
    let issue = ISSUE.get(&tracker.issues, &args.issue_key)?;
    if !issue.status.is_open() {
        return Err(conflict(format!("{} is closed. Use transition_issue to open it again.", issue.key)));
    }
    if args.assignee_email.is_none() && matches!(issue.status, Status::InProgress | Status::InReview) {
        return Err(conflict(format!(
            "{} is being worked on and needs an assignee. Move it back to todo with transition_issue first.",
            issue.key
        )));
    }
    let assignee = args.assignee_email.map(|email| tracker.person(&email.0)).transpose()?;
    let issue = ISSUE.get_mut(&mut tracker.issues, &args.issue_key)?;
    issue.assignee = assignee;
    issue.updated_at = call.now;
    Ok(issue.clone())
}

fn points(points: Int<1, 13>) -> Result<i64> {
    if [1, 2, 3, 5, 8, 13].contains(&points.0) {
        Ok(points.0)
    } else {
        Err(invalid("Argument `estimate_points`: an estimate is 1, 2, 3, 5, 8 or 13 points."))
    }
}

fn labels(labels: Vec<Text<40>>) -> Result<Vec<String>> {
    if labels.len() > 8 {
        return Err(invalid("Argument `labels`: an issue has at most 8 labels."));
    }
    let mut labels: Vec<String> = labels.into_iter().map(|label| label.0.to_lowercase().replace(' ', "-")).collect();
    labels.sort();
    labels.dedup();
    Ok(labels)
}

impl Issues {
    /// How many points a sprint holds.
    pub(super) fn planned(&self, sprint_id: &str) -> i64 {
        let own = self.issues.values().filter(|issue| issue.sprint_id.as_deref() == Some(sprint_id));
        own.filter(|issue| issue.status != Status::Cancelled).filter_map(|issue| issue.estimate_points).sum()
    }

    /// A sprint that can still be planned.
    pub(super) fn open_sprint(&self, sprint_id: &str) -> Result<&Sprint> {
        let sprint = SPRINT.get(&self.sprints, sprint_id)?;
        if sprint.state == SprintState::Finished {
            return Err(conflict(format!("{} is over. Use list_sprints to find one that is not.", sprint.name)));
        }
        Ok(sprint)
    }
}
