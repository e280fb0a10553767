//! A request run like a program whose calls may not have been answered yet.
//!
//! Every goal is followed as far as the results at hand allow. A call that was made before is answered from the episode; one
//! that was not is put on the list of calls to make, and what needs its result waits. So the same code decides the first
//! call and the last, and nothing is kept between two decisions.

use serde_json::{Map, Value};

use super::arguments::{inside, set, spread};
use super::clause::Clause;
use super::fit::fit;
use super::literal::{Literal, Said};
use super::pick::{Picked, list_of, main_list, named, pick};
use super::scope::{Need, Scope, scope};
use super::source::{Supplier, suppliers};
use super::toolbox::Toolbox;
use super::words::{akin, of_name};
use crate::chain::{Input, Role};
use crate::inventory::view;
use crate::model::{FailureKind, Path, Step};

/// So far back along the graph an argument is looked for.
const DEPTH: usize = 3;
/// So many ways to get a value are tried.
const WAYS: usize = 3;
/// A call that fails for a while is made so often.
const ATTEMPTS: usize = 2;

/// What became of something that was wanted.
#[derive(Clone, Debug)]
pub(super) enum Got<T> {
    Here(T),
    /// A call must be answered first.
    Wait,
    Lacks(Lack),
}

/// Why something cannot be had.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lack {
    /// The user has not said it.
    Unsaid { tool: usize, input: usize },
    /// Nothing fits what she said.
    Nothing,
    /// A call went wrong for good.
    Failed(String),
}

/// A result that later clauses may refer to.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub tool: usize,
    pub view: Value,
    /// The items that were meant; none where the whole result was.
    pub focus: Vec<Path>,
    /// What the items were named by.
    pub used: Vec<String>,
}

/// A goal as far as it is known.
pub(super) struct Told {
    pub clause: Clause,
    /// The tool for it, if there is one that may be called.
    pub tool: Option<usize>,
    /// There is one, and the system message forbids it.
    pub forbidden: bool,
    pub got: Got<Vec<Found>>,
}

impl Told {
    /// A goal that no tool is for.
    pub fn nothing(clause: &Clause) -> Self {
        Self { clause: clause.clone(), tool: None, forbidden: false, got: Got::Here(Vec::new()) }
    }

    /// A goal that refers to what is not known yet.
    pub fn waiting(clause: &Clause) -> Self {
        Self { got: Got::Wait, ..Self::nothing(clause) }
    }

    /// A goal that must not be followed.
    pub fn forbidden(clause: &Clause) -> Self {
        Self { forbidden: true, ..Self::nothing(clause) }
    }
}

/// The run of one episode.
pub(super) struct Run<'r> {
    pub toolbox: &'r Toolbox,
    pub steps: &'r [Step],
    pub offset: &'r str,
    /// Calls to make now.
    pub pending: Vec<(usize, Value)>,
    pub found: Vec<Found>,
    /// An earlier goal of this round is not done.
    pub waiting: bool,
    /// Servers on which an earlier goal still has something to change.
    changing: Vec<String>,
}

impl<'r> Run<'r> {
    pub fn new(toolbox: &'r Toolbox, steps: &'r [Step], offset: &'r str) -> Self {
        Self { toolbox, steps, offset, pending: Vec::new(), found: Vec::new(), waiting: false, changing: Vec::new() }
    }

    /// Begins the next round of a talk: what was not called before is not called any more.
    pub fn begin(&mut self) {
        self.pending.clear();
        self.waiting = false;
        self.changing.clear();
    }

    /// Follows one goal.
    pub fn goal(&mut self, clause: &Clause, tool: usize) -> Told {
        let node = self.toolbox.node(tool);
        let got = self.calls(clause, tool);
        self.waiting |= matches!(got, Got::Wait);
        if matches!(got, Got::Wait) && !node.read_only {
            self.changing.push(node.tool.server.clone());
        }
        if let Got::Here(found) = &got {
            self.found.extend(found.iter().cloned());
        }
        Told { clause: clause.clone(), tool: Some(tool), forbidden: false, got }
    }

    /// Makes the calls of a goal: one, or one for each of several things.
    fn calls(&mut self, clause: &Clause, tool: usize) -> Got<Vec<Found>> {
        let mut filled = match self.filled(clause, tool, 0, 0) {
            Got::Here(filled) => filled,
            Got::Wait => return Got::Wait,
            Got::Lacks(lack) => return Got::Lacks(lack),
        };
        let mut results = Vec::new();
        let mut wait = false;
        for arguments in std::mem::take(&mut filled.calls) {
            match self.call(tool, arguments) {
                Got::Here(view) => results.push(self.found_in(tool, view, &filled)),
                Got::Wait => wait = true,
                Got::Lacks(lack) => return Got::Lacks(lack),
            }
        }
        if wait { Got::Wait } else { Got::Here(results) }
    }

    /// A result with the items that are meant: those that have what was said and is no argument, or the name of a thing.
    fn found_in(&self, tool: usize, view: Value, filled: &Filled) -> Found {
        let clause = &filled.own;
        let read_only = self.toolbox.node(tool).read_only;
        let picked = main_list(&view).filter(|_| read_only).map(|list| {
            let name =
                |at: &usize| matches!(clause.literals[*at].said, Said::Quote | Said::Name | Said::Code | Said::Path);
            let literals: Vec<usize> =
                (0..clause.literals.len()).filter(|at| filled.left.contains(at) || name(at)).collect();
            // Where several fit, all of them are told.
            let several = Clause { all: true, ..clause.clone() };
            let picked = pick(&view, &list, &several, &literals);
            let one = view_len(&view, &list) == 1;
            let telling = !picked.used.is_empty() || clause.ordinal.is_some() || clause.superlative.is_some() || one;
            if telling { picked } else { Picked::default() }
        });
        let picked = picked.unwrap_or_default();
        let used = picked.used.iter().map(|at| clause.literals[*at].text.clone()).collect();
        Found { tool, view, focus: picked.items, used }
    }

    /// The arguments of a call, for every thing that it is to be made of; its sources are spoken of behind a place.
    fn filled(&mut self, clause: &Clause, tool: usize, behind: usize, depth: usize) -> Got<Filled> {
        let node = self.toolbox.node(tool);
        let Scope { own, needs } = scope(self.toolbox, tool, clause, behind);
        let all: Vec<usize> = (0..own.literals.len()).collect();
        // What is changed stands right behind the verb.
        let found = |at: usize| needs.iter().any(|need| need.input == at);
        let mut inputs = node.inputs.iter().enumerate();
        let lacks = inputs.any(|(at, input)| input.leaf.required && input.role == Role::Handle && !found(at));
        let kept = usize::from(lacks && is_object(&own));
        let mut fit = fit(self.toolbox, tool, &own, &all[kept..], self.offset);
        if !needs.is_empty() && node.read_only {
            fit.titles(self.toolbox, tool, &own, true);
        }
        let mut left: Vec<usize> = all[..kept].iter().chain(&fit.left).copied().collect();
        let mut base = Value::Object(Map::new());
        for argument in &fit.arguments {
            set(&mut base, &node.inputs[argument.input].leaf.path, argument.value.clone());
        }
        let mut calls = vec![base];
        let mut wait = false;
        for (at, input) in node.inputs.iter().enumerate() {
            let need = needs.iter().find(|need| need.input == at);
            if fit.has(at) || input.leaf.default.is_some() {
                continue;
            }
            if let Some(constant) = input.leaf.constant.as_ref().filter(|_| input.leaf.required) {
                calls.iter_mut().for_each(|call| set(call, &input.leaf.path, constant.clone()));
                continue;
            }
            let got = match need {
                Some(need) => self.named_source(clause, (tool, at), need, depth),
                None if input.leaf.required || depth == 0 && self.is_spoken_of(&own, tool, at, &left) => {
                    self.source(&own, (tool, at), &mut left, depth)
                }
                None => continue,
            };
            match got {
                Got::Here(values) => calls = spread(calls, input, values, clause.all),
                Got::Wait => wait = true,
                Got::Lacks(_) if !input.leaf.required => {}
                Got::Lacks(lack) => return Got::Lacks(lack),
            }
        }
        if wait { Got::Wait } else { Got::Here(Filled { calls, own, left }) }
    }

    /// Whether a clause names something that nobody has to name: "with Dana" and "from Dana".
    fn is_spoken_of(&self, clause: &Clause, tool: usize, at: usize, left: &[usize]) -> bool {
        let input = &self.toolbox.node(tool).inputs[at];
        let with = || {
            left.iter().map(|at| &clause.literals[*at]).any(|literal| {
                let before = clause.around(literal).0;
                literal.said == Said::Name
                    && before.first().is_some_and(|word| matches!(word.text.as_str(), "with" | "from" | "to"))
            })
        };
        let email = input.role == Role::Email && !input.supplies.is_empty() && with();
        email || clause.into && input.role == Role::Handle && self.remembers(clause, tool, at)
    }

    /// Values for an input whose source the clause names.
    fn named_source(&mut self, clause: &Clause, input: (usize, usize), need: &Need, depth: usize) -> Got<Vec<Value>> {
        let part = clause.part(&|from| need.region.contains(&from));
        let mut left: Vec<usize> = (0..part.literals.len()).collect();
        if let Some(values) = self.remembered(&part, input, &mut left, Some(need.tool)) {
            return Got::Here(values);
        }
        if depth >= DEPTH {
            return Got::Lacks(Lack::Unsaid { tool: input.0, input: input.1 });
        }
        let supplier = Supplier { tool: need.tool, path: need.path.clone(), worth: need.worth };
        match self.fetch(&part, &supplier, need.head, depth) {
            Got::Here((values, _)) if !values.is_empty() => Got::Here(values),
            Got::Wait => Got::Wait,
            Got::Lacks(Lack::Failed(message)) => Got::Lacks(Lack::Failed(message)),
            Got::Here(_) | Got::Lacks(_) => self.source(&part, input, &mut left, depth),
        }
    }

    /// Values for an input that the clause does not say itself.
    fn source(
        &mut self,
        clause: &Clause,
        (tool, input): (usize, usize),
        left: &mut Vec<usize>,
        depth: usize,
    ) -> Got<Vec<Value>> {
        if let Some(values) = self.remembered(clause, (tool, input), left, None) {
            return Got::Here(values);
        }
        let mut lack = Lack::Unsaid { tool, input };
        if depth >= DEPTH {
            return Got::Lacks(lack);
        }
        let ways = suppliers(self.toolbox, clause, (tool, input), left, self.offset);
        for supplier in ways.into_iter().take(WAYS) {
            let free: Vec<Literal> = left.iter().map(|at| clause.literals[*at].clone()).collect();
            let part = Clause { literals: free, ..clause.clone() };
            match self.fetch(&part, &supplier, usize::MAX, depth) {
                Got::Here((values, used)) if !values.is_empty() => {
                    left.retain(|at| !used.contains(&clause.literals[*at].text));
                    return Got::Here(values);
                }
                Got::Here(_) => lack = Lack::Nothing,
                Got::Wait => return Got::Wait,
                Got::Lacks(Lack::Failed(message)) => lack = Lack::Failed(message),
                Got::Lacks(_) => {}
            }
        }
        Got::Lacks(lack)
    }

    /// Calls a tool for the sake of one of its outputs; with the values come the literals that told them.
    fn fetch(
        &mut self,
        clause: &Clause,
        supplier: &Supplier,
        behind: usize,
        depth: usize,
    ) -> Got<(Vec<Value>, Vec<String>)> {
        let filled = match self.filled(clause, supplier.tool, behind, depth + 1) {
            Got::Here(filled) => filled,
            Got::Wait => return Got::Wait,
            Got::Lacks(lack) => return Got::Lacks(lack),
        };
        let Some(arguments) = filled.calls.into_iter().next() else { return Got::Lacks(Lack::Nothing) };
        let view = match self.call(supplier.tool, arguments) {
            Got::Here(view) => view,
            Got::Wait => return Got::Wait,
            Got::Lacks(lack) => return Got::Lacks(lack),
        };
        let all: Vec<usize> = (0..filled.own.literals.len()).collect();
        let picked = match list_of(&supplier.path) {
            Some(list) => pick(&view, &list, &filled.own, &all),
            None => Picked { items: vec![Path::root()], used: Vec::new() },
        };
        let values = picked.items.iter().flat_map(|item| inside(&supplier.path, item, &view)).collect();
        let used = all.iter().filter(|at| !filled.left.contains(at)).chain(&picked.used);
        let used: Vec<String> = used.map(|at| filled.own.literals[*at].text.clone()).collect();
        self.found.push(Found { tool: supplier.tool, view, focus: picked.items, used: used.clone() });
        Got::Here((values, used))
    }

    /// Whether an earlier result has what the clause refers to.
    pub fn remembers(&self, clause: &Clause, tool: usize, input: usize) -> bool {
        let mut all: Vec<usize> = (0..clause.literals.len()).collect();
        self.remembered(clause, (tool, input), &mut all, None).is_some()
    }

    /// A value that an earlier result has, where the clause refers to it.
    fn remembered(
        &self,
        clause: &Clause,
        (tool, input): (usize, usize),
        left: &mut Vec<usize>,
        source: Option<usize>,
    ) -> Option<Vec<Value>> {
        let node = self.toolbox.node(tool);
        let input = &node.inputs[input];
        let handle = input.role == Role::Handle;
        for found in self.found.iter().rev().filter(|found| source.is_none_or(|tool| tool == found.tool)) {
            let supplied =
                input.supplies.iter().find(|supply| supply.tool == found.tool).map(|supply| supply.path.clone());
            let Some(path) = supplied.or_else(|| self.alike(found, tool, input).filter(|_| handle)) else { continue };
            let by_name = left.iter().copied().find(|at| found.used.contains(&clause.literals[*at].text));
            let open = left.is_empty() || clause.refers;
            if let Some((item, at)) = list_of(&path).and_then(|list| called(&found.view, &list, clause, left)) {
                let values = inside(&path, &item, &found.view);
                if !values.is_empty() {
                    left.retain(|other| *other != at);
                    return Some(values);
                }
            }
            let list = list_of(&path);
            let focus: Vec<Path> = match &list {
                None => vec![Path::root()],
                Some(list) if clause.ordinal.is_some() || clause.superlative.is_some() => {
                    pick(&found.view, list, clause, &[]).items
                }
                Some(list) if found.focus.is_empty() && clause.all => {
                    (0..view_len(&found.view, list)).map(|at| list.index(at)).collect()
                }
                Some(list) if found.focus.is_empty() => {
                    let named = pick(&found.view, list, clause, left);
                    if named.used.is_empty() && view_len(&found.view, list) != 1 { Vec::new() } else { named.items }
                }
                Some(_) => found.focus.clone(),
            };
            let values: Vec<Value> = focus.iter().flat_map(|item| inside(&path, item, &found.view)).collect();
            if values.is_empty() || !(open || by_name.is_some()) {
                continue;
            }
            left.retain(|at| Some(*at) != by_name);
            return Some(values);
        }
        None
    }

    /// A place in a result that is called like a handle, where the graph knows of none.
    fn alike(&self, found: &Found, tool: usize, input: &Input) -> Option<Path> {
        let (from, to) = (self.toolbox.node(found.tool), self.toolbox.node(tool));
        let name = input.leaf.path.last_field().filter(|_| from.tool.server == to.tool.server)?;
        let leaves = Path::leaves(&found.view);
        let same = leaves.iter().find(|(path, _)| path.last_field() == Some(name));
        let entity = from.entity.last().into_iter().any(|word| of_name(name).iter().any(|stem| akin(stem, word)));
        let own = leaves.iter().find(|(path, _)| entity && path.last_field() == Some("id"));
        same.or(own).map(|(path, _)| path.generalised())
    }

    /// The result of a call, if it has been made.
    fn call(&mut self, tool: usize, arguments: Value) -> Got<Value> {
        let node = self.toolbox.node(tool);
        let made: Vec<&Step> =
            self.steps.iter().filter(|step| step.tool == node.reference && step.arguments == arguments).collect();
        if let Some(step) = made.iter().rev().find(|step| step.outcome.is_ok()) {
            return Got::Here(view(&step.outcome).map(|view| view.into_owned()).unwrap_or(Value::Null));
        }
        if let Some(failure) = made.last().and_then(|step| step.outcome.failure.as_ref()) {
            let passing = matches!(
                failure.kind,
                FailureKind::Timeout | FailureKind::Conflict | FailureKind::Limit | FailureKind::NotFound
            );
            if !passing || made.len() >= ATTEMPTS {
                return Got::Lacks(Lack::Failed(failure.message.clone()));
            }
        }
        let server = &node.tool.server;
        // What changes something keeps its place among the calls to its server.
        let behind = |(other, _): &(usize, Value)| {
            let other = self.toolbox.node(*other);
            other.tool.server == *server && other.reference != node.reference && !(other.read_only && node.read_only)
        };
        let held = self.pending.iter().any(behind) || !node.read_only && self.changing.contains(server);
        let call = (tool, arguments);
        if !held && !self.pending.contains(&call) {
            self.pending.push(call);
        }
        Got::Wait
    }
}

/// The item of a list that a literal names exactly, with the literal.
fn called(view: &Value, list: &Path, clause: &Clause, left: &[usize]) -> Option<(Path, usize)> {
    const EXACTLY: f32 = 1.4;
    let items = list.get(view)?.as_array()?;
    left.iter().find_map(|literal| {
        let said = &clause.literals[*literal];
        let plain = matches!(said.said, Said::Quote | Said::Name | Said::Code | Said::Path);
        let mut fits = (0..items.len()).filter(|at| plain && named(&items[*at], said) >= EXACTLY);
        let item = fits.next().filter(|_| fits.next().is_none())?;
        Some((list.index(item), *literal))
    })
}

/// Whether the first literal is what the verb is about: "update Fjord Publishing".
fn is_object(clause: &Clause) -> bool {
    clause.literals.first().is_some_and(|literal| {
        let before = clause.words.iter().filter(|word| word.to <= literal.place.start).count();
        matches!(literal.said, Said::Name | Said::Quote | Said::Code | Said::Path) && before <= 2
    })
}

/// Calls with all that they need.
struct Filled {
    calls: Vec<Value>,
    /// What the clause says of the tool itself.
    own: Clause,
    left: Vec<usize>,
}

fn view_len(view: &Value, list: &Path) -> usize {
    list.get(view).and_then(Value::as_array).map_or(0, Vec::len)
}
