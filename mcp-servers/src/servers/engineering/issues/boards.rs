//! Sprints and boards.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ISSUE, Issues, PROJECT};
use crate::kit::{Call, Day, Ordered, Time, ToolError, conflict, counted};

#[derive(Debug, Serialize, JsonSchema)]
pub struct SprintSummary {
    /// Id of the sprint.
    pub id: String,
    /// Name of the sprint.
    pub name: String,
    /// Whether it is finished, active or planned.
    pub state: SprintState,
    /// First day.
    pub first_day: Day,
    /// Last day.
    pub last_day: Day,
    /// How many points the team can do in it.
    pub capacity_points: i64,
    /// How many points are planned for it.
    pub planned_points: i64,
    /// How many points are done.
    pub done_points: i64,
    /// How many issues are in it.
    pub issue_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ProjectSummary {
    /// Beginning of the keys of its issues.
    pub project_key: String,
    /// Name of the project.
    pub name: String,
    /// Its repositories.
    pub repositories: Vec<String>,
    /// How many of its issues are open.
    pub open_issue_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SprintList {
    /// The sprints, in the order of time.
    pub sprints: Vec<SprintSummary>,
    /// The projects whose issues are planned in them.
    pub projects: Vec<ProjectSummary>,
}

/// Lists the sprints with their points, and the projects. Use it to get a sprint's id or a project's key.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListSprints {
    /// Only sprints in this state.
    pub state: Option<SprintState>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Planned {
    /// Key of the issue.
    pub issue_key: String,
    /// Sprint that it is planned for; missing if it is in none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sprint_id: Option<String>,
    /// How far it is.
    pub status: Status,
    /// How many points are planned for the sprint now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned_points: Option<i64>,
    /// How many points the team can do in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_points: Option<i64>,
    /// Whether more is planned than the team can do.
    pub is_over_capacity: bool,
}

/// Plans an open issue for a sprint that is not over, or takes it out of its sprint if sprint_id is left out. An issue of the
/// backlog becomes todo; one without an estimate cannot be planned.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveIssueToSprint {
    /// Key of the issue, such as ATL-142.
    pub issue_key: String,
    /// Id of the sprint.
    pub sprint_id: Option<String>,
}

pub fn list_sprints(tracker: &Issues, _: &Call, args: ListSprints) -> Result<SprintList, ToolError> {
    let mut sprints: Vec<&Sprint> = tracker.sprints.values().collect();
    sprints.retain(|sprint| args.state.is_none_or(|state| sprint.state == state));
    sprints.order_by_key(|sprint| sprint.first_day);
    let summary = |sprint: &Sprint| {
        let inside = |issue: &&Issue| issue.sprint_id.as_ref() == Some(&sprint.id) && issue.status != Status::Cancelled;
        let done = tracker.issues.values().filter(inside).filter(|issue| issue.status == Status::Done);
        SprintSummary {
            id: sprint.id.clone(),
            name: sprint.name.clone(),
            state: sprint.state,
            first_day: sprint.first_day,
            last_day: sprint.last_day,
            capacity_points: sprint.capacity_points,
            planned_points: tracker.planned(&sprint.id),
            done_points: done.filter_map(|issue| issue.estimate_points).sum(),
            issue_count: tracker.issues.values().filter(inside).count(),
        }
    };
    let project = |project: &Project| {
        let open = |issue: &&Issue| issue.project_key == project.project_key && issue.status.is_open();
        ProjectSummary {
            project_key: project.project_key.clone(),
            name: project.name.clone(),
            repositories: project.repositories.clone(),
            open_issue_count: tracker.issues.values().filter(open).count(),
        }
    };
    Ok(SprintList {
        sprints: sprints.into_iter().map(summary).collect(),
        projects: tracker.projects.values().map(project).collect(),
    })
}

pub fn move_issue_to_sprint(
    tracker: &mut Issues,
    call: &mut Call,
    args: MoveIssueToSprint,
) -> Result<Planned, ToolError> {
    let issue = ISSUE.get(&tracker.issues, &args.issue_key)?;
    if !issue.status.is_open() {
        return Err(conflict(format!("{} is closed. Use transition_issue to open it again.", issue.key)));
    }
    if let Some(sprint_id) = &args.sprint_id {
        let sprint = tracker.open_sprint(sprint_id)?;
        if issue.estimate_points.is_none() {
            return Err(conflict(format!(
                "{} has no estimate, so it cannot be planned for {}. Use update_issue to estimate it.",
                issue.key, sprint.name
            )));
        }
    }
    let issue = ISSUE.get_mut(&mut tracker.issues, &args.issue_key)?;
    issue.sprint_id.clone_from(&args.sprint_id);
    if issue.status == Status::Backlog && args.sprint_id.is_some() {
        issue.status = Status::Todo;
    }
    issue.updated_at = call.now;
    let status = issue.status;
    let planned_points = args.sprint_id.as_ref().map(|id| tracker.planned(id));
    let capacity_points = args.sprint_id.as_ref().and_then(|id| tracker.sprints.get(id)).map(|one| one.capacity_points);
    Ok(Planned {
        issue_key: args.issue_key,
        sprint_id: args.sprint_id,
        status,
        planned_points,
        capacity_points,
        is_over_capacity: planned_points > capacity_points,
    })
}

/// The issues of a project in the active sprint, by status.
pub fn board(tracker: &Issues, now: Time, project_key: &str) -> Result<String, ToolError> {
    let project = PROJECT.get(&tracker.projects, project_key)?;
    let sprint = tracker.sprints.values().find(|sprint| sprint.state == SprintState::Active);
    let mut text = format!("# {}\n\n", project.name);
    if let Some(sprint) = sprint {
        let days = counted(sprint.last_day.since(now.day()).max(0), "day");
        text.push_str(&format!("{}, until {} ({days} left)\n", sprint.name, sprint.last_day.spoken()));
    }
    for (status, heading) in [
        (Status::Todo, "To do"),
        (Status::InProgress, "In progress"),
        (Status::InReview, "In review"),
        (Status::Done, "Done"),
    ] {
        text.push_str(&format!("\n## {heading}\n\n"));
        let here = |issue: &&Issue| {
            issue.project_key == project_key
                && issue.status == status
                && issue.sprint_id.as_ref() == sprint.map(|sprint| &sprint.id)
        };
        for issue in tracker.issues.values().filter(here) {
            let who = issue.assignee.as_ref().map_or("nobody", |person| &person.name);
            let points =
                issue.estimate_points.map_or_else(String::new, |points| format!(", {}", counted(points, "point")));
            let blockers = tracker.open_blockers(issue);
            let blocked =
                if blockers.is_empty() { String::new() } else { format!(", blocked by {}", blockers.join(", ")) };
            text.push_str(&format!("- {} {} ({who}{points}{blocked})\n", issue.key, issue.title));
        }
    }
    Ok(text)
}
