//! Forks upon forks of what was set aside: alike at first, right at the end, whatever becomes of the others.

use mcplab_sandbox::{Cache, Fault, Guest, Limits, StartError};

use super::{both_ways, call, litter, seen, started};
use crate::counter::{CONFIG, altered, engine_of, guest, load, start, wasm};

#[test]
fn a_fork_after_a_rollback_is_of_the_state_that_was_gone_back_to() {
    let mut parent = start();
    let [n, ..] = seen(&mut parent);
    for forks in 0..3 {
        call(&mut parent, &["add", "hide"]);
        for _ in 0..forks {
            assert_eq!(seen(&mut parent.fork().unwrap()), [n + 1, 0, 1]);
        }
        parent.rollback().unwrap();
        assert_eq!(seen(&mut parent), [n, 0, 0]);
        assert_eq!(seen(&mut parent.fork().unwrap()), [n, 0, 0]);
        assert_eq!(seen(&mut parent.fork().unwrap()), [n, 0, 0]);
    }
    assert_eq!(seen(&mut parent.snapshot().unwrap().fork().unwrap()), [n, 0, 0]);
}

#[test]
fn an_instance_that_a_read_discarded_cannot_be_forked() {
    let text = altered(
        "(call $text (local.get $at) (i32.const 4096) (i32.const 59))",
        "(call $text (local.get $at) (i32.const 4096) (i32.const 10000000))",
    );
    let guest = load(&text).unwrap();
    for set_aside in [false, true] {
        let mut instance = guest.start(&CONFIG, Limits::default()).unwrap();
        if set_aside {
            instance.snapshot().unwrap();
        }
        instance.fork().unwrap();
        let fault = instance.state().unwrap_err();
        let gone = Fault::Discarded(Box::new(fault));
        assert_eq!(instance.fork().unwrap_err(), StartError::Fault(gone.clone()), "set aside: {set_aside}");
        assert_eq!(instance.snapshot().unwrap_err(), gone);
        instance.rollback().unwrap();
        instance.fork().unwrap();
    }
}

#[test]
fn a_fork_has_the_memory_that_reads_left_behind() {
    // A counter that counts how often its state is asked for.
    let text = altered("(call $render (i32.const 1040))\n", "(call $render (i32.const 1040)) (call $changed)\n");
    let guest = load(&text).unwrap();
    for set_aside in [false, true] {
        let mut parent = guest.start(&CONFIG, Limits::default()).unwrap();
        if set_aside {
            parent.snapshot().unwrap();
        }
        for reads in 1..5 {
            parent.state().unwrap();
            let mut child = parent.fork().unwrap();
            assert_eq!(child.revision().unwrap(), reads, "set aside: {set_aside}");
            assert_eq!(child.memory_digest().unwrap(), parent.memory_digest().unwrap());
        }
    }
}

#[test]
fn forks_of_an_instance_are_alike_however_much_has_changed() {
    for guest in both_ways() {
        for bytes in [0, 100_000, 1_000_000, 6_000_000] {
            let mut parent = started(&guest);
            for round in 1..5 {
                call(&mut parent, &["add", "hide"]);
                litter(&mut parent, bytes * round);
                let digest = parent.memory_digest().unwrap();
                // The first is made of the parent itself, the others of what is set aside for them.
                let mut forks: Vec<_> = (0..7).map(|_| parent.fork().unwrap()).collect();
                for (at, fork) in forks.iter_mut().enumerate() {
                    assert_eq!(fork.memory_digest().unwrap(), digest, "fork {at}, {bytes} bytes");
                    call(fork, &["add"]);
                    assert_eq!(seen(&mut fork.fork().unwrap()), seen(fork));
                }
                assert_eq!(parent.memory_digest().unwrap(), digest);
            }
        }
    }
}

#[test]
fn many_forks_of_one_snapshot_are_alike_however_much_has_changed() {
    for guest in both_ways() {
        for bytes in [0, 100_000, 1_000_000] {
            for prepared in [false, true] {
                let mut parent = started(&guest);
                call(&mut parent, &["add", "far"]);
                litter(&mut parent, bytes);
                let digest = parent.memory_digest().unwrap();
                let snapshot = parent.snapshot().unwrap();
                if prepared {
                    snapshot.prepare().unwrap();
                    assert_eq!(snapshot.bytes(), 0);
                }
                // More than after which an image is made of it.
                let mut forks: Vec<_> = (0..12).map(|_| snapshot.fork().unwrap()).collect();
                for (at, fork) in forks.iter_mut().enumerate() {
                    assert_eq!(fork.memory_digest().unwrap(), digest, "fork {at}, {bytes} bytes");
                    call(fork, &["add", "hide"]);
                    fork.rollback().unwrap();
                    assert_eq!(fork.memory_digest().unwrap(), digest, "fork {at}, {bytes} bytes");
                }
                assert_eq!(parent.memory_digest().unwrap(), digest);
                parent.rollback().unwrap();
                assert_eq!(parent.memory_digest().unwrap(), digest);
            }
        }
    }
}

#[test]
fn three_hundred_forks_of_forks_are_all_right_at_the_end() {
    for guest in both_ways() {
        let mut chain = vec![started(&guest)];
        let [n, ..] = seen(&mut chain[0]);
        let mut wanted = vec![[n, 0, 0]];
        for at in 0..300 {
            let (mut link, mut counts) = (chain[at].fork().unwrap(), wanted[at]);
            // Each has a change of its own, and the one that it came from goes on as well.
            let place = at % 3;
            link.call(["add", "far", "hide"][place], "{}").unwrap();
            counts[place] += 1;
            chain[at].call("add", "{}").unwrap();
            wanted[at][0] += 1;
            if at % 40 == 39 {
                litter(&mut link, 100_000 + at);
            }
            chain.push(link);
            wanted.push(counts);
        }
        assert_eq!(chain.iter_mut().map(seen).collect::<Vec<_>>(), wanted);
        // They are let go in no order; those that are left notice nothing.
        let mut number = 7;
        while !chain.is_empty() {
            number = (number * 75 + 74) % 65_537;
            let gone = number % chain.len();
            drop((chain.swap_remove(gone), wanted.swap_remove(gone)));
            if chain.len() % 50 == 25 {
                assert_eq!(chain.iter_mut().map(seen).collect::<Vec<_>>(), wanted);
            }
        }
    }
}

#[test]
fn a_parent_goes_on_while_its_children_live() {
    for guest in both_ways() {
        let mut parent = started(&guest);
        let [n, ..] = seen(&mut parent);
        let mut children = Vec::new();
        for round in 0..40 {
            call(&mut parent, &["add"]);
            // Less than reaches the memory that `far` writes to.
            litter(&mut parent, 4_000 * round);
            children.push((parent.fork().unwrap(), parent.memory_digest().unwrap()));
        }
        for (round, (child, digest)) in (1..).zip(&mut children) {
            assert_eq!(child.memory_digest().unwrap(), *digest);
            assert_eq!(seen(child), [n + round, 0, 0]);
        }
        drop(children);
        assert_eq!(seen(&mut parent), [n + 40, 0, 0]);
    }
}

#[test]
fn snapshots_keep_no_instance_alive() {
    let own = engine_of(3);
    let guest = Guest::load(&own, &wasm(), &Cache::off()).unwrap();
    let snapshot = started(&guest).snapshot().unwrap();
    assert_eq!(own.live_instances(), 0);
    let forks: Vec<_> = (0..3).map(|_| snapshot.fork().unwrap()).collect();
    assert_eq!(own.live_instances(), 3);
    assert_eq!(snapshot.fork().unwrap_err(), StartError::PoolFull { instances: 3 });
    drop(forks);
    assert_eq!(own.live_instances(), 0);
}

#[test]
fn a_fork_after_a_restore_has_the_limits_of_its_parent() {
    let guest = guest();
    let tight = Limits { fuel_per_call: 5_000, ..Limits::default() };
    let other = guest.start(&CONFIG, Limits::default()).unwrap().snapshot().unwrap();
    let mut instance = guest.start(&CONFIG, tight).unwrap();
    instance.restore(&other).unwrap();
    for _ in 0..3 {
        assert_eq!(instance.fork().unwrap().limits(), &tight);
    }
}
