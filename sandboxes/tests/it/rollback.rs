//! States that were set aside and come back: by rollback, by restore, by forks, in whichever order they are let go.

mod forks;

use mcplab_sandbox::{
    Cache, CallError, Engine, EngineConfig, Fault, Forking, Guest, Instance, LimitHit, Limits, StartError,
};

use crate::counter::{CONFIG, altered, counts, engine_of, guest, guest_that_does, start, wasm};

/// A counter on an engine of its own for each way of forking.
fn both_ways() -> [Guest; 2] {
    [Forking::Mapped, Forking::Copied].map(|forking| {
        let engine = Engine::new(EngineConfig { instances: 400, forking, ..EngineConfig::default() }).unwrap();
        Guest::load(&engine, &wasm(), &Cache::off()).unwrap()
    })
}

fn started(guest: &Guest) -> Instance {
    guest.start(&CONFIG, Limits::default()).unwrap()
}

fn call(instance: &mut Instance, tools: &[&str]) {
    for tool in tools {
        instance.call(tool, "{}").unwrap();
    }
}

fn seen(instance: &mut Instance) -> [u32; 3] {
    counts(&instance.state().unwrap())
}

/// A call that leaves the instance's state alone, and this many bytes in its memory.
fn litter(instance: &mut Instance, bytes: usize) {
    instance.call("get", &"x".repeat(bytes)).unwrap();
}

#[test]
fn without_a_mark_the_start_is_gone_back_to() {
    for guest in both_ways() {
        let (mut instance, mut fresh) = (started(&guest), started(&guest));
        for _ in 0..3 {
            call(&mut instance, &["add", "hide", "far"]);
            litter(&mut instance, 1_000_000);
            instance.rollback().unwrap();
            assert_eq!(instance.memory_digest().unwrap(), fresh.memory_digest().unwrap());
            assert_eq!(instance.usage().memory_bytes, fresh.usage().memory_bytes);
        }
        assert_eq!(instance.digest().unwrap(), fresh.digest().unwrap());
        assert_eq!(instance.revision().unwrap(), 0);
    }
}

#[test]
fn the_last_mark_is_gone_back_to() {
    for guest in both_ways() {
        let mut instance = started(&guest);
        let [n, ..] = seen(&mut instance);
        call(&mut instance, &["add"]);
        let first = instance.snapshot().unwrap();
        call(&mut instance, &["add", "hide"]);
        let second = instance.snapshot().unwrap();
        call(&mut instance, &["far", "add"]);
        instance.rollback().unwrap();
        assert_eq!(seen(&mut instance), [n + 2, 0, 1]);
        // What was restored is where it goes back to from then on.
        instance.restore(&first).unwrap();
        call(&mut instance, &["far", "far"]);
        assert_eq!(seen(&mut instance), [n + 1, 2, 0]);
        instance.rollback().unwrap();
        assert_eq!(seen(&mut instance), [n + 1, 0, 0]);
        instance.restore(&second).unwrap();
        instance.rollback().unwrap();
        assert_eq!(seen(&mut instance), [n + 2, 0, 1]);
    }
}

#[test]
fn a_fork_goes_back_to_where_its_parent_would_go() {
    for guest in both_ways() {
        let mut parent = started(&guest);
        let [n, ..] = seen(&mut parent);
        call(&mut parent, &["add"]);
        let mut early = parent.fork().unwrap();
        let aside = parent.snapshot().unwrap();
        call(&mut parent, &["far"]);
        // One is made of the parent itself, the other of what was set aside for it.
        let mut children = [parent.fork().unwrap(), parent.fork().unwrap()];
        let mut grandchild = children[0].fork().unwrap();
        children[1].snapshot().unwrap();
        let [one, other] = &mut children;
        for (instance, wanted) in [
            (&mut early, [n, 0, 0]),
            (&mut *one, [n + 1, 0, 0]),
            (&mut *other, [n + 1, 1, 0]),
            (&mut grandchild, [n + 1, 0, 0]),
            (&mut aside.fork().unwrap(), [n + 1, 0, 0]),
            (&mut parent, [n + 1, 0, 0]),
        ] {
            for _ in 0..2 {
                call(instance, &["add", "far", "hide"]);
                instance.rollback().unwrap();
                assert_eq!(seen(instance), wanted);
            }
        }
        // What others set aside since moves nobody's mark.
        assert_eq!(seen(&mut parent.fork().unwrap()), [n + 1, 0, 0]);
    }
}

#[test]
fn memory_that_grew_shrinks_again() {
    for guest in both_ways() {
        let mut instance = started(&guest);
        let small = instance.usage().memory_bytes;
        let before = instance.snapshot().unwrap();
        let bytes = instance.memory_digest().unwrap();
        call(&mut instance, &["far"]);
        let large = instance.usage().memory_bytes;
        assert!(large > small);
        let after = instance.snapshot().unwrap();
        for _ in 0..3 {
            instance.restore(&before).unwrap();
            assert_eq!((instance.usage().memory_bytes, instance.memory_digest().unwrap()), (small, bytes));
            assert_eq!(seen(&mut instance)[1], 0);
            // What a guest sees behind its memory's old end is zero, whatever was there before.
            call(&mut instance, &["far"]);
            assert_eq!(seen(&mut instance)[1], 1);
            instance.restore(&after).unwrap();
            assert_eq!((instance.usage().memory_bytes, seen(&mut instance)[1]), (large, 1));
        }
    }
}

#[test]
fn any_instance_of_the_guest_takes_on_a_snapshot() {
    for guest in both_ways() {
        let (mut one, mut other) = (started(&guest), started(&guest));
        let [n, ..] = seen(&mut one);
        call(&mut one, &["add", "far"]);
        let digest = one.memory_digest().unwrap();
        let snapshot = one.snapshot().unwrap();
        drop(one);
        call(&mut other, &["hide", "hide"]);
        litter(&mut other, 200_000);
        other.restore(&snapshot).unwrap();
        assert_eq!(other.memory_digest().unwrap(), digest);
        assert_eq!(seen(&mut other), [n + 1, 1, 0]);
        // The guest is the same one through any of its clones.
        started(&guest.clone()).restore(&snapshot).unwrap();
    }
}

#[test]
fn the_snapshot_of_another_guest_is_refused_and_changes_nothing() {
    let (guest, foreign) = (guest(), guest());
    let mut instance = started(&guest);
    call(&mut instance, &["add", "far"]);
    let kept = instance.snapshot().unwrap();
    call(&mut instance, &["hide"]);
    let (memory, usage) = (instance.memory_digest().unwrap(), instance.usage());
    // The same module, loaded again, is another guest.
    let snapshot = started(&foreign).snapshot().unwrap();
    assert_eq!(instance.restore(&snapshot), Err(StartError::ForeignSnapshot));
    assert_eq!((instance.memory_digest().unwrap(), instance.usage()), (memory, usage));
    instance.rollback().unwrap();
    assert_eq!(instance.memory_digest().unwrap(), kept.fork().unwrap().memory_digest().unwrap());
}

#[test]
fn a_discarded_instance_refuses_a_foreign_snapshot_too() {
    let bomb = guest_that_does("(if (i32.gt_u (i32.load (i32.const 2056)) (i32.const 66)) (then unreachable))");
    let mut instance = started(&bomb);
    call(&mut instance, &["add"]);
    let fault = instance.call("add", "{}").unwrap_err();
    assert_eq!(instance.restore(&start().snapshot().unwrap()), Err(StartError::ForeignSnapshot));
    assert_eq!(instance.fault().map(|fault| CallError::Fault(fault.clone())), Some(fault));
    instance.rollback().unwrap();
    assert!(instance.fault().is_none());
    call(&mut instance, &["add"]);
}

#[test]
fn usage_counts_on_whatever_is_gone_back_to() {
    let limits = Limits { fuel_per_call: 100_000, ..Limits::default() };
    let text = "(if (i32.gt_u (global.get $hidden) (i32.const 2)) (then (loop $forever (br $forever))))";
    let mut instance = guest_that_does(text).start(&CONFIG, limits).unwrap();
    let mut spent = instance.usage();
    let mut go_on = |instance: &mut Instance, tools: &[&str]| {
        for tool in tools {
            let _ = instance.call(tool, "{}");
            assert!(instance.usage().fuel > spent.fuel, "{tool}");
            assert_eq!(instance.usage().calls, spent.calls + 1);
            spent = instance.usage();
        }
        instance.rollback().unwrap();
        // To the start is the only way back that runs the guest: that is fuel, too.
        assert!(instance.usage().fuel >= spent.fuel);
        assert_eq!(instance.usage().calls, spent.calls);
        spent = instance.usage();
    };
    go_on(&mut instance, &["add", "far"]);
    instance.snapshot().unwrap();
    go_on(&mut instance, &["add"]);
    go_on(&mut instance, &["far"]);
    go_on(&mut instance, &["hide", "hide", "hide"]);
    assert!(instance.usage().fuel > 100_000);
    assert_eq!(instance.usage().calls, 7);
    assert_eq!(instance.fork().unwrap().usage().fuel, 0);
}

#[test]
fn a_rollback_that_finds_no_room_can_be_tried_again() {
    let engine = engine_of(1);
    let limits = Limits { fuel_per_call: 20_000, ..Limits::default() };
    let text = altered("(;CALL;)", "(if (i32.gt_u (global.get $hidden) (i32.const 0)) (then (loop $on (br $on))))");
    let guest = Guest::load(&engine, &wat::parse_str(text).unwrap(), &Cache::off()).unwrap();
    let mut instance = guest.start(&CONFIG, limits).unwrap();
    call(&mut instance, &["add"]);
    let digest = instance.memory_digest().unwrap();
    instance.snapshot().unwrap();
    let hit = Fault::Limit(LimitHit::Fuel { limit: 20_000 });
    assert_eq!(instance.call("hide", "{}"), Err(CallError::Fault(hit)));
    let other = guest.start(&CONFIG, limits).unwrap();
    assert_eq!(instance.rollback(), Err(StartError::PoolFull { instances: 1 }));
    assert!(instance.call("get", "{}").is_err());
    drop(other);
    instance.rollback().unwrap();
    assert_eq!(instance.memory_digest().unwrap(), digest);
    assert_eq!(engine.live_instances(), 1);
}
