//! Conversations that the tracker knows how to begin.

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{Issues, PROJECT};
use crate::kit::{Message, Ordered, Time, ToolError, counted};

/// Triages the backlog of a project: priorities, duplicates, estimates and owners for what has none.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TriageBacklog {
    /// Key of the project, such as ATL.
    pub project_key: String,
}

pub fn triage_backlog(tracker: &Issues, now: Time, args: TriageBacklog) -> Result<Vec<Message>, ToolError> {
    let project = PROJECT.get(&tracker.projects, &args.project_key)?;
    let waits = |issue: &&Issue| {
        issue.project_key == project.project_key && matches!(issue.status, Status::Backlog | Status::Todo)
    };
    let mut waiting: Vec<&Issue> = tracker.issues.values().filter(waits).collect();
    waiting.order_by_key(|issue| (issue.priority, issue.created_at));
    let mut text = format!(
        "Triage what nobody has begun of {}: {}. It is {}.\n\n",
        project.name,
        counted(waiting.len(), "issue"),
        now.spoken()
    );
    for issue in waiting {
        let mut open = Vec::new();
        if issue.assignee.is_none() {
            open.push("no assignee".to_owned());
        }
        if issue.estimate_points.is_none() {
            open.push("no estimate".to_owned());
        }
        let twin = issue.links.iter().find(|link| link.kind == LinkKind::Duplicates);
        open.extend(twin.map(|link| format!("duplicates {}", link.issue_key)));
        if open.is_empty() {
            open.push("assigned and estimated".to_owned());
        }
        let age = counted(now.day().since(issue.created_at.day()), "day");
        text.push_str(&format!("- {} {}, {age} old: {}\n", issue.key, issue.title, open.join(", ")));
    }
    text.push_str(
        "\nFor each one: is the priority right, is it a duplicate, who should own it, and what is a fair estimate? \
         Read the details with get_issue, show me your proposals as a list, and change nothing before I agree. \
         Then use update_issue, assign_issue, link_issues and transition_issues.",
    );
    Ok(vec![Message::User(text)])
}
