//! Tasks: lists of things to do, with parts, owners, days, dependencies and rhythms.

mod changing;
mod completing;
mod data;
mod linking;
mod plans;
mod reading;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{Assignee, Task, TaskList};

const LIST: Noun = Noun { name: "task list", finder: "list_task_lists" };
const TASK: Noun = Noun { name: "task", finder: "search_tasks" };
const CONTACT: Noun = Noun { name: "contact", finder: "search_contacts" };

/// All lists with their tasks.
#[derive(Debug, Clone, Serialize)]
pub struct Tasks {
    /// Who can be given a task, by contact.
    contacts: Table<Assignee>,
    task_lists: Table<TaskList>,
    tasks: Table<Task>,
}

impl Server for Tasks {
    const NAME: &'static str = "tasks";
    const TITLE: &'static str = "Tasks";
    const DESCRIPTION: &'static str =
        "The user's task lists: tasks with parts, due days, priorities, assignees, dependencies and rhythms.";
    const INSTRUCTIONS: &'static str = "Tasks without an assignee are the user's own. A task can be completed once its parts \
        and the tasks that block it are done. Completing a recurring task creates the next one.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_task_lists", reading::list_task_lists),
            read("search_tasks", reading::search_tasks),
            read("get_task", reading::get_task),
            write("create_task", changing::create_task),
            write("update_task", changing::update_task).destructive().idempotent(),
            write("complete_tasks", completing::complete_tasks),
            write("reopen_task", completing::reopen_task),
            write("move_task", changing::move_task),
            write("set_task_blockers", linking::set_task_blockers).destructive().idempotent(),
            write("delete_task", linking::delete_task).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![
            resource::fixed(
                "tasks://today",
                "tasks_today",
                "The user's own tasks that are due today or late.",
                "text/markdown",
                |tasks, now| Ok(plans::today(tasks, now)),
            ),
            resource::template(
                "tasks://lists/{list_id}",
                "task_list",
                "One list with its tasks as a markdown checklist.",
                "text/markdown",
                plans::listed,
                |tasks, _, vars| plans::checklist(tasks, vars.get("list_id")),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![
            prompt::new("plan_the_day", plans::plan_the_day),
            prompt::new("review_task_list", plans::review_task_list).complete("list", plans::list_names),
        ]
    }
}
