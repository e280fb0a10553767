//! Rows in the layout of Toucan-1.5M, made for the tests.

use serde_json::json;

use super::*;

fn tools() -> Value {
    let tool = |name: &str| {
        json!({"type": "function", "function": {"name": name, "description": "d",
        "parameters": {"type": "object", "properties": {}}}})
    };
    json!([tool("tide-table-next_tide"), tool("tide-table-list_ports")])
}

fn row(messages: &Value) -> Value {
    json!({
        "uuid": "u-1",
        "subset_name": "single-turn-original",
        "messages": messages.to_string(),
        "question": "When is high water in Brest and Vigo?",
        "available_tools": tools().to_string(),
        "target_tools": "next_tide",
        "question_quality_assessment": json!({"realism": {"reasoning": "People ask so.", "score": 4},
            "overall_score": 4.5}).to_string(),
        "response_quality_assessment": json!({"completeness": {"reasoning": "All.", "score": 5},
            "order_correctness": true}).to_string(),
        "metadata": json!({"prompt_id": 3, "mcp_servers": [{"server_name": "Tide Table",
            "remote_server_response": {"tools": [{"name": "next_tide"}]}}]}).to_string(),
    })
}

fn call(name: &str, arguments: &str) -> Value {
    json!({"role": "assistant", "content": "", "function_call": {"name": name, "arguments": arguments}})
}

fn function(name: &str, text: &str) -> Value {
    json!({"role": "function", "name": name, "content": text})
}

fn question() -> Value {
    json!({"role": "user", "content": "When is high water in Brest and Vigo?"})
}

#[test]
fn messages_in_a_row_are_one_turn_with_parallel_calls() {
    let conversation = read(&row(&json!([
        {"role": "system", "content": "<|im_system|>tool_declare<|im_middle|>[]<|im_end|>"},
        question(),
        {"role": "assistant", "content": "", "reasoning_content": "Two ports."},
        {"role": "assistant", "content": "I look both up."},
        call("tide-table-next_tide", "{\"port\": \"Brest\", \"day\": null}"),
        call("tide-table-next_tide", "{\"port\": {\"name\": \"Vigo ⚓\"}}"),
        function("tide-table-next_tide", "06:12"),
        function("tide-table-next_tide", "{\"error\": \"no such port\"}"),
        {"role": "assistant", "content": "Brest at 06:12."},
    ])))
    .unwrap();
    let [user, turn, first, second, answer] = conversation.messages.as_slice() else { panic!("{conversation:?}") };
    assert!(matches!(user, Spoken::User { .. }));
    let Spoken::Assistant { text, calls, trained: None } = turn else { panic!("{turn:?}") };
    assert_eq!(text.as_deref(), Some("I look both up."));
    assert_eq!(calls[0].arguments, json!({"port": "Brest", "day": null}));
    assert_eq!(calls[1].arguments, json!({"port": {"name": "Vigo ⚓"}}));
    assert!(matches!(first, Spoken::Tool { call: 0, is_error: None, .. }));
    assert!(matches!(second, Spoken::Tool { call: 1, .. }));
    assert!(matches!(answer, Spoken::Assistant { text: Some(_), .. }));
    assert_eq!(conversation.lost, [lost::ASSESSMENT_REASONING, lost::METADATA, lost::TOOL_PROMPT, lost::REASONING]);
}

#[test]
fn the_columns_become_tools_with_servers_and_labels() {
    let conversation = read(&row(&json!([question(), {"role": "assistant", "content": "Later."}]))).unwrap();
    assert_eq!(conversation.id.as_deref(), Some("u-1"));
    assert_eq!(conversation.tools[0].server.as_deref(), Some("tide-table"));
    let labels: Vec<_> = conversation.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(
        labels,
        [
            "question_quality.overall_score=4.5", "question_quality.realism=4", "response_quality.completeness=5",
            "response_quality.order_correctness=true", "subset=single-turn-original", "target_tools=next_tide",
        ]
    );
}

#[test]
fn results_all_named_after_the_last_call_follow_the_order() {
    let conversation = read(&row(&json!([
        question(),
        call("list_ports", "{}"),
        call("next_tide", "{}"),
        function("next_tide", "ports"),
        function("next_tide", "tide"),
    ])))
    .unwrap();
    let told = conversation.messages.iter().filter_map(|message| match message {
        Spoken::Tool { call, text, .. } => Some((*call, text.as_str())),
        _ => None,
    });
    assert_eq!(told.collect::<Vec<_>>(), [(0, "ports"), (1, "tide")]);
    assert!(conversation.lost.contains(&lost::RESULT_NAME));
}

#[test]
fn the_fine_tuning_subset_has_other_roles_and_printed_dicts() {
    let messages = json!([
        {"role": "user", "content": "Which ports?"},
        {"role": "tool_call", "content": "{\"name\": \"list_ports\", \"arguments\": \"{}\"}"},
        {"role": "tool_call", "content": "{'name': 'next_tide', 'arguments': '{\"port\": null}'}"},
        {"role": "tool_response", "content": "Brest"},
        {"role": "tool_response", "content": "06:12"},
        {"role": "assistant", "content": "Brest."},
    ]);
    let row = json!({"uuid": "u-2", "subset_name": "multi-turn", "messages": messages.to_string(), "question": "Why?",
        "tools": "[]", "target_tools": ""});
    let conversation = read(&row).unwrap();
    assert_eq!(conversation.messages.len(), 5);
    assert_eq!(conversation.calls().nth(1).unwrap().arguments, json!({"port": null}));
    assert!(conversation.unanswered().is_empty());
    assert_eq!(conversation.lost, [lost::QUESTION]);
}

#[test]
fn the_tools_of_a_template_leave_the_system_text() {
    let qwen = "You know the sea.\n\n# Tools\n\nYou may call..\n<tools>\n{}\n</tools>\n..";
    let kimi = "<|im_system|>tool_declare<|im_middle|>[]<|im_end|>You know the sea.";
    for text in [qwen, kimi, "You know the sea."] {
        let messages = json!([{"role": "system", "content": text}, question()]);
        let conversation = read(&row(&messages)).unwrap();
        assert_eq!(conversation.messages[0], Spoken::System { text: "You know the sea.".to_owned() });
    }
}

#[test]
fn broken_rows_name_the_place_inside_the_text() {
    let fault = |messages: &Value| read(&row(messages)).unwrap_err().to_string();
    assert_eq!(
        fault(&json!([question(), call("f", "{\"a\"")])),
        "messages[1].function_call.arguments is not JSON (EOF while parsing an object at line 1 column 4); it should \
         be a JSON object or its text"
    );
    assert_eq!(
        fault(&json!([question(), function("f", "x")])),
        "messages[1] answers no open call; every result should follow its call, once"
    );
    assert_eq!(
        fault(&json!([question(), {"role": "tool_call", "content": "f(x)"}])),
        "messages[1].content is not JSON (expected ident at line 1 column 2); it should be an object with `name` and \
         `arguments`, or its text"
    );
    let mut cut = row(&json!([]));
    cut["messages"] = json!("[{\"role\"");
    assert_eq!(
        read(&cut).unwrap_err().to_string(),
        "messages is not JSON (EOF while parsing an object at line 1 column 8); it should be the text of a list of \
         messages"
    );
}
