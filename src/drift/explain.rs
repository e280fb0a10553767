//! A drift for a person to read: old and new side by side.

use std::fmt::Write;

use serde_json::Value;

use crate::drift::drifted::{Drifted, Solvable};
use crate::drift::schema;
use crate::model::Tool;

/// Characters of a column.
const WIDE: usize = 56;

/// Old and new side by side in plain text; lines that differ have a bar between them.
pub fn explain(drifted: &Drifted) -> String {
    let operator = &drifted.operator;
    let mut text = format!("{}, severity {}\n", operator.name(), operator.severity());
    match &drifted.solvable {
        Solvable::Yes => text.push_str("solvable\n"),
        Solvable::No(why) => {
            let _ = writeln!(text, "not solvable: {why}");
        }
    }
    for behaviour in &drifted.behaviours {
        let _ = writeln!(text, "{} acts otherwise: {:?}", behaviour.tool, behaviour.acts);
    }
    for change in &drifted.changes {
        let told = |tool: &Option<Tool>| tool.as_ref().map(lines).unwrap_or_default();
        text.push('\n');
        side_by_side(&told(&change.old), &told(&change.new), &mut text);
    }
    if drifted.changes.is_empty() && drifted.behaviours.is_empty() {
        text.push_str("\nno tool changed; their order may have\n");
    }
    text
}

/// What a tool is, a line for every fact; the key says which lines belong together.
fn lines(tool: &Tool) -> Vec<(String, String)> {
    let mut lines =
        vec![("name".to_owned(), tool.reference().to_string()), ("told".to_owned(), tool.description.clone())];
    properties("takes", &tool.input_schema, &mut lines);
    if let Some(output) = &tool.output_schema {
        properties("gives", output, &mut lines);
    }
    lines
}

fn properties(side: &str, schema: &Value, lines: &mut Vec<(String, String)>) {
    for path in schema::all(schema) {
        let Some(property) = schema::at(schema, &path) else { continue };
        let kind = property.get("type").map(|kind| kind.as_str().map_or(kind.to_string(), str::to_owned));
        let mut line = format!("  {side} {path}: {}", kind.as_deref().unwrap_or("any"));
        for key in ["format", "pattern", "enum", "const", "default"] {
            property.get(key).iter().for_each(|value| line.push_str(&format!(", {key} {value}")));
        }
        if schema::is_required(schema, &path) {
            line.push_str(", required");
        }
        if let Some(words) = property.get("description").and_then(Value::as_str) {
            line.push_str(&format!(" ({words})"));
        }
        lines.push((format!("{side} {path}"), line));
    }
}

fn side_by_side(old: &[(String, String)], new: &[(String, String)], text: &mut String) {
    let find = |lines: &[(String, String)], key: &str| {
        lines.iter().find(|(other, _)| other == key).map(|(_, line)| line.clone()).unwrap_or_default()
    };
    for (key, line) in old {
        row(line, &find(new, key), text);
    }
    for (_, line) in new.iter().filter(|(key, _)| old.iter().all(|(other, _)| other != key)) {
        row("", line, text);
    }
}

fn row(old: &str, new: &str, text: &mut String) {
    let mark = if old == new { ' ' } else { '|' };
    let (left, right) = (wrapped(old), wrapped(new));
    for at in 0..left.len().max(right.len()) {
        let cell = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
        let (left, right) = (cell(&left), cell(&right));
        let space = " ".repeat(WIDE.saturating_sub(left.chars().count()));
        let line = format!("{left}{space} {mark} {right}");
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

/// A text in lines that fit a column; no more than four.
fn wrapped(text: &str) -> Vec<String> {
    const MOST: usize = 4;
    let letters: Vec<char> = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let mut lines: Vec<String> = letters.chunks(WIDE).map(|line| line.iter().collect()).collect();
    if lines.len() > MOST {
        lines.truncate(MOST);
        lines[MOST - 1] = lines[MOST - 1].chars().take(WIDE - 3).chain("...".chars()).collect();
    }
    lines
}
