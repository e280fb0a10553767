//! Tools that put questions to the user, in every form that there is.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Showcase;
use crate::kit::{Answer, Call, Text, ToolError};

type Result<T> = std::result::Result<T, ToolError>;

/// Asks the user for a name and an address. Use it to try elicitation.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Elicitation {
    /// What the user is asked.
    pub message: Text<500>,
}

/// Asks with a form that has a default for every field.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Defaults {}

/// Asks with every kind of choice: plain and titled, one and several.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Enums {}

/// Asks for a name and greets. Use it to try the newer form of elicitation.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserName {}

/// Asks for a confirmation and expects its state back unchanged.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirm {}

/// Asks two questions, one after the other.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rounds {}

/// Asks a question from within the stream of its answer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InStream {}

pub fn elicitation(_: &Showcase, call: &Call, args: Elicitation) -> Result<String> {
    let form = json!({
        "type": "object",
        "properties": {
            "username": {"type": "string", "description": "User's response"},
            "email": {"type": "string", "description": "User's email address"},
        },
        "required": ["username", "email"],
    });
    let answer = call.ask_form("response", &args.message.0, &form)?;
    Ok(format!("User response: {}", told(&answer)))
}

pub fn defaults(_: &Showcase, call: &Call, _: Defaults) -> Result<String> {
    let form = json!({
        "type": "object",
        "properties": {
            "name": {"type": "string", "default": "John Doe"},
            "age": {"type": "integer", "default": 30},
            "score": {"type": "number", "default": 95.5},
            "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
            "verified": {"type": "boolean", "default": true},
        },
        "required": [],
    });
    Ok(format!("Elicitation completed: {}", told(&call.ask_form("form", "Please look over these values.", &form)?)))
}

pub fn enums(_: &Showcase, call: &Call, _: Enums) -> Result<String> {
    let titled = |title: &str| -> Value {
        let one = |(value, rank): (&str, &str)| json!({"const": value, "title": format!("{rank} {title}")});
        [("value1", "First"), ("value2", "Second"), ("value3", "Third")].map(one).to_vec().into()
    };
    let options = json!(["option1", "option2", "option3"]);
    let form = json!({
        "type": "object",
        "properties": {
            "untitledSingle": {"type": "string", "enum": options},
            "titledSingle": {"type": "string", "oneOf": titled("Option")},
            "legacyEnum": {
                "type": "string",
                "enum": ["opt1", "opt2", "opt3"],
                "enumNames": ["Option One", "Option Two", "Option Three"],
            },
            "untitledMulti": {"type": "array", "items": {"type": "string", "enum": options}},
            "titledMulti": {"type": "array", "items": {"anyOf": titled("Choice")}},
        },
        "required": [],
    });
    Ok(format!("Elicitation completed: {}", told(&call.ask_form("form", "Please choose.", &form)?)))
}

pub fn user_name(_: &Showcase, call: &Call, _: UserName) -> Result<String> {
    let answer = call.ask_form("user_name", "What is your name?", &one_field("name", "string"))?;
    Ok(match given(&answer, "name") {
        Some(name) => format!("Hello, {name}!"),
        None => "Hello, whoever you are!".to_owned(),
    })
}

pub fn confirm(_: &Showcase, call: &Call, _: Confirm) -> Result<String> {
    call.ask_form("confirm", "Please confirm", &one_field("ok", "boolean"))?;
    // Without the state of the first round, or with another one, the call would not have come so far.
    Ok("state-ok".to_owned())
}

pub fn rounds(_: &Showcase, call: &Call, _: Rounds) -> Result<String> {
    let name = call.ask_form("step1", "Step 1: What is your name?", &one_field("name", "string"))?;
    let color = call.ask_form("step2", "Step 2: What is your favorite color?", &one_field("color", "string"))?;
    let or_none = |text: Option<&str>| text.unwrap_or("nobody knows what").to_owned();
    Ok(format!("{} likes {}.", or_none(given(&name, "name")), or_none(given(&color, "color"))))
}

pub fn elicitation_in_stream(_: &Showcase, call: &Call, _: InStream) -> Result<String> {
    call.progress(1, 2, "about to ask")?;
    let answer = call.ask_form("response", "Shall it go on?", &one_field("go_on", "boolean"))?;
    call.progress(2, 2, "asked")?;
    Ok(told(&answer))
}

fn one_field(name: &str, kind: &str) -> Value {
    json!({"type": "object", "properties": {name: {"type": kind}}, "required": [name]})
}

fn given<'a>(answer: &'a Answer<Map<String, Value>>, field: &str) -> Option<&'a str> {
    match answer {
        Answer::Given(content) => content.get(field)?.as_str(),
        Answer::Declined | Answer::Dismissed => None,
    }
}

fn told(answer: &Answer<Map<String, Value>>) -> String {
    match answer {
        Answer::Given(content) => format!("action=accept, content={}", Value::Object(content.clone())),
        Answer::Declined => "action=decline, content={}".to_owned(),
        Answer::Dismissed => "action=cancel, content={}".to_owned(),
    }
}
