//! Logs as clients of MCP write them, made for the tests.

use serde_json::json;

use super::*;
use crate::import::conversation::Spoken;
use crate::import::lost;

fn request(id: u32, method: &str, params: &Value) -> String {
    json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string()
}

fn call(id: u32, name: &str, arguments: &Value) -> String {
    request(id, "tools/call", &json!({"name": name, "arguments": arguments}))
}

fn result(id: u32, result: &Value) -> String {
    json!({"jsonrpc": "2.0", "id": id, "result": result}).to_string()
}

fn text(id: u32, text: &str) -> String {
    result(id, &json!({"content": [{"type": "text", "text": text}]}))
}

fn greeting() -> [String; 2] {
    [
        request(0, "initialize", &json!({"protocolVersion": "2025-06-18", "clientInfo": {"name": "some-client"}})),
        result(0, &json!({"protocolVersion": "2025-06-18", "serverInfo": {"name": "harbour"}})),
    ]
}

fn listing(id: u32) -> [String; 2] {
    let tool = json!({"name": "moor", "description": "Moors a ship.", "inputSchema": {"type": "object"},
        "outputSchema": {"type": "object"}, "title": "Moor"});
    [request(id, "tools/list", &json!({})), result(id, &json!({"tools": [tool]}))]
}

#[track_caller]
fn only(lines: &[String]) -> Conversation {
    let mut read = read_all(&lines.join("\n"));
    assert_eq!(read.len(), 1);
    read.remove(0).unwrap()
}

#[track_caller]
fn results(conversation: &Conversation) -> Vec<(usize, String, Option<bool>)> {
    let results = conversation.messages.iter().filter_map(|message| match message {
        Spoken::Tool { call, text, is_error } => Some((*call, text.clone(), *is_error)),
        _ => None,
    });
    results.collect()
}

#[test]
fn calls_sent_together_are_one_message_and_results_stand_in_their_order() {
    let mut lines: Vec<String> = greeting().into_iter().chain(listing(1)).collect();
    lines.extend([
        call(2, "moor", &json!({"ship": "Möwe ⚓", "at": {"pier": [3, null]}})),
        request(3, "tools/call", &json!({"name": "moor"})),
        text(3, "second"),
        result(
            2,
            &json!({"content": [{"type": "text", "text": "first"}, {"type": "image", "data": "",
            "mimeType": "image/png"}], "isError": true}),
        ),
        call(4, "moor", &json!({})),
        result(4, &json!({"content": [], "structuredContent": {"pier": 3}})),
    ]);
    let conversation = only(&lines);
    let Spoken::Assistant { calls, .. } = &conversation.messages[0] else { panic!("{conversation:?}") };
    assert_eq!(calls[0].arguments, json!({"ship": "Möwe ⚓", "at": {"pier": [3, null]}}));
    assert_eq!((calls[1].id.as_deref(), &calls[1].arguments), (Some("3"), &json!({})));
    assert_eq!(
        results(&conversation),
        [
            (0, "first\n[image content]".to_owned(), Some(true)),
            (1, "second".to_owned(), Some(false)),
            (2, "{\"pier\":3}".to_owned(), Some(false)),
        ]
    );
    assert_eq!(conversation.tools[0].server.as_deref(), Some("harbour"));
    assert!(conversation.tools[0].output_schema.is_some());
    assert_eq!(conversation.labels["client"], "some-client");
    let lost = [lost::TOOL_METADATA, lost::ABSENT_ARGUMENTS, lost::NON_TEXT_CONTENT, lost::NO_USER_TEXT];
    assert_eq!(conversation.lost, lost);
}

#[test]
fn refused_and_cancelled_calls_have_failed() {
    let conversation = only(&[
        call(1, "sink", &json!({})),
        json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -32602, "message": "unknown tool"}}).to_string(),
        call(2, "moor", &json!({})),
        json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2,
            "reason": "took too long"}})
        .to_string(),
        call(3, "moor", &json!({})),
    ]);
    assert_eq!(
        results(&conversation),
        [(0, "unknown tool".to_owned(), Some(true)), (1, "took too long".to_owned(), Some(true)),]
    );
    assert_eq!(conversation.unanswered(), [2]);
    assert_eq!(conversation.lost, [lost::ERROR_CODE, lost::NO_USER_TEXT, lost::NO_TOOLS]);
}

#[test]
fn each_connection_to_each_server_is_a_conversation() {
    let line = |server: &str, from: &str, message: &str| {
        format!("2026-05-01T10:00:00.000Z [{server}] [info] Message from {from}: {message} {{ metadata: undefined }}")
    };
    let session = |server: &str, name: &str| {
        let [hello, welcome] = greeting();
        let client = |message: &str| line(server, "client", message);
        [
            client(&hello),
            line(server, "server", &welcome),
            client(&call(1, name, &json!({}))),
            line(server, "server", &text(1, name)),
        ]
    };
    let (a, b) = (session("a", "one"), session("b", "two"));
    let mut lines = vec!["2026-05-01T10:00:00.000Z [a] [info] Initializing server...".to_owned()];
    lines.extend(a.iter().zip(&b).flat_map(|(a, b)| [a.clone(), b.clone()]));
    lines.extend(session("a", "three"));
    let read: Vec<Conversation> = read_all(&lines.join("\n")).into_iter().map(Result::unwrap).collect();
    let told: Vec<_> =
        read.iter().map(|found| (found.labels["server"].as_str(), results(found)[0].1.clone())).collect();
    assert_eq!(told, [("a", "one".to_owned()), ("b", "two".to_owned()), ("a", "three".to_owned())]);
}

#[test]
fn questions_of_the_server_are_not_taken_for_results() {
    let conversation = only(&[
        call(1, "moor", &json!({})),
        request(1, "elicitation/create", &json!({"message": "Which pier?"})),
        result(1, &json!({"action": "accept", "content": {"pier": 3}})),
        text(1, "moored"),
    ]);
    assert_eq!(results(&conversation), [(0, "moored".to_owned(), Some(false))]);
    assert!(conversation.lost.contains(&lost::SERVER_REQUESTS));
}

#[test]
fn calls_into_an_open_turn_are_put_behind_it() {
    let conversation = only(&[
        call(1, "a", &json!({})),
        call(2, "b", &json!({})),
        text(1, "A"),
        call(3, "c", &json!({})),
        text(2, "B"),
        text(3, "C"),
    ]);
    let told: Vec<String> = results(&conversation).into_iter().map(|(call, text, _)| format!("{call}{text}")).collect();
    assert_eq!(told, ["0A", "1B", "2C"]);
    assert!(conversation.lost.contains(&lost::INTERLEAVED_CALLS));
}

#[test]
fn wrapped_messages_and_batches_are_read() {
    let wrap = |direction: &str, message: Value| {
        json!({"timestamp": "t", "direction": direction, "message": message}).to_string()
    };
    let batch: Vec<Value> = [call(1, "a", &json!({"n": 1})), call(2, "b", &json!({}))]
        .iter()
        .map(|call| serde_json::from_str(call).unwrap())
        .collect();
    let conversation = only(&[
        wrap("outgoing", json!(batch)),
        wrap("incoming", serde_json::from_str(&text(2, "B")).unwrap()),
        wrap("incoming", json!(text(1, "A"))),
    ]);
    assert_eq!(conversation.messages.len(), 3);
    assert!(conversation.unanswered().is_empty());
}

#[test]
fn a_log_of_the_server_calls_the_same_messages_by_the_other_direction() {
    let wrap = |direction: &str, message: &str| json!({"direction": direction, "message": message}).to_string();
    let conversation = only(&[
        wrap("incoming", &call(1, "a", &json!({}))),
        wrap("incoming", &call(1, "a", &json!({}))),
        wrap("outgoing", &text(1, "A")),
    ]);
    assert_eq!(results(&conversation), [(0, "A".to_owned(), Some(false))]);
    assert!(conversation.unanswered().is_empty());
}

#[test]
fn structured_content_is_lost_only_if_the_text_does_not_say_it() {
    let with = |text: &str| {
        let content = json!({"content": [{"type": "text", "text": text}], "structuredContent": {"pier": 3}});
        only(&[call(1, "moor", &json!({})), result(1, &content)]).lost.contains(&lost::STRUCTURED_CONTENT)
    };
    assert!(!with("{ \"pier\": 3 }"));
    assert!(with("moored at pier 3"));
}

#[test]
fn broken_logs_name_the_line() {
    let fault = |log: &str| read_all(log)[0].as_ref().unwrap_err().to_string();
    let nameless = request(1, "tools/call", &json!({"arguments": {}}));
    assert_eq!(
        fault(&format!("started\n{nameless}")),
        "line 2: params.name is missing; it should be the name of a tool"
    );
    assert_eq!(
        fault("started\nstopped"),
        "the log is without a message of MCP; it should be JSON-RPC messages, one a line"
    );
    let cut = format!("{}\n{}", call(1, "moor", &json!({})), "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"con");
    let conversation = read_all(&cut).remove(0).unwrap();
    assert!(conversation.lost.contains(&lost::BROKEN_LINES));
    assert!(read_all(&greeting().join("\n")).is_empty());
}
