//! Bindings: a planned step gets its values from what has happened so far and what the user knows.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value};

use super::atlas::{Atlas, Input, ToolNode};
use super::knowledge::{Item, Knowledge, labels};
use super::lexicon::{self, Topic};
use super::plan::{Plan, PlannedInput, Source};
use super::role::Role;
use crate::model::{Binding, Bound, Choice, Path, Segment};

/// An executed step, as later ones see it.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// The value that later steps can draw from.
    pub view: Option<Value>,
}

/// Why a planned step cannot be called.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Unbindable {
    #[error("a result had nothing to offer")]
    EmptyResult,
    #[error("no item of a list can be told apart in words")]
    Indistinct,
    #[error("the user has nothing to say for a required parameter")]
    NoLiteral,
}

impl Unbindable {
    /// Reason code for the funnel.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyResult => "bind.empty_result",
            Self::Indistinct => "bind.indistinct_items",
            Self::NoLiteral => "bind.no_literal",
        }
    }
}

/// A call ready to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Ready {
    pub arguments: Value,
    pub bindings: Vec<Bound>,
    /// Edges that the bindings went along.
    pub edges: Vec<u32>,
}

/// So many topics are tried for a text that fits.
const TOPICS: usize = 3;

/// Gives values to the steps of one plan, in order.
pub struct Binder<'b> {
    pub(super) atlas: &'b Atlas,
    pub(super) knowledge: &'b Knowledge,
    /// The user's civil time and offset, e.g. `+01:00`.
    pub(super) now: DateTime,
    pub(super) offset: String,
    pub(super) rng: ChaCha8Rng,
    /// The item that was picked from a step's list, so that all who draw on it mean the same one.
    picked: BTreeMap<(usize, Path), usize>,
    /// What the user had in mind when she searched, by step.
    targets: BTreeMap<usize, Item>,
    /// What the texts of the current step are about.
    pub(super) topic: Topic,
    pub(super) person: String,
    /// The last date or time said in the current step, so that an end comes after its start.
    pub(super) last_moment: Option<DateTime>,
}

impl<'b> Binder<'b> {
    pub fn new(atlas: &'b Atlas, knowledge: &'b Knowledge, now: &str, mut rng: ChaCha8Rng) -> Self {
        let topic = lexicon::topic(&mut rng);
        let person = lexicon::person(&mut rng);
        Self {
            atlas,
            knowledge,
            now: now.get(..19).and_then(|civil| civil.parse().ok()).unwrap_or_default(),
            offset: now.get(19..).unwrap_or("Z").to_owned(),
            rng,
            picked: BTreeMap::new(),
            targets: BTreeMap::new(),
            topic,
            person,
            last_moment: None,
        }
    }

    /// Binds every planned input of a step; `done` holds the steps before it.
    pub fn bind(&mut self, plan: &Plan, step: usize, done: &[Option<Done>]) -> Result<Ready, Unbindable> {
        self.topic = lexicon::topic(&mut self.rng);
        self.person = lexicon::person(&mut self.rng);
        self.last_moment = None;
        let planned = &plan.steps[step];
        let atlas = self.atlas;
        let node = &atlas.tools[planned.tool];
        self.aim(plan, step, node);
        let mut ready = Ready { arguments: Value::Object(Map::new()), bindings: Vec::new(), edges: Vec::new() };
        let mut addressed: Vec<Value> = Vec::new();
        // What must be there comes first, so that it is never left out for what may be there; ends come after starts.
        let mut inputs: Vec<&PlannedInput> = planned.inputs.iter().collect();
        inputs.sort_by_key(|input| {
            let input = &node.inputs[input.input];
            (!input.leaf.required, input.is_end())
        });
        let mut drawn: Vec<(usize, &Path)> = Vec::new();
        for input in inputs {
            let declared = &node.inputs[input.input];
            let place = concrete(&declared.leaf.path);
            let bound = match &input.source {
                Source::Edge { edge, step: producer } => {
                    let from = (*producer, &self.atlas.edges[*edge as usize].from.path);
                    let again = drawn.contains(&from);
                    drawn.push(from);
                    match self.draw(*edge, *producer, done.get(*producer).and_then(Option::as_ref), again) {
                        Ok(drawn) => Some(drawn),
                        // There is no other item; what need not be given is left out.
                        Err(_) if again && !declared.leaf.required => None,
                        Err(reason) => return Err(reason),
                    }
                }
                Source::Default => {
                    let leaf = &declared.leaf;
                    let value = leaf.constant.clone().or_else(|| leaf.default.clone());
                    value.map(|value| (value.clone(), Binding::Default { value }))
                }
                Source::Literal => {
                    let value = self.other_literal(step, node, declared, &ready.arguments);
                    value.map(|value| (value.clone(), Binding::User { value }))
                }
            };
            // Nobody is written to and put in copy at once.
            let twice =
                declared.role == Role::Email && bound.as_ref().is_some_and(|(value, _)| addressed.contains(value));
            match bound.filter(|_| !twice) {
                Some((value, binding)) => {
                    if declared.role == Role::Email {
                        addressed.push(value.clone());
                    }
                    if let Source::Edge { edge, .. } = input.source {
                        ready.edges.push(edge);
                    }
                    place.set(&mut ready.arguments, value);
                    ready.bindings.push(Bound { path: place, binding });
                }
                None if declared.leaf.required_here => return Err(Unbindable::NoLiteral),
                None => {}
            }
        }
        if node.searches && ready.bindings.is_empty() {
            self.search_for_something(step, node, &mut ready);
        }
        Ok(ready)
    }

    /// A search whose planned filters had nothing to say gets another one.
    fn search_for_something(&mut self, step: usize, node: &ToolNode, ready: &mut Ready) {
        for input in node.inputs.iter().filter(|input| input.role.sayable()) {
            if let Some(value) = self.literal(step, node, input) {
                let place = concrete(&input.leaf.path);
                place.set(&mut ready.arguments, value.clone());
                ready.bindings.push(Bound { path: place, binding: Binding::User { value } });
                return;
            }
        }
    }

    /// Whether a result has a value for an edge, in an item that can be told from the others in words.
    pub fn offers(&self, edge: u32, view: Option<&Value>) -> bool {
        let general = &self.atlas.edges[edge as usize].from.path;
        let Some(view) = view else { return false };
        let Some(list) = first_list(general) else { return self.reaches(edge, general, view) };
        let Some(items) = list.get(view).and_then(Value::as_array) else { return false };
        (0..items.len())
            .any(|index| self.reaches(edge, &fixed(general, index), view) && tell_apart(items, index).is_ok())
    }

    /// Whether a path has a value that can go along an edge: nobody writes to herself as the organiser of something.
    fn reaches(&self, edge: u32, path: &Path, view: &Value) -> bool {
        let from = self.atlas.find(&self.atlas.edges[edge as usize].from.tool);
        let herself = from.is_some_and(|tool| self.atlas.tools[tool].about_user);
        reach(path, view).is_some_and(|(_, value)| herself || !self.knowledge.is_own(value))
    }

    /// Forgets what was chosen for a step, so that binding it again chooses anew. What an earlier step was told stays.
    pub fn forget(&mut self, plan: &Plan, step: usize) {
        self.targets.remove(&step);
        let used = |producer: usize| plan.steps[..step].iter().any(|other| other.needs().any(|need| need == producer));
        let own: Vec<usize> = plan.steps[step].needs().filter(|producer| !used(*producer)).collect();
        self.picked.retain(|(producer, _), _| !own.contains(producer));
        // The thing that was searched for is as good as any other now.
        own.iter().for_each(|producer| drop(self.targets.remove(producer)));
    }

    /// Decides which known thing a search is after, so that all its filters describe one thing.
    fn aim(&mut self, plan: &Plan, step: usize, node: &ToolNode) {
        if !node.read_only || plan.steps[step].inputs.iter().all(|input| input.source != Source::Literal) {
            return;
        }
        let lists = list_names(node);
        let known: Vec<&Item> = self.knowledge.items(&node.tool.server, &lists).collect();
        if !known.is_empty() {
            let target = known[self.rng.random_range(0..known.len())].clone();
            self.targets.insert(step, target);
        }
    }

    /// What the step's search is after.
    pub(super) fn target(&self, step: usize) -> Option<&Item> {
        self.targets.get(&step)
    }

    /// Takes a value from a producer's result along an edge. If the step draws on it `again`, it means another item:
    /// nothing is connected with itself.
    fn draw(
        &mut self,
        edge: u32,
        producer: usize,
        done: Option<&Done>,
        again: bool,
    ) -> Result<(Value, Binding), Unbindable> {
        let general = &self.atlas.edges[edge as usize].from.path;
        let view = done.and_then(|done| done.view.as_ref()).ok_or(Unbindable::EmptyResult)?;
        let mut path = general.clone();
        let mut choice = Choice::Only;
        if let Some(list) = first_list(general) {
            let items = list.get(view).and_then(Value::as_array).ok_or(Unbindable::EmptyResult)?;
            let mut usable: Vec<usize> =
                (0..items.len()).filter(|index| self.reaches(edge, &fixed(general, *index), view)).collect();
            let key = (producer, list.clone());
            let first = self.picked.get(&key).copied().filter(|_| again);
            if let Some(first) = first {
                usable.retain(|index| *index != first);
            }
            let index = self.pick(producer, &list, items, &usable)?;
            if let Some(first) = first {
                self.picked.insert(key, first);
            }
            choice = tell_apart(items, index)?;
            path = fixed(general, index);
        }
        if !self.reaches(edge, &path, view) {
            return Err(Unbindable::EmptyResult);
        }
        let (path, value) = reach(&path, view).ok_or(Unbindable::EmptyResult)?;
        let value = value.clone();
        Ok((value, Binding::Output { step: producer, path, choice }))
    }

    /// The index of the item that a producer's list is used for.
    fn pick(&mut self, producer: usize, list: &Path, items: &[Value], usable: &[usize]) -> Result<usize, Unbindable> {
        let key = (producer, list.clone());
        if let Some(index) = self.picked.get(&key).copied().filter(|index| usable.contains(index)) {
            return Ok(index);
        }
        let aimed = self.targets.get(&producer).and_then(|target| {
            let name = labels(&target.value).first().map(|(_, text)| (*text).to_owned())?;
            usable.iter().copied().find(|index| labels(&items[*index]).iter().any(|(_, text)| *text == name))
        });
        let mut telling: Vec<usize> =
            usable.iter().copied().filter(|index| tell_apart(items, *index).is_ok()).take(12).collect();
        if usable.is_empty() {
            return Err(Unbindable::EmptyResult);
        }
        let index = match aimed.filter(|index| telling.contains(index)) {
            Some(index) => index,
            None if telling.is_empty() => return Err(Unbindable::Indistinct),
            None => telling.swap_remove(self.rng.random_range(0..telling.len())),
        };
        self.picked.insert(key, index);
        Ok(index)
    }

    /// Something the user says that no other input of the step says: nothing is connected with itself.
    fn other_literal(&mut self, step: usize, node: &ToolNode, input: &Input, said: &Value) -> Option<Value> {
        let names = matches!(input.role, Role::Word | Role::Person | Role::Title);
        let said: Vec<&Value> = Path::leaves(said).into_iter().map(|(_, value)| value).collect();
        let mut value = self.literal(step, node, input);
        for _ in 0..TOPICS {
            if !names || value.as_ref().is_none_or(|value| !said.contains(&value)) {
                break;
            }
            self.topic = lexicon::topic(&mut self.rng);
            value = self.literal(step, node, input);
        }
        value.filter(|value| !names || !said.contains(&value))
    }

    /// Something the user says for an input: of the schema's kind, or nothing.
    fn literal(&mut self, step: usize, node: &ToolNode, input: &Input) -> Option<Value> {
        if input.role == Role::Flag {
            return Some(Value::Bool(true));
        }
        for _ in 0..TOPICS {
            match super::literal::literal(self, step, node, input) {
                Some(value) if input.accepts(&value) => return Some(value),
                Some(Value::String(_)) => self.topic = lexicon::topic(&mut self.rng),
                _ => break,
            }
        }
        let needed = input.leaf.required || !node.read_only;
        if needed { super::literal::shaped(self, input) } else { None }
    }
}

/// The names of the lists that a tool declares to return.
pub(super) fn list_names(node: &ToolNode) -> Vec<String> {
    let mut names: Vec<String> = node
        .outputs
        .iter()
        .filter_map(|leaf| first_list(&leaf.path))
        .filter_map(|list| list.last_field().map(str::to_owned))
        .collect();
    names.dedup();
    names
}

/// The path up to the first list, without its *each*.
fn first_list(path: &Path) -> Option<Path> {
    let at = path.segments().iter().position(|segment| *segment == Segment::Each)?;
    Some(Path::from(path.segments()[..at].to_vec()))
}

/// The path with its first *each* fixed to one item.
fn fixed(path: &Path, index: usize) -> Path {
    let mut segments = path.segments().to_vec();
    if let Some(each) = segments.iter_mut().find(|segment| **segment == Segment::Each) {
        *each = Segment::Index(index);
    }
    Path::from(segments)
}

/// The place in the arguments for a general input path: the first item of every array.
fn concrete(path: &Path) -> Path {
    let fix = |segment: &Segment| match segment {
        Segment::Each => Segment::Index(0),
        Segment::Any => Segment::Field("value".to_owned()),
        other => other.clone(),
    };
    Path::from(path.segments().iter().map(fix).collect::<Vec<_>>())
}

/// The first scalar that a path reaches.
fn reach<'v>(path: &Path, view: &'v Value) -> Option<(Path, &'v Value)> {
    path.all(view).into_iter().find(|(_, value)| match value {
        Value::String(text) => !text.is_empty(),
        Value::Number(_) => true,
        _ => false,
    })
}

/// How a person tells one item of a list from the others.
fn tell_apart(items: &[Value], index: usize) -> Result<Choice, Unbindable> {
    if items.len() == 1 {
        return Ok(Choice::Only);
    }
    for (field, text) in labels(&items[index]) {
        let twins = items.iter().filter(|item| field.get(item).and_then(Value::as_str) == Some(text)).count();
        if twins == 1 {
            return Ok(Choice::Where { value: Value::String(text.to_owned()), field });
        }
    }
    if index == 0 { Ok(Choice::Ordinal { index }) } else { Err(Unbindable::Indistinct) }
}
