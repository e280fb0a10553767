//! The planner over a few invented tools, with results made up on the way.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Act, Planner, Situation};
use crate::model::{Annotations, Boundary, Content, FailureKind, Message, Outcome, Step, Tool, ToolInView};

const NOW: &str = "2026-03-05T14:20:00+01:00";

fn tool(name: &str, description: &str, read_only: bool, input: Value, output: Value) -> ToolInView {
    let tool = Tool {
        server: "office".to_owned(),
        name: name.to_owned(),
        title: None,
        description: description.to_owned(),
        input_schema: input,
        output_schema: Some(output),
        annotations: Annotations { read_only: Some(read_only), ..Annotations::default() },
    };
    ToolInView { exposed: name.to_owned(), tool: Arc::new(tool) }
}

fn tools() -> Vec<ToolInView> {
    let text = json!({"type": "string"});
    let person = json!({"type": "object", "properties": {
        "id": {"type": "string"}, "name": text, "email": {"type": "string", "format": "email"}, "phone": text,
    }});
    let event = json!({"type": "object", "properties": {
        "id": {"type": "string"}, "title": text, "start": {"type": "string", "format": "date-time"},
    }});
    vec![
        tool(
            "search_contacts",
            "Find people in the address book by name.",
            true,
            json!({"type": "object", "properties": {"query": text}, "required": ["query"]}),
            json!({"type": "object", "properties": {"contacts": {"type": "array", "items": person}}}),
        ),
        tool(
            "send_message",
            "Send a mail to one or more people.",
            false,
            json!({"type": "object", "properties": {
                "to": {"type": "array", "items": {"type": "string", "format": "email"}}, "subject": text, "body": text,
            }, "required": ["to", "subject", "body"]}),
            json!({"type": "object", "properties": {"id": text}}),
        ),
        tool(
            "list_events",
            "List the events of the calendar.",
            true,
            json!({"type": "object", "properties": {}}),
            json!({"type": "object", "properties": {"events": {"type": "array", "items": event}}}),
        ),
        tool(
            "cancel_event",
            "Cancel an event of the calendar.",
            false,
            json!({"type": "object", "properties": {"event_id": {"type": "string"}}, "required": ["event_id"]}),
            json!({"type": "object", "properties": {"id": {"type": "string"}, "title": text}}),
        ),
    ]
}

fn people() -> Value {
    json!({"contacts": [{"id": "c1", "name": "Dana Okafor", "email": "dana@x.example", "phone": "+1 555 0149"}]})
}

fn events() -> Value {
    json!({"events": [
        {"id": "e1", "title": "Lunch", "start": "2026-03-06T12:00:00+01:00"},
        {"id": "e2", "title": "Budget review", "start": "2026-03-09T12:00:00+01:00"},
        {"id": "e3", "title": "Lunch", "start": "2026-03-10T12:00:00+01:00"},
    ]})
}

fn ok(value: Value) -> Outcome {
    Outcome { structured: Some(value), ..Outcome::default() }
}

/// Follows the planner through talks; `answer` is the world. Shows calls and what is said.
fn check(messages: &[&str], answer: &dyn Fn(&str, &Value, usize) -> Outcome) -> Vec<String> {
    let planner = Planner::new(&tools());
    let (mut seen, mut steps, mut shown): (Vec<Message>, Vec<Step>, Vec<String>) = (Vec::new(), Vec::new(), Vec::new());
    for text in messages {
        seen.push(Message::User { text: (*text).to_owned() });
        loop {
            match planner.next(&Situation { now: NOW, messages: &seen, steps: &steps }) {
                Act::Say(text) => {
                    shown.push(text.clone());
                    seen.push(Message::Assistant { text: Some(text), calls: Vec::new() });
                    break;
                }
                Act::Calls(calls) => {
                    for (name, arguments) in calls {
                        shown.push(format!("{name} {arguments}"));
                        let outcome = answer(&name, &arguments, steps.len());
                        let tool = crate::model::ToolRef::new("office", name);
                        steps.push(Step { tool, arguments, bindings: Vec::new(), outcome, state: None, fault: None });
                    }
                    assert!(steps.len() < 20, "{shown:#?}");
                }
            }
        }
    }
    shown
}

fn world(name: &str, _arguments: &Value, _at: usize) -> Outcome {
    match name {
        "search_contacts" => ok(people()),
        "list_events" => ok(events()),
        _ => ok(json!({"id": "x"})),
    }
}

#[test]
fn what_the_user_does_not_know_is_fetched_along_the_graph() {
    let shown = check(&["Send Dana Okafor a mail, subject \"Hello\", saying \"See you.\""], &world);
    assert_eq!(shown[0], r#"search_contacts {"query":"Dana Okafor"}"#);
    assert_eq!(shown[1], r#"send_message {"subject":"Hello","body":"See you.","to":["dana@x.example"]}"#);
    assert!(shown[2].starts_with("Done"), "{shown:#?}");
}

#[test]
fn the_item_that_is_meant_is_picked() {
    let shown = check(&["Please cancel the event \"Budget review\"."], &world);
    assert_eq!(shown[..2], ["list_events {}", r#"cancel_event {"event_id":"e2"}"#]);
    let each = check(&["Cancel all \"Lunch\" events."], &world);
    assert_eq!(each[1..3], [r#"cancel_event {"event_id":"e1"}"#, r#"cancel_event {"event_id":"e3"}"#]);
}

#[test]
fn a_question_is_answered_with_what_it_asks_for() {
    let shown = check(&["What is the phone number of Dana Okafor?"], &world);
    assert!(shown[1].contains("+1 555 0149") && !shown[1].contains("dana@x.example"), "{shown:#?}");
}

#[test]
fn later_messages_refer_to_earlier_results() {
    let shown = check(&["List the events of my calendar.", "Cancel the second one."], &world);
    assert_eq!(shown[0], "list_events {}");
    assert_eq!(shown[2], r#"cancel_event {"event_id":"e2"}"#);
}

#[test]
fn what_is_missing_is_asked_for() {
    let shown = check(&["Send Dana Okafor a mail, subject \"Hello\".", "\"See you.\""], &world);
    assert!(shown.iter().any(|line| line.ends_with('?')), "{shown:#?}");
    assert!(shown.iter().any(|line| line.contains(r#""body":"See you.""#)), "{shown:#?}");
}

#[test]
fn a_call_that_fails_for_a_while_is_made_once_more() {
    let shown = check(&["List the events of the calendar."], &|_, _, at| match at {
        0 => Outcome::failed(Boundary::Tool, FailureKind::Timeout, "no answer in time"),
        _ => Outcome { content: vec![Content::Text { text: events().to_string() }], ..Outcome::default() },
    });
    assert_eq!(shown[..2], ["list_events {}", "list_events {}"]);
    let shown = check(&["List the events of the calendar."], &|_, _, _| {
        Outcome::failed(Boundary::Tool, FailureKind::NotAllowed, "you may not see them")
    });
    assert_eq!(shown[1..], ["I could not do that: you may not see them."]);
}

#[test]
fn what_no_tool_is_for_is_declined() {
    let shown = check(&["Water the plants on the balcony."], &world);
    assert_eq!(shown.len(), 1);
    assert!(shown[0].contains("none of the tools"), "{shown:#?}");
}
