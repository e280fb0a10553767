//! The tools that tie tasks together and take them away.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{TASK, Tasks};
use crate::kit::{Answer, Call, ToolError, conflict, invalid, not_allowed, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Says which tasks must be done before a task, in place of what was said before. Fails where tasks would wait for each
/// other in a circle.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetTaskBlockers {
    /// Id of the task that waits.
    pub task_id: String,
    /// Ids of the tasks to wait for; an empty list frees the task.
    #[schemars(length(max = 10))]
    pub blocked_by_task_ids: Vec<String>,
}

/// Deletes a task for good. Asks the user first if the task has parts or others wait for it; they are set free.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteTask {
    /// Id of the task.
    pub task_id: String,
}

/// Whether a task with all its parts may go.
#[derive(Deserialize, JsonSchema)]
pub struct Confirmation {
    /// Whether to delete the task with its parts.
    pub delete: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeletedTask {
    /// Id of the deleted task.
    pub task_id: String,
    /// Ids of the parts that were deleted with it.
    pub deleted_subtask_ids: Vec<String>,
    /// Ids of the tasks that waited for any of them.
    pub freed_task_ids: Vec<String>,
}

pub fn set_task_blockers(tasks: &mut Tasks, _: &mut Call, args: SetTaskBlockers) -> Result<Task> {
    let task = tasks.open(&args.task_id)?;
    if args.blocked_by_task_ids.len() > 10 {
        return Err(invalid("Argument `blocked_by_task_ids`: a task can wait for at most 10 others."));
    }
    let wanted: BTreeSet<String> = args.blocked_by_task_ids.into_iter().collect();
    for id in &wanted {
        let blocker = TASK.get(&tasks.tasks, id)?;
        if blocker.id == task.id {
            return Err(invalid("Argument `blocked_by_task_ids`: a task cannot wait for itself."));
        }
        if blocker.parent_task_id.as_ref() == Some(&task.id) || task.parent_task_id.as_ref() == Some(&blocker.id) {
            return Err(not_allowed("A task waits for its parts anyway, and a part cannot wait for its task."));
        }
        if tasks.waits_for(id, &task.id) {
            return Err(conflict(format!(
                "The task {} ({id}) waits for this one already, so both would wait forever.",
                shorten(&blocker.title)
            )));
        }
    }
    let task = TASK.get_mut(&mut tasks.tasks, &args.task_id)?;
    task.blocked_by_task_ids = wanted.into_iter().collect();
    Ok(task.clone())
}

pub fn delete_task(tasks: &mut Tasks, call: &mut Call, args: DeleteTask) -> Result<DeletedTask> {
    let task = TASK.get(&tasks.tasks, &args.task_id)?;
    let parts: Vec<String> = tasks.parts(&task.id).map(|part| part.id.clone()).collect();
    let gone: BTreeSet<&String> = parts.iter().chain([&task.id]).collect();
    let waits =
        |other: &&Task| !gone.contains(&other.id) && other.blocked_by_task_ids.iter().any(|id| gone.contains(id));
    let freed_task_ids: Vec<String> = tasks.tasks.values().filter(waits).map(|other| other.id.clone()).collect();
    if !parts.is_empty() || !freed_task_ids.is_empty() {
        let question = format!(
            "Delete {}? Parts that go with it: {}; other tasks that no longer wait for it: {}.",
            task.title,
            parts.len(),
            freed_task_ids.len()
        );
        match call.ask::<Confirmation>("confirm_deletion", question)? {
            Answer::Given(Confirmation { delete: true }) => {}
            _ => return Err(not_allowed("Deleting the task was not confirmed. Nothing has changed.")),
        }
    }
    for id in &freed_task_ids {
        if let Some(other) = tasks.tasks.get_mut(id) {
            other.blocked_by_task_ids.retain(|id| *id != args.task_id && !parts.contains(id));
        }
    }
    for id in parts.iter().chain([&args.task_id]) {
        tasks.tasks.remove(id);
    }
    Ok(DeletedTask { task_id: args.task_id, deleted_subtask_ids: parts, freed_task_ids })
}

impl Tasks {
    /// Whether a task cannot be done before another one is, through whatever lies between.
    fn waits_for(&self, task_id: &str, other_id: &str) -> bool {
        let (mut seen, mut open) = (BTreeSet::new(), vec![task_id]);
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            if id == other_id {
                return true;
            }
            if let Some(task) = self.tasks.get(id) {
                open.extend(task.blocked_by_task_ids.iter().map(String::as_str));
                open.extend(self.parts(id).map(|part| part.id.as_str()));
            }
        }
        false
    }
}
