//! The pieces of chat messages that several formats share: texts, calls and declared tools of OpenAI's interface.

use serde_json::{Value, json};

use crate::import::conversation::{DeclaredTool, SpokenCall};
use crate::import::draft::Draft;
use crate::import::lost;
use crate::import::spot::Spot;
use crate::import::unreadable::Unreadable;

const OBJECT: &str = "a JSON object or its text";

/// The text of a content: a string, or a list of parts of which the text ones are kept.
pub fn content(content: &Spot<'_>, draft: &mut Draft) -> Result<String, Unreadable> {
    const WANTED: &str = "a text, null or a list of parts";
    if let Value::String(text) = content.value() {
        return Ok(text.clone());
    }
    let mut texts = Vec::new();
    for part in content.items(WANTED)? {
        match part.value().get("type").and_then(Value::as_str) {
            _ if part.value().is_string() => texts.push(part.text(WANTED)?.to_owned()),
            None | Some("text" | "input_text" | "output_text") => {
                texts.push(part.need("text", "a text")?.text("a text")?.to_owned());
            }
            Some("refusal") => {
                draft.lose(lost::REFUSAL_MARK);
                texts.push(part.need("refusal", "a text")?.text("a text")?.to_owned());
            }
            Some("reasoning" | "thinking") => draft.lose(lost::REASONING),
            Some(_) => draft.lose(lost::NON_TEXT_CONTENT),
        }
    }
    draft.lose_if(texts.len() > 1, lost::PARTS);
    Ok(texts.concat())
}

/// The text of a result. Some loggers write the value itself, which a model saw as JSON.
pub fn result(message: &Spot<'_>, draft: &mut Draft) -> Result<String, Unreadable> {
    let Some(told) = message.get("content") else { return Ok(String::new()) };
    let is_part = |part: &Value| part.is_string() || part.get("type").is_some_and(Value::is_string);
    match told.value() {
        Value::Array(parts) if !parts.iter().all(is_part) => Ok(told.value().to_string()),
        Value::Array(_) | Value::String(_) => content(&told, draft),
        value => Ok(value.to_string()),
    }
}

/// A call: an object with `name` and `arguments`.
pub fn call(call: &Spot<'_>, id: Option<String>, draft: &mut Draft) -> Result<SpokenCall, Unreadable> {
    let name = tool_name(call, "name")?;
    Ok(SpokenCall { id: id.filter(|id| !id.is_empty()), name, arguments: arguments(call, draft)? })
}

/// The name of a tool, which is never empty.
pub fn tool_name(holder: &Spot<'_>, key: &str) -> Result<String, Unreadable> {
    const WANTED: &str = "the name of a tool";
    let name = holder.need(key, WANTED)?;
    match name.text(WANTED)? {
        "" => Err(name.wrong(WANTED)),
        text => Ok(text.to_owned()),
    }
}

/// Arguments as an object, from an object or its text. Numbers that fit neither 64 bits nor a double are rounded.
pub fn arguments(call: &Spot<'_>, draft: &mut Draft) -> Result<Value, Unreadable> {
    let Some(arguments) = call.get("arguments") else {
        draft.lose(lost::ABSENT_ARGUMENTS);
        return Ok(json!({}));
    };
    if arguments.value().as_str().is_some_and(|text| text.trim().is_empty()) {
        draft.lose(lost::ABSENT_ARGUMENTS);
        return Ok(json!({}));
    }
    match arguments.unfolded(OBJECT)?.into_owned() {
        object @ Value::Object(_) => Ok(object),
        Value::Null => {
            draft.lose(lost::ABSENT_ARGUMENTS);
            Ok(json!({}))
        }
        other => Err(arguments.holding(&other).wrong(OBJECT)),
    }
}

/// Declares a list of tools, or its text: OpenAI's `{"type": "function", "function": {..}}`, or the function alone.
pub fn declare(tools: &Spot<'_>, draft: &mut Draft) -> Result<(), Unreadable> {
    const WANTED: &str = "a list of tools or its text";
    let list = tools.unfolded(WANTED)?;
    for tool in tools.holding(&list).items(WANTED)? {
        match tool.get("type").map(|kind| kind.value() == "function") {
            Some(false) => draft.lose(lost::BUILTIN_TOOLS),
            _ => {
                let function = tool.get("function").unwrap_or(tool);
                let declared = declared(&function, draft)?;
                draft.tool(declared);
            }
        }
    }
    Ok(())
}

fn declared(function: &Spot<'_>, draft: &mut Draft) -> Result<DeclaredTool, Unreadable> {
    let schema = |keys: &[&str]| keys.iter().find_map(|key| function.get(key));
    let input = schema(&["parameters", "inputSchema", "input_schema"]);
    let input = match &input {
        Some(schema) => schema.object("a JSON Schema of an object").map(|_| schema.value().clone())?,
        None => json!({"type": "object", "properties": {}}),
    };
    draft.lose_if(function.get("strict").is_some_and(|strict| strict.value() == true), lost::STRICT);
    Ok(DeclaredTool {
        server: None,
        name: tool_name(function, "name")?,
        description: match function.get("description") {
            Some(description) => description.text("a text")?.to_owned(),
            None => String::new(),
        },
        input_schema: input,
        output_schema: schema(&["outputSchema", "output_schema"]).map(|schema| schema.value().clone()),
    })
}
