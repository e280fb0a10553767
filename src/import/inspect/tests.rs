//! Logs in the layout of Inspect AI, made for the tests.

use serde_json::json;

use super::*;
use crate::import::conversation::Spoken;

fn log(samples: &Value) -> Value {
    json!({"version": 2, "status": "success", "samples": samples,
        "eval": {"task": "stars", "model": "model-a", "created": "2026-05-01T00:00:00+00:00", "config": {}}})
}

fn only(sample: &Value) -> Result<Conversation, Unreadable> {
    let mut read = read_all(&log(&json!([sample])));
    assert_eq!(read.len(), 1);
    read.remove(0)
}

#[test]
fn a_sample_is_a_conversation_with_its_scores() {
    let look = json!({"id": "c1", "function": "look", "arguments": {"at": null}, "type": "function"});
    let mut bent = look.clone();
    bent["id"] = "c2".into();
    bent["parse_error"] = "no JSON".into();
    let tool =
        json!({"name": "look", "description": "attachment://d1", "parameters": {"type": "object", "properties": {}}});
    let conversation = only(&json!({
        "id": 7, "epoch": 2, "uuid": "u7", "input": "What is up?", "target": "stars",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "What is "}, {"type": "text", "text": "up?"}]},
            {"role": "assistant", "content": [{"type": "reasoning", "reasoning": "Hm."}, {"type": "text", "text": "So:"}],
                "tool_calls": [look, bent], "model": "model-a"},
            {"role": "tool", "content": "", "tool_call_id": "c2", "function": "look",
                "error": {"type": "timeout", "message": "too late"}},
            {"role": "tool", "content": "attachment://d2", "tool_call_id": "c1", "function": "look"},
            {"role": "assistant", "content": "Stars.", "metadata": {"trained": false}},
        ],
        "scores": {"match": {"value": "C", "explanation": "it fits"}, "parts": {"value": {"style": 0.5}}},
        "events": [{"event": "state"}, {"event": "model", "tools": [tool]}],
        "attachments": {"d1": "Looks far.", "d2": "a bright star"}, "metadata": {"level": 3}, "store": {},
    }))
    .unwrap();
    let expected = [
        Spoken::Tool { call: 1, text: "too late".to_owned(), is_error: Some(true) },
        Spoken::Tool { call: 0, text: "a bright star".to_owned(), is_error: Some(false) },
        Spoken::Assistant { text: Some("Stars.".to_owned()), calls: Vec::new(), trained: Some(false) },
    ];
    assert_eq!(conversation.messages[3..], expected);
    assert!(matches!(&conversation.messages[1], Spoken::User { text } if text == "What is up?"));
    assert_eq!(conversation.tools[0].description, "Looks far.");
    let labels: Vec<_> = conversation.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(
        labels,
        [
            "agent_model=model-a", "epoch=2", "level=3", "sample_id=7", "score.match=C", "score.parts.style=0.5",
            "target=stars", "task=stars",
        ]
    );
    let lost = [
        lost::ASSESSMENT_REASONING,
        lost::EVENTS,
        lost::PARTS,
        lost::MESSAGE_METADATA,
        lost::REASONING,
        lost::PARSE_ERROR,
    ];
    assert_eq!(conversation.lost, lost);
}

#[test]
fn what_is_not_in_the_log_is_told() {
    let bare = json!({"id": "a", "messages": [{"role": "user", "content": "attachment://gone"}]});
    assert_eq!(only(&bare).unwrap().lost, [lost::NO_TOOLS, lost::ATTACHMENTS]);
    let header = read_all(&json!({"eval": {"task": "t"}, "status": "success"})).remove(0).unwrap_err();
    assert_eq!(
        header.to_string(),
        "samples is missing; it should be a list of samples; the header of a log has none: write it with its samples"
    );
}

#[test]
fn a_broken_sample_does_not_take_the_others_along() {
    let good = json!({"id": "a", "messages": [{"role": "user", "content": "hi"}]});
    let bad = json!({"id": "b", "messages": [{"role": "oracle", "content": "hi"}]});
    let read = read_all(&log(&json!([bad, good])));
    assert_eq!(
        read[0].as_ref().unwrap_err().to_string(),
        "samples[0].messages[0].role is the text \"oracle\"; it should be one of system, user, assistant, tool"
    );
    assert!(read[1].is_ok());
}
