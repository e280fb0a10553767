//! LiveMCPBench: annotated queries with the steps and tools of one solution.
//!
//! All of its servers are in view, and the annotation names tools alone; so a milestone takes a tool of any server.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::claim::claim;
use super::draft::{Draft, fulfilment, record};
use super::lost;
use super::milestones::{self, Known};
use super::read::{ImportedTask, NotImported};
use crate::score::Category;

const NAME: &str = "live-mcp-bench";

/// A longer answer is a text to be judged, not one to be found.
const LONGEST_ANSWER: usize = 60;

#[derive(Deserialize)]
struct Source {
    task_id: String,
    #[serde(rename = "Question")]
    question: String,
    answers: Option<String>,
    category: Option<String>,
    file_name: Option<String>,
    #[serde(rename = "Annotator Metadata")]
    annotation: Option<Annotation>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Annotation {
    steps: String,
    tools: String,
}

pub fn read(records: &[Value]) -> Vec<Result<ImportedTask, NotImported>> {
    records.iter().enumerate().map(|(at, task)| task_of(task, at)).collect()
}

fn task_of(value: &Value, at: usize) -> Result<ImportedTask, NotImported> {
    let source: Source = record(value, || format!("task {at}"))?;
    let Annotation { steps, tools } = source.annotation.unwrap_or_default();
    let known: Vec<Known> = tools.lines().filter_map(tool).collect();
    let category = if known.len() > 1 { Category::ManyServersSequential } else { Category::OneServerSingle };
    let mut draft = Draft::new(NAME, &source.task_id, &source.question, category, None);
    draft.label("category", source.category.as_deref());
    let answer = source.answers.as_deref().unwrap_or_default().trim();
    let written = answer.strip_prefix("file ");
    let read = source.file_name.as_deref().filter(|name| !name.trim().is_empty());
    draft.lose(lost::FILES, usize::from(written.is_some()) + usize::from(read.is_some()));
    let short = !answer.is_empty() && answer.lines().count() == 1 && answer.chars().count() <= LONGEST_ANSWER;
    let mut hint = steps.trim().to_owned();
    match written {
        None if short => draft.says(claim(answer)),
        None if !answer.is_empty() => hint.push_str(&format!("\nThe answer is then: {answer}")),
        _ => {}
    }
    draft.lose(lost::SERVERS, 1);
    draft.lose(lost::CALL_SERVER, known.len());
    draft.lose(lost::CRITERION, 1);
    draft.calls(milestones::check("tools", &[known], false));
    draft.judged("fulfilment", fulfilment(&[&source.question], &hint));
    draft.finish()
}

/// A tool of a numbered list.
fn tool(line: &str) -> Option<Known> {
    let line = line.trim();
    let numbered = line.split_once('.').filter(|(number, _)| !number.is_empty() && number.parse::<u32>().is_ok());
    let name = numbered.map_or(line, |(_, name)| name.trim());
    let known = |name: &str| Known { server: None, tool: name.to_owned(), arguments: BTreeMap::new(), nameless: None };
    (!name.is_empty()).then(|| known(name))
}

#[cfg(test)]
mod tests;
