//! Resources of every kind, and prompts that show, embed and ask.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::Showcase;
use super::contents::PNG;
use crate::kit::{Call, Content, Listed, Message, Prompt, Resource, Time, ToolError, prompt, resource};

type Result<T> = std::result::Result<T, ToolError>;

/// Begins a conversation that says nothing much.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Simple {}

/// Begins a conversation with two words.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WithArguments {
    /// First test argument.
    arg1: String,
    /// Second test argument.
    arg2: String,
}

/// Begins a conversation about a resource that comes along.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct WithResource {
    /// URI of the resource to embed.
    resource_uri: String,
}

/// Begins a conversation about a picture.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WithImage {}

/// Asks the user for a context before it begins.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WithContext {}

pub fn resources() -> Vec<Resource<Showcase>> {
    let ids = |_: &Showcase| {
        ["1", "2", "123"].map(|id| Listed { values: vec![id.to_owned()], title: format!("Data {id}") }).into()
    };
    vec![
        resource::fixed("test://static-text", "static_text", "A text that never changes.", "text/plain", |_, _| {
            Ok("This is the content of the static text resource.".to_owned())
        }),
        resource::fixed("test://static-binary", "static_binary", "A picture of one pixel.", "image/png", |_, _| {
            Ok(PNG.to_owned())
        })
        .binary(),
        resource::fixed("test://watched-resource", "watched", "A text that tools change.", "text/plain", watched),
        resource::template(
            "test://template/{id}/data",
            "template",
            "Data of anything that has an id.",
            "application/json",
            ids,
            |_, _, vars| {
                let id = vars.get("id");
                Ok(json!({"id": id, "templateTest": true, "data": format!("Data for ID: {id}")}).to_string())
            },
        ),
    ]
}

fn watched(showcase: &Showcase, _: Time) -> Result<String> {
    Ok(format!("Touched {} times.", showcase.touches))
}

pub fn prompts() -> Vec<Prompt<Showcase>> {
    let words = |_: &Showcase| ["paris", "park", "party"].map(str::to_owned).into();
    vec![
        prompt::new("test_simple_prompt", |_, _, _: Simple| {
            Ok(vec![Message::User("This is a simple prompt for testing.".to_owned())])
        }),
        prompt::new("test_prompt_with_arguments", |_, _, args: WithArguments| {
            let text = format!("Prompt with arguments: arg1='{}', arg2='{}'", args.arg1, args.arg2);
            Ok(vec![Message::User(text)])
        })
        .complete("arg1", words)
        .complete("arg2", words),
        prompt::new("test_prompt_with_embedded_resource", |_, _, args: WithResource| {
            let text = "Embedded resource content for testing.".to_owned();
            Ok(vec![
                Message::Shown(Content::Resource { uri: args.resource_uri, mime: "text/plain", text }),
                Message::User("Please process the embedded resource above.".to_owned()),
            ])
        })
        .complete("resourceUri", |_| vec!["test://static-text".to_owned()]),
        prompt::new("test_prompt_with_image", |_, _, _: WithImage| {
            Ok(vec![
                Message::Shown(Content::Image(PNG.to_owned(), "image/png")),
                Message::User("Please analyze the image above.".to_owned()),
            ])
        }),
        prompt::asking("test_input_required_result_prompt", with_context),
    ]
}

fn with_context(_: &Showcase, call: &Call, _: WithContext) -> Result<Vec<Message>> {
    let form = json!({"type": "object", "properties": {"context": {"type": "string"}}, "required": ["context"]});
    let answer = call.ask_form("user_context", "What context should the prompt use?", &form)?;
    let context = match &answer {
        crate::kit::Answer::Given(content) => content.get("context").and_then(|text| text.as_str()).unwrap_or_default(),
        _ => "no context",
    };
    Ok(vec![Message::User(format!("Please answer in this context: {context}"))])
}
