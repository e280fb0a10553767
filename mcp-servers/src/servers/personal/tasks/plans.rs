//! Tasks as resources and as the beginning of conversations.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{LIST, Tasks};
use crate::kit::{Listed, Message, Time, ToolError, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Plans the user's day: late and due tasks, around what the calendar holds.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanTheDay {
    /// What matters most today, in the user's words.
    pub focus: Option<String>,
}

/// Goes through a list with the user: what is late, blocked, without an owner or no longer needed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewTaskList {
    /// Name of the list.
    pub list: String,
}

pub fn listed(tasks: &Tasks) -> Vec<Listed> {
    tasks.task_lists.values().map(|list| Listed { values: vec![list.id.clone()], title: list.name.clone() }).collect()
}

pub fn list_names(tasks: &Tasks) -> Vec<String> {
    tasks.task_lists.values().map(|list| list.name.clone()).collect()
}

pub fn today(tasks: &Tasks, now: Time) -> String {
    let mine = due(tasks, now);
    let mut text = format!("# {}\n", now.day().spoken());
    for (heading, late) in [("Late", true), ("Today", false)] {
        let lines: Vec<&&Task> = mine.iter().filter(|task| task.is_overdue(now.day()) == late).collect();
        if lines.is_empty() {
            continue;
        }
        let _ = write!(text, "\n## {heading}\n\n");
        for task in lines {
            text.push_str(&tasks.line(task, ""));
        }
    }
    if mine.is_empty() {
        text.push_str("\nNothing is due.\n");
    }
    text
}

pub fn checklist(tasks: &Tasks, list_id: &str) -> Result<String> {
    let list = LIST.get(&tasks.task_lists, list_id)?;
    let mut text = format!("# {}\n\n", list.name);
    let whole = |task: &&Task| task.list_id == list.id && task.parent_task_id.is_none();
    for task in tasks.sorted(tasks.tasks.values().filter(whole).collect()) {
        text.push_str(&tasks.line(task, ""));
        for part in tasks.sorted(tasks.parts(&task.id).collect()) {
            text.push_str(&tasks.line(part, "  "));
        }
    }
    Ok(text)
}

pub fn plan_the_day(tasks: &Tasks, now: Time, args: PlanTheDay) -> Result<Vec<Message>> {
    let mut text = format!(
        "Plan my day. It is {}. Look at my calendar for today, then put the tasks below into the free time between \
         appointments, the urgent ones first and nothing after six. Say which tasks will not fit and propose a new day for \
         each. Change nothing before I agree.\n",
        now.spoken()
    );
    if let Some(focus) = args.focus.filter(|focus| !focus.trim().is_empty()) {
        let _ = writeln!(text, "What matters most today: {}", shorten(focus.trim()));
    }
    text.push_str("Due today or late:\n");
    for task in due(tasks, now) {
        text.push_str(&tasks.line(task, ""));
    }
    Ok(vec![Message::User(text)])
}

pub fn review_task_list(tasks: &Tasks, _: Time, args: ReviewTaskList) -> Result<Vec<Message>> {
    let wanted = args.list.to_lowercase();
    let list = tasks.task_lists.values().find(|list| list.name.to_lowercase() == wanted).ok_or_else(|| {
        ToolError::NotFound(format!("No list is called {}. Use list_task_lists.", shorten(&args.list)))
    })?;
    Ok(vec![Message::User(format!(
        "Go through my list {} ({}) with me, task by task. For each: is it still needed, is the day realistic, does it have \
         the right owner, does something block it for no reason? Propose changes and make those that I agree to.\n\n{}",
        list.name,
        list.id,
        checklist(tasks, &list.id)?
    ))])
}

/// The user's own open tasks that are due today or late.
fn due(tasks: &Tasks, now: Time) -> Vec<&Task> {
    let due =
        |task: &&Task| task.is_open() && task.assignee.is_none() && task.due_date.is_some_and(|day| day <= now.day());
    tasks.sorted(tasks.tasks.values().filter(due).collect())
}

impl Tasks {
    /// `- [ ] Water the plants (tsk_123abc, due Thursday 5 March)`
    fn line(&self, task: &Task, indent: &str) -> String {
        let mark = if task.is_open() { ' ' } else { 'x' };
        let mut line = format!("{indent}- [{mark}] {} ({}", task.title, task.id);
        if let Some(day) = task.due_date {
            let _ = write!(line, ", due {}", day.spoken());
        }
        if let Some(assignee) = &task.assignee {
            let _ = write!(line, ", {}", assignee.name);
        }
        if task.is_open() && self.open_blockers(task).next().is_some() {
            line.push_str(", blocked");
        }
        line.push_str(")\n");
        line
    }
}
