//! Retries, throttling and budgets, seen from the server's side.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use mcplab::llm::{Accounts, Api, Budgeted, Ledger, Model, ModelError, OpenAi, Retried, Settings, Throttled};
use serde_json::json;
use tokio::task::JoinSet;

use crate::llm_fake::{Answer, Asked, Fake, hasty, ledger, opened, question};

/// The layers over the wire as `open` stacks them, with waits that tests can afford.
struct Stack {
    model: Arc<dyn Model>,
    throttled: Arc<Throttled<Budgeted<OpenAi>>>,
    ledger: Arc<Ledger>,
}

fn stack(fake: &Fake, settings: &Settings) -> Stack {
    let ledger = ledger(settings);
    let patience = hasty(settings.retries);
    let budgeted = Budgeted::new(fake.openai(), ledger.clone());
    let throttled = Arc::new(Throttled::new(budgeted, settings.concurrency, patience.longest_wait));
    let model = Arc::new(Retried::new(throttled.clone(), patience, ledger.clone()));
    Stack { model, throttled, ledger }
}

async fn one(
    script: impl Fn(usize, &Asked) -> Answer + Send + Sync + 'static,
) -> (Result<String, ModelError>, Accounts, Fake) {
    let fake = Fake::start(script);
    let settings = Settings { retries: 3, ..fake.settings(Api::OpenAi) };
    let Stack { model, ledger, .. } = stack(&fake, &settings);
    let answered = model.complete(&question("hi")).await.map(|reply| reply.text);
    (answered, ledger.accounts(), fake)
}

/// Asks so many different questions at once and returns how many were answered.
async fn many(model: &Arc<dyn Model>, count: usize) -> usize {
    let mut running = JoinSet::new();
    for number in 0..count {
        let model = model.clone();
        running.spawn(async move { model.complete(&question(&format!("question {number}"))).await });
    }
    running.join_all().await.iter().filter(|answered| answered.is_ok()).count()
}

#[tokio::test]
async fn a_full_endpoint_is_asked_again_after_the_time_that_it_names() {
    let started = Instant::now();
    let (answered, accounts, _fake) = one(|number, _| match number {
        0 => Answer::error(429, "slow down").header("retry-after", "0.3"),
        _ => Answer::says("hi"),
    })
    .await;
    assert_eq!(answered.unwrap(), "hi");
    assert!(started.elapsed() >= Duration::from_millis(300));
    assert_eq!((accounts.calls, accounts.retried, accounts.failures["rate_limited"]), (2, 1, 1));
    assert_eq!((accounts.input_tokens, accounts.output_tokens), (10, 5));
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_not_waited_for() {
    let (answered, accounts, _fake) = one(|_, _| Answer::error(429, "tomorrow").header("retry-after", "86400")).await;
    assert!(matches!(answered, Err(ModelError::RateLimited { retry_after: Some(_), .. })));
    assert_eq!(accounts.calls, 1);
}

#[tokio::test]
async fn errors_of_the_server_pass_and_errors_of_the_request_stay() {
    let (answered, accounts, _fake) = one(|number, _| match number {
        0 => Answer::error(500, "oops"),
        1 => Answer::error(529, "overloaded"),
        _ => Answer::says("hi"),
    })
    .await;
    assert_eq!((answered.unwrap().as_str(), accounts.calls, accounts.retried), ("hi", 3, 2));

    let (answered, accounts, _fake) = one(|_, _| Answer::error(503, "down")).await;
    assert!(matches!(answered, Err(ModelError::Status { status: 503, .. })));
    assert_eq!((accounts.calls, accounts.failures["status"]), (4, 4));

    for status in [400, 401, 402, 403, 404, 413, 422] {
        let (answered, accounts, _fake) = one(move |_, _| Answer::error(status, "no")).await;
        assert!(answered.is_err());
        assert_eq!(accounts.calls, 1, "{status}");
    }
}

#[tokio::test]
async fn concurrency_falls_under_refusals_and_rises_again() {
    let strict = Arc::new(AtomicBool::new(true));
    let running = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let fake = Fake::start({
        let strict = strict.clone();
        let running = running.clone();
        move |_, _| {
            // More than two at once are refused; who is let in stays for a while.
            if strict.load(Ordering::SeqCst) && running.load(Ordering::SeqCst) >= 2 {
                return Answer::error(429, "too many at once").after(5);
            }
            running.fetch_add(1, Ordering::SeqCst);
            let running = running.clone();
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(15));
                running.fetch_sub(1, Ordering::SeqCst);
            });
            Answer::says("hi").after(20)
        }
    });
    let settings = Settings { retries: 40, concurrency: 16, ..fake.settings(Api::OpenAi) };
    let Stack { model, throttled, .. } = stack(&fake, &settings);

    assert_eq!(many(&model, 60).await, 60);
    assert_eq!(fake.most_at_once(), 16, "it begins with all that is allowed");
    assert!(throttled.limit() <= 6, "{}", throttled.limit());
    assert_eq!(many(&model, 30).await, 30);
    let low = fake.most_at_once();
    assert!(low <= 6, "{low}");

    strict.store(false, Ordering::SeqCst);
    assert_eq!(many(&model, 200).await, 200);
    let high = fake.most_at_once();
    assert!((12..=16).contains(&high), "{high}");
    assert!(throttled.limit() <= 16);
}

#[tokio::test]
async fn a_dropped_call_gives_its_place_back() {
    let fake = Fake::start(|_, _| Answer::says("hi").after(200));
    let settings = Settings { concurrency: 1, ..fake.settings(Api::OpenAi) };
    let (model, _) = opened(&settings);
    let cut = tokio::time::timeout(Duration::from_millis(20), model.complete(&question("one"))).await;
    assert!(cut.is_err());
    let soon = tokio::time::timeout(Duration::from_secs(5), model.complete(&question("two"))).await;
    assert!(soon.unwrap().is_ok());
}

#[tokio::test]
async fn a_budget_of_tokens_stops_cleanly() {
    let fake = Fake::start(|_, _| Answer::says("hi").after(10));
    let settings = Settings { budget_tokens: Some(45), concurrency: 1, retries: 5, ..fake.settings(Api::OpenAi) };
    let (model, ledger) = opened(&settings);
    // All begin together and queue; the queue sees the budget being spent.
    assert_eq!(many(&model, 10).await, 3);
    let error = model.complete(&question("more")).await.unwrap_err();
    assert_eq!(error.to_string(), "ask the model: the budget of 45 tokens is spent (45 used)");
    assert!(!error.is_transient());
    let accounts = ledger.accounts();
    assert_eq!((accounts.calls, fake.asked().len(), accounts.retried), (3, 3, 0));
    assert_eq!(accounts.failures["budget_spent"], 8);
}

#[tokio::test]
async fn a_budget_of_money_is_counted_with_the_prices() {
    let fake = Fake::start(|_, _| Answer::says("hi"));
    let settings = Settings {
        price_input: Some(1.0),
        price_output: Some(4.0),
        budget_cost: Some(0.00005),
        ..fake.settings(Api::OpenAi)
    };
    let (model, ledger) = opened(&settings);
    model.complete(&question("one")).await.unwrap();
    assert_eq!(ledger.accounts().cost, 0.00003);
    model.complete(&question("two")).await.unwrap();
    assert!(matches!(model.complete(&question("three")).await, Err(ModelError::BudgetSpent(_))));
    assert_eq!(ledger.accounts().cost, 0.00006);
}

#[tokio::test]
async fn a_budget_stops_although_the_endpoint_does_not_count() {
    let fake = Fake::start(|_, _| {
        Answer::new(200, json!({"choices": [{"message": {"content": "x".repeat(400)}, "finish_reason": "stop"}]}))
    });
    let settings = Settings { budget_tokens: Some(150), ..fake.settings(Api::OpenAi) };
    let (model, ledger) = opened(&settings);
    let asked = question(&"y".repeat(40));
    assert_eq!(model.complete(&asked).await.unwrap().usage, None);
    assert_eq!(ledger.accounts().guessed, 1);
    assert_eq!((ledger.accounts().input_tokens, ledger.accounts().output_tokens), (10, 100));
    model.complete(&asked).await.unwrap();
    assert!(matches!(model.complete(&asked).await, Err(ModelError::BudgetSpent(_))));
}

#[tokio::test]
async fn absurd_numbers_of_tokens_break_nothing() {
    let fake = Fake::start(|_, _| {
        let usage = json!({"input_tokens": u64::MAX, "cache_read_input_tokens": u64::MAX, "output_tokens": 1e300});
        Answer::new(200, json!({"content": [], "stop_reason": "end_turn", "usage": usage}))
    });
    let settings = Settings { budget_tokens: Some(u64::MAX), ..fake.settings(Api::Anthropic) };
    let (model, ledger) = opened(&settings);
    model.complete(&question("one")).await.unwrap();
    assert_eq!((ledger.accounts().input_tokens, ledger.accounts().output_tokens), (u64::MAX, 0));
    assert!(matches!(model.complete(&question("two")).await, Err(ModelError::BudgetSpent(_))));
}

#[test]
fn many_threads_share_one_model_and_one_runtime() {
    let fake = Fake::start(|_, asked| Answer::says(asked.body["messages"][0]["content"].as_str().unwrap()).after(2));
    let settings = Settings { concurrency: 4, ..fake.settings(Api::OpenAi) };
    let (model, ledger) = opened(&settings);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    std::thread::scope(|threads| {
        for thread in 0..6 {
            let (model, handle) = (model.clone(), runtime.handle().clone());
            threads.spawn(move || {
                for number in 0..10 {
                    let text = format!("{thread} {number}");
                    assert_eq!(handle.block_on(model.complete(&question(&text))).unwrap().text, text);
                }
            });
        }
    });
    assert_eq!(ledger.accounts().calls, 60);
    assert!(fake.most_at_once() <= 4);
}
