//! Names and guesses of formats, and whole files.

use serde_json::json;

use super::*;

#[test]
fn names_lead_back_to_formats() {
    for format in ForeignFormat::ALL {
        assert_eq!(ForeignFormat::named(format.name()), Some(format));
    }
    assert_eq!(ForeignFormat::named("csv"), None);
}

#[test]
fn a_first_record_tells_its_format() {
    let ping = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"});
    let cases = [
        (json!({"messages": [], "tools": []}), Some(ForeignFormat::OpenAi)),
        (json!({"request": {"messages": []}, "response": {}}), Some(ForeignFormat::OpenAi)),
        (
            json!({"uuid": "u", "subset_name": "s", "messages": "[]", "available_tools": "[]"}),
            Some(ForeignFormat::Toucan),
        ),
        (json!({"id": "multi_turn_base_0", "result": []}), Some(ForeignFormat::Bfcl)),
        (json!({"id": "x", "questions": [], "calls": []}), Some(ForeignFormat::Bfcl)),
        (json!({"info": {}, "tasks": [], "simulations": []}), Some(ForeignFormat::Tau2)),
        (
            json!({"id": "s", "task_id": "1", "messages": [], "termination_reason": "user_stop"}),
            Some(ForeignFormat::Tau2),
        ),
        (json!({"schema_version": "ATIF-v1.4", "agent": {}, "steps": []}), Some(ForeignFormat::Atif)),
        (json!({"version": 2, "status": "success", "eval": {"task": "t"}}), Some(ForeignFormat::Inspect)),
        (ping.clone(), Some(ForeignFormat::McpLog)),
        (json!({"direction": "in", "message": ping}), Some(ForeignFormat::McpLog)),
        (json!({"jsonrpc": "2.0", "id": 1, "result": {}}), Some(ForeignFormat::McpLog)),
        (json!({"text": "once upon a time"}), None),
        (json!([1]), None),
    ];
    for (record, expected) in cases {
        assert_eq!(ForeignFormat::guess(&record), expected, "{record}");
    }
}

#[test]
fn a_whole_file_tells_its_format() {
    let guess = ForeignFormat::guess_file;
    assert_eq!(guess("{\n  \"info\": {},\n  \"simulations\": []\n}"), Some(ForeignFormat::Tau2));
    assert_eq!(guess("\n{\"messages\": []}\n{\"messages\": []}\n"), Some(ForeignFormat::OpenAi));
    assert_eq!(guess("[{\"messages\": []}]"), Some(ForeignFormat::OpenAi));
    let log = "starting\n2026-05-01 [a] [info] Message from client: {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    assert_eq!(guess(log), Some(ForeignFormat::McpLog));
    assert_eq!(guess("name,age\nme,3"), None);
    assert_eq!(guess(""), None);
}

#[test]
fn errors_of_a_file_name_the_record() {
    let good = "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}";
    let told = |file: &str| {
        let read = ForeignFormat::OpenAi.read_all(file);
        read.into_iter()
            .map(|read| read.map_or_else(|fault| fault.to_string(), |_| "read".to_owned()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        told(&format!("{good}\n\n{{\"messages\"\n{{}}\n{good}")),
        [
            "read",
            "line 3: the record is not JSON (EOF while parsing an object at line 1 column 11); it should be one JSON \
             value a line",
            "line 4: messages is missing; it should be a list of messages or its text",
            "read",
        ]
    );
    assert_eq!(
        told(&format!("[{good}, 3]")),
        ["read", "record 2: the record is 3; it should be an object with `messages`"]
    );
}
