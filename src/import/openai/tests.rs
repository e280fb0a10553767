//! Rows and logs of OpenAI messages, made for the tests.

use serde_json::json;

use super::*;
use crate::import::conversation::Spoken;

#[track_caller]
fn fault(record: &Value) -> String {
    read(record).unwrap_err().to_string()
}

fn called(id: &str, name: &str, arguments: &Value) -> Value {
    json!({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}})
}

fn result_of(conversation: &Conversation, result: usize) -> (usize, &str) {
    let results = conversation.messages.iter().filter_map(|message| match message {
        Spoken::Tool { call, text, .. } => Some((*call, text.as_str())),
        _ => None,
    });
    results.collect::<Vec<_>>()[result]
}

#[test]
fn a_row_with_parallel_calls_keeps_nulls_nesting_and_unicode() {
    let row = json!({
        "id": 7,
        "quality": 0.5,
        "messages": [
            {"role": "system", "content": "Hilf kurz."},
            {"role": "user", "content": "Wo ist Zoë 🐟, und wie ist das Wetter?"},
            {"role": "assistant", "content": null, "weight": 0, "tool_calls": [
                called("a", "find", &json!("{\"name\": \"Zoë 🐟\", \"room\": null, \"in\": {\"floors\": [1, {\"n\": \
                 -2}]}}")),
                called("b", "weather", &json!({"day": null})),
            ]},
            {"role": "tool", "tool_call_id": "b", "content": [{"type": "text", "text": "sunny"}]},
            {"role": "tool", "tool_call_id": "a", "content": {"room": "4.02"}},
            {"role": "assistant", "content": [{"type": "text", "text": "In 4.02, "}, {"type": "text",
                "text": "sunny."}], "weight": 1},
        ],
        "tools": [
            {"type": "function", "function": {"name": "find", "description": "Finds people.",
                "parameters": {"type": "object", "properties": {"name": {"type": "string"}}}, "strict": true}},
            {"type": "function", "function": {"name": "weather"}},
            {"type": "web_search"},
        ],
    });
    let conversation = read(&row).unwrap();
    assert_eq!(conversation.id.as_deref(), Some("7"));
    assert_eq!(conversation.labels["quality"], "0.5");
    assert_eq!(conversation.tools.len(), 2);
    assert_eq!(conversation.tools[1].input_schema, json!({"type": "object", "properties": {}}));
    let calls: Vec<_> = conversation.calls().collect();
    assert_eq!(calls[0].arguments, json!({"name": "Zoë 🐟", "room": null, "in": {"floors": [1, {"n": -2}]}}));
    assert_eq!(calls[1].arguments, json!({"day": null}));
    assert_eq!(result_of(&conversation, 0), (1, "sunny"));
    assert_eq!(result_of(&conversation, 1), (0, "{\"room\":\"4.02\"}"));
    let trained = |message: &Spoken| matches!(message, Spoken::Assistant { trained: Some(true), .. });
    assert_eq!(conversation.messages.iter().filter(|message| trained(message)).count(), 1);
    assert_eq!(conversation.lost, [lost::STRICT, lost::BUILTIN_TOOLS, lost::PARTS]);
    assert!(conversation.unanswered().is_empty());
}

#[test]
fn rows_of_the_time_of_functions_are_read() {
    let row = json!({
        "messages": [
            {"role": "user", "content": "Ring the bell."},
            {"role": "assistant", "content": "", "function_call": {"name": "ring", "arguments": ""}},
            {"role": "function", "name": "ring", "content": "rung"},
            {"role": "assistant", "content": "Done."},
        ],
        "functions": [{"name": "ring", "description": "Rings.", "parameters": {"type": "object", "properties": {}}}],
    });
    let conversation = read(&row).unwrap();
    assert_eq!(conversation.tools[0].name, "ring");
    assert_eq!(conversation.calls().next().unwrap().arguments, json!({}));
    assert_eq!(result_of(&conversation, 0), (0, "rung"));
    assert_eq!(conversation.lost, [lost::ABSENT_ARGUMENTS]);
}

#[test]
fn messages_and_tools_may_be_text() {
    let messages = json!([{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]).to_string();
    let conversation = read(&json!({"messages": messages, "tools": "[]"})).unwrap();
    assert_eq!(conversation.messages.len(), 2);
}

#[test]
fn results_without_ids_are_matched_by_order_and_name() {
    let row = |results: &[Value]| {
        let mut messages = vec![
            json!({"role": "user", "content": "Both, please."}),
            json!({"role": "assistant", "tool_calls": [
                {"function": {"name": "left", "arguments": {}}}, {"function": {"name": "right", "arguments": {}}},
            ]}),
        ];
        messages.extend_from_slice(results);
        read(&json!({"messages": messages}))
    };
    let tool = |name: Option<&str>, text: &str| json!({"role": "tool", "name": name, "content": text});
    let by_order = row(&[tool(None, "L"), tool(None, "R")]).unwrap();
    assert_eq!((result_of(&by_order, 0), result_of(&by_order, 1)), ((0, "L"), (1, "R")));
    let by_name = row(&[tool(Some("right"), "R"), tool(Some("left"), "L")]).unwrap();
    assert_eq!((result_of(&by_name, 0), result_of(&by_name, 1)), ((1, "R"), (0, "L")));
    let one = row(&[tool(Some("right"), "R")]).unwrap();
    assert_eq!((result_of(&one, 0), one.unanswered()), ((1, "R"), vec![0]));
    let misnamed = row(&[tool(Some("right"), "L"), tool(Some("right"), "R")]).unwrap();
    assert_eq!((result_of(&misnamed, 0), result_of(&misnamed, 1)), ((0, "L"), (1, "R")));
    assert_eq!(misnamed.lost, [lost::RESULT_NAME]);
    let three = row(&[tool(None, "L"), tool(None, "R"), tool(None, "?")]).unwrap_err().to_string();
    assert_eq!(three, "messages[4] answers no open call; every result should follow its call, once");
}

#[test]
fn ids_that_start_anew_in_every_turn_mean_the_latest_call() {
    let ask = json!({"role": "assistant", "tool_calls": [called("call_0", "look", &json!("{}"))]});
    let row = json!({"messages": [
        {"role": "user", "content": "Look."}, ask.clone(),
        {"role": "user", "content": "Look again."}, ask,
        {"role": "tool", "tool_call_id": "call_0", "content": "seen"},
    ]});
    let conversation = read(&row).unwrap();
    assert_eq!(result_of(&conversation, 0), (1, "seen"));
    assert_eq!(conversation.unanswered(), [0]);
}

#[test]
fn a_log_is_the_request_and_the_first_choice() {
    let log = json!({
        "request": {"model": "some-model", "temperature": 0, "messages": [{"role": "developer",
            "content": "Be brief."}, {"role": "user", "content": "Open it."}],
            "tools": [{"type": "function", "function": {"name": "open", "parameters": {"type": "object"}}}]},
        "response": {"id": "r1", "usage": {"total_tokens": 9}, "choices": [
            {"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "content": null,
                "reasoning_content": "Hm.", "tool_calls": [called("x", "open", &json!("{}"))]}},
            {"index": 1, "message": {"role": "assistant", "content": "No."}},
        ]},
    });
    let conversation = read(&log).unwrap();
    assert_eq!(conversation.messages.len(), 3);
    assert_eq!(conversation.unanswered(), [0]);
    assert_eq!(conversation.labels["model"], "some-model");
    assert_eq!(conversation.labels["finish_reason"], "tool_calls");
    let lost = [lost::REQUEST_SETTINGS, lost::DEVELOPER_ROLE, lost::USAGE, lost::OTHER_CHOICES, lost::REASONING];
    assert_eq!(conversation.lost, lost);
    let stream = json!({"request": {"messages": []}, "response": {"choices": [{"delta": {"content": "a"}}]}});
    assert_eq!(
        fault(&stream),
        "response.choices[0].message is missing; it should be an assistant message, not a chunk of a stream"
    );
}

#[test]
fn broken_rows_name_the_place_and_the_mend() {
    let with = |message: Value| json!({"messages": [{"role": "user", "content": "hi"}, message]});
    let call = |arguments: Value| with(json!({"role": "assistant", "tool_calls": [called("a", "f", &arguments)]}));
    let place = "messages[1].tool_calls[0].function.arguments";
    let not_json = "is not JSON (EOF while parsing a value at line 1 column 6)";
    assert_eq!(fault(&call(json!("{\"a\": "))), format!("{place} {not_json}; it should be a JSON object or its text"));
    assert_eq!(fault(&call(json!("[1]"))), format!("{place} is a list; it should be a JSON object or its text"));
    assert_eq!(fault(&call(json!(3))), format!("{place} is 3; it should be a JSON object or its text"));
    assert_eq!(
        fault(&with(json!({"role": "narrator", "content": "x"}))),
        "messages[1].role is the text \"narrator\"; it should be one of system, developer, user, assistant, tool, \
         function"
    );
    assert_eq!(
        fault(&with(json!({"role": "tool", "tool_call_id": "z", "content": "x"}))),
        "messages[1] answers no open call; every result should follow its call, once"
    );
    assert_eq!(
        fault(&with(json!({"role": "assistant", "content": "x", "weight": 2}))),
        "messages[1].weight is 2; it should be 0 or 1"
    );
    assert_eq!(fault(&json!({"text": "x"})), "messages is missing; it should be a list of messages or its text");
    assert_eq!(fault(&json!([])), "the record is a list; it should be an object with `messages`");
}

#[test]
fn an_answered_call_is_not_answered_again() {
    let result = json!({"role": "tool", "tool_call_id": "a", "content": "x"});
    let row = json!({"messages": [
        {"role": "assistant", "tool_calls": [called("a", "f", &json!("{}"))]}, result.clone(), result,
    ]});
    assert_eq!(fault(&row), "messages[2] answers no open call \"a\"; every result should follow its call, once");
}
