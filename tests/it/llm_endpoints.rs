//! The two shapes of HTTP: what is sent, what is read, and what endpoints do instead.

use std::time::Duration;

use mcplab::llm::{
    Api, Arguments, Finish, Message, Model, ModelError, Reply, Request, Settings, ToolCall, ToolSpec, Usage,
};
use serde_json::{Value, json};

use crate::llm_fake::{Answer, Fake, completion, opened, question};

fn city() -> Value {
    json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"],
        "additionalProperties": false})
}

fn weather() -> ToolSpec {
    ToolSpec { name: "weather".to_owned(), description: "Tells the weather.".to_owned(), parameters: city() }
}

/// A conversation in which two tools were called.
fn conversation() -> Request {
    let arguments = |text: &str| Arguments::parse(text);
    let call =
        |id: &str, text: &str| ToolCall { id: id.to_owned(), name: "weather".to_owned(), arguments: arguments(text) };
    Request::new([
        Message::system("Be brief."),
        Message::user("Weather in Oslo and Rome?"),
        Message::calls("I look.", vec![call("a", r#"{"city":"Oslo"}"#), call("b", r#"{"city":"#)]),
        Message::tool("a", "rain"),
        Message::tool("b", "broken arguments"),
    ])
    .with_tools([weather()])
    .with_temperature(0.5)
    .with_seed(7)
}

async fn ask(fake: &Fake, api: Api, request: &Request) -> Result<Reply, ModelError> {
    opened(&fake.settings(api)).0.complete(request).await
}

#[tokio::test]
async fn openai_gets_messages_tools_and_options() {
    let calls = json!([{"id": "c", "type": "function", "function": {"name": "weather", "arguments": "{\"city\":\"Rome\"}"}},
        {"type": "function", "function": {"name": "weather", "arguments": "{\"city\""}}]);
    let fake = Fake::start(move |_, _| {
        Answer::new(200, completion(json!({"content": null, "tool_calls": calls.clone()}), "tool_calls"))
    });
    let reply = ask(&fake, Api::OpenAi, &conversation()).await.unwrap();
    assert_eq!((reply.text.as_str(), reply.finish), ("", Finish::ToolCalls));
    assert_eq!(reply.usage, Some(Usage { input_tokens: 10, output_tokens: 5 }));
    assert_eq!(reply.tool_calls[0].arguments.text(), r#"{"city":"Rome"}"#);
    assert_eq!(reply.tool_calls[1].id, "call_1");
    assert!(matches!(&reply.tool_calls[1].arguments, Arguments::Broken { text, .. } if text == "{\"city\""));

    let asked = &fake.asked()[0];
    assert_eq!(asked.path, "/v1/chat/completions");
    let call = |id: &str, arguments: &str| json!({"id": id, "type": "function", "function": {"name": "weather", "arguments": arguments}});
    assert_eq!(
        asked.body,
        json!({
            "model": "small",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "Weather in Oslo and Rome?"},
                {"role": "assistant", "content": "I look.",
                    "tool_calls": [call("a", r#"{"city":"Oslo"}"#), call("b", r#"{"city":"#)]},
                {"role": "tool", "tool_call_id": "a", "content": "rain"},
                {"role": "tool", "tool_call_id": "b", "content": "broken arguments"},
            ],
            "tools": [{"type": "function",
                "function": {"name": "weather", "description": "Tells the weather.", "parameters": city()}}],
            "temperature": 0.5, "max_tokens": 1024, "seed": 7,
        })
    );
}

#[tokio::test]
async fn anthropic_gets_the_same_in_its_own_words() {
    let fake = Fake::start(|_, _| {
        Answer::new(
            200,
            json!({
                "content": [{"type": "thinking", "thinking": "..."}, {"type": "text", "text": "One more."},
                    {"type": "tool_use", "id": "c", "name": "weather", "input": {"city": "Rome"}}],
                "stop_reason": "tool_use",
                "usage": {"input_tokens": 3, "cache_read_input_tokens": 20, "output_tokens": 4},
            }),
        )
    });
    let reply = ask(&fake, Api::Anthropic, &conversation()).await.unwrap();
    assert_eq!((reply.text.as_str(), &reply.finish), ("One more.", &Finish::ToolCalls));
    assert_eq!(reply.usage, Some(Usage { input_tokens: 23, output_tokens: 4 }));
    assert_eq!(reply.tool_calls[0].arguments.text(), r#"{"city":"Rome"}"#);

    let asked = &fake.asked()[0];
    assert_eq!(
        (asked.path.as_str(), &asked.headers["anthropic-version"]),
        ("/v1/messages", &"2023-06-01".parse().unwrap())
    );
    let result = |id: &str, content: &str| json!({"type": "tool_result", "tool_use_id": id, "content": content});
    let usage = |id: &str, input: Value| json!({"type": "tool_use", "id": id, "name": "weather", "input": input});
    assert_eq!(
        asked.body,
        json!({
            "model": "small", "max_tokens": 1024, "system": "Be brief.",
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": "Weather in Oslo and Rome?"}]},
                {"role": "assistant", "content": [{"type": "text", "text": "I look."},
                    usage("a", json!({"city": "Oslo"})), usage("b", json!({"broken_json": "{\"city\":"}))]},
                {"role": "user", "content": [result("a", "rain"), result("b", "broken arguments")]},
            ],
            "tools": [{"name": "weather", "description": "Tells the weather.", "input_schema": city()}],
            "temperature": 0.5,
        })
    );
}

#[tokio::test]
async fn a_shape_is_asked_for_by_schema() {
    let fake = Fake::start(|_, _| Answer::says(r#"{"city":"Oslo"}"#));
    let reply = ask(&fake, Api::OpenAi, &question("a city?").answered_by("city", city())).await.unwrap();
    assert_eq!(reply.text, r#"{"city":"Oslo"}"#);
    let format = json!({"type": "json_schema", "json_schema": {"name": "city", "strict": true, "schema": city()}});
    assert_eq!(fake.asked()[0].body["response_format"], format);

    let open = json!({"type": "object", "properties": {"city": {"type": "string"}}});
    ask(&fake, Api::OpenAi, &question("a city?").answered_by("city", open.clone())).await.unwrap();
    let format = &fake.asked()[1].body["response_format"]["json_schema"];
    assert_eq!((&format["strict"], &format["schema"]), (&json!(false), &open));
}

#[tokio::test]
async fn anthropic_answers_a_shape_by_a_forced_call() {
    let fake = Fake::start(|number, _| {
        let given = json!({"type": "tool_use", "id": "x", "name": "city", "input": {"city": "Oslo"}});
        let said = json!({"type": "text", "text": "```json\n{\"city\": \"Rome\"}\n```"});
        Answer::new(200, json!({"content": [if number == 0 { given } else { said }], "stop_reason": "tool_use"}))
    });
    let request = question("a city?").answered_by("city", city());
    let reply = ask(&fake, Api::Anthropic, &request).await.unwrap();
    assert_eq!((reply.text.as_str(), &reply.finish), (r#"{"city":"Oslo"}"#, &Finish::Stop));
    assert_eq!((reply.tool_calls.len(), reply.usage), (0, None));
    let body = &fake.asked()[0].body;
    assert_eq!(body["tool_choice"], json!({"type": "tool", "name": "city"}));
    assert_eq!(body["tools"][0]["input_schema"], city());
    // A server that does not force the call: the JSON is taken out of what it says.
    assert_eq!(ask(&fake, Api::Anthropic, &request).await.unwrap().text, r#"{"city": "Rome"}"#);
    // With other tools beside it the model may choose among them.
    ask(&fake, Api::Anthropic, &request.clone().with_tools([weather()])).await.unwrap();
    assert_eq!(fake.asked()[2].body["tool_choice"], json!({"type": "any"}));
}

#[tokio::test]
async fn an_endpoint_without_schemas_is_asked_in_words_and_remembered() {
    let fake = Fake::start(|_, asked| match asked.body.get("response_format") {
        Some(_) => Answer::error(400, "response_format: json_schema is not supported"),
        None => Answer::says("Here it is:\n```json\n{\"city\":\"Oslo\"}\n```"),
    });
    let (model, ledger) = opened(&fake.settings(Api::OpenAi));
    let request = question("a city?").answered_by("city", city());
    for _ in 0..2 {
        assert_eq!(model.complete(&request).await.unwrap().text, r#"{"city":"Oslo"}"#);
    }
    let asked = fake.asked();
    assert_eq!(asked.len(), 3, "one refusal, then two in words");
    let last = asked[2].body["messages"].as_array().unwrap().last().unwrap();
    assert!(last["content"].as_str().unwrap().contains(&city().to_string()));
    assert_eq!(ledger.accounts().calls, 2);
}

#[tokio::test]
async fn an_endpoint_that_ignores_schemas_is_asked_in_words_the_next_time() {
    for api in [Api::OpenAi, Api::Anthropic] {
        let fake = Fake::start(|_, _| {
            let said = "Oslo, of course.";
            let mut both = completion(json!({"content": said}), "stop");
            both["content"] = json!([{"type": "text", "text": said}]);
            both["stop_reason"] = json!("end_turn");
            Answer::new(200, both)
        });
        let (model, _) = opened(&fake.settings(api));
        for _ in 0..2 {
            let reply = model.complete(&question("a city?").answered_by("city", city())).await.unwrap();
            assert_eq!(reply.text, "Oslo, of course.", "the caller judges it");
        }
        let words = |number: usize| fake.asked()[number].body.to_string().contains("Answer with one JSON value");
        assert!(!words(0) && words(1), "{api}");
    }
}

#[tokio::test]
async fn a_400_that_has_another_reason_is_told_and_not_remembered() {
    let fake = Fake::start(|number, _| match number {
        0 | 1 => Answer::error(400, "the context is too long"),
        _ => Answer::says("{}"),
    });
    let (model, _) = opened(&fake.settings(Api::OpenAi));
    let request = question("a city?").answered_by("city", city());
    let error = model.complete(&request).await.unwrap_err();
    assert_eq!(error.to_string(), "ask the model: the endpoint answered 400: the context is too long");
    model.complete(&request).await.unwrap();
    assert!(fake.asked()[2].body.get("response_format").is_some());
}

#[tokio::test]
async fn a_renamed_limit_is_learned() {
    let fake = Fake::start(|_, asked| match asked.body.get("max_tokens") {
        Some(_) => Answer::error(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
        None => Answer::says("hi"),
    });
    let (model, _) = opened(&fake.settings(Api::OpenAi));
    model.complete(&question("one")).await.unwrap();
    model.complete(&question("two")).await.unwrap();
    assert_eq!(fake.asked().len(), 3);
    assert_eq!(fake.asked()[2].body["max_completion_tokens"], json!(1024));
}

#[tokio::test]
async fn what_is_no_answer_is_an_error_that_says_what_came() {
    for (answer, expected) in [
        (Answer::new(200, "<html>hello</html>"), "read the answer of the model: no JSON"),
        (Answer::new(200, "[]"), "read the answer of the model: no choices"),
        (Answer::new(200, r#"{"choices":[{}]}"#), "read the answer of the model: no message"),
        (Answer::new(200, r#"{"error":{"code":502,"message":"upstream"}}"#), "the endpoint answered 502: upstream"),
        (Answer::new(200, r#"{"error":{"code":429,"message":"slow down"}}"#), "too many requests: slow down"),
        (Answer::error(429, "insufficient quota").header("x", ""), "too many requests: insufficient quota"),
        (
            Answer::new(429, r#"{"error":{"code":"insufficient_quota","message":"pay"}}"#),
            "the endpoint answered 429: pay",
        ),
        (Answer::new(404, r#"{"detail":"no such model"}"#), "the endpoint answered 404: no such model"),
        (Answer::new(500, ""), "the endpoint answered 500: nothing"),
        (Answer::new(307, "").header("location", "http://127.0.0.1:1/"), "a redirect, which is not followed"),
    ] {
        let fake = Fake::start(move |_, _| answer.clone());
        let error = ask(&fake, Api::OpenAi, &question("hi")).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert_eq!(fake.asked().len(), 1);
    }
}

#[tokio::test]
async fn odd_but_honest_answers_are_read() {
    let read = async |message: Value, finish: &str| {
        let body = json!({"choices": [{"message": message, "finish_reason": finish}]});
        let fake = Fake::start(move |_, _| Answer::new(200, &body));
        ask(&fake, Api::OpenAi, &question("hi")).await.unwrap()
    };
    let reply =
        read(json!({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}), "length").await;
    assert_eq!((reply.text.as_str(), reply.finish, reply.usage), ("ab", Finish::Length, None));
    let reply = read(json!({"content": null, "refusal": "No."}), "stop").await;
    assert_eq!((reply.text.as_str(), reply.finish), ("No.", Finish::Refused));
    assert_eq!(read(json!({"content": ""}), "eos").await.finish, Finish::Other("eos".to_owned()));
}

#[tokio::test]
async fn silence_and_absence_are_told_apart() {
    let fake = Fake::start(|_, _| Answer::says("late").after(5_000));
    let settings = Settings { timeout_s: 0.1, ..fake.settings(Api::OpenAi) };
    let error = opened(&settings).0.complete(&question("hi")).await.unwrap_err();
    assert_eq!(error, ModelError::Timeout(Duration::from_millis(100)));

    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = Settings { retries: 0, ..Settings::new(format!("http://{free}"), "small") };
    let error = opened(&settings).0.complete(&question("hi")).await.unwrap_err();
    assert!(
        matches!(&error, ModelError::Unreachable { endpoint, .. } if *endpoint == format!("http://{free}")),
        "{error}"
    );
    assert!(error.to_string().to_lowercase().contains("refused"), "{error}");
}

#[tokio::test]
async fn what_no_endpoint_takes_is_not_sent() {
    let fake = Fake::start(|_, _| Answer::says("hi"));
    let error = ask(&fake, Api::OpenAi, &Request::new([])).await.unwrap_err();
    assert!(matches!(error, ModelError::Request(_)));
    assert!(fake.asked().is_empty());
}
