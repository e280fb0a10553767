//! The request: it speaks as a user does, who knows neither tools nor what only results can tell.

use serde_json::Value;

use super::case::{Case, Rule, finding};
use super::known::Known;
use crate::model::{Action, Binding, Choice, Finding, Message, Path};
use crate::wording::{Clock, Mentions, leaked};

/// The rule.
pub struct Request;

impl Rule for Request {
    fn judge(&self, case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
        let texts = case.trajectory.messages.iter().filter_map(|message| match message {
            Message::User { text } => Some(text.as_str()),
            _ => None,
        });
        let request = texts.collect::<Vec<_>>().join("\n");
        if let Some(name) = technical_name(case, &request) {
            report(0, finding("request.names_tool", Action::Drop, name));
        }
        if let Some(unused) = case.clock.as_ref().and_then(|clock| unused(case, &request, clock)) {
            report(0, finding("request.nobody_uses", Action::Drop, unused));
        }
        let results = case.views.iter().flatten().flat_map(|view| Path::leaves(view)).map(|(_, value)| value);
        if let Some(value) = leaked(&Mentions::of_text(&request), said(case), results) {
            report(0, finding("request.knows_result", Action::Drop, value));
        }
    }
}

/// A day, time or figure of the request that no call has, so that one says what the other does not.
fn unused(case: &Case<'_>, request: &str, clock: &Clock) -> Option<String> {
    let mut known = Known::new(clock);
    case.trajectory.steps.iter().for_each(|step| known.add(&step.arguments));
    said(case).for_each(|value| known.add(value));
    // "more than 90 days" is asked for by the name of a field.
    for schema in case.tools_called().filter_map(|tool| tool.output_schema.as_ref()) {
        field_names(schema, &mut |name| known.tell(name));
    }
    // What is not said to be of another day is of today.
    known.day(clock.today());
    known.read().lacks(request)
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
    case.trajectory.steps.iter().flat_map(|step| &step.bindings).filter_map(|bound| match &bound.binding {
        Binding::User { value } | Binding::Output { choice: Choice::Where { value, .. }, .. } => Some(value),
        _ => None,
    })
}
