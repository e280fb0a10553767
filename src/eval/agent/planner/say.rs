//! The answer: what was done and found, in plain sentences with the values that were asked for.

use serde_json::Value;

use super::clause::Clause;
use super::pick::main_list;
use super::run::{Found, Got, Lack, Told};
use super::toolbox::{Toolbox, is_handle_name};
use super::words::{akin, families, of_name};
use crate::chain::ToolNode;
use crate::model::{Path, Segment};
use crate::wording::{Meaning, meaning, month_name};

/// So many items of a list are named.
const NAMED: usize = 10;
/// So many values of a thing are told where nothing certain was asked.
const SALIENT: usize = 8;
/// So many values of every thing of a list.
const BRIEF: usize = 5;
/// Longer texts are not told unless they are asked for.
const LONG: usize = 160;

/// The answer to goals that are all done.
pub(super) fn answer(toolbox: &Toolbox, told: &[Told]) -> String {
    let sentences: Vec<String> =
        told.iter().map(|told| sentence(toolbox, told)).filter(|text| !text.is_empty()).collect();
    if sentences.is_empty() { "Done.".to_owned() } else { sentences.join(" ") }
}

/// What is said where no tool does what is asked.
pub(super) fn declined() -> String {
    "I'm sorry, I can't do that: none of the tools that I have fits.".to_owned()
}

/// What is said where the system message forbids it.
pub(super) fn forbidden() -> String {
    "I'm sorry, I can't do that: I'm not allowed to.".to_owned()
}

/// The question for what the user has not said.
pub(super) fn question(node: &ToolNode, input: usize) -> String {
    let name = node.inputs[input].leaf.path.last_field().unwrap_or_default();
    let noun: Vec<&str> = name.split(['_', '-']).filter(|part| !matches!(*part, "id" | "ids")).collect();
    format!("Which {} should it be?", if noun.is_empty() { name.to_owned() } else { noun.join(" ") })
}

fn sentence(toolbox: &Toolbox, told: &Told) -> String {
    let Some(node) = told.tool.map(|tool| toolbox.node(tool)) else {
        let said = if told.forbidden { forbidden() } else { declined() };
        return said.replace("that:", "one thing that you asked for:");
    };
    match &told.got {
        Got::Here(found) => {
            let parts: Vec<String> = found.iter().map(|found| result(node, &told.clause, found)).collect();
            parts.join(" ")
        }
        Got::Wait => String::new(),
        Got::Lacks(Lack::Failed(message)) => format!("I could not do that: {}.", message.trim_end_matches('.')),
        Got::Lacks(Lack::Nothing) => "I found nothing that fits.".to_owned(),
        Got::Lacks(Lack::Unsaid { input, tool }) => question(toolbox.node(*tool), *input),
    }
}

fn result(node: &ToolNode, clause: &Clause, found: &Found) -> String {
    let begin = if node.read_only { "Here is what I found" } else { "Done" };
    let said = match (found.focus.as_slice(), asked_list(&found.view, clause)) {
        ([], Some(list)) if node.read_only => items(&found.view, &list, clause),
        ([], _) => thing(&found.view, clause),
        (focus, list) => {
            let things = focus.iter().take(NAMED).filter_map(|item| item.get(&found.view));
            let top = list.and_then(|list| beside(&found.view, &list, clause));
            let things = things.map(|item| if focus.len() > 1 { brief(item, clause) } else { thing(item, clause) });
            things.chain(top).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ")
        }
    };
    match (said.is_empty(), node.read_only) {
        (true, true) => "There is nothing there.".to_owned(),
        (true, false) => "Done.".to_owned(),
        (false, _) => format!("{begin}: {said}."),
    }
}

/// The list that is asked for by its name, or the main one.
fn asked_list(view: &Value, clause: &Clause) -> Option<Path> {
    let fields = view.as_object().into_iter().flatten();
    let lists = fields.filter(|(_, value)| value.as_array().is_some_and(|items| items.iter().any(Value::is_object)));
    let lists = lists.map(|(name, _)| Path::root().field(name.as_str()));
    let asked = lists.into_iter().find(|path| relevance(path, clause) > 0.9);
    asked.or_else(|| main_list(view))
}

/// The values beside a list, those that are asked for first.
fn beside(view: &Value, list: &Path, clause: &Clause) -> Option<String> {
    let outside = |path: &Path| {
        let each = path.generalised().segments().contains(&Segment::Each);
        !path.segments().starts_with(list.segments()) && !each
    };
    let leaves = Path::leaves(view).into_iter();
    let mut leaves: Vec<(f32, Path, &Value)> = leaves
        .filter(|(path, value)| outside(path) && is_telling(path, value))
        .map(|(path, value)| (relevance(&path, clause), path, value))
        .collect();
    leaves.sort_by(|a, b| b.0.total_cmp(&a.0));
    let said =
        leaves.iter().take(BRIEF).filter_map(|(_, path, value)| told(path.last_field().unwrap_or_default(), value));
    let said: Vec<String> = said.collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// A list: how many things, and of the first ones the name and what was asked for.
fn items(view: &Value, list: &Path, clause: &Clause) -> String {
    let Some(all) = list.get(view).and_then(Value::as_array) else { return String::new() };
    let mut named: Vec<String> =
        all.iter().take(NAMED).map(|item| brief(item, clause)).filter(|text| !text.is_empty()).collect();
    if all.len() > NAMED {
        named.push(format!("{} more", all.len() - NAMED));
    }
    named.extend(beside(view, list, clause));
    named.join("; ")
}

/// A thing of a list in short: its name, what was asked for, and what else is told quickly.
fn brief(item: &Value, clause: &Clause) -> String {
    if !item.is_object() {
        return spoken(item, "").unwrap_or_default();
    }
    let mut leaves: Vec<(f32, Path, &Value)> = Path::leaves(item)
        .into_iter()
        .filter(|(path, value)| is_telling(path, value) && path.segments().len() <= 4)
        .map(|(path, value)| (relevance(&path, clause), path, value))
        .collect();
    leaves.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.segments().len().cmp(&b.1.segments().len())));
    let mut said: Vec<String> = label(item).into_iter().collect();
    for (_, path, value) in leaves {
        let text = spoken(value, path.last_field().unwrap_or_default());
        said.extend(text.filter(|text| !said.contains(text)));
        if said.len() > BRIEF {
            break;
        }
    }
    said.join(", ")
}

/// Whether a value is worth telling people: no handle, no flag, nothing long.
fn is_telling(path: &Path, value: &Value) -> bool {
    let long = value.as_str().is_some_and(|text| text.chars().count() > LONG);
    let scalar = value.is_string() || value.is_number();
    scalar && !long && !is_handle_name(path.last_field().unwrap_or_default())
}

/// The name by which people call a thing.
fn label(item: &Value) -> Option<String> {
    let fields = item.as_object()?;
    let named =
        ["title", "name", "subject", "label", "full_name", "display_name"].iter().find_map(|name| fields.get(*name));
    let ending = || {
        fields.iter().find(|(name, value)| name.to_lowercase().ends_with("name") && value.is_string()).map(|(_, v)| v)
    };
    named.or_else(ending)?.as_str().map(str::to_owned)
}

/// One thing: what was asked for, or what is salient.
fn thing(item: &Value, clause: &Clause) -> String {
    let leaves: Vec<(Path, &Value)> = Path::leaves(item);
    let mut ranked: Vec<(f32, usize)> = leaves
        .iter()
        .enumerate()
        .filter(|(_, (path, value))| {
            let handle = is_handle_name(path.last_field().unwrap_or_default());
            !value.is_null() && (!handle || relevance(path, clause) > 0.9)
        })
        .map(|(at, (path, _))| (relevance(path, clause), at))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let asked = clause.question && ranked.first().is_some_and(|(worth, _)| *worth > 0.9);
    let mut said: Vec<String> = label(item).into_iter().collect();
    for (worth, at) in ranked {
        let (path, value) = &leaves[at];
        let name = path.last_field().unwrap_or_default();
        let long = value.as_str().is_some_and(|text| text.chars().count() > LONG);
        let wanted = if asked { worth > 0.5 } else { path.segments().len() <= 3 };
        if !wanted || long && worth <= 0.5 || said.len() > SALIENT {
            continue;
        }
        let known = spoken(value, name).is_some_and(|text| said.contains(&text));
        said.extend(told(name, value).filter(|_| !known));
    }
    said.join(", ")
}

/// How far a clause asks for a field.
fn relevance(path: &Path, clause: &Clause) -> f32 {
    let name: Vec<String> = path.last_field().into_iter().flat_map(of_name).collect();
    let above: Vec<String> = path.fields().flat_map(of_name).collect();
    let said = |stems: &[String], near: bool| {
        stems.iter().any(|own| {
            clause.stems.iter().any(|stem| stem == own || near && !families(stem).is_empty() && akin(stem, own))
        })
    };
    if said(&name, false) {
        1.0
    } else if said(&name, true) {
        0.8
    } else if said(&above, false) {
        0.6
    } else {
        0.0
    }
}

/// A value with the name of its field.
fn told(name: &str, value: &Value) -> Option<String> {
    let said = spoken(value, name)?;
    Some(format!("{} {said}", name.replace(['_', '-'], " ")))
}

/// A value as people write it.
fn spoken(value: &Value, name: &str) -> Option<String> {
    Some(match meaning(value, name) {
        Meaning::Nothing => return None,
        Meaning::Date(date) => format!("{} {} {}", date.day(), month_name(date), date.year()),
        Meaning::DateTime(moment) => {
            let date = moment.date();
            format!("{} {} {} at {}", date.day(), month_name(date), date.year(), moment.time().strftime("%H:%M"))
        }
        Meaning::Time(time) => time.strftime("%H:%M").to_string(),
        Meaning::Minutes(count) => format!("{count} minutes"),
        Meaning::Number(_) => value.to_string().trim_end_matches(".0").to_owned(),
        Meaning::Flag(flag) => (if flag { "yes" } else { "no" }).to_owned(),
        Meaning::Word(word) => word.replace('_', " "),
        Meaning::Language(language) => language.to_owned(),
        Meaning::Text(text) if text.is_empty() => return None,
        Meaning::Text(text) => text,
    })
}
