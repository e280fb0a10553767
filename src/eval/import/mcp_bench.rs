//! MCP-Bench: tasks in the form of its runner, alone or grouped by server or combination of servers.
//!
//! It judges by a model on several scales; here the judge is asked one question. The vague text, which its agents see, is the
//! task's fuzzy prompt.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::draft::{Draft, fulfilment, record};
use super::lost;
use super::milestones::{self, Known};
use super::read::{ImportedTask, NotImported};
use crate::score::Category;

const NAME: &str = "mcp-bench";

#[derive(Deserialize)]
struct Source {
    task_id: String,
    task_description: String,
    fuzzy_description: Option<String>,
    /// Prose, or an object.
    dependency_analysis: Option<Value>,
    #[serde(default)]
    distraction_servers: Vec<String>,
}

/// Reads the tasks of a file; none if it has none.
pub fn read(records: &[Value]) -> Option<Vec<Result<ImportedTask, NotImported>>> {
    let mut tasks = Vec::new();
    for record in records {
        let list = |key: &str| record.get(key).and_then(Value::as_array);
        match (list("server_tasks"), list("combinations"), list("tasks")) {
            (Some(groups), ..) | (_, Some(groups), _) => groups.iter().for_each(|group| collect(group, &mut tasks)),
            (None, None, Some(list)) if record.get("server_name").is_none() => {
                list.iter().for_each(|one| collect(one, &mut tasks));
            }
            _ => collect(record, &mut tasks),
        }
    }
    let named = |(_, task): &(Vec<String>, &Value)| task.get("task_description").is_some();
    let any = tasks.iter().any(named);
    any.then(|| tasks.into_iter().enumerate().map(|(at, (servers, task))| task_of(task, &servers, at)).collect())
}

/// The tasks of a group, or the one of a record, with the servers that they are about.
fn collect<'v>(group: &'v Value, tasks: &mut Vec<(Vec<String>, &'v Value)>) {
    let servers = servers(group);
    let many = ["tasks", "generated_tasks"].iter().find_map(|key| group.get(key)?.as_array());
    match (many, group.get("task")) {
        (Some(many), _) => tasks.extend(many.iter().map(|task| (servers.clone(), task))),
        (None, Some(task)) => tasks.push((servers, task)),
        (None, None) => tasks.push((servers, group)),
    }
}

/// Their names; a combination may be written as one name with plus signs.
fn servers(group: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().map(|name| name.trim().to_owned());
    if let Some(names) = group.get("servers").and_then(Value::as_array).filter(|names| !names.is_empty()) {
        return names.iter().filter_map(text).collect();
    }
    let name = group.get("server_name").and_then(Value::as_str).unwrap_or_default();
    name.split('+').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

fn task_of(value: &Value, servers: &[String], at: usize) -> Result<ImportedTask, NotImported> {
    let source: Source = record(value, || format!("task {at}"))?;
    let category = if servers.len() > 1 { Category::ManyServersSequential } else { Category::OneServerSequential };
    let mut draft = Draft::new(NAME, &source.task_id, &source.task_description, category, None);
    draft.fuzzy(source.fuzzy_description.as_deref());
    servers.iter().for_each(|server| draft.server(server, false));
    source.distraction_servers.iter().for_each(|server| draft.server(server.trim(), true));
    draft.lose(lost::SERVERS, usize::from(servers.is_empty()));
    let analysis = match &source.dependency_analysis {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    draft.lose(lost::DEPENDENCIES, usize::from(!analysis.is_empty()));
    let known = mentioned(&[&source.task_description, &analysis], servers);
    draft.calls(milestones::check("tools", &[known], false));
    draft.judged("fulfilment", fulfilment(&[&source.task_description], &analysis));
    draft.lose(lost::CRITERION, 1);
    draft.finish()
}

/// The tools that texts name as `Server:tool`, each once.
fn mentioned(texts: &[&str], servers: &[String]) -> Vec<Known> {
    let mut known: Vec<Known> = Vec::new();
    for server in servers {
        let mark = format!("{server}:");
        for rest in texts.iter().flat_map(|text| text.split(&mark).skip(1)) {
            let tool: String = rest.chars().take_while(|sign| sign.is_alphanumeric() || "_-".contains(*sign)).collect();
            let call = Known { server: Some(server.clone()), tool, arguments: BTreeMap::new(), nameless: None };
            if !call.tool.is_empty() && !known.contains(&call) {
                known.push(call);
            }
        }
    }
    known
}

#[cfg(test)]
mod tests;
