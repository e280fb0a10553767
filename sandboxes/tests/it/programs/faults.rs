//! Programs that come to a bad end: the fault says which, siblings live on, and a way back revives the program.

use std::time::Duration;

use mcplab_sandbox::{Breach, CallError, Fault, LimitHit, Limits, StartError};
use serde_json::{Value, json};

use super::{CONFIG, guests, limits, recall, remember};

/// What ends a program that is called so.
fn fault(tool: &str, arguments: &Value, limits: Limits) -> Option<Fault> {
    let [guest, _] = guests()?;
    let mut sibling = guest.start(&CONFIG, limits).unwrap();
    let mut keeper = sibling.fork().unwrap();
    remember(&mut keeper, "a", "b");
    keeper.snapshot().unwrap();
    remember(&mut keeper, "a", "c");
    let Err(CallError::Fault(fault)) = keeper.call(tool, &arguments.to_string()) else { panic!("{tool} is no attack") };
    assert_eq!(keeper.fault(), Some(&fault));
    let gone = Fault::Discarded(Box::new(fault.clone()));
    assert_eq!(keeper.call("list", "{}"), Err(CallError::Fault(gone.clone())));
    assert_eq!(keeper.fork().unwrap_err(), StartError::Fault(gone));
    assert_eq!(recall(&mut sibling, "a"), "!Nothing is kept there.");
    keeper.rollback().unwrap();
    assert_eq!(recall(&mut keeper, "a"), "b");
    Some(fault)
}

#[test]
fn a_program_that_hangs_runs_out_of_fuel() {
    let Some(fault) = fault("hang", &json!({}), limits()) else { return };
    assert_eq!(fault, Fault::Limit(LimitHit::Fuel { limit: 20_000_000 }));
}

#[test]
fn a_program_that_hangs_with_endless_fuel_runs_out_of_time() {
    let limit = Duration::from_millis(500);
    let limits = Limits { fuel_per_call: u64::MAX, call_time: limit, ..limits() };
    let Some(fault) = fault("hang", &json!({}), limits) else { return };
    assert_eq!(fault, Fault::Limit(LimitHit::Time { limit }));
}

#[test]
fn a_program_that_crashes_is_quoted() {
    let Some(fault) = fault("crash", &json!({}), limits()) else { return };
    let Fault::Trap { export: "_start", trap } = fault else { panic!("{fault}") };
    let (why, words) = trap.split_once("; its last words were: ").unwrap();
    assert!(why.contains("unreachable"), "{why}");
    assert!(words.contains("the keeper crashes, as it was told"), "{words}");
    assert!(words.contains("panicked at src/main.rs:"), "{words}");
}

#[test]
fn a_program_that_ends_says_with_which_code() {
    for code in [0, 3] {
        let Some(fault) = fault("quit", &json!({"code": code.to_string()}), limits()) else { return };
        let trap = format!("the guest ended itself with code {code}");
        assert_eq!(fault, Fault::Trap { export: "_start", trap });
    }
}

#[test]
fn a_program_that_writes_no_json_is_quoted() {
    let Some(fault) = fault("babble", &json!({}), limits()) else { return };
    let breach = Breach::NotJson { line: "Here comes the answer!".to_owned() };
    assert_eq!(fault, Fault::Contract { export: "_start", breach });
}

#[test]
fn a_program_that_does_not_answer_breaks_the_contract() {
    let Some(fault) = fault("ignore", &json!({}), limits()) else { return };
    let breach = Breach::NoAnswer { method: "tools/call".to_owned() };
    assert_eq!(fault, Fault::Contract { export: "_start", breach });
}

#[test]
fn a_program_that_writes_without_end_hits_the_output_limit() {
    let Some(fault) = fault("flood", &json!({}), Limits::default()) else { return };
    let Fault::Limit(LimitHit::Output { bytes, limit: 16_777_216 }) = fault else { panic!("{fault}") };
    assert!(bytes > 16_777_216);
}

#[test]
fn a_program_that_asks_the_host_too_often_hits_the_limit() {
    let Some(fault) = fault("flood", &json!({}), Limits { host_calls: 50, ..limits() }) else { return };
    assert_eq!(fault, Fault::Limit(LimitHit::HostCalls { limit: 50 }));
}

#[test]
fn limits_of_the_instance_hold_for_programs() {
    let Some([guest, _]) = guests() else { return };
    let mut keeper = guest.start(&CONFIG, Limits { result_bytes: 10_000, ..limits() }).unwrap();
    remember(&mut keeper, "long", &"x".repeat(10_000));
    let Err(CallError::Fault(fault)) = keeper.call("recall", r#"{"key":"long"}"#) else { panic!("it was answered") };
    assert!(matches!(fault, Fault::Limit(LimitHit::Result { limit: 10_000, .. })), "{fault}");
    let small = Limits { memory_bytes: 100_000, ..limits() };
    let error = guest.start(&CONFIG, small).unwrap_err();
    assert!(matches!(error, StartError::Fault(Fault::Limit(LimitHit::Memory { limit: 100_000, .. }))), "{error}");
}
