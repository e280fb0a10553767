//! The calls that can be made in a world: those of the reference whose arguments are known, and tools that can be given
//! what is known.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::goal::Goal;
use super::known::plain;
use super::node::Node;
use crate::chain::{Atlas, Input, Role, ToolNode};
use crate::model::{Path, Segment};
use crate::score::{Drawn, ReferenceCall};

/// Values that are tried for one argument, and calls of one tool.
const VALUES: usize = 3;
const CALLS: usize = 6;

/// What an argument can be.
#[derive(Clone, Debug)]
struct Choice {
    value: Value,
    from: Option<Drawn>,
    turn: usize,
}

/// Calls that can be made, each with whether its tool reads.
pub(super) fn candidates(atlas: &Atlas, goal: &Goal, node: &Node) -> Vec<(ReferenceCall, bool)> {
    let mut found: Vec<(ReferenceCall, bool)> = Vec::new();
    for (call, reads) in goal.calls.iter().zip(&goal.reads) {
        found.extend(again(call, goal, node).map(|call| (call, *reads)));
    }
    for (at, call) in goal.calls.iter().enumerate().filter(|(at, _)| !goal.reads[*at]) {
        let others = parts(call, atlas).into_iter().chain(merged(call, &goal.calls[at + 1..], atlas));
        found.extend(others.filter_map(|call| Some((again(&call, goal, node)?, false))));
    }
    for tool in &atlas.tools {
        let calls = calls_of(tool, atlas, goal, node);
        found.extend(calls.into_iter().map(|call| (call, tool.read_only)));
    }
    let mut once: Vec<(ReferenceCall, bool)> = Vec::new();
    for (call, reads) in found {
        let same = |made: &ReferenceCall| {
            (&made.server, &made.tool, &made.arguments) == (&call.server, &call.tool, &call.arguments)
        };
        let made = node.made.iter().any(|made| same(&made.call));
        if !made && !once.iter().any(|(known, _)| same(known)) {
            once.push((call, reads));
        }
    }
    once
}

/// A call of the reference, with its values taken from wherever they are known by now.
fn again(call: &ReferenceCall, goal: &Goal, node: &Node) -> Option<ReferenceCall> {
    let mut again = ReferenceCall { after: Vec::new(), draws: BTreeMap::new(), ..call.clone() };
    for path in call.draws.keys() {
        let value = path.get(&call.arguments)?;
        again.draws.insert(path.clone(), whereabouts(value, path, goal, node)?);
    }
    again.after = origins(&again.draws);
    Some(again)
}

/// The names of arguments of a call that its tool does not need.
fn free(call: &ReferenceCall, atlas: &Atlas) -> Vec<String> {
    let Some(tool) = atlas.find(&call.reference()) else { return Vec::new() };
    let needed = |name: &str| {
        let of = |input: &&Input| input.leaf.path.fields().next() == Some(name);
        atlas.tools[tool].inputs.iter().filter(of).any(|input| input.leaf.required)
    };
    let given = call.arguments.as_object().into_iter().flatten();
    given.map(|(name, _)| name.clone()).filter(|name| !needed(name)).collect()
}

/// A call that says two things at least, said in two: the first one, and the rest.
fn parts(call: &ReferenceCall, atlas: &Atlas) -> Vec<ReferenceCall> {
    let free = free(call, atlas);
    let [first, rest @ ..] = free.as_slice() else { return Vec::new() };
    if rest.is_empty() {
        return Vec::new();
    }
    vec![without(call, rest), without(call, std::slice::from_ref(first))]
}

fn without(call: &ReferenceCall, names: &[String]) -> ReferenceCall {
    let mut call = call.clone();
    if let Value::Object(arguments) = &mut call.arguments {
        arguments.retain(|name, _| !names.contains(name));
    }
    call.draws.retain(|path, _| path.fields().next().is_none_or(|name| !names.iter().any(|gone| gone == name)));
    call
}

/// A call together with later ones of the same tool that say something else of the same thing.
fn merged(call: &ReferenceCall, later: &[ReferenceCall], atlas: &Atlas) -> Option<ReferenceCall> {
    let bare = |call: &ReferenceCall| without(call, &free(call, atlas)).arguments;
    let fitting: Vec<&ReferenceCall> =
        later.iter().filter(|other| other.reference() == call.reference() && bare(other) == bare(call)).collect();
    let mut merged = call.clone();
    for other in &fitting {
        for (name, value) in other.arguments.as_object().into_iter().flatten() {
            Path::root().field(name).set(&mut merged.arguments, value.clone());
        }
        merged.draws.extend(other.draws.clone());
        merged.turn = merged.turn.max(other.turn);
    }
    (!fitting.is_empty()).then_some(merged)
}

/// Where a value stands in the results so far, under a like name if it can be: in an item that the user's words point to,
/// in the only one, or where the reference has it from.
fn whereabouts(value: &Value, path: &Path, goal: &Goal, node: &Node) -> Option<Drawn> {
    let mut places: Vec<Drawn> = Vec::new();
    for (call, made) in node.made.iter().enumerate() {
        let leaves = Path::leaves(&made.view);
        for (path, _) in leaves.iter().filter(|(_, leaf)| *leaf == value) {
            let item = path.item().and_then(|item| item.get(&made.view));
            let alone = path.generalised().all(&made.view).len() == 1;
            let meant = item.is_none_or(|item| alone || goal.points_to(item));
            if meant || goal.draws(value, &made.call.reference()) {
                places.push(Drawn { call, path: path.clone() });
            }
        }
    }
    let named = places.iter().position(|drawn| drawn.path.is_like(path)).unwrap_or(0);
    (named < places.len()).then(|| places.swap_remove(named))
}

fn origins(draws: &BTreeMap<Path, Drawn>) -> Vec<usize> {
    let mut calls: Vec<usize> = draws.values().map(|drawn| drawn.call).collect();
    calls.sort_unstable();
    calls.dedup();
    calls
}

/// Calls of a tool: with what it needs, and with what may be said beside that.
fn calls_of(tool: &ToolNode, atlas: &Atlas, goal: &Goal, node: &Node) -> Vec<ReferenceCall> {
    let needed: Vec<&Input> = tool.inputs.iter().filter(|input| input.leaf.required).collect();
    let mut filled: Vec<Vec<(Path, Choice)>> = vec![Vec::new()];
    for input in needed {
        let choices = choices(input, atlas, goal, node);
        let more = filled.iter().flat_map(|bound| {
            choices.iter().map(|choice| [bound.as_slice(), &[(input.leaf.path.clone(), choice.clone())]].concat())
        });
        filled = more.take(CALLS).collect();
    }
    let free = tool.inputs.iter().filter(|input| !input.leaf.required);
    let beside: Vec<(Path, Choice)> = free
        .filter_map(|input| {
            let mut choices = named(input, goal, node).into_iter().filter(|choice| choice.from.is_none());
            Some((input.leaf.path.clone(), choices.next()?))
        })
        .collect();
    let fuller = filled.iter().filter(|_| !beside.is_empty()).map(|bound| [bound.as_slice(), &beside].concat());
    let all: Vec<Vec<(Path, Choice)>> = fuller.chain(filled.iter().cloned()).take(CALLS).collect();
    all.into_iter().filter_map(|bound| call_of(tool, bound, goal)).collect()
}

/// A call with arguments; none where a list stands inside of a list.
fn call_of(tool: &ToolNode, bound: Vec<(Path, Choice)>, goal: &Goal) -> Option<ReferenceCall> {
    let mut call = ReferenceCall::new(tool.reference.clone(), json!({}));
    call.turn = goal.turn_of(&tool.reference, tool.read_only);
    for (path, Choice { value, from, turn }) in bound {
        let whole = match path.segments().last() {
            Some(Segment::Each) => path.parent(),
            _ => path,
        };
        if whole.segments().iter().any(|segment| !matches!(segment, Segment::Field(_))) {
            return None;
        }
        whole.set(&mut call.arguments, value);
        call.turn = call.turn.max(turn);
        if let Some(from) = from {
            call.draws.insert(whole, from);
        }
    }
    call.after = origins(&call.draws);
    Some(call)
}

/// What an input can be given, the likelier first.
fn choices(input: &Input, atlas: &Atlas, goal: &Goal, node: &Node) -> Vec<Choice> {
    let mut found = named(input, goal, node);
    found.extend(supplied(input, atlas, goal, node));
    found.extend(alike(input, goal));
    let listed = input.leaf.path.segments().last() == Some(&Segment::Each);
    let mut once: Vec<Choice> = Vec::new();
    for choice in found {
        if !once.iter().any(|known| known.value == choice.value) {
            once.push(choice);
        }
    }
    if !listed {
        once.truncate(VALUES);
        return once;
    }
    // A list of what the reference names one by one; what comes from results stays as it was when the way was found.
    let own: Vec<Choice> = once.into_iter().filter(|choice| choice.from.is_none()).collect();
    let turn = own.iter().map(|choice| choice.turn).max().unwrap_or_default();
    let values: Vec<Value> = own.into_iter().map(|choice| choice.value).collect();
    if values.is_empty() { Vec::new() } else { vec![Choice { value: Value::Array(values), from: None, turn }] }
}

/// Values of the reference under the same name.
fn named(input: &Input, goal: &Goal, node: &Node) -> Vec<Choice> {
    let name = plain(input.leaf.path.last_field().unwrap_or_default());
    let fitting = goal.given.iter().filter(|given| given.name == name && input.accepts(&given.value));
    let choice = |given: &super::known::Given| {
        let from = match given.drawn {
            true => Some(whereabouts(&given.value, &input.leaf.path, goal, node)?),
            false => None,
        };
        Some(Choice { value: given.value.clone(), from, turn: given.turn })
    };
    fitting.filter_map(choice).collect()
}

/// Words of the user under another name that mean the same.
fn alike(input: &Input, goal: &Goal) -> Vec<Choice> {
    const WORDS: [Role; 4] = [Role::Query, Role::Title, Role::Person, Role::Email];
    if !WORDS.contains(&input.role) {
        return Vec::new();
    }
    let same = |role: Option<Role>| match role {
        Some(Role::Email) => input.role == Role::Email || input.role == Role::Query,
        Some(role) => WORDS.contains(&role) && input.role != Role::Email,
        None => false,
    };
    let fitting = goal.given.iter().filter(|given| !given.drawn && same(given.role) && input.accepts(&given.value));
    fitting.map(|given| Choice { value: given.value.clone(), from: None, turn: given.turn }).collect()
}

/// What results tell, by the graph, of items that the user's words point to.
fn supplied(input: &Input, atlas: &Atlas, goal: &Goal, node: &Node) -> Vec<Choice> {
    let mut found: Vec<Choice> = Vec::new();
    for supply in &input.supplies {
        let producer = &atlas.tools[supply.tool].reference;
        for (call, made) in node.made.iter().enumerate().filter(|(_, made)| made.call.reference() == *producer) {
            let all = supply.path.all(&made.view);
            let alone = all.len() == 1;
            for (path, value) in all {
                let meant =
                    alone || path.item().and_then(|item| Some(goal.points_to(item.get(&made.view)?))) != Some(false);
                if meant && input.accepts(value) && !value.is_null() {
                    let turn = made.call.turn;
                    found.push(Choice { value: value.clone(), from: Some(Drawn { call, path }), turn });
                }
            }
        }
    }
    found
}
