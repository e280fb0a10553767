//! The request: it speaks as a user does, who knows neither tools nor what only results can tell.

use serde_json::Value;

use super::case::{Case, Rule, finding};
use super::known::Known;
use crate::model::{Action, Branch, Finding, Message, Path, Step};
use crate::wording::{Clock, Mentions, leaked};

/// The rule.
pub struct Request;

impl Rule for Request {
    fn judge(&self, case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
        let texts = case.trajectory.messages.iter().enumerate().filter_map(|(at, message)| match message {
            Message::User { text } => Some((at, text.as_str())),
            _ => None,
        });
        let texts: Vec<(usize, &str)> = texts.collect();
        let request = texts.iter().map(|(_, text)| *text).collect::<Vec<_>>().join("\n");
        if let Some(name) = technical_name(case, &request) {
            report(0, finding("request.names_tool", Action::Drop, name));
        }
        for (at, text) in texts {
            if let Some(unused) = case.clock.as_ref().and_then(|clock| unused(case, at, text, clock)) {
                report(case.turn_at(at), finding("request.nobody_uses", Action::Drop, unused));
            }
            // Where no call says where its values come from, as in rows of others, nobody knows what she had to say.
            if case.trajectory.steps.iter().all(|step| step.bindings.is_empty()) {
                continue;
            }
            // What she was told before she knows.
            let told = Value::String(case.told_before(at));
            let results = case.views.iter().flatten().flat_map(|view| Path::leaves(view)).map(|(_, value)| value);
            if let Some(value) = leaked(&Mentions::of_text(text), said(case).chain([&told]), results) {
                report(case.turn_at(at), finding("request.knows_result", Action::Drop, value));
            }
        }
    }
}

/// A day, time or figure of a request that no call has and nobody had told before, so that one says what the other does not.
fn unused(case: &Case<'_>, at: usize, request: &str, clock: &Clock) -> Option<String> {
    // A request that no call serves is declined as a whole.
    if case.trajectory.steps.is_empty() {
        return None;
    }
    let mut known = Known::new(clock);
    case.trajectory.steps.iter().for_each(|step| known.add(&step.arguments));
    // What was rightly left undone was asked for too.
    let undone = forbidden(case);
    undone.clone().for_each(|step| known.add(&step.arguments));
    known.tell(&case.told_before(at));
    said(case).for_each(|value| known.add(value));
    // "more than 90 days" is asked for by the name of a field.
    for schema in case.tools_called().filter_map(|tool| tool.output_schema.as_ref()) {
        field_names(schema, &mut |name| known.tell(name));
    }
    // What is not said to be of another day is of today.
    known.day(clock.today());
    known.read().lacks(request)
}

/// Calls that would have done what was declined.
fn forbidden<'c>(case: &Case<'c>) -> impl Iterator<Item = &'c Step> + Clone + use<'c> {
    let declined = |branch: &&Branch| branch.reason.starts_with("policy.");
    case.trajectory.branches.iter().filter(declined).flat_map(|branch| &branch.steps)
}

/// The names of all properties of a schema.
fn field_names(schema: &Value, see: &mut impl FnMut(&str)) {
    match schema {
        Value::Object(map) => map.iter().for_each(|(name, inner)| {
            see(name);
            field_names(inner, see);
        }),
        Value::Array(items) => items.iter().for_each(|inner| field_names(inner, see)),
        _ => {}
    }
}

/// A name of a tool in view or of an argument that is no word of English.
fn technical_name<'c>(case: &Case<'c>, request: &str) -> Option<&'c str> {
    let tools = case.trajectory.tools.iter().flat_map(|view| [view.exposed.as_str(), view.tool.name.as_str()]);
    let arguments = case.trajectory.steps.iter().filter_map(|step| step.arguments.as_object());
    let names = arguments.flat_map(|map| map.keys()).map(String::as_str);
    let technical = |name: &&str| name.contains(['_', '-']) || name.chars().skip(1).any(char::is_uppercase);
    tools.chain(names).filter(technical).find(|name| stands_in(request, name))
}

fn stands_in(text: &str, name: &str) -> bool {
    let joined = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(name)
        .any(|(at, _)| !joined(text[..at].chars().next_back()) && !joined(text[at + name.len()..].chars().next()))
}

/// What the user has to say: her literals, and the names by which she picks things.
fn said<'c>(case: &Case<'c>) -> impl Iterator<Item = &'c Value> {
    let undone = forbidden(case);
    case.trajectory.steps.iter().chain(undone).flat_map(Step::said)
}
