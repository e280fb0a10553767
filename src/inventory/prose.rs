//! Fields inside prose: the line forms in which servers without structured content write their results.

use serde_json::{Map, Value};

/// Longer texts are looked into only at their start.
const MAX_LINES: usize = 400;
const MAX_KEY: usize = 40;

/// What can be recovered, by name; see [`super::view`] for the names.
pub(super) fn recover(text: &str) -> Vec<(&'static str, Value)> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(MAX_LINES).collect();
    let mut found = Vec::new();
    if lines.len() > 1 {
        found.push(("lines", lines.iter().map(|line| Value::from(*line)).collect()));
    }
    let table = table(&lines);
    let (fields, blocks) = fields_and_blocks(&lines);
    let records = if table.is_empty() { blocks } else { table };
    push(&mut found, "records", Value::Array(records));
    push(&mut found, "fields", Value::Object(fields));
    push(&mut found, "items", lines.iter().filter_map(|line| bullet(line)).map(Value::from).collect());
    push(&mut found, "tagged", Value::Object(tagged(&lines)));
    found
}

fn push(found: &mut Vec<(&'static str, Value)>, name: &'static str, value: Value) {
    let empty = value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty);
    if !empty {
        found.push((name, value));
    }
}

/// `Key: value` lines. A key that comes again starts the next record of a repeated block; keys that never repeat
/// are fields of the whole text.
fn fields_and_blocks(lines: &[&str]) -> (Map<String, Value>, Vec<Value>) {
    let pairs: Vec<(String, Value)> = lines.iter().filter_map(|line| pair(bullet(line).unwrap_or(line))).collect();
    let count = |key: &str| pairs.iter().filter(|(other, _)| other == key).count();
    let Some(first) = pairs.iter().map(|(key, _)| key).find(|key| count(key) > 1).cloned() else {
        return (pairs.into_iter().collect(), Vec::new());
    };
    let mut fields = Map::new();
    let mut records: Vec<Map<String, Value>> = Vec::new();
    for (key, value) in pairs {
        if key == first {
            records.push(Map::new());
        }
        match records.last_mut() {
            Some(record) if !record.contains_key(&key) => record.insert(key, value),
            Some(_) => None,
            None => fields.insert(key, value),
        };
    }
    (fields, records.into_iter().map(Value::Object).collect())
}

/// `Key: value` or `key = value` with a key of one to four words.
fn pair(line: &str) -> Option<(String, Value)> {
    let line = line.trim_start_matches("**");
    let (key, value) = split(line, ": ").or_else(|| split(line, " = ")).or_else(|| split(line, ":** "))?;
    let value = value.trim();
    (!value.is_empty()).then(|| Some((snake(key)?, scalar(value))))?
}

fn split<'t>(line: &'t str, separator: &str) -> Option<(&'t str, &'t str)> {
    let (key, value) = line.split_once(separator)?;
    (key.len() <= MAX_KEY).then_some((key.trim_matches(['*', '`', '"', ' ']), value))
}

/// A key as a name; `None` where the text before the separator is no key but a sentence.
fn snake(key: &str) -> Option<String> {
    if !key.starts_with(char::is_alphabetic) || !key.chars().all(|c| c.is_alphanumeric() || " _-()/#".contains(c)) {
        return None;
    }
    let words: Vec<String> =
        key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    (1..=4).contains(&words.len()).then(|| words.join("_"))
}

/// Quotes go; what is written exactly as JSON writes a number or boolean is one.
fn scalar(text: &str) -> Value {
    for quote in ['\'', '"', '`'] {
        if let Some(inside) = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote))
            && !inside.is_empty()
        {
            return Value::from(inside);
        }
    }
    let read = serde_json::from_str::<Value>(text).ok().filter(|value| value.is_number() || value.is_boolean());
    let written = read.as_ref().map(Value::to_string);
    read.filter(|_| written.as_deref() == Some(text)).unwrap_or_else(|| Value::from(text))
}

/// The text of `- item`, `* item`, `• item`, `1. item` and `2) item`.
fn bullet(line: &str) -> Option<&str> {
    for mark in ["- ", "* ", "• ", "+ "] {
        if let Some(item) = line.strip_prefix(mark) {
            return Some(item.trim());
        }
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line.get(digits..).filter(|_| (1..=3).contains(&digits))?;
    let item = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))?;
    Some(item.trim())
}

/// `[FILE] a.txt` lines, by tag.
fn tagged(lines: &[&str]) -> Map<String, Value> {
    let mut tags = Map::new();
    for line in lines {
        let Some((tag, rest)) = line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) else { continue };
        let Some(tag) = snake(tag) else { continue };
        let values = tags.entry(tag).or_insert_with(|| Value::Array(Vec::new()));
        values.as_array_mut().into_iter().for_each(|values| values.push(Value::from(rest.trim())));
    }
    tags
}

/// The rows of the first table, written with pipes as in Markdown or with tabs, under its header.
fn table(lines: &[&str]) -> Vec<Value> {
    let piped = |line: &&&str| line.starts_with('|') && line.matches('|').count() > 2;
    let pipes: Vec<Vec<&str>> = lines.iter().filter(piped).map(|line| cells(line.trim_matches('|'), '|')).collect();
    let rule = |row: &Vec<&str>| row.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| "-:= ".contains(c)));
    if pipes.get(1).is_some_and(rule) {
        return rows(&pipes[0], pipes[2..].iter());
    }
    let tabbed: Vec<Vec<&str>> =
        lines.iter().filter(|line| line.contains('\t')).map(|line| cells(line, '\t')).collect();
    match tabbed.split_first() {
        Some((header, body)) if body.len() > 1 => rows(header, body.iter()),
        _ => Vec::new(),
    }
}

fn cells(line: &str, separator: char) -> Vec<&str> {
    line.split(separator).map(str::trim).collect()
}

fn rows<'t>(header: &[&str], body: impl Iterator<Item = &'t Vec<&'t str>>) -> Vec<Value> {
    let Some(names) = header.iter().map(|cell| snake(cell)).collect::<Option<Vec<String>>>() else { return Vec::new() };
    body.filter(|row| row.len() == names.len())
        .map(|row| Value::Object(names.iter().cloned().zip(row.iter().map(|cell| scalar(cell))).collect()))
        .collect()
}
