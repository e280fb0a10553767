//! Tools that answer in each kind of content, fail, and take their time.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Showcase;
use crate::kit::{Call, Content, ToolError, conflict};

type Result<T> = std::result::Result<T, ToolError>;

/// A red pixel.
pub const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
/// One sample of silence.
const WAV: &str = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAAAAA==";

/// Returns a text. Use it to see how a client shows one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimpleText {}

/// Returns a picture. Use it to see how a client shows one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Image {}

/// Returns a sound. Use it to see how a client plays one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Audio {}

/// Returns a resource with its contents. Use it to see how a client shows one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmbeddedResource {}

/// Returns a text, a picture and a resource in one result.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Several {}

/// Always fails. Use it to see what a client makes of a failure.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fail {}

/// Works without a word to the log, which MCP has deprecated.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quiet {}

/// Takes three steps and tells of each. Use it to try progress and cancellation.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithProgress {}

pub fn simple_text(_: &Showcase, _: &Call, _: SimpleText) -> Result<&'static str> {
    Ok("This is a simple text response for testing.")
}

pub fn image(_: &Showcase, _: &Call, _: Image) -> Result<Vec<Content>> {
    Ok(vec![Content::Image(PNG.to_owned(), "image/png")])
}

pub fn audio(_: &Showcase, _: &Call, _: Audio) -> Result<Vec<Content>> {
    Ok(vec![Content::Audio(WAV.to_owned(), "audio/wav")])
}

pub fn embedded_resource(_: &Showcase, _: &Call, _: EmbeddedResource) -> Result<Vec<Content>> {
    let text = "This is an embedded resource content.".to_owned();
    Ok(vec![Content::Resource { uri: "test://embedded-resource".to_owned(), mime: "text/plain", text }])
}

pub fn several(_: &Showcase, _: &Call, _: Several) -> Result<Vec<Content>> {
    let text = r#"{"test":"data","value":123}"#.to_owned();
    Ok(vec![
        Content::Text("Multiple content types test:".to_owned()),
        Content::Image(PNG.to_owned(), "image/png"),
        Content::Resource { uri: "test://mixed-content-resource".to_owned(), mime: "application/json", text },
    ])
}

pub fn error(_: &Showcase, _: &Call, _: Fail) -> Result<&'static str> {
    Err(conflict("This tool intentionally returns an error for testing."))
}

pub fn quiet(_: &Showcase, _: &Call, _: Quiet) -> Result<&'static str> {
    Ok("Done, and nothing was logged.")
}

pub fn with_progress(_: &Showcase, call: &Call, _: WithProgress) -> Result<&'static str> {
    for done in [0, 50, 100] {
        call.progress(done, 100, "step")?;
    }
    Ok("All three steps are done.")
}
