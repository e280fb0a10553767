//! The migration map: what a call or a result of the original is on the drifted side, and the other way round.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::drift::call::{Call, Unmappable};
use crate::drift::rewrite::{Rewrite, Step, cursor};
use crate::model::{Path, ToolRef};

/// Rewrites from the original to the drifted side, in their order.
///
/// Results are JSON objects and lists; texts, and all other results, pass as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MigrationMap {
    pub steps: Vec<Step>,
}

impl MigrationMap {
    /// This map, and another from its drifted side on.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.steps.extend(other.steps);
        self
    }

    /// The map with its sides exchanged.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self { steps: self.steps.iter().rev().map(Step::inverse).collect() }
    }

    /// What a client of the original has to call now. One call: of a list in pages the first page, from which
    /// [`next_page`](Self::next_page) leads on.
    pub fn call_to_new(&self, call: &Call) -> Result<Vec<Call>, Unmappable> {
        Ok(vec![self.mapped(call)?])
    }

    /// The way back, for many calls.
    pub fn back(&self) -> Back {
        Back(self.inverse())
    }

    /// What a call on the drifted side means to the original server. The call's arguments are taken to be valid by the
    /// drifted schema: whether they are, a layer has to ask a validator.
    pub fn call_to_old(&self, call: &Call) -> Result<Call, Unmappable> {
        self.back().call(call)
    }

    /// The result of a tool of the original as the drifted side gives it, a list with all its pages in one. A tool that was
    /// split gives the result of its first part: [`answer_to_new`](Self::answer_to_new) knows which part was called.
    pub fn result_to_new(&self, tool: &ToolRef, result: &Value) -> Value {
        self.follow(tool, result)
    }

    /// The result of a drifted tool as the original gives it.
    pub fn result_to_old(&self, tool: &ToolRef, result: &Value) -> Value {
        self.inverse().follow(tool, result)
    }

    /// The original's result of what [`call_to_old`](Self::call_to_old) made of a call, as the drifted side answers that call.
    pub fn answer_to_new(&self, call: &Call, result: &Value) -> Result<Value, Unmappable> {
        let mut answer = result.clone();
        self.back().answer(call, &mut answer)?;
        Ok(answer)
    }

    /// The answer to a call of a tool that drift brought with it and no server has.
    pub fn own_answer(&self, call: &Call) -> Option<Value> {
        self.back().own_answer(call)
    }

    /// The call for the next page, if a result on the drifted side tells of one.
    pub fn next_page(&self, call: &Call, result: &Value) -> Option<Call> {
        let cursor = cursor(&self.list_of(&call.tool)?);
        let page: u64 = cursor.get(result)?.as_str()?.parse().ok()?;
        let mut next = call.clone();
        Path::root().field("page").set(&mut next.arguments, page.into());
        Some(next)
    }

    /// The original's result from all pages of a drifted tool.
    pub fn fold_pages(&self, tool: &ToolRef, pages: &[Value]) -> Value {
        let mut whole = pages.first().cloned().unwrap_or_default();
        if let Some(list) = self.list_of(tool) {
            let items = pages.iter().filter_map(|page| list.get(page)?.as_array()).flatten().cloned().collect();
            list.set(&mut whole, Value::Array(items));
        }
        self.result_to_old(tool, &whole)
    }

    /// The tools that a tool of the original is now: several after a split, none if it is gone.
    pub fn tools_to_new(&self, tool: &ToolRef) -> Vec<ToolRef> {
        let follow = |tools: Vec<ToolRef>, step: &Step| tools.iter().flat_map(|tool| step.tools(tool)).collect();
        self.steps.iter().fold(vec![tool.clone()], follow)
    }

    /// What the results of a tool of the original no longer tell, in words.
    pub fn forgets(&self, tool: &ToolRef) -> Option<String> {
        let mut now = vec![tool.clone()];
        for step in &self.steps {
            if let Rewrite::Forget { tool: of, path } = &step.rewrite
                && now.contains(of)
            {
                return Some(format!("a result of {tool} no longer tells `{path}`"));
            }
            now = now.iter().flat_map(|tool| step.tools(tool)).collect();
        }
        None
    }

    /// Where the list of a drifted tool is that comes in pages, named as on the drifted side.
    fn list_of(&self, tool: &ToolRef) -> Option<Path> {
        let (mut tool, mut later): (ToolRef, Vec<&Step>) = (tool.clone(), Vec::new());
        for step in self.steps.iter().rev() {
            match &step.rewrite {
                Rewrite::Page { tool: of, list, .. } if *of == tool => {
                    return Some(later.iter().rev().fold(list.clone(), |list, step| moved(list, step)));
                }
                Rewrite::Field { tool: of, .. } | Rewrite::Wrap { tool: of, .. } if *of == tool => later.push(step),
                _ => tool = step.inverse().tools(&tool).into_iter().next()?,
            }
        }
        None
    }

    fn mapped(&self, call: &Call) -> Result<Call, Unmappable> {
        let mut call = call.clone();
        self.steps.iter().try_for_each(|step| step.call(&mut call))?;
        Ok(call)
    }

    fn follow(&self, tool: &ToolRef, result: &Value) -> Value {
        let (mut tool, mut result) = (tool.clone(), result.clone());
        if !(result.is_object() || result.is_array()) {
            return result;
        }
        for step in &self.steps {
            step.result(&tool, None, &mut result);
            match step.tools(&tool).into_iter().next() {
                Some(next) => tool = next,
                None => break,
            }
        }
        result
    }
}

/// A map turned around: from the drifted side to the original.
#[derive(Clone, Debug)]
pub struct Back(MigrationMap);

impl Back {
    /// The part of it that a call of one tool meets.
    #[must_use]
    pub fn of(&self, tool: &ToolRef) -> Self {
        let (mut now, mut steps) = (tool.clone(), Vec::new());
        for step in &self.0.steps {
            let next = step.tools(&now).into_iter().next();
            if step.rewrite.mentions(&now) || next.as_ref().is_some_and(|next| step.rewrite.mentions(next)) {
                steps.push(step.clone());
            }
            match next {
                Some(next) => now = next,
                None => break,
            }
        }
        Self(MigrationMap { steps })
    }

    /// Whether answers are told otherwise than the original tells them.
    pub fn retells(&self) -> bool {
        self.0.steps.iter().any(|step| step.rewrite.is_of_results())
    }

    /// What a call on the drifted side means to the original.
    pub fn call(&self, call: &Call) -> Result<Call, Unmappable> {
        self.0.mapped(call)
    }

    /// Whether calls are the same on both sides, whatever their arguments.
    pub fn is_empty(&self) -> bool {
        self.0.steps.is_empty()
    }

    /// The original's name of a drifted tool; none of one that drift brought.
    pub fn tool(&self, tool: &ToolRef) -> Option<ToolRef> {
        self.0.tools_to_new(tool).into_iter().next()
    }

    /// Turns the original's result into what the drifted side answers the call that it is of, and says whether that is
    /// another. A result of a call that has no way back stays as it is.
    pub fn answer(&self, call: &Call, result: &mut Value) -> Result<bool, Unmappable> {
        let (mut call, mut told) = (call.clone(), Vec::new());
        for step in &self.0.steps {
            // Only a page depends on what was asked for.
            let asked = matches!(step.rewrite, Rewrite::Page { .. }).then(|| call.clone());
            step.call(&mut call)?;
            if step.rewrite.is_of_results() {
                told.push((step, call.tool.clone(), asked));
            }
        }
        let mut changed = false;
        if result.is_object() || result.is_array() {
            for (step, tool, asked) in told.iter().rev() {
                changed |= step.result_back(tool, asked.as_ref(), result);
            }
        }
        Ok(changed)
    }

    /// The answer to a call of a tool that drift brought with it and no server has.
    pub fn own_answer(&self, call: &Call) -> Option<Value> {
        let lookup = |step: &Step| matches!(step.rewrite, Rewrite::Lookup { .. });
        if !self.0.steps.iter().any(lookup) {
            return None;
        }
        let mut call = call.clone();
        for step in &self.0.steps {
            if let Rewrite::Lookup { tool, from, to, conversion } = &step.rewrite
                && *tool == call.tool
            {
                return Some(serde_json::json!({ to: conversion.convert(call.arguments.get(from)?)? }));
            }
            step.call(&mut call).ok()?;
        }
        None
    }
}

/// Where a place of the result is after a step.
fn moved(path: Path, step: &Step) -> Path {
    match &step.rewrite {
        Rewrite::Field { path: from, to, side: crate::drift::rewrite::Side::Output, .. } if *from == path => {
            path.parent().field(to.as_str())
        }
        Rewrite::Wrap { into, .. } => {
            let inside =
                [crate::model::Segment::Field(into.clone())].into_iter().chain(path.segments().iter().cloned());
            Path::from(inside.collect::<Vec<_>>())
        }
        _ => path,
    }
}
