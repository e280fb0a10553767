//! How tools answer: each generation of the product wraps results and errors in a way of its own.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Erp;
use crate::kit::tool::{Tool, read, read_content, write, write_content};
use crate::kit::{Call, ToolError};

pub type Reply = Result<Value, ToolError>;

/// Declares the arguments of a tool: the name on the wire, the name in here, the type.
macro_rules! arguments {
    ($($(#[$about:meta])* $name:ident { $($(#[$more:meta])* $wire:literal $field:ident: $kind:ty,)* })*) => {
        $(
            $(#[$about])*
            #[derive(serde::Deserialize, schemars::JsonSchema)]
            #[serde(deny_unknown_fields)]
            pub struct $name {
                $($(#[$more])* #[serde(rename = $wire)] $field: $kind,)*
            }
        )*
    };
}
pub(super) use arguments;

/// What is around a result.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Nothing: JSON text as it is.
    Bare,
    /// Codes in capitals; refusals are successes with another code.
    Coded,
    /// Structured content without a schema.
    Record,
    /// A status and data; refusals are successes with another status.
    Wrapped,
}

/// A tool that only looks.
pub fn look<A>(name: &'static str, style: Style, run: fn(&Erp, &Call, A) -> Reply) -> Tool<Erp>
where
    A: DeserializeOwned + JsonSchema + 'static,
{
    let tool = match style {
        Style::Record => read(name, move |erp: &Erp, call: &Call, args: A| run(erp, call, args).map(sorted)).untyped(),
        _ => read_content(name, move |erp: &Erp, call: &Call, args: A| text(style, run(erp, call, args))),
    };
    annotated(tool, style)
}

/// A tool that changes something.
pub fn act<A>(name: &'static str, style: Style, run: fn(&mut Erp, &mut Call, A) -> Reply) -> Tool<Erp>
where
    A: DeserializeOwned + JsonSchema + 'static,
{
    let tool = match style {
        Style::Record => {
            write(name, move |erp: &mut Erp, call: &mut Call, args: A| run(erp, call, args).map(sorted)).untyped()
        }
        _ => write_content(name, move |erp: &mut Erp, call: &mut Call, args: A| text(style, run(erp, call, args))),
    };
    annotated(tool, style)
}

/// The oldest modules know nothing of annotations.
fn annotated(tool: Tool<Erp>, style: Style) -> Tool<Erp> {
    if style == Style::Coded { tool.unannotated() } else { tool }
}

/// Whether JSON maps keep their order depends on the build; the bytes must not.
fn sorted(mut value: Value) -> Value {
    value.sort_all_objects();
    value
}

fn text(style: Style, reply: Reply) -> Result<String, ToolError> {
    let value = match (style, reply) {
        (Style::Bare | Style::Record, reply) => reply?,
        (_, Err(error @ (ToolError::Cancelled(_) | ToolError::NeedsInput(_)))) => return Err(error),
        (Style::Wrapped, Ok(data)) => json!({"status": "ok", "data": data}),
        (Style::Wrapped, Err(error)) => json!({"status": "error", "message": error.to_string(), "data": null}),
        (Style::Coded, Ok(data)) => json!({"RC": "0000", "MSG": "OK", "DATA": data}),
        (Style::Coded, Err(error)) => json!({"RC": return_code(&error), "MSG": error.to_string()}),
    };
    Ok(sorted(value).to_string())
}

fn return_code(error: &ToolError) -> &'static str {
    match error {
        ToolError::NotFound(_) => "0404",
        ToolError::Conflict(_) => "0409",
        ToolError::NotAllowed(_) => "0403",
        _ => "0400",
    }
}
