//! Calls that a model wrote into its text although its endpoint takes calls.
//!
//! Small models write them in a way of their own, and endpoints that do not know it hand them on as text. Only a text
//! that ends with calls of tools in view, and with nothing else, is taken for calls.

use serde_json::Value;

use crate::llm::{Arguments, ToolCall, ToolSpec};

/// What stands around and between calls.
const AROUND: [&str; 9] = ["<tool_call>", "</tool_call>", "<tools>", "</tools>", "```json", "```", "[", "]", ","];

/// What calls begin with.
const BEGIN: [&str; 5] = ["<tool_call>", "<tools>", "```", "[", "{"];

/// The words before the calls, and the calls.
pub(super) fn written_calls(text: &str, tools: &[ToolSpec]) -> Option<(String, Vec<ToolCall>)> {
    let start = BEGIN.iter().filter_map(|mark| text.find(mark)).min()?;
    let (words, mut rest) = text.split_at(start);
    let mut calls = Vec::new();
    loop {
        rest = rest.trim_start();
        if let Some(behind) = AROUND.iter().find_map(|mark| rest.strip_prefix(mark)) {
            rest = behind;
            continue;
        }
        if rest.is_empty() {
            break;
        }
        // The template of some models shows doubled braces, and they write what they see.
        let doubled = rest.starts_with("{{");
        let object = rest.strip_prefix('{').filter(|_| doubled).unwrap_or(rest);
        let mut values = serde_json::Deserializer::from_str(object).into_iter::<Value>();
        calls.push(call(&values.next()?.ok()?, calls.len(), tools)?);
        rest = &object[values.byte_offset()..];
        if doubled {
            rest = rest.trim_start_matches('}');
        }
    }
    (!calls.is_empty()).then(|| (words.trim().to_owned(), calls))
}

fn call(value: &Value, place: usize, tools: &[ToolSpec]) -> Option<ToolCall> {
    let name = value.get("name")?.as_str()?;
    let arguments = value.get("arguments").or_else(|| value.get("parameters"))?;
    let known = tools.iter().any(|tool| tool.name == name);
    known.then(|| ToolCall {
        id: format!("call_{place}"),
        name: name.to_owned(),
        arguments: Arguments::of(arguments.clone()),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Option<(String, Vec<String>)> {
        let tool = |name: &str| ToolSpec { name: name.to_owned(), description: String::new(), parameters: json!({}) };
        let (words, calls) = written_calls(text, &[tool("link_issues"), tool("find")])?;
        Some((words, calls.iter().map(|call| format!("{} {}", call.name, call.arguments.text())).collect()))
    }

    #[test]
    fn calls_are_read_as_small_models_write_them() {
        let call = r#"{"name": "find", "arguments": {"key": "A-1"}}"#;
        let found = vec![r#"find {"key":"A-1"}"#.to_owned()];
        for text in [
            call.to_owned(),
            format!("{{{call}}}"),
            // As Qwen2.5-Coder-1.5B wrote it.
            format!("{{{call}}}}}"),
            format!("```json\n{call}\n```"),
            format!("<tools>\n{call}\n</tools>"),
            call.replace("arguments", "parameters"),
        ] {
            assert_eq!(read(&text), Some((String::new(), found.clone())), "{text}");
        }
        let two = format!("I will look.\n<tool_call>\n{call}\n</tool_call>\n<tool_call>\n{call}\n</tool_call>");
        assert_eq!(read(&two), Some(("I will look.".to_owned(), [&found[..], &found[..]].concat())));
    }

    #[test]
    fn answers_stay_answers() {
        for text in [
            "It is done.",
            "[1] is the first, {2} the second.",
            r#"{"name": "no_such_tool", "arguments": {}}"#,
            r#"{"name": "find", "age": 3}"#,
            r#"You could send {"name": "find", "arguments": {}}, but you need not."#,
            "```json\n```",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
