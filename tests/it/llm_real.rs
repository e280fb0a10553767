//! A real model server, where `MCPLAB_MODEL_ENDPOINT` names one (e.g. `http://127.0.0.1:8191/v1`).
//!
//! `MCPLAB_MODEL_NAME` is the model's name there, if it looks at it.

use std::sync::Arc;

use mcplab::llm::{Api, Arguments, Message, Model, Request, Settings, ToolCall, ToolSpec, open};
use serde_json::{Value, json};

use crate::llm_fake::question;

fn settings(api: Api) -> Option<Settings> {
    let endpoint = std::env::var("MCPLAB_MODEL_ENDPOINT").ok()?;
    let name = std::env::var("MCPLAB_MODEL_NAME").unwrap_or_else(|_| "local".to_owned());
    Some(Settings { api, temperature: Some(0.0), max_tokens: 120, concurrency: 2, ..Settings::new(endpoint, name) })
}

fn city() -> Value {
    json!({"type": "object", "properties": {"city": {"type": "string", "maxLength": 30}, "country": {"type": "string", "maxLength": 30}},
        "required": ["city", "country"], "additionalProperties": false})
}

#[tokio::test]
async fn both_shapes_answer_count_and_are_replayed() {
    for api in [Api::OpenAi, Api::Anthropic] {
        let Some(settings) = settings(api) else { return };
        let folder = tempfile::tempdir().unwrap();
        let requests = [
            question("Say hello."),
            Request::new([Message::system("You know geography."), Message::user("Name a city in Norway.")])
                .answered_by("city", city())
                .with_seed(3),
        ];
        let first = open(&settings, Some(folder.path()), false, |_| None).unwrap();
        let mut replies = Vec::new();
        for request in &requests {
            replies.push(first.model.complete(request).await.unwrap());
        }
        println!("{api}: {replies:#?} {:?}", first.ledger.accounts());
        assert!(replies.iter().all(|reply| !reply.text.is_empty() && reply.usage.is_some()));
        if api == Api::OpenAi {
            let answer: Value = serde_json::from_str(&replies[1].text).unwrap();
            assert!(answer["city"].is_string() && answer["country"].is_string());
        }
        let accounts = first.ledger.accounts();
        assert_eq!((accounts.calls, accounts.guessed), (2, 0));
        assert!(accounts.input_tokens > 0 && accounts.output_tokens > 0);

        let again = open(&settings, Some(folder.path()), true, |_| None).unwrap();
        for (request, reply) in requests.iter().zip(&replies) {
            assert_eq!(again.model.complete(request).await.unwrap(), *reply);
        }
        assert_eq!(again.ledger.accounts().input_tokens, 0);
    }
}

/// Small models may call nothing; whatever they do must be read, and a whole conversation must be taken.
#[tokio::test]
async fn tools_are_offered_and_results_are_taken() {
    for api in [Api::OpenAi, Api::Anthropic] {
        let Some(settings) = settings(api) else { return };
        let opened = open(&settings, None, false, |_| None).unwrap();
        let weather = ToolSpec {
            name: "get_weather".to_owned(),
            description: "Tells the weather of a city.".to_owned(),
            parameters: json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}),
        };
        let user = Message::user("What is the weather in Oslo? Use the tool.");
        let asked = Request::new([user.clone()]).with_tools([weather.clone()]);
        let reply = opened.model.complete(&asked).await.unwrap();
        println!("{api}: {reply:#?}");
        for call in &reply.tool_calls {
            assert!(!call.id.is_empty() && !call.name.is_empty());
            assert!(matches!(&call.arguments, Arguments::Object(_) | Arguments::Broken { .. }));
        }
        // A model that calls nothing is shown a call as if it had made it.
        let made = || ToolCall {
            id: "call_0".to_owned(),
            name: "get_weather".to_owned(),
            arguments: Arguments::parse(r#"{"city":"Oslo"}"#),
        };
        let call = reply.tool_calls.first().cloned().unwrap_or_else(made);
        let result = Message::tool(&call.id, "rain, 4 degrees");
        let talk = Request::new([user, Message::calls("", vec![call]), result]).with_tools([weather]);
        let reply = opened.model.complete(&talk).await.unwrap();
        println!("{api}: {reply:#?}");
    }
}

#[tokio::test]
async fn many_at_once_are_all_answered() {
    let Some(settings) = settings(Api::OpenAi) else { return };
    let settings = Settings { max_tokens: 8, concurrency: 8, ..settings };
    let opened = open(&settings, None, false, |_| None).unwrap();
    let mut running = tokio::task::JoinSet::new();
    for number in 0..16 {
        let model: Arc<dyn Model> = opened.model.clone();
        running.spawn(async move { model.complete(&question(&format!("Count from {number}."))).await.map(|_| ()) });
    }
    assert_eq!(running.join_all().await, vec![Ok(()); 16]);
    assert_eq!(opened.ledger.accounts().calls, 16);
}
