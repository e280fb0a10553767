//! The tools that look at lists and tasks.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{CONTACT, LIST, TASK, Tasks};
use crate::kit::{Call, Cursor, Day, Limit, Ordered, Query, ToolError, page};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct ListSummary {
    /// Id of the list.
    pub id: String,
    /// Name of the list.
    pub name: String,
    /// How many tasks are open.
    pub open_count: usize,
    /// How many open tasks are late.
    pub overdue_count: usize,
    /// How many tasks are completed.
    pub completed_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TaskListList {
    /// The lists, by name.
    pub lists: Vec<ListSummary>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FoundTasks {
    /// The tasks found: by due day, then by priority.
    pub tasks: Vec<TaskSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TaskView {
    /// The task.
    pub task: Task,
    /// Tasks that are parts of it.
    pub subtasks: Vec<TaskSummary>,
    /// Open tasks that must be done first.
    pub open_blockers: Vec<TaskSummary>,
    /// Open tasks that wait for it.
    pub blocks: Vec<TaskSummary>,
}

/// Whose tasks are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    Mine,
    Others,
}

/// Lists the task lists with how many tasks are open, late and completed in each. Use it to get a list's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListTaskLists {}

/// Finds tasks by words, list, day, priority or assignee; open ones unless another status is asked for. Use it to get a
/// task's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchTasks {
    /// Words to search for; all of them must match.
    pub query: Option<Query>,
    /// Only tasks of this list.
    pub list_id: Option<String>,
    /// Only tasks in this status (default open).
    pub status: Option<TaskStatus>,
    /// Only tasks of this priority.
    pub priority: Option<Priority>,
    /// Only the user's own tasks, or only those of others.
    pub whose: Option<Whose>,
    /// Only tasks that this contact does.
    pub assignee_contact_id: Option<String>,
    /// Only tasks due on this day or earlier.
    pub due_by: Option<Day>,
    /// Only tasks that prepare this calendar event.
    pub event_id: Option<String>,
    /// Whether to leave out tasks that wait for others (default false).
    pub unblocked_only: Option<bool>,
    /// How many tasks to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one task with its parts, what blocks it and what waits for it. Use it before completing or deleting.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetTask {
    /// Id of the task.
    pub task_id: String,
}

pub fn list_task_lists(tasks: &Tasks, call: &Call, _: ListTaskLists) -> Result<TaskListList> {
    let summary = |list: &TaskList| {
        let inside: Vec<&Task> = tasks.tasks.values().filter(|task| task.list_id == list.id).collect();
        let count = |wanted: &dyn Fn(&Task) -> bool| inside.iter().filter(|task| wanted(task)).count();
        ListSummary {
            id: list.id.clone(),
            name: list.name.clone(),
            open_count: count(&Task::is_open),
            overdue_count: count(&|task| task.is_overdue(call.now.day())),
            completed_count: count(&|task| !task.is_open()),
        }
    };
    let mut lists: Vec<ListSummary> = tasks.task_lists.values().map(summary).collect();
    lists.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(TaskListList { lists })
}

pub fn search_tasks(tasks: &Tasks, call: &Call, args: SearchTasks) -> Result<FoundTasks> {
    if let Some(id) = &args.list_id {
        LIST.get(&tasks.task_lists, id)?;
    }
    if let Some(id) = &args.assignee_contact_id {
        CONTACT.get(&tasks.contacts, id)?;
    }
    let status = args.status.unwrap_or(TaskStatus::Open);
    let contact = |task: &Task| task.assignee.as_ref().map(|assignee| assignee.contact_id.clone());
    let found = |task: &&Task| {
        args.query.as_ref().is_none_or(|query| query.matches(texts(task)))
            && args.list_id.as_ref().is_none_or(|id| task.list_id == *id)
            && task.status == status
            && args.priority.is_none_or(|priority| task.priority == priority)
            && args.whose.is_none_or(|whose| (whose == Whose::Mine) == task.assignee.is_none())
            && (args.assignee_contact_id.is_none() || contact(task) == args.assignee_contact_id)
            && args.due_by.is_none_or(|day| task.due_date.is_some_and(|due| due <= day))
            && args.event_id.as_ref().is_none_or(|id| task.event_id.as_ref() == Some(id))
            && !(args.unblocked_only.unwrap_or(false) && tasks.open_blockers(task).next().is_some())
    };
    let found = tasks.sorted(tasks.tasks.values().filter(found).collect());
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(FoundTasks { tasks: found.into_iter().map(|task| tasks.summary(task, call.now.day())).collect(), next_cursor })
}

pub fn get_task(tasks: &Tasks, call: &Call, args: GetTask) -> Result<TaskView> {
    let task = TASK.get(&tasks.tasks, &args.task_id)?;
    let summaries = |found: Vec<&Task>| -> Vec<TaskSummary> {
        tasks.sorted(found).into_iter().map(|task| tasks.summary(task, call.now.day())).collect()
    };
    let waits = |other: &&Task| other.is_open() && other.blocked_by_task_ids.contains(&task.id);
    Ok(TaskView {
        subtasks: summaries(tasks.parts(&task.id).collect()),
        open_blockers: summaries(tasks.open_blockers(task).collect()),
        blocks: summaries(tasks.tasks.values().filter(waits).collect()),
        task: task.clone(),
    })
}

impl Tasks {
    /// Tasks that are parts of one.
    pub(super) fn parts<'a>(&'a self, task_id: &'a str) -> impl Iterator<Item = &'a Task> {
        self.tasks.values().filter(move |task| task.parent_task_id.as_deref() == Some(task_id))
    }

    /// Tasks that must be done before one and are not.
    pub(super) fn open_blockers<'a>(&'a self, task: &'a Task) -> impl Iterator<Item = &'a Task> {
        task.blocked_by_task_ids.iter().filter_map(|id| self.tasks.get(id)).filter(|blocker| blocker.is_open())
    }

    /// By due day, those without one last, then by priority.
    pub(super) fn sorted<'a>(&self, mut tasks: Vec<&'a Task>) -> Vec<&'a Task> {
        let key = |task: &Task| (task.due_date.is_none(), task.due_date, task.priority, task.id.clone());
        tasks.order_by_key(|task| key(task));
        tasks
    }

    pub(super) fn summary(&self, task: &Task, today: Day) -> TaskSummary {
        TaskSummary {
            id: task.id.clone(),
            list_id: task.list_id.clone(),
            title: task.title.clone(),
            status: task.status,
            priority: task.priority,
            due_date: task.due_date,
            overdue: task.is_overdue(today),
            blocked: task.is_open() && self.open_blockers(task).next().is_some(),
            assignee_name: task.assignee.as_ref().map(|assignee| assignee.name.clone()),
            parent_task_id: task.parent_task_id.clone(),
        }
    }
}

fn texts(task: &Task) -> impl Iterator<Item = &str> {
    let assignee = task.assignee.as_ref().map(|assignee| assignee.name.as_str());
    [task.title.as_str()].into_iter().chain(task.details.as_deref()).chain(assignee)
}
