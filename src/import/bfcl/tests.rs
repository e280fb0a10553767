//! Result files and executed conversations in BFCL's layout, made for the tests.

use serde_json::json;

use super::*;
use crate::import::conversation::Spoken;
use crate::import::lost;

fn calls(conversation: &Conversation) -> Vec<Value> {
    conversation.calls().map(|call| json!([call.name, call.arguments])).collect()
}

/// One letter a message, with the call that a result answers.
fn shape(conversation: &Conversation) -> String {
    let letter = |message: &Spoken| match message {
        Spoken::System { .. } => "S".to_owned(),
        Spoken::User { .. } => "U".to_owned(),
        Spoken::Assistant { text, calls, .. } => format!("A{}{}", if text.is_some() { "t" } else { "" }, calls.len()),
        Spoken::Tool { call, is_error, .. } => format!("R{call}{}", if *is_error == Some(true) { "!" } else { "" }),
    };
    conversation.messages.iter().map(letter).collect::<Vec<_>>().join(" ")
}

#[test]
fn executed_calls_follow_the_questions_of_their_turns() {
    let conversation = read(&json!({
        "id": "gold_1", "involved_classes": ["Garden", "Shed"], "initial_config": {},
        "questions": [[{"role": "user", "content": "Water the roses 🌹."}], [], [{"role": "user",
            "content": "And now?"}]],
        "calls": [
            {"turn": 0, "tool": "open", "args": {"what": "shed"}, "result": {"open": true}, "error": null},
            {"turn": 0, "tool": "water", "args": {"plants": ["rose"], "litres": null}, "result": null, "error": null},
            {"turn": 2, "tool": "look", "args": {}, "result": null, "error": "it is dark"},
            {"turn": 2, "tool": "look", "args": {}, "result": {"error": "still dark"}, "error": null},
        ],
    }))
    .unwrap();
    assert_eq!(shape(&conversation), "U A1 R0 A1 R1 U A1 R2! A1 R3!");
    assert_eq!(calls(&conversation)[1], json!(["water", {"plants": ["rose"], "litres": null}]));
    assert!(matches!(&conversation.messages[4], Spoken::Tool { text, is_error: Some(false), .. } if text == "null"));
    assert_eq!(conversation.labels["classes"], "Garden, Shed");
    assert_eq!(conversation.lost, [lost::INITIAL_STATE, lost::NO_TOOLS, lost::NO_ANSWER_TEXT]);
}

#[test]
fn a_bare_result_has_calls_and_answers_only() {
    let conversation = read(&json!({"id": "m_1", "latency": 1.5, "result": [
        [[{"open": "{\"what\": \"shed\"}"}, {"look": {"far": null}}], "It is open."],
        ["[water(plants=['rose'], deep={'cm': 3})]", "No tool can do more.", ""],
    ]}))
    .unwrap();
    assert_eq!(shape(&conversation), "A2 At0 A1 At0");
    assert_eq!(calls(&conversation)[2], json!(["water", {"plants": ["rose"], "deep": {"cm": 3}}]));
    assert_eq!(conversation.lost, [lost::NO_TOOLS, lost::USAGE, lost::NO_USER_TEXT, lost::NO_RESULTS]);
    assert_eq!(conversation.unanswered(), [0, 1, 2]);
}

#[test]
fn single_turns_have_fewer_levels() {
    for result in
        [json!("[add(a=1)]"), json!([{"add": "{\"a\": 1}"}]), json!(["add(a=1)"]), json!([[[{"add": {"a": 1}}]]])]
    {
        let conversation = read(&json!({"id": "s", "result": result})).unwrap();
        assert_eq!(calls(&conversation), [json!(["add", {"a": 1}])], "{result}");
    }
}

#[test]
fn the_log_of_a_run_has_the_words_and_the_results() {
    let decoded =
        |calls: &[&str]| json!({"role": "handler_log", "content": "decoded", "model_response_decoded": calls});
    let tool = |text: &str| json!({"role": "tool", "content": text});
    let conversation = read(&json!({"id": "m_2", "result": [[]], "inference_log": [
        [{"role": "state_info", "class_name": "Garden", "content": {}}],
        {"begin_of_turn_query": [{"role": "user", "content": "Water."}],
         "step_0": [{"role": "assistant", "content": "<go>open, look</go>"}, decoded(&["open(what='shed')",
             "look()"]), tool("{\"open\": true}"), tool("{\"error\": \"dark\"}")],
         "step_1": [{"role": "assistant", "content": [{"water": "{}"}], "reasoning_content": "Hm."},
             decoded(&["water()"]), tool("Error during execution: no water")],
         "step_10": [{"role": "assistant", "content": "Done."}, decoded(&[])],
         "step_2": [{"role": "assistant", "content": "[look()]"}, decoded(&["look()"]), tool("{}")]},
    ]}))
    .unwrap();
    assert_eq!(shape(&conversation), "U A2 R0 R1! A1 R2! A1 R3 At0");
    assert_eq!(conversation.lost, [lost::NO_TOOLS, lost::STATES, lost::RAW_TEXT, lost::REASONING]);
}

#[test]
fn broken_results_name_the_turn_and_the_step() {
    let fault = |record: Value| read(&record).unwrap_err().to_string();
    assert_eq!(
        fault(json!({"id": "m", "result": [["[diff('a', 'b')]"]]})),
        "result[0][0] cannot be told as a call (an argument of diff has no name); it should be \
         `name(argument=literal, ..)`"
    );
    assert_eq!(
        fault(json!({"id": "m", "result": [[[{"open": "{"}]]]})),
        "result[0][0][0].arguments is not JSON (EOF while parsing an object at line 1 column 1); it should be a JSON \
         object or its text"
    );
    assert_eq!(
        fault(json!({"id": "m", "result": "Error during inference: no such model"})),
        "result is the text \"Error during inference: no such model\"; it should be what the model wrote, not the \
         failure of a run"
    );
    assert_eq!(
        fault(json!({"questions": [[]], "calls": [{"turn": 4, "tool": "t", "args": {}, "result": 1}]})),
        "calls[0].turn is 4; it should be the number of a turn of `questions`"
    );
}
