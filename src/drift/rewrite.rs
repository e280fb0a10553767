//! The small invertible rewrites that a migration map is a list of.
//!
//! A rewrite names tools as they are called at its place in the list, so that maps are put behind each other by putting their
//! lists behind each other, and turned around by reversing the list and every rewrite in it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::drift::call::{Call, Unmappable};
use crate::drift::conversion::Conversion;
use crate::drift::place;
use crate::model::{Path, ToolRef};

/// Arguments or results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Input,
    Output,
}

/// One of the tools that a tool was split into.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What the parameter of the whole was.
    pub value: Value,
    pub tool: ToolRef,
}

/// A difference between an older and a newer side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rewrite", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rewrite {
    /// The tool has another address.
    Tool { from: ToolRef, to: ToolRef },
    /// The field at `path` has another name.
    Field { tool: ToolRef, side: Side, path: Path, to: String },
    /// The value at `path` has another form.
    Convert { tool: ToolRef, side: Side, path: Path, conversion: Conversion },
    /// Parameters are inside of an object; `whole` where the object is always there.
    Nest { tool: ToolRef, parameters: Vec<String>, into: String, whole: bool },
    /// The result is inside of an object.
    Wrap { tool: ToolRef, into: String },
    /// The new side has a value that the old one has not.
    Constant { tool: ToolRef, side: Side, path: Path, value: Value },
    /// The new side requires what the old one could leave out, which meant this value if any.
    Fill { tool: ToolRef, path: Path, value: Option<Value> },
    /// Leaving the parameter out means `new`, where it meant `old`.
    Default { tool: ToolRef, path: Path, old: Value, new: Value },
    /// A tool for each value of a parameter; leaving the parameter out meant `absent`.
    Split { whole: ToolRef, parameter: String, absent: Option<Value>, parts: Vec<Part> },
    /// A list comes in pages.
    Page { tool: ToolRef, list: Path, size: u64 },
    /// The new result lacks the field.
    Forget { tool: ToolRef, path: Path },
    /// The new side does not take the parameter.
    Drop { tool: ToolRef, path: Path },
    /// The new side does not have the tool.
    Gone { tool: ToolRef, why: String },
    /// The new side has one more tool, which may be another name of an old one.
    Extra { tool: ToolRef, of: Option<ToolRef> },
    /// The new side has a tool that converts a value, and no server behind it.
    Lookup { tool: ToolRef, from: String, to: String, conversion: Conversion },
}

/// A rewrite, or a rewrite turned around.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub rewrite: Rewrite,
    /// Whether the old side of the rewrite is the new side of the step.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub turned: bool,
}

impl From<Rewrite> for Step {
    fn from(rewrite: Rewrite) -> Self {
        Self { rewrite, turned: false }
    }
}

impl Rewrite {
    /// Whether it has to do with a tool of this name, on either side.
    pub fn mentions(&self, tool: &ToolRef) -> bool {
        match self {
            Self::Tool { from, to } => from == tool || to == tool,
            Self::Split { whole, parts, .. } => whole == tool || parts.iter().any(|part| part.tool == *tool),
            Self::Extra { tool: extra, of } => extra == tool || of.as_ref() == Some(tool),
            Self::Field { tool: of, .. }
            | Self::Convert { tool: of, .. }
            | Self::Nest { tool: of, .. }
            | Self::Wrap { tool: of, .. }
            | Self::Constant { tool: of, .. }
            | Self::Fill { tool: of, .. }
            | Self::Default { tool: of, .. }
            | Self::Page { tool: of, .. }
            | Self::Forget { tool: of, .. }
            | Self::Drop { tool: of, .. }
            | Self::Gone { tool: of, .. }
            | Self::Lookup { tool: of, .. } => of == tool,
        }
    }

    /// Whether it changes what results tell.
    pub fn is_of_results(&self) -> bool {
        match self {
            Self::Field { side, .. } | Self::Convert { side, .. } | Self::Constant { side, .. } => {
                *side == Side::Output
            }
            Self::Wrap { .. } | Self::Page { .. } | Self::Forget { .. } => true,
            _ => false,
        }
    }
}

impl Step {
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self { rewrite: self.rewrite.clone(), turned: !self.turned }
    }

    /// Brings a call to the new side of the step.
    pub fn call(&self, call: &mut Call) -> Result<(), Unmappable> {
        if self.turned { self.rewrite.call_back(call) } else { self.rewrite.call(call) }
    }

    /// The tools that a tool is on the new side.
    pub fn tools(&self, tool: &ToolRef) -> Vec<ToolRef> {
        match (&self.rewrite, self.turned) {
            (Rewrite::Tool { from, to }, false) if from == tool => vec![to.clone()],
            (Rewrite::Tool { from, to }, true) if to == tool => vec![from.clone()],
            (Rewrite::Split { whole, parts, .. }, false) if whole == tool => {
                parts.iter().map(|part| part.tool.clone()).collect()
            }
            (Rewrite::Split { whole, parts, .. }, true) if parts.iter().any(|part| part.tool == *tool) => {
                vec![whole.clone()]
            }
            (Rewrite::Gone { tool: gone, .. }, false) if gone == tool => Vec::new(),
            (Rewrite::Extra { tool: extra, of }, true) if extra == tool => of.iter().cloned().collect(),
            (Rewrite::Lookup { tool: extra, .. }, true) if extra == tool => Vec::new(),
            _ => vec![tool.clone()],
        }
    }

    /// Brings a result of a tool, named as on the old side of the step, to the new side, and says whether it is another
    /// now. `asked` is the new side's call, if there was one.
    pub fn result(&self, tool: &ToolRef, asked: Option<&Call>, result: &mut Value) -> bool {
        self.rewrite.result(self.turned, tool, asked, result)
    }

    /// The same from the new side to the old one: the tool is named as on the new side.
    pub fn result_back(&self, tool: &ToolRef, asked: Option<&Call>, result: &mut Value) -> bool {
        self.rewrite.result(!self.turned, tool, asked, result)
    }
}

impl Rewrite {
    fn result(&self, turned: bool, tool: &ToolRef, asked: Option<&Call>, result: &mut Value) -> bool {
        match self {
            Self::Field { tool: of, side: Side::Output, path, to } if of == tool => {
                let last = path.last_field().unwrap_or_default();
                match turned {
                    true => place::rename(result, &path.parent().field(to.as_str()), last),
                    false => place::rename(result, path, to),
                }
            }
            Self::Convert { tool: of, side: Side::Output, path, conversion } if of == tool => match turned {
                true => {
                    let back = conversion.inverse();
                    place::change(result, path, |value| back.convert(value))
                }
                false => place::change(result, path, |value| conversion.convert(value)),
            },
            Self::Wrap { tool: of, into } if of == tool => {
                if !turned {
                    *result = json!({ into: result.take() });
                    return true;
                }
                let inner = result.get_mut(into).map(Value::take);
                let is_there = inner.is_some();
                *result = inner.unwrap_or_else(|| result.take());
                is_there
            }
            Self::Constant { tool: of, side: Side::Output, path, value } if of == tool => {
                if turned {
                    return place::remove(result, path).is_some();
                }
                if result.is_object() {
                    path.set(result, value.clone());
                }
                result.is_object()
            }
            Self::Page { tool: of, list, size } if of == tool => match turned {
                true => place::remove(result, &cursor(list)).is_some(),
                false => page(result, list, *size, asked),
            },
            Self::Forget { tool: of, path } if of == tool && !turned => place::remove(result, path).is_some(),
            _ => false,
        }
    }
}

/// Where the next page is told: beside the list.
pub fn cursor(list: &Path) -> Path {
    list.parent().field("next_cursor")
}

/// Cuts the page that was asked for out of a list, all of it where nothing was asked; says whether there was a list.
fn page(result: &mut Value, list: &Path, size: u64, asked: Option<&Call>) -> bool {
    let Some(items) = list.get(result).and_then(Value::as_array) else { return false };
    let asked_for = |name: &str| asked.and_then(|call| call.arguments.get(name)).and_then(Value::as_u64);
    let size = asked_for("page_size").unwrap_or(size).max(1);
    let number = asked_for("page").unwrap_or(1).max(1);
    let (start, end) = ((number - 1).saturating_mul(size) as usize, number.saturating_mul(size) as usize);
    let next = if asked.is_some() && end < items.len() { json!((number + 1).to_string()) } else { Value::Null };
    if asked.is_some() {
        let cut: Vec<Value> = items.iter().skip(start).take(size as usize).cloned().collect();
        list.set(result, Value::Array(cut));
    }
    cursor(list).set(result, next);
    true
}
