//! The issue tracker: bugs and features of the company's projects, their workflow, links and sprints.

mod boards;
mod data;
mod editing;
mod linking;
mod prompts;
mod reading;
mod types;
mod workflow;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use crate::world::cast::Member;
use types::{Issue, Project, Sprint};

const ISSUE: Noun = Noun { name: "issue", finder: "search_issues" };
const PROJECT: Noun = Noun { name: "project", finder: "list_sprints" };
const SPRINT: Noun = Noun { name: "sprint", finder: "list_sprints" };

/// The whole tracker.
#[derive(Debug, Clone, Serialize)]
pub struct Issues {
    /// By key.
    issues: Table<Issue>,
    /// By the prefix of their keys.
    projects: Table<Project>,
    sprints: Table<Sprint>,
    /// By address.
    team: Table<Member>,
    user: Member,
}

impl Server for Issues {
    const NAME: &'static str = "issues";
    const TITLE: &'static str = "Issues";
    const DESCRIPTION: &'static str =
        "The company's issue tracker: bugs and features with a workflow, assignees, links, estimates and sprints.";
    const INSTRUCTIONS: &'static str = "Issues are named by key, such as ATL-142. An issue goes from backlog over todo, in_progress and in_review to done; \
        work needs an assignee, and nothing is begun or finished while an open issue blocks it.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_issues", reading::search_issues),
            read("get_issue", reading::get_issue),
            read("list_sprints", boards::list_sprints),
            write("create_issue", editing::create_issue),
            write("update_issue", editing::update_issue).idempotent(),
            write("comment_on_issue", editing::comment_on_issue),
            write("assign_issue", editing::assign_issue).idempotent(),
            write("link_issues", linking::link_issues),
            write("move_issue_to_sprint", boards::move_issue_to_sprint).idempotent(),
            write("transition_issue", workflow::transition_issue),
            write("transition_issues", workflow::transition_issues),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let projects = |issues: &Self| {
            let listed = |project: &Project| Listed {
                values: vec![project.project_key.clone()],
                title: format!("Board of {}", project.name),
            };
            issues.projects.values().map(listed).collect()
        };
        vec![resource::template(
            "issues://boards/{project_key}",
            "board",
            "The current sprint of a project as a board in Markdown, one column after the other.",
            "text/markdown",
            projects,
            |issues, now, vars| boards::board(issues, now, vars.get("project_key")),
        )]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![
            prompt::new("triage_backlog", prompts::triage_backlog)
                .complete("project_key", |issues: &Self| issues.projects.keys().cloned().collect()),
        ]
    }
}
