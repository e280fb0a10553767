//! What a rewrite does to a call, from its old side to its new one and back.
//!
//! Calls name tools and parameters as the side does from which they come: the names of the other side are refused, so that a
//! client that goes on as before meets the drift.

use serde_json::{Map, Value, json};

use crate::drift::call::{Call, Unmappable};
use crate::drift::conversion::Conversion;
use crate::drift::place;
use crate::drift::rewrite::{Rewrite, Side};
use crate::model::{Path, ToolRef};

impl Rewrite {
    /// From the old side to the new one.
    pub(crate) fn call(&self, call: &mut Call) -> Result<(), Unmappable> {
        match self {
            Self::Tool { from, to } if *from == call.tool => call.tool = to.clone(),
            Self::Tool { from, to } if *to == call.tool => return Err(called(to, from)),
            Self::Field { tool, side: Side::Input, path, to } if *tool == call.tool => {
                absent(call, &path.parent().field(to.as_str()))?;
                place::rename(&mut call.arguments, path, to);
            }
            Self::Convert { tool, side: Side::Input, path, conversion } if *tool == call.tool => {
                convert(call, path, conversion, Conversion::convert_exactly)?;
            }
            Self::Nest { tool, parameters, into, whole } if *tool == call.tool => {
                absent(call, &Path::root().field(into.as_str()))?;
                nest(call, parameters, into, *whole);
            }
            Self::Constant { tool, side: Side::Input, path, value } if *tool == call.tool => {
                path.set(&mut call.arguments, value.clone());
            }
            Self::Fill { tool, path, value } if *tool == call.tool && path.get(&call.arguments).is_none() => {
                let missing = || Unmappable::Missing { tool: tool.clone(), path: path.clone() };
                path.set(&mut call.arguments, value.clone().ok_or_else(missing)?);
            }
            Self::Default { tool, path, old, .. } if *tool == call.tool && path.get(&call.arguments).is_none() => {
                path.set(&mut call.arguments, old.clone());
            }
            Self::Split { whole, parameter, absent, parts } if *whole == call.tool => {
                let path = Path::root().field(parameter.as_str());
                let value = place::remove(&mut call.arguments, &path).or_else(|| absent.clone());
                let value = value.ok_or_else(|| Unmappable::Missing { tool: whole.clone(), path: path.clone() })?;
                let part = parts.iter().find(|part| part.value == value);
                let allowed = || parts.iter().map(|part| part.value.to_string()).collect::<Vec<_>>().join(" or ");
                let refused = || wrong(whole, &path, &value, allowed());
                call.tool = part.ok_or_else(refused)?.tool.clone();
            }
            Self::Page { tool, size, .. } if *tool == call.tool => {
                Path::root().field("page").set(&mut call.arguments, json!(1));
                Path::root().field("page_size").set(&mut call.arguments, json!(size));
            }
            Self::Drop { tool, path } if *tool == call.tool => absent(call, path)?,
            Self::Gone { tool, why } if *tool == call.tool => {
                return Err(Unmappable::Gone { tool: tool.clone(), why: why.clone() });
            }
            Self::Split { whole, parts, .. } if parts.iter().any(|part| part.tool == call.tool) => {
                return Err(called(&call.tool, whole));
            }
            _ => {}
        }
        Ok(())
    }

    /// From the new side to the old one.
    pub(crate) fn call_back(&self, call: &mut Call) -> Result<(), Unmappable> {
        match self {
            Self::Tool { from, to } if *to == call.tool => call.tool = from.clone(),
            Self::Tool { from, to } if *from == call.tool => return Err(called(from, to)),
            Self::Field { tool, side: Side::Input, path, to } if *tool == call.tool => {
                absent(call, path)?;
                let renamed = path.parent().field(to.as_str());
                place::rename(&mut call.arguments, &renamed, path.last_field().unwrap_or_default());
            }
            Self::Convert { tool, side: Side::Input, path, conversion } if *tool == call.tool => {
                convert(call, path, &conversion.inverse(), Conversion::convert)?;
            }
            Self::Nest { tool, parameters, into, .. } if *tool == call.tool => {
                parameters.iter().try_for_each(|name| absent(call, &Path::root().field(name.as_str())))?;
                flatten(call, into);
            }
            Self::Constant { tool, side: Side::Input, path, value } if *tool == call.tool => {
                let given = place::remove(&mut call.arguments, path);
                let given = given.ok_or_else(|| Unmappable::Missing { tool: tool.clone(), path: path.clone() })?;
                if given != *value {
                    return Err(wrong(tool, path, &given, value.to_string()));
                }
            }
            Self::Fill { tool, path, .. } if *tool == call.tool && path.get(&call.arguments).is_none() => {
                return Err(Unmappable::Missing { tool: tool.clone(), path: path.clone() });
            }
            // A default that is spelled out says no more than one that is left out.
            Self::Fill { tool, path, value: Some(value) }
                if *tool == call.tool && path.get(&call.arguments) == Some(value) =>
            {
                place::remove(&mut call.arguments, path);
            }
            Self::Default { tool, path, old, new } if *tool == call.tool => match path.get(&call.arguments) {
                None => path.set(&mut call.arguments, new.clone()),
                Some(value) if value == old => {
                    place::remove(&mut call.arguments, path);
                }
                Some(_) => {}
            },
            Self::Split { whole, parts, .. } if *whole == call.tool => {
                return Err(called(whole, parts.first().map_or(whole, |part| &part.tool)));
            }
            Self::Split { parameter, absent, parts, whole } => {
                if let Some(part) = parts.iter().find(|part| part.tool == call.tool) {
                    call.tool = whole.clone();
                    if absent.as_ref() != Some(&part.value) {
                        Path::root().field(parameter.as_str()).set(&mut call.arguments, part.value.clone());
                    }
                }
            }
            Self::Page { tool, .. } if *tool == call.tool => {
                for name in ["page", "page_size"] {
                    place::remove(&mut call.arguments, &Path::root().field(name));
                }
            }
            Self::Extra { tool, of } if *tool == call.tool => {
                call.tool = of.clone().ok_or_else(|| Unmappable::New { tool: tool.clone() })?;
            }
            Self::Lookup { tool, .. } if *tool == call.tool => {
                return Err(Unmappable::New { tool: tool.clone() });
            }
            // Whoever goes on as before is refused, as the drifted server would.
            Self::Gone { tool, why } if *tool == call.tool => {
                return Err(Unmappable::Gone { tool: tool.clone(), why: why.clone() });
            }
            _ => {}
        }
        Ok(())
    }
}

fn called(tool: &ToolRef, other: &ToolRef) -> Unmappable {
    Unmappable::Gone { tool: tool.clone(), why: format!("look for {other}") }
}

/// Refuses a parameter that the side from which a call comes does not have.
fn absent(call: &Call, path: &Path) -> Result<(), Unmappable> {
    match path.get(&call.arguments) {
        Some(_) => Err(Unmappable::Removed { tool: call.tool.clone(), path: path.clone() }),
        None => Ok(()),
    }
}

fn wrong(tool: &ToolRef, path: &Path, value: &Value, allowed: String) -> Unmappable {
    Unmappable::Value { tool: tool.clone(), path: path.clone(), value: value.to_string(), allowed }
}

fn convert(
    call: &mut Call,
    path: &Path,
    conversion: &Conversion,
    with: fn(&Conversion, &Value) -> Option<Value>,
) -> Result<(), Unmappable> {
    let Some(old) = path.get(&call.arguments) else { return Ok(()) };
    let refused = || wrong(&call.tool, path, old, format!("what {conversion:?} can convert"));
    let new = with(conversion, old).ok_or_else(refused)?;
    path.set(&mut call.arguments, new);
    Ok(())
}

fn nest(call: &mut Call, parameters: &[String], into: &str, whole: bool) {
    let take = |name: &String| {
        let value = place::remove(&mut call.arguments, &Path::root().field(name.as_str()))?;
        Some((name.clone(), value))
    };
    let inner: Map<String, Value> = parameters.iter().filter_map(take).collect();
    if whole || !inner.is_empty() {
        Path::root().field(into).set(&mut call.arguments, Value::Object(inner));
    }
}

fn flatten(call: &mut Call, into: &str) {
    let object = place::remove(&mut call.arguments, &Path::root().field(into));
    if let (Some(Value::Object(inner)), Some(arguments)) = (object, call.arguments.as_object_mut()) {
        arguments.extend(inner);
    }
}
