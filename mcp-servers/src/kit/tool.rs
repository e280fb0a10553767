//! A tool is a function: its argument struct's doc comment is the description, its types are the schemas.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::args;
use super::call::Call;
use super::content::Contents;
use super::error::{ToolError, invalid};
use super::resource::title;
use super::schema;

type Run<S> = Box<dyn Fn(&mut S, &mut Call, Map<String, Value>) -> Result<String, ToolError> + Send + Sync>;

/// One tool of a server with state `S`.
pub struct Tool<S> {
    pub name: &'static str,
    pub(super) writes: bool,
    destructive: bool,
    idempotent: bool,
    input: fn() -> Value,
    output: Option<fn() -> Value>,
    annotated: bool,
    pub(super) run: Run<S>,
}

/// A tool that only looks.
pub fn read<S, A, R>(
    name: &'static str,
    tool: impl Fn(&S, &Call, A) -> Result<R, ToolError> + Send + Sync + 'static,
) -> Tool<S>
where
    A: DeserializeOwned + JsonSchema,
    R: Serialize + JsonSchema,
{
    let run = move |state: &mut S, call: &mut Call, arguments: A| structured(&tool(state, call, arguments)?);
    Tool { output: Some(schema::output::<R>), ..of(name, false, run) }
}

/// A tool that changes the state. It must check everything before it changes anything.
pub fn write<S, A, R>(
    name: &'static str,
    tool: impl Fn(&mut S, &mut Call, A) -> Result<R, ToolError> + Send + Sync + 'static,
) -> Tool<S>
where
    A: DeserializeOwned + JsonSchema,
    R: Serialize + JsonSchema,
{
    let run = move |state: &mut S, call: &mut Call, arguments: A| structured(&tool(state, call, arguments)?);
    Tool { output: Some(schema::output::<R>), ..of(name, true, run) }
}

/// A tool that only looks and answers in content: prose, pictures, links.
pub fn read_content<S, A, C>(
    name: &'static str,
    tool: impl Fn(&S, &Call, A) -> Result<C, ToolError> + Send + Sync + 'static,
) -> Tool<S>
where
    A: DeserializeOwned + JsonSchema,
    C: Into<Contents>,
{
    of(name, false, move |state: &mut S, call: &mut Call, arguments: A| {
        Ok(tool(state, call, arguments)?.into().to_result())
    })
}

/// A tool that changes the state and answers in content.
pub fn write_content<S, A, C>(
    name: &'static str,
    tool: impl Fn(&mut S, &mut Call, A) -> Result<C, ToolError> + Send + Sync + 'static,
) -> Tool<S>
where
    A: DeserializeOwned + JsonSchema,
    C: Into<Contents>,
{
    of(name, true, move |state: &mut S, call: &mut Call, arguments: A| {
        Ok(tool(state, call, arguments)?.into().to_result())
    })
}

fn of<S, A>(
    name: &'static str,
    writes: bool,
    run: impl Fn(&mut S, &mut Call, A) -> Result<String, ToolError> + Send + Sync + 'static,
) -> Tool<S>
where
    A: DeserializeOwned + JsonSchema,
{
    Tool {
        name,
        writes,
        destructive: false,
        idempotent: !writes,
        annotated: true,
        input: schema::input::<A>,
        output: None,
        run: Box::new(move |state, call, object| run(state, call, args::parse(object)?)),
    }
}

impl<S> Tool<S> {
    /// Marks a tool that takes something away or overwrites it.
    pub fn destructive(self) -> Self {
        Self { destructive: true, ..self }
    }

    /// Marks a write tool whose repetition adds nothing.
    pub fn idempotent(self) -> Self {
        Self { idempotent: true, ..self }
    }

    /// Leaves the output schema away, as most real servers do.
    pub fn untyped(self) -> Self {
        Self { output: None, ..self }
    }

    /// Leaves the annotations away, as most real servers do.
    pub fn unannotated(self) -> Self {
        Self { annotated: false, ..self }
    }

    /// The tool as `tools/list` shows it.
    pub fn listing(&self) -> Value {
        let mut input = (self.input)();
        let description = input.as_object_mut().and_then(|schema| schema.remove("description"));
        let mut listing = json!({
            "name": self.name,
            "title": title(self.name),
            "description": description,
            "inputSchema": input,
        });
        if let Some(output) = self.output {
            let mut output = output();
            if let Some(schema) = output.as_object_mut() {
                schema.remove("description");
            }
            listing["outputSchema"] = output;
        }
        if self.annotated {
            listing["annotations"] = json!({
                "readOnlyHint": !self.writes,
                "destructiveHint": self.destructive,
                "idempotentHint": self.idempotent,
                "openWorldHint": false,
            });
        }
        listing
    }
}

fn structured<R: Serialize>(result: &R) -> Result<String, ToolError> {
    let text =
        serde_json::to_string(result).map_err(|error| invalid(format!("The result cannot be written: {error}.")))?;
    Ok(format!("{{\"structuredContent\":{text}}}"))
}
