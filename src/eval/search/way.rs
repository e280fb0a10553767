//! A node that has reached the goal, as an alternative: without the calls that nothing came of.

use std::collections::BTreeSet;

use super::goal::Goal;
use super::node::Node;
use crate::score::{Alternative, Drawn, ReferenceCall};

/// The way that a node went. None where it is the reference's own.
pub(super) fn way(node: &Node, goal: &Goal) -> Option<Alternative> {
    let told: Vec<(Drawn, usize)> =
        goal.wanted.iter().map(|wanted| Some((goal.source(wanted, node)?, wanted.turn()))).collect::<Option<_>>()?;
    let mut used: BTreeSet<usize> = told.iter().map(|(drawn, _)| drawn.call).collect();
    for (at, made) in node.made.iter().enumerate().rev() {
        if !made.reads {
            used.insert(at);
        }
        if used.contains(&at) {
            used.extend(made.call.draws.values().map(|drawn| drawn.call));
        }
    }
    let kept: Vec<usize> = used.into_iter().collect();
    let place = |old: usize| kept.iter().position(|at| *at == old);
    let mut calls: Vec<ReferenceCall> = Vec::new();
    let mut turn = 0;
    for at in &kept {
        let mut call = node.made[*at].call.clone();
        call.after = call.after.iter().map(|old| place(*old)).collect::<Option<_>>()?;
        for drawn in call.draws.values_mut() {
            drawn.call = place(drawn.call)?;
        }
        // What is told is told in its turn, and calls stand in the order in which they are made.
        let wanted = told.iter().filter(|(drawn, _)| drawn.call == *at).map(|(_, turn)| *turn).min();
        turn = wanted.unwrap_or_default().max(call.turn).max(turn);
        call.turn = turn;
        calls.push(call);
    }
    let reads: Vec<bool> = kept.iter().map(|at| node.made[*at].reads).collect();
    if same(&calls, &reads, &goal.calls, &goal.reads) {
        return None;
    }
    let told = told.into_iter().map(|(drawn, _)| Some(Drawn { call: place(drawn.call)?, path: drawn.path }));
    Some(Alternative { told: told.collect::<Option<_>>()?, calls })
}

/// What tells ways apart: their tools with the names of what they are given.
pub(super) fn kind(calls: &[ReferenceCall]) -> Vec<String> {
    let names = |call: &ReferenceCall| {
        let fields = call.arguments.as_object().into_iter().flatten();
        fields.map(|(name, _)| name.as_str()).collect::<BTreeSet<&str>>().into_iter().collect::<Vec<_>>().join(",")
    };
    let mut kinds: Vec<String> =
        calls.iter().map(|call| format!("{}.{}({})", call.server, call.tool, names(call))).collect();
    kinds.sort_unstable();
    kinds
}

/// Calls, a line each.
pub(super) fn lines(calls: &[ReferenceCall]) -> Vec<String> {
    calls.iter().map(|call| format!("{}.{} {}", call.server, call.tool, call.arguments)).collect()
}

/// Whether two ways make the same calls, and those that change something in the same order.
fn same(one: &[ReferenceCall], reads: &[bool], other: &[ReferenceCall], other_reads: &[bool]) -> bool {
    let of = |calls: &[ReferenceCall], reads: &[bool], wanted: bool| {
        let fitting = calls.iter().zip(reads).filter(|(_, reads)| **reads == wanted).map(|(call, _)| call.clone());
        lines(&fitting.collect::<Vec<_>>())
    };
    let looks = |calls, reads| of(calls, reads, true).into_iter().collect::<BTreeSet<String>>();
    looks(one, reads) == looks(other, other_reads) && of(one, reads, false) == of(other, other_reads, false)
}
