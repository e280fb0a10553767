//! A tool is a function: its argument struct's doc comment is the description, its types are the schemas.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::args;
use super::error::{ToolError, invalid};
use super::ids::Ids;
use super::schema;
use super::time::Time;

/// What a tool knows besides the state: the time of the call and where new ids come from.
#[derive(Debug)]
pub struct Call<'a> {
    pub now: Time,
    pub ids: &'a mut Ids,
}

type Run<S> = Box<dyn Fn(&mut S, &mut Call, Map<String, Value>) -> Result<String, ToolError> + Send + Sync>;

/// One tool of a server with state `S`.
pub struct Tool<S> {
    pub name: &'static str,
    pub(super) writes: bool,
    destructive: bool,
    idempotent: bool,
    input: fn() -> Value,
    output: fn() -> Value,
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
    Tool {
        name,
        writes: false,
        destructive: false,
        idempotent: true,
        input: schema::input::<A>,
        output: schema::output::<R>,
        run: Box::new(move |state, call, object| {
            let arguments = args::parse(object)?;
            to_result(&tool(state, call, arguments)?)
        }),
    }
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
    Tool {
        name,
        writes: true,
        destructive: false,
        idempotent: false,
        input: schema::input::<A>,
        output: schema::output::<R>,
        run: Box::new(move |state, call, object| {
            let arguments = args::parse(object)?;
            to_result(&tool(state, call, arguments)?)
        }),
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

    /// The tool as `tools/list` shows it.
    pub fn listing(&self) -> Value {
        let mut input = (self.input)();
        let description = input.as_object_mut().and_then(|schema| schema.remove("description"));
        let mut output = (self.output)();
        if let Some(schema) = output.as_object_mut() {
            schema.remove("description");
        }
        json!({
            "name": self.name,
            "title": title(self.name),
            "description": description,
            "inputSchema": input,
            "outputSchema": output,
            "annotations": {
                "readOnlyHint": !self.writes,
                "destructiveHint": self.destructive,
                "idempotentHint": self.idempotent,
                "openWorldHint": false,
            },
        })
    }
}

/// `list_events` as people write it: `List events`.
fn title(name: &str) -> String {
    let mut words = name.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

fn to_result<R: Serialize>(result: &R) -> Result<String, ToolError> {
    let text =
        serde_json::to_string(result).map_err(|error| invalid(format!("The result cannot be written: {error}.")))?;
    Ok(format!("{{\"structuredContent\":{text}}}"))
}
