//! The guest of `hostile/`: each of its attacks ends in the error for it, and nobody but the attacker notices.

mod kills;
mod manners;

use std::sync::OnceLock;
use std::time::Duration;

use mcplab_sandbox::{Breach, CallError, Config, Fault, Guest, Instance, LimitHit, Limits, StartError};

use crate::built;

const CONFIG: Config<'static> = config("hostile");

const fn config(server: &str) -> Config<'_> {
    Config { server, seed: 7, now: "2026-03-02T09:00:00+01:00", size: None }
}

fn limits() -> Limits {
    Limits { memory_bytes: 4 << 20, fuel_per_call: 5_000_000, result_bytes: 1_000, ..Limits::default() }
}

/// The guest in both ways of forking, if it can be built.
fn guests() -> Option<&'static [Guest; 2]> {
    static GUESTS: OnceLock<Option<[Guest; 2]>> = OnceLock::new();
    GUESTS.get_or_init(|| built::hostile().map(built::in_both_ways)).as_ref()
}

fn add(instance: &mut Instance, amount: u64) -> u64 {
    count(&instance.call("add", &format!(r#"{{"amount":{amount}}}"#)).unwrap())
}

fn count(answer: &str) -> u64 {
    let answer: serde_json::Value = serde_json::from_str(answer).unwrap();
    answer["structuredContent"]["count"].as_u64().unwrap()
}

/// In each way of forking, `attack` must end with the fault that `expected` makes of the attacker's bytes of memory.
fn check(limits: Limits, tool: &str, arguments: &str, expected: impl Fn(usize) -> Fault) {
    for guest in guests().into_iter().flatten() {
        let mut parent = guest.start(&CONFIG, limits).unwrap();
        add(&mut parent, 3);
        let mut sibling = parent.fork().unwrap();
        add(&mut sibling, 10);
        let untouched = [parent.memory_digest().unwrap(), sibling.memory_digest().unwrap()];

        let mut attacker = parent.fork().unwrap();
        add(&mut attacker, 4);
        attacker.snapshot().unwrap();
        let aside = attacker.memory_digest().unwrap();
        add(&mut attacker, 100);
        let fault = expected(attacker.usage().memory_bytes);
        assert_eq!(attacker.call(tool, arguments), Err(CallError::Fault(fault.clone())), "{tool} {arguments}");
        discarded(&mut attacker, &fault);
        assert_eq!([parent.memory_digest().unwrap(), sibling.memory_digest().unwrap()], untouched, "{tool}");

        // It can be had back as it was set aside, and falls in the same way once more.
        for _ in 0..2 {
            attacker.rollback().unwrap();
            assert_eq!(attacker.memory_digest().unwrap(), aside, "{tool} {arguments}");
            assert_eq!(add(&mut attacker, 100), 107);
            assert_eq!(attacker.call(tool, arguments), Err(CallError::Fault(fault.clone())), "{tool} {arguments}");
        }
        assert_eq!((add(&mut parent, 1), add(&mut sibling, 1)), (4, 14));
        assert_eq!(count(&sibling.call("get", "{}").unwrap()), 14);
    }
}

/// All that a discarded instance does is to say why it was.
fn discarded(instance: &mut Instance, fault: &Fault) {
    assert_eq!(instance.fault(), Some(fault));
    let gone = Fault::Discarded(Box::new(fault.clone()));
    assert_eq!(instance.call("get", "{}"), Err(CallError::Fault(gone.clone())));
    assert_eq!(instance.state(), Err(gone.clone()));
    assert_eq!(instance.digest(), Err(gone.clone()));
    assert_eq!(instance.memory_digest(), Err(gone.clone()));
    assert_eq!(instance.snapshot().unwrap_err(), gone);
    assert_eq!(instance.fork().unwrap_err(), StartError::Fault(gone));
    assert_eq!(instance.usage().memory_bytes, 0);
}

fn check_limit(tool: &str, arguments: &str, hit: &LimitHit) {
    check(limits(), tool, arguments, |_| Fault::Limit(hit.clone()));
}

fn check_trap(tool: &str, arguments: &str, said: &str) {
    let trap = format!("wasm trap: {said}");
    check(limits(), tool, arguments, |_| Fault::Trap { export: "call-tool", trap: trap.clone() });
}

#[test]
fn endless_work_runs_out_of_fuel() {
    let hit = LimitHit::Fuel { limit: 5_000_000 };
    check_limit("spin", "{}", &hit);
    check_limit("spin_memory", r#"{"bytes":1024}"#, &hit);
    check_limit("spin_memory", "{}", &hit);
}

#[test]
fn endless_work_with_endless_fuel_runs_out_of_time() {
    let limit = Duration::from_millis(30);
    let limits = Limits { fuel_per_call: u64::MAX, call_time: limit, ..limits() };
    for (tool, arguments) in [("spin", "{}"), ("spin_memory", "{}")] {
        check(limits, tool, arguments, |_| LimitHit::Time { limit }.into());
    }
}

#[test]
fn memory_without_bound_hits_its_limit() {
    let limit = 4 << 20;
    // Sixteen pages at a time, to the first that does not fit.
    check(limits(), "allocate_until_refused", "{}", |bytes| {
        let step = 16 * (64 << 10);
        LimitHit::Memory { asked: bytes + ((limit - bytes) / step + 1) * step, limit }.into()
    });
    // Each time the list is as long as it may be, the allocator asks for twice as much.
    let asked = |tool, arguments| {
        let mut instance = guests()?[0].start(&CONFIG, limits()).unwrap();
        match instance.call(tool, arguments) {
            Err(CallError::Fault(Fault::Limit(LimitHit::Memory { asked, limit: 4_194_304 }))) => Some(asked),
            other => panic!("{tool}: {other:?}"),
        }
    };
    for (tool, arguments) in [("allocate_vec", "{}"), ("touch", r#"{"bytes":1000000000}"#)] {
        let Some(asked) = asked(tool, arguments) else { return };
        assert!(asked > limit, "{tool}");
        check_limit(tool, arguments, &LimitHit::Memory { asked, limit });
    }
}

#[test]
fn memory_within_bounds_is_given() {
    for guest in guests().into_iter().flatten() {
        let mut instance = guest.start(&CONFIG, limits()).unwrap();
        let before = instance.usage().memory_bytes;
        assert!(instance.call("touch", "{}").is_ok());
        assert!(instance.usage().memory_bytes > before);
        instance.rollback().unwrap();
        assert_eq!(instance.usage().memory_bytes, before);
    }
}

#[test]
fn calls_without_end_hit_the_stack_limit() {
    let limits = Limits { fuel_per_call: 50_000_000, ..limits() };
    check(limits, "recurse", "{}", |_| LimitHit::Stack { limit: 512 << 10 }.into());
    // The guest's own stack lies at the bottom of its memory, and what is below that is nothing.
    let trap = "wasm trap: out of bounds memory access".to_owned();
    check(limits, "recurse_frames", "{}", |_| Fault::Trap { export: "call-tool", trap: trap.clone() });
}

#[test]
fn long_texts_hit_the_result_limit_by_one_byte() {
    for tool in ["long_result", "long_error"] {
        check_limit(tool, r#"{"bytes":1001}"#, &LimitHit::Result { bytes: 1_001, limit: 1_000 });
        check_limit(tool, r#"{"bytes":900000}"#, &LimitHit::Result { bytes: 900_000, limit: 1_000 });
        for guest in guests().into_iter().flatten() {
            let mut instance = guest.start(&CONFIG, limits()).unwrap();
            let (Ok(text) | Err(CallError::Guest(text))) = instance.call(tool, r#"{"bytes":1000}"#) else {
                panic!("{tool}: {:?}", instance.fault());
            };
            assert_eq!((text.len(), instance.fault()), (1_000, None));
        }
    }
}

#[test]
fn traps_are_told_apart() {
    check_trap("panic", "{}", "wasm `unreachable` instruction executed");
    check_trap("unreachable", "{}", "wasm `unreachable` instruction executed");
    check_trap("divide_by_zero", "{}", "integer divide by zero");
    check_trap("indirect_call_null", "{}", "uninitialized element");
    check_trap("indirect_call_wrong_type", "{}", "indirect call type mismatch");
}

#[test]
fn nothing_beyond_the_memory_can_be_reached() {
    let Some([guest, _]) = guests() else { return };
    let memory = guest.start(&CONFIG, limits()).unwrap().usage().memory_bytes;
    // The last one is the last address of all.
    for beyond in [0, 1, 4_096, 1 << 20, 1 << 30, (1 << 32) - memory - 1] {
        for tool in ["out_of_bounds", "out_of_bounds_write"] {
            check_trap(tool, &format!(r#"{{"beyond":{beyond}}}"#), "out of bounds memory access");
        }
    }
}

#[test]
fn answers_that_are_none_break_the_contract() {
    let broken = |breach| Fault::Contract { export: "call-tool", breach };
    check(limits(), "bad_utf8_result", "{}", |_| broken(Breach::NotUtf8 { valid_up_to: 4 }));
    for bytes in [1, 64, 1_000] {
        check(limits(), "wild_result", &format!(r#"{{"bytes":{bytes}}}"#), |memory| {
            let address = u32::try_from(memory).unwrap();
            broken(Breach::OutOfMemory { address, bytes, memory })
        });
    }
    check_limit("wild_result", r#"{"bytes":1001}"#, &LimitHit::Result { bytes: 1_001, limit: 1_000 });
}

#[test]
fn an_allocator_in_ruins_harms_its_owner_alone() {
    for guest in guests().into_iter().flatten() {
        let mut parent = guest.start(&CONFIG, limits()).unwrap();
        let mut sibling = parent.fork().unwrap();
        let untouched = [parent.memory_digest().unwrap(), sibling.memory_digest().unwrap()];
        for word in [0_u32, 1, 8, 0x10_0000, 0x11_0003, 0x4141_4141, u32::MAX] {
            let mut victim = parent.fork().unwrap();
            let aside = victim.memory_digest().unwrap();
            let outcome = victim.call("corrupt_allocator", &format!(r#"{{"word":{word}}}"#));
            match &outcome {
                Ok(_) => {}
                Err(CallError::Fault(Fault::Trap { export: "call-tool" | "cabi_realloc", .. })) => {}
                Err(CallError::Fault(Fault::Limit(LimitHit::Fuel { .. } | LimitHit::Memory { .. }))) => {}
                other => panic!("{word:#x}: {other:?}"),
            }
            assert_eq!(outcome.is_err(), victim.fault().is_some());
            // Whatever it can still do or not.
            let _ = (victim.call("add", "{}"), victim.state(), victim.fork());
            victim.rollback().unwrap();
            assert_eq!(victim.memory_digest().unwrap(), aside);
            assert_eq!(add(&mut victim, 1), 1);
        }
        assert_eq!([parent.memory_digest().unwrap(), sibling.memory_digest().unwrap()], untouched);
        assert_eq!((add(&mut parent, 1), add(&mut sibling, 2)), (1, 2));
    }
}
