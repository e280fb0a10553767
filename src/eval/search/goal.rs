//! The outcome that other ways must come to: the same changes, and the values that the answer is to tell.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::known::{Given, recognisable};
use super::node::{Made, Node};
use crate::chain::Atlas;
use crate::eval::audit::Outcome;
use crate::inventory::view;
use crate::model::{Path, ToolRef};
use crate::score::{Check, Drawn, Effects, Lens, ReferenceCall, States, Task};

/// A text of fewer characters is found by chance elsewhere, unless the field is called alike.
const TELLING: usize = 4;

/// What the answer is to tell.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// Where the reference has it from.
    pub drawn: Drawn,
    pub value: Value,
    field: String,
    /// What tells the thing apart that it is of.
    marks: Vec<Value>,
    /// What stands beside it and names the thing for certain.
    id: Option<Id>,
    turn: usize,
}

/// An id beside a value.
#[derive(Clone, Debug, PartialEq)]
struct Id {
    field: String,
    value: Value,
}

impl Id {
    fn beside(result: &Value, path: &Path) -> Option<Self> {
        let holder = path.parent();
        let fields = holder.get(result)?.as_object()?;
        let certain = |name: &str| ["id", "uri"].contains(&name);
        let (field, value) = fields.iter().find(|(name, value)| certain(name.as_str()) && value.is_string())?;
        Some(Self { field: field.clone(), value: value.clone() })
    }

    fn is_of(&self, path: &Path, result: &Value) -> bool {
        let holder = path.parent();
        holder.get(result).and_then(|holder| holder.get(&self.field)) == Some(&self.value)
    }
}

/// A tool that tells of the same thing something else than the reference does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contradiction {
    /// Where the reference has the value from.
    pub drawn: Drawn,
    pub value: Value,
    /// The call that tells otherwise, and what.
    pub tool: String,
    pub arguments: Value,
    pub path: Path,
    pub other: Value,
}

/// The outcome of a reference.
pub(super) struct Goal {
    /// The reference with its arguments as they were when it was played.
    pub calls: Vec<ReferenceCall>,
    /// Whether a call of the reference is of a tool that reads.
    pub reads: Vec<bool>,
    pub given: Vec<Given>,
    pub wanted: Vec<Wanted>,
    /// All that the user says.
    pub said: String,
    start: States,
    effects: BTreeMap<String, Effects>,
    volatile: BTreeMap<String, Vec<Path>>,
    literals: BTreeSet<String>,
}

impl Goal {
    pub fn of(task: &Task, played: &Outcome, atlas: &Atlas) -> Self {
        let mut calls = task.reference.clone();
        for (at, call) in calls.iter_mut().enumerate() {
            if let Some(step) = played.step_of(at) {
                call.arguments.clone_from(&step.arguments);
            }
        }
        let reads =
            |call: &ReferenceCall| atlas.find(&call.reference()).is_some_and(|tool| atlas.tools[tool].read_only);
        let states = task.checks.iter().filter_map(Check::as_state);
        let volatile = states.map(|check| (check.server.clone(), check.volatile.clone())).collect();
        let mut goal = Self {
            reads: calls.iter().map(reads).collect(),
            given: Given::all(&calls, atlas),
            wanted: wanted(task, played, &calls),
            said: task.said(),
            start: played.episode.start.clone(),
            effects: BTreeMap::new(),
            volatile,
            literals: literals(calls.iter()),
            calls,
        };
        let ends = &played.episode.end;
        goal.effects = ends.iter().map(|(server, end)| (server.clone(), goal.effects_at(server, end))).collect();
        goal
    }

    fn effects_at(&self, server: &str, end: &Value) -> Effects {
        let Some(start) = self.start.get(server) else { return Effects::default() };
        let volatile = self.volatile.get(server).map(Vec::as_slice).unwrap_or_default();
        Effects::between(start, end, Lens { volatile, keys: &[] }, &self.literals)
    }

    /// How far a server's state is from what it should be: changes that lack, and those that nobody asked for.
    pub fn distance(&self, server: &str, state: &Value) -> usize {
        let now = self.effects_at(server, state);
        let Some(wanted) = self.effects.get(server) else { return now.lacking_in(&Effects::default()) };
        wanted.lacking_in(&now) + now.lacking_in(wanted)
    }

    /// Whether a server's state differs from what it should be only in what was made of the same places.
    pub fn is_near(&self, server: &str, state: &Value) -> bool {
        let now = self.effects_at(server, state);
        self.effects.get(server).is_some_and(|wanted| !wanted.is_empty() && now.is_like(wanted))
    }

    /// The distance of a server that is as it was at the start.
    pub fn distance_at_start(&self, server: &str) -> usize {
        self.effects.get(server).map_or(0, |wanted| wanted.lacking_in(&Effects::default()))
    }

    /// How many handles are not known yet that the calls of the reference which change something take from results.
    pub fn unknown_handles(&self, node: &Node) -> usize {
        let writing = self.calls.iter().zip(&self.reads).filter(|(_, reads)| !**reads).map(|(call, _)| call);
        let open = writing.filter(|call| !node.made.iter().any(|made| made.is(call)));
        let mut needed: Vec<&Value> = Vec::new();
        for value in open.flat_map(|call| call.draws.keys().filter_map(|path| path.get(&call.arguments))) {
            if !needed.contains(&value) {
                needed.push(value);
            }
        }
        needed.into_iter().filter(|value| !node.tells(value)).count()
    }

    /// Where a node knows a value from that the answer is to tell.
    pub fn source(&self, wanted: &Wanted, node: &Node) -> Option<Drawn> {
        let found = |(call, made): (usize, &Made)| {
            let leaves = Path::leaves(&made.view);
            let mut fitting: Vec<&Path> = leaves
                .iter()
                .filter(|(path, value)| **value == wanted.value && wanted.is_of(path, made))
                .map(|(path, _)| path)
                .collect();
            fitting.sort_by_key(|path| path.last_field() != Some(wanted.field.as_str()));
            fitting.first().map(|path| Drawn { call, path: (*path).clone() })
        };
        node.made.iter().enumerate().find_map(found)
    }

    /// What the last call of a node tells otherwise than the reference, of the very same thing.
    pub fn contradictions(&self, node: &Node, found: &mut Vec<Contradiction>) {
        let Some(made) = node.made.last().filter(|_| node.is_as_at_start()) else { return };
        let leaves = Path::leaves(&made.view);
        // What the reference sees after a change is told otherwise before it.
        let first = self.reads.iter().position(|reads| !reads).unwrap_or(self.reads.len());
        for wanted in self.wanted.iter().filter(|wanted| wanted.drawn.call < first) {
            let other = leaves.iter().find(|(path, value)| {
                path.last_field() == Some(wanted.field.as_str())
                    && !value.is_null()
                    && **value != wanted.value
                    && wanted.id.as_ref().is_some_and(|id| id.is_of(path, &made.view))
            });
            let Some((path, value)) = other else { continue };
            let contradiction = Contradiction {
                drawn: wanted.drawn.clone(),
                value: wanted.value.clone(),
                tool: made.call.reference().to_string(),
                arguments: made.call.arguments.clone(),
                path: path.clone(),
                other: (*value).clone(),
            };
            let known = |known: &Contradiction| known.drawn == contradiction.drawn && known.tool == contradiction.tool;
            if !found.iter().any(known) {
                found.push(contradiction);
            }
        }
    }

    /// Whether a way says all that the changing calls of the reference say.
    pub fn says_all(&self, calls: &[ReferenceCall]) -> bool {
        let writing = self.calls.iter().zip(&self.reads).filter(|(_, reads)| !**reads).map(|(call, _)| call);
        let said: BTreeSet<String> = literals(calls.iter());
        literals(writing).is_subset(&said)
    }

    /// Whether the reference takes a value from a result of a tool.
    pub fn draws(&self, value: &Value, tool: &ToolRef) -> bool {
        let takes = |(path, drawn): (&Path, &Drawn), call: &ReferenceCall| {
            path.get(&call.arguments) == Some(value)
                && self.calls.get(drawn.call).is_some_and(|from| from.reference() == *tool)
        };
        self.calls.iter().any(|call| call.draws.iter().any(|draw| takes(draw, call)))
    }

    /// Whether the user's words point to an item of a result.
    pub fn points_to(&self, item: &Value) -> bool {
        recognisable(item, &self.said, &self.literals)
    }

    /// The message of the user that a call follows at the earliest, by what of the reference it does.
    pub fn turn_of(&self, tool: &ToolRef, reads: bool) -> usize {
        if reads {
            return 0;
        }
        let of = |keep: &dyn Fn(&ReferenceCall) -> bool| {
            let writing = self.calls.iter().zip(&self.reads).filter(|(call, reads)| !**reads && keep(call));
            writing.map(|(call, _)| call.turn).max()
        };
        of(&|call| call.reference() == *tool).or_else(|| of(&|_| true)).unwrap_or_default()
    }
}

impl Wanted {
    pub fn turn(&self) -> usize {
        self.turn
    }

    /// Whether a place in the result of a call is of the same thing, and is called alike.
    fn is_of(&self, path: &Path, made: &Made) -> bool {
        let named = path.last_field() == Some(self.field.as_str());
        let telling = self.value.as_str().is_some_and(|text| text.chars().count() >= TELLING);
        let alike = named || (telling && path.is_like(&self.drawn.path));
        alike && (self.is_marked(path, made) || (telling && self.marks.is_empty()))
    }

    /// Whether what stands beside a place, or what was asked, is of the thing that the value is of.
    fn is_marked(&self, path: &Path, made: &Made) -> bool {
        let is_mark = |value: &Value| self.marks.contains(value);
        let asked = || Path::leaves(&made.call.arguments).into_iter().any(|(_, value)| is_mark(value));
        let mut holder = path.parent();
        // What stands in a part of the thing is still of the thing; a list is not.
        loop {
            let beside = holder.get(&made.view).and_then(Value::as_object);
            if beside.is_some_and(|fields| fields.values().any(is_mark)) {
                return true;
            }
            if holder.segments().is_empty() || matches!(holder.segments().last(), Some(crate::model::Segment::Index(_)))
            {
                break;
            }
            holder = holder.parent();
        }
        !path.segments().iter().any(|segment| matches!(segment, crate::model::Segment::Index(_))) && asked()
    }
}

/// The values that the checks of the answer were made of.
fn wanted(task: &Task, played: &Outcome, calls: &[ReferenceCall]) -> Vec<Wanted> {
    let places: BTreeSet<String> = task
        .checks
        .iter()
        .filter_map(|check| match check {
            Check::Output(check) => Some(place_of(&check.name).to_owned()),
            _ => None,
        })
        .collect();
    let of = |drawn: &Drawn| {
        let step = played.step_of(drawn.call)?;
        let result = view(&step.outcome)?;
        let value = drawn.path.get(&result)?.clone();
        let marks = marks(&result, &drawn.path, calls.get(drawn.call)?, &value);
        let field = drawn.path.last_field()?.to_owned();
        let id = Id::beside(&result, &drawn.path);
        Some(Wanted { drawn: drawn.clone(), value, field, marks, id, turn: calls[drawn.call].turn })
    };
    task.told.iter().filter(|drawn| places.contains(&drawn.path.generalised().to_string())).filter_map(of).collect()
}

/// The place that a check is called after: its name without the number that tells it from others.
fn place_of(name: &str) -> &str {
    let number = |end: &str| !end.is_empty() && end.chars().all(|c| c.is_ascii_digit());
    name.rsplit_once(' ').filter(|(_, end)| number(end)).map_or(name, |(place, _)| place)
}

/// What tells a thing apart: its ids and names, or where it has none, what its tool was asked.
fn marks(result: &Value, path: &Path, call: &ReferenceCall, value: &Value) -> Vec<Value> {
    let names = |name: &str| {
        let last = name.rsplit('_').next().unwrap_or_default();
        ["id", "key", "number", "name", "title", "subject", "code", "symbol", "reference"].contains(&last)
    };
    let beside = path.parent();
    let fields = beside.get(result).and_then(Value::as_object).into_iter().flatten();
    let own: Vec<Value> = fields
        .filter(|(name, other)| names(name) && *other != value && (other.is_string() || other.is_number()))
        .map(|(_, value)| value.clone())
        .collect();
    if !own.is_empty() {
        return own;
    }
    Path::leaves(&call.arguments)
        .into_iter()
        .map(|(_, value)| value.clone())
        .filter(|value| !value.is_boolean())
        .collect()
}

/// Texts and numbers that callers name themselves.
fn literals<'c>(calls: impl Iterator<Item = &'c ReferenceCall>) -> BTreeSet<String> {
    let own = calls.flat_map(|call| {
        let leaves = Path::leaves(&call.arguments).into_iter();
        leaves.filter(|(path, _)| !call.draws.contains_key(path)).collect::<Vec<_>>()
    });
    own.filter_map(|(_, value)| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
    .collect()
}
