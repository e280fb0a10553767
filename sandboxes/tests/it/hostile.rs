//! Guests that answer nonsense: each is a typed error, and none can make the host panic or read beyond the guest.

use mcplab_sandbox::{Breach, CallError, Fault, Guest, LimitHit, Limits, StartError};

use crate::counter::{CONFIG, altered, guest_that_does, load};

const MEMORY: usize = 128 << 10;

fn fault_of(guest: &Guest) -> Fault {
    let mut instance = guest.start(&CONFIG, Limits::default()).unwrap();
    match instance.call("add", "{}").unwrap_err() {
        CallError::Fault(fault) => {
            assert_eq!(instance.fault(), Some(&fault));
            fault
        }
        CallError::Guest(message) => panic!("the guest refused: {message}"),
    }
}

/// A call that returns the address `address` must break the contract by `breach`.
fn check_return(address: u32, breach: Breach) {
    let guest = guest_that_does(&format!("(return (i32.const {address}))"));
    assert_eq!(fault_of(&guest), Fault::Contract { export: "call-tool", breach });
}

/// A call whose result is `case` with the text at `address` must break the contract by `breach`.
fn check_result(case: u32, address: u32, length: u32, breach: Breach) {
    let guest = guest_that_does(&result(case, address, length));
    assert_eq!(fault_of(&guest), Fault::Contract { export: "call-tool", breach });
}

fn result(case: u32, address: u32, length: u32) -> String {
    format!(
        "(i32.store8 (i32.const 1024) (i32.const {case}))
         (call $text (i32.const 1028) (i32.const {address}) (i32.const {length}))
         (return (i32.const 1024))"
    )
}

#[test]
fn results_outside_the_memory() {
    for address in [u32::MAX - 3, 128 << 10, (128 << 10) - 8] {
        check_return(address, Breach::OutOfMemory { address, bytes: 12, memory: MEMORY });
    }
}

#[test]
fn results_at_odd_addresses() {
    check_return(1026, Breach::Unaligned { address: 1030 });
}

#[test]
fn unknown_cases() {
    check_result(2, 4096, 2, Breach::UnknownCase(2));
    check_result(255, 4096, 2, Breach::UnknownCase(255));
}

#[test]
fn texts_outside_the_memory() {
    let memory = MEMORY;
    let (address, bytes) = (u32::MAX, 9);
    check_result(0, address, 9, Breach::OutOfMemory { address, bytes, memory });
    check_result(1, address, 9, Breach::OutOfMemory { address, bytes, memory });
    let (address, bytes) = (131_072, 1);
    check_result(0, address, 1, Breach::OutOfMemory { address, bytes, memory });
}

#[test]
fn texts_of_absurd_length() {
    let guest = guest_that_does(&result(0, 4096, u32::MAX));
    let hit = LimitHit::Result { bytes: u32::MAX as usize, limit: 16 << 20 };
    assert_eq!(fault_of(&guest), Fault::Limit(hit));
}

#[test]
fn texts_that_are_not_utf8() {
    let spoil = "(i32.store8 (i32.const 4100) (i32.const 255))";
    let guest = guest_that_does(spoil);
    let breach = Breach::NotUtf8 { valid_up_to: 4 };
    assert_eq!(fault_of(&guest), Fault::Contract { export: "call-tool", breach });
}

#[test]
fn memory_handed_out_where_there_is_none() {
    let text = altered("(local.get $at))\n\n  (func $digits", "(i32.const -8))\n\n  (func $digits");
    let error = load(&text).unwrap().start(&CONFIG, Limits::default()).unwrap_err();
    let StartError::Fault(Fault::Contract { export, breach }) = error else {
        panic!("{error}");
    };
    assert_eq!(export, "cabi_realloc");
    assert!(matches!(breach, Breach::OutOfMemory { address: 4_294_967_288, .. }), "{breach}");
}

#[test]
fn traps_of_every_kind() {
    let kinds = [
        ("unreachable", "unreachable"),
        ("(drop (i32.load (i32.const -4)))", "out of bounds memory access"),
        ("(drop (i32.div_u (i32.const 1) (i32.const 0)))", "integer divide by zero"),
        ("(call_indirect (i32.const 3))", "uninitialized element"),
        ("(call_indirect (i32.const 77))", "out of bounds table access"),
    ];
    for (code, said) in kinds {
        match fault_of(&guest_that_does(code)) {
            Fault::Trap { export: "call-tool", trap } => assert!(trap.contains(said), "{trap}"),
            other => panic!("{code}: {other}"),
        }
    }
}

#[test]
fn a_trap_while_starting() {
    let text = altered("(i32.store (i32.const 2056) (local.get $length))", "unreachable");
    let error = load(&text).unwrap().start(&CONFIG, Limits::default()).unwrap_err();
    assert!(matches!(error, StartError::Fault(Fault::Trap { export: "start", .. })), "{error}");
}

#[test]
fn a_trap_before_the_start() {
    let text =
        altered("(;CALL;)", "").replacen("(func $changed", "(start $bad) (func $bad unreachable)\n(func $changed", 1);
    let error = load(&text).unwrap().start(&CONFIG, Limits::default()).unwrap_err();
    let StartError::Fault(Fault::Trap { export, .. }) = error else { panic!("{error}") };
    assert_eq!(export, "instantiation");
}

#[test]
fn a_trap_while_text_is_given_back() {
    let text = altered("(global.set $heap (i32.const 65536)))\n)", "unreachable))");
    let fault = fault_of(&load(&text).unwrap());
    assert!(matches!(fault, Fault::Trap { export: "call-tool", .. }), "{fault}");
}

#[test]
fn a_state_that_lies_outside() {
    let text = altered(
        "(call $text (local.get $at) (i32.const 4096) (i32.const 59))",
        "(call $text (local.get $at) (i32.const 4096) (i32.const 10000000))",
    );
    let mut instance = load(&text).unwrap().start(&CONFIG, Limits::default()).unwrap();
    let fault = instance.digest().unwrap_err();
    assert!(matches!(fault, Fault::Contract { export: "state", .. }), "{fault}");
    assert!(matches!(instance.revision(), Err(Fault::Discarded(_))));
}
