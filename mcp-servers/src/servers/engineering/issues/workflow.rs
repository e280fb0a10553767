//! The tools that move issues through the workflow, one or many.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ISSUE, Issues};
use crate::kit::{Call, Text, Time, ToolError, conflict, invalid};

type Result<T> = std::result::Result<T, ToolError>;

/// Moves an issue to another status, with a comment if one is given. Fails if the workflow has no such step, if work has no
/// assignee, or if an open issue blocks it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransitionIssue {
    /// Key of the issue, such as ATL-142.
    pub issue_key: String,
    /// Status that it shall have; get_issue names those that are possible.
    pub status: Status,
    /// Why, for those who follow the issue.
    pub comment: Option<Text<1000>>,
}

/// Moves many issues to one status. Each is checked by itself: those that cannot be moved stay, and the result says why.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransitionIssues {
    /// Keys of the issues, 1 to 30.
    #[schemars(length(min = 1, max = 30))]
    pub issue_keys: Vec<String>,
    /// Status that they shall have.
    pub status: Status,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TransitionResult {
    /// Key of the issue.
    pub issue_key: String,
    /// Whether it was moved.
    pub moved: bool,
    /// Why it was not moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TransitionResults {
    /// What became of each issue, in the order given.
    pub results: Vec<TransitionResult>,
    /// How many were moved.
    pub moved_count: usize,
    /// How many were not.
    pub failed_count: usize,
}

pub fn transition_issue(tracker: &mut Issues, call: &mut Call, args: TransitionIssue) -> Result<Issue> {
    check(tracker, &args.issue_key, args.status)?;
    if let Some(comment) = args.comment {
        let author = tracker.user.clone();
        let comment = Comment { id: call.ids.mint("cmt"), author, body: comment.0, created_at: call.now };
        ISSUE.get_mut(&mut tracker.issues, &args.issue_key)?.comments.push(comment);
    }
    set(tracker, &args.issue_key, args.status, call.now)
}

pub fn transition_issues(tracker: &mut Issues, call: &mut Call, args: TransitionIssues) -> Result<TransitionResults> {
    if args.issue_keys.is_empty() || args.issue_keys.len() > 30 {
        return Err(invalid("Argument `issue_keys`: 1 to 30 issues can be moved at once."));
    }
    let mut results = Vec::new();
    for key in args.issue_keys {
        let moved = check(tracker, &key, args.status).and_then(|()| set(tracker, &key, args.status, call.now));
        let reason = moved.err().map(|error| error.to_string());
        results.push(TransitionResult { issue_key: key, moved: reason.is_none(), reason });
    }
    let moved_count = results.iter().filter(|result| result.moved).count();
    if moved_count == 0 {
        let reason = results.into_iter().find_map(|result| result.reason).unwrap_or_default();
        return Err(conflict(format!("None of the issues could be moved. The first one: {reason}")));
    }
    Ok(TransitionResults { failed_count: results.len() - moved_count, moved_count, results })
}

/// Whether an issue can have a status.
fn check(tracker: &Issues, key: &str, status: Status) -> Result<()> {
    let issue = ISSUE.get(&tracker.issues, key)?;
    if issue.status == status {
        return Err(conflict(format!("{key} is already {}.", status.word())));
    }
    if !issue.status.next().contains(&status) {
        let next: Vec<&str> = issue.status.next().iter().map(|status| status.word()).collect();
        return Err(conflict(format!(
            "{key} is {} and cannot become {}; it can become {}.",
            issue.status.word(),
            status.word(),
            next.join(" or ")
        )));
    }
    let works = matches!(status, Status::InProgress | Status::InReview);
    if works && issue.assignee.is_none() {
        return Err(conflict(format!("{key} has no assignee. Use assign_issue before work on it begins.")));
    }
    let blockers = tracker.open_blockers(issue);
    if matches!(status, Status::InProgress | Status::Done) && !blockers.is_empty() {
        return Err(conflict(format!("{key} is blocked by {}, which must be done first.", blockers.join(", "))));
    }
    Ok(())
}

fn set(tracker: &mut Issues, key: &str, status: Status, now: Time) -> Result<Issue> {
    let active =
        tracker.sprints.values().find(|sprint| sprint.state == SprintState::Active).map(|sprint| sprint.id.clone());
    let late = |id: &String| tracker.sprints.get(id).is_some_and(|sprint| sprint.state == SprintState::Finished);
    let issue = ISSUE.get(&tracker.issues, key)?;
    let replan = issue.sprint_id.as_ref().is_none_or(late);
    let issue = ISSUE.get_mut(&mut tracker.issues, key)?;
    match status {
        Status::Backlog => issue.sprint_id = None,
        // Work that begins belongs to the sprint of today.
        Status::InProgress if replan => issue.sprint_id = active,
        Status::Todo if issue.resolved_at.is_some() => issue.sprint_id = None,
        _ => {}
    }
    issue.status = status;
    issue.updated_at = now;
    issue.resolved_at = (!status.is_open()).then_some(now);
    Ok(issue.clone())
}
