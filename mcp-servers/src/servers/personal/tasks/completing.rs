//! The tools that finish tasks and take that back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{TASK, Tasks};
use crate::kit::{Call, ToolError, conflict, invalid, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// How many tasks can be completed at once.
const MOST: usize = 25;

/// Completes one or several tasks in the order given. Each is judged by itself: what has open parts or waits for other
/// tasks is refused and the rest is done. A recurring task gets its next occurrence.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompleteTasks {
    /// Ids of the tasks.
    #[schemars(length(min = 1, max = 25))]
    pub task_ids: Vec<String>,
}

/// Opens a completed task again, and the task it is a part of. Fails if the task is open.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenTask {
    /// Id of the task.
    pub task_id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Completed,
    Refused,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Completion {
    /// Id of the task, as it was given.
    pub task_id: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Id of the next occurrence, for a recurring task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_task_id: Option<String>,
    /// Ids of open tasks that waited for it and for nothing else.
    pub unblocked_task_ids: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Completions {
    /// How many tasks were completed.
    pub completed_count: usize,
    /// How many tasks were refused.
    pub refused_count: usize,
    /// What became of each task, in the order given.
    pub results: Vec<Completion>,
}

pub fn complete_tasks(tasks: &mut Tasks, call: &mut Call, args: CompleteTasks) -> Result<Completions> {
    if args.task_ids.is_empty() || args.task_ids.len() > MOST {
        return Err(invalid(format!("Argument `task_ids`: give 1 to {MOST} ids.")));
    }
    // A batch is judged task by task; one in which no task is known is a mistake.
    if let Some(first) = args.task_ids.first()
        && args.task_ids.iter().all(|id| !tasks.tasks.contains_key(id))
    {
        return Err(TASK.missing(first));
    }
    let results: Vec<Completion> = args.task_ids.iter().map(|id| tasks.complete(call, id)).collect();
    let completed_count = results.iter().filter(|result| result.outcome == Outcome::Completed).count();
    Ok(Completions { completed_count, refused_count: results.len() - completed_count, results })
}

pub fn reopen_task(tasks: &mut Tasks, _: &mut Call, args: ReopenTask) -> Result<Task> {
    let task = TASK.get(&tasks.tasks, &args.task_id)?;
    if task.is_open() {
        return Err(conflict(format!("The task {} is open. Use complete_tasks to finish it.", shorten(&task.title))));
    }
    let parent = task.parent_task_id.clone();
    if let Some(parent) = parent.as_ref().and_then(|id| tasks.tasks.get_mut(id)) {
        parent.reopen();
    }
    let task = TASK.get_mut(&mut tasks.tasks, &args.task_id)?;
    task.reopen();
    Ok(task.clone())
}

impl Task {
    fn reopen(&mut self) {
        self.status = TaskStatus::Open;
        self.completed_at = None;
    }
}

impl Tasks {
    fn complete(&mut self, call: &mut Call, task_id: &str) -> Completion {
        let task = match self.completable(task_id) {
            Ok(task) => task.clone(),
            Err(reason) => {
                return Completion {
                    task_id: shorten(task_id),
                    outcome: Outcome::Refused,
                    reason: Some(reason.to_string()),
                    next_task_id: None,
                    unblocked_task_ids: Vec::new(),
                };
            }
        };
        if let Some(done) = self.tasks.get_mut(task_id) {
            done.status = TaskStatus::Completed;
            done.completed_at = Some(call.now);
        }
        let waited = |other: &&Task| {
            other.is_open()
                && other.blocked_by_task_ids.iter().any(|id| id == task_id)
                && self.open_blockers(other).next().is_none()
        };
        let unblocked_task_ids = self.tasks.values().filter(waited).map(|other| other.id.clone()).collect();
        let next_task_id = task.repeat.zip(task.due_date).map(|(repeat, day)| {
            let mut next = repeat.next(day);
            while next < call.now.day() {
                next = repeat.next(next);
            }
            let id = call.ids.mint("tsk");
            let created_at = call.now;
            self.tasks.insert(id.clone(), Task { id: id.clone(), due_date: Some(next), created_at, ..task });
            id
        });
        Completion {
            task_id: task_id.to_owned(),
            outcome: Outcome::Completed,
            reason: None,
            next_task_id,
            unblocked_task_ids,
        }
    }

    /// A task with nothing in the way of its completion.
    fn completable(&self, task_id: &str) -> Result<&Task> {
        let task = TASK.get(&self.tasks, task_id)?;
        if !task.is_open() {
            return Err(conflict("The task is completed already."));
        }
        if let Some(blocker) = self.open_blockers(task).next() {
            return Err(conflict(format!("The task waits for {} ({}).", shorten(&blocker.title), blocker.id)));
        }
        match self.parts(task_id).find(|part| part.is_open()) {
            Some(part) => Err(conflict(format!("Its part {} ({}) is open.", shorten(&part.title), part.id))),
            None => Ok(task),
        }
    }
}
