//! The tools that create tasks, change them and move them between lists.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{CONTACT, LIST, TASK, Tasks};
use crate::kit::{Call, Day, Text, ToolError, conflict, invalid, not_allowed, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Creates a task on a list, for the user or for a contact. With parent_task_id it becomes a part of that task.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTask {
    /// Id of the list; for a part, the list of the task it belongs to.
    pub list_id: String,
    /// What is to be done.
    pub title: Text<200>,
    /// More about it.
    pub details: Option<Text<2000>>,
    /// Day by which it should be done; not in the past.
    pub due_date: Option<Day>,
    /// How much it matters (default normal).
    pub priority: Option<Priority>,
    /// Id of the contact who does it (default: the user).
    pub assignee_contact_id: Option<String>,
    /// Id of the task it is a part of.
    pub parent_task_id: Option<String>,
    /// How often it comes back; needs a due_date.
    pub repeat: Option<Repeat>,
}

/// What can be taken away from a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Clear {
    DueDate,
    Assignee,
    Details,
    Repeat,
}

/// Changes an open task; what is left out stays as it is. Use complete_tasks to finish one and move_task for its list.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateTask {
    /// Id of the task.
    pub task_id: String,
    /// New title.
    pub title: Option<Text<200>>,
    /// New details.
    pub details: Option<Text<2000>>,
    /// New due day; not in the past.
    pub due_date: Option<Day>,
    /// New priority.
    pub priority: Option<Priority>,
    /// Id of the contact who does it from now on.
    pub assignee_contact_id: Option<String>,
    /// How often it comes back; needs a due day.
    pub repeat: Option<Repeat>,
    /// What to take away; without an assignee a task is the user's own.
    #[schemars(length(max = 4))]
    pub clear: Option<Vec<Clear>>,
}

/// Moves a task to another list; its parts go with it. Parts cannot be moved alone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveTask {
    /// Id of the task.
    pub task_id: String,
    /// Id of the list to move it to.
    pub list_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MovedTask {
    /// The task on its new list.
    pub task: Task,
    /// Ids of the parts that went with it.
    pub moved_subtask_ids: Vec<String>,
}

pub fn create_task(tasks: &mut Tasks, call: &mut Call, args: CreateTask) -> Result<Task> {
    LIST.get(&tasks.task_lists, &args.list_id)?;
    check_day(args.due_date, call.now.day())?;
    if args.repeat.is_some() && args.due_date.is_none() {
        return Err(invalid("Argument `repeat`: a task that comes back needs a due_date to count from."));
    }
    if let Some(parent) = &args.parent_task_id {
        let parent = tasks.open(parent)?;
        if parent.parent_task_id.is_some() {
            return Err(not_allowed("Parts have no parts themselves. Use the task that they belong to as parent."));
        }
        if parent.list_id != args.list_id {
            return Err(invalid(format!(
                "Argument `list_id`: the parent is on the list {}, and parts stay with it.",
                parent.list_id
            )));
        }
    }
    let task = Task {
        assignee: args.assignee_contact_id.map(|id| tasks.assignee(&id)).transpose()?,
        id: call.ids.mint("tsk"),
        list_id: args.list_id,
        title: args.title.0,
        details: args.details.map(|text| text.0),
        status: TaskStatus::Open,
        priority: args.priority.unwrap_or(Priority::Normal),
        due_date: args.due_date,
        parent_task_id: args.parent_task_id,
        blocked_by_task_ids: Vec::new(),
        repeat: args.repeat,
        event_id: None,
        created_at: call.now,
        completed_at: None,
    };
    tasks.tasks.insert(task.id.clone(), task.clone());
    Ok(task)
}

pub fn update_task(tasks: &mut Tasks, call: &mut Call, args: UpdateTask) -> Result<Task> {
    let mut task = tasks.open(&args.task_id)?.clone();
    let clear = args.clear.unwrap_or_default();
    let named = args.title.is_some() || args.details.is_some() || args.due_date.is_some() || args.priority.is_some();
    if !named && args.assignee_contact_id.is_none() && args.repeat.is_none() && clear.is_empty() {
        return Err(invalid("Nothing to change: give a new value or something to clear."));
    }
    check_day(args.due_date, call.now.day())?;
    let both = [
        (Clear::DueDate, args.due_date.is_some(), "due_date"),
        (Clear::Assignee, args.assignee_contact_id.is_some(), "assignee_contact_id"),
        (Clear::Details, args.details.is_some(), "details"),
        (Clear::Repeat, args.repeat.is_some(), "repeat"),
    ];
    if let Some((_, _, name)) = both.iter().find(|(what, given, _)| *given && clear.contains(what)) {
        return Err(invalid(format!("Argument `clear`: {name} is given a new value and cleared at once.")));
    }
    let kept = |what: Clear| !clear.contains(&what);
    let assignee = args.assignee_contact_id.map(|id| tasks.assignee(&id)).transpose()?;
    task.assignee = assignee.or(task.assignee).filter(|_| kept(Clear::Assignee));
    task.title = args.title.map_or(task.title, |text| text.0);
    task.details = args.details.map(|text| text.0).or(task.details).filter(|_| kept(Clear::Details));
    task.due_date = args.due_date.or(task.due_date).filter(|_| kept(Clear::DueDate));
    task.priority = args.priority.unwrap_or(task.priority);
    task.repeat = args.repeat.or(task.repeat).filter(|_| kept(Clear::Repeat));
    if task.repeat.is_some() && task.due_date.is_none() {
        return Err(conflict("A task that comes back needs a due day. Give due_date, or clear repeat."));
    }
    tasks.tasks.insert(task.id.clone(), task.clone());
    Ok(task)
}

pub fn move_task(tasks: &mut Tasks, _: &mut Call, args: MoveTask) -> Result<MovedTask> {
    let task = TASK.get(&tasks.tasks, &args.task_id)?;
    let list = LIST.get(&tasks.task_lists, &args.list_id)?;
    if let Some(parent) = &task.parent_task_id {
        return Err(not_allowed(format!(
            "The task is a part of {parent} and moves with it. Use move_task for that one."
        )));
    }
    if task.list_id == list.id {
        return Err(conflict(format!("The task is on the list {} already.", list.name)));
    }
    let moved_subtask_ids: Vec<String> = tasks.parts(&args.task_id).map(|part| part.id.clone()).collect();
    for id in &moved_subtask_ids {
        if let Some(part) = tasks.tasks.get_mut(id) {
            part.list_id.clone_from(&args.list_id);
        }
    }
    let task = TASK.get_mut(&mut tasks.tasks, &args.task_id)?;
    task.list_id = args.list_id;
    Ok(MovedTask { task: task.clone(), moved_subtask_ids })
}

impl Tasks {
    /// A task that is not done yet.
    pub(super) fn open(&self, task_id: &str) -> Result<&Task> {
        let task = TASK.get(&self.tasks, task_id)?;
        if task.is_open() {
            return Ok(task);
        }
        Err(conflict(format!("The task {} is completed. Use reopen_task first.", shorten(&task.title))))
    }

    fn assignee(&self, contact_id: &str) -> Result<Assignee> {
        CONTACT.get(&self.contacts, contact_id).cloned()
    }
}

fn check_day(day: Option<Day>, today: Day) -> Result<()> {
    match day {
        Some(day) if day < today => Err(invalid(format!("Argument `due_date`: {day} has passed; today is {today}."))),
        _ => Ok(()),
    }
}
