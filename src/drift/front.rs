//! What stands between a client of the drifted tools and the servers of the original ones.
//!
//! A call is checked against the drifted schema, meets what the tool does otherwise, and is brought over to the original by the
//! migration map; its answer is brought back.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jsonschema::Validator;
use serde_json::Value;

use super::acting::{Acting, Burden};
use super::call::{Call, Unmappable};
use super::map::{Back, MigrationMap};
use super::operators::behaviour::{Acts, Behaviour};
use crate::model::{Boundary, Content, Failure, FailureKind, Outcome, Tool, ToolRef};

/// Drifted tools with the way to the original ones.
pub struct Front {
    tools: Vec<Arc<Tool>>,
    places: BTreeMap<ToolRef, Place>,
    map: MigrationMap,
    back: Back,
    behaviours: Vec<Behaviour>,
}

/// A tool, and its schema and its part of the map once it was called.
struct Place {
    at: usize,
    validator: OnceLock<Option<Validator>>,
    back: OnceLock<Back>,
}

/// Where a call goes.
pub enum Way {
    /// The map itself knows the answer.
    Answered(Value),
    /// To an original.
    Onward(Onward),
}

/// The outcome of a call that the map answers itself.
pub fn answered(answer: Value) -> Outcome {
    let content = vec![Content::Text { text: answer.to_string() }];
    Outcome { content, structured: Some(answer), ..Outcome::default() }
}

/// A call on its way to an original.
pub struct Onward {
    /// As it was made.
    pub call: Call,
    /// As the original takes it, where that is not the same.
    mapped: Option<Call>,
    pub burden: Burden,
}

impl Onward {
    /// The call as the original takes it.
    pub fn old(&self) -> &Call {
        self.mapped.as_ref().unwrap_or(&self.call)
    }
}

fn failure(boundary: Boundary, kind: FailureKind, message: String) -> Failure {
    Failure { boundary, kind, message }
}

/// Whether a text is a value as JSON.
fn tells(text: &str, value: &Value) -> bool {
    // Most texts are written as we write them, and one that begins so does not go on otherwise.
    let mut rest = Rest { text: text.as_bytes(), compared: 0, is_enough: false };
    let written = serde_json::to_writer(&mut rest, value).is_ok() && rest.text.is_empty();
    written || rest.is_enough || serde_json::from_str::<Value>(text).is_ok_and(|told| told == *value)
}

/// A value as JSON. Not by its `Display`, which takes twice the time.
fn written(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// How much of a text is compared, in bytes.
const ENOUGH: usize = 512;

/// What is left of a text of which all is taken away that is written, until that is enough.
struct Rest<'t> {
    text: &'t [u8],
    compared: usize,
    is_enough: bool,
}

impl Write for Rest<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text = self.text.strip_prefix(bytes).ok_or(io::ErrorKind::InvalidData)?;
        self.compared += bytes.len();
        if self.compared >= ENOUGH && !self.text.is_empty() {
            self.is_enough = true;
            return Err(io::ErrorKind::Other.into());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Front {
    pub fn new(inventory: &[Tool], map: &MigrationMap, behaviours: &[Behaviour]) -> Self {
        let place = |(at, tool): (usize, &Tool)| {
            (tool.reference(), Place { at, validator: OnceLock::new(), back: OnceLock::new() })
        };
        Self {
            tools: inventory.iter().cloned().map(Arc::new).collect(),
            places: inventory.iter().enumerate().map(place).collect(),
            back: map.back(),
            map: map.clone(),
            behaviours: behaviours.to_vec(),
        }
    }

    /// The drifted tools, in the order in which a client sees them.
    pub fn tools(&self) -> &[Arc<Tool>] {
        &self.tools
    }

    pub fn map(&self) -> &MigrationMap {
        &self.map
    }

    /// The original's name of a drifted tool; none of one that drift brought.
    pub fn original(&self, tool: &ToolRef) -> Option<ToolRef> {
        self.back.tool(tool)
    }

    /// The way back of calls of a tool.
    fn back_of(&self, tool: &ToolRef) -> &Back {
        match self.places.get(tool) {
            Some(place) => place.back.get_or_init(|| self.back.of(tool)),
            None => &self.back,
        }
    }

    /// How many calls the reads of this original server lag behind, at most; none where no tool of it does.
    pub fn lag(&self, server: &str) -> Option<u32> {
        let lags = self.behaviours.iter().filter_map(|behaviour| match behaviour.acts {
            Acts::EventuallyConsistent { calls } => Some((self.original(&behaviour.tool)?, calls)),
            _ => None,
        });
        lags.filter(|(tool, _)| tool.server == server).map(|(_, calls)| calls).max()
    }

    /// How many calls this tool's answers lag behind.
    pub fn lag_of(&self, tool: &ToolRef) -> u32 {
        let lags = self.behaviours.iter().filter_map(|behaviour| match behaviour.acts {
            Acts::EventuallyConsistent { calls } if behaviour.tool == *tool => Some(calls),
            _ => None,
        });
        lags.max().unwrap_or(0)
    }

    /// Whether a call can be made as it is.
    fn check(&self, call: &Call) -> Result<(), Failure> {
        let Some(place) = self.places.get(&call.tool) else {
            let message = format!("unknown tool: {}", call.tool.tool);
            return Err(failure(Boundary::Server, FailureKind::UnknownTool, message));
        };
        let compile = || jsonschema::validator_for(&self.tools[place.at].input_schema).ok();
        let validator = place.validator.get_or_init(compile).as_ref();
        // To say whether takes a fraction of the time of saying why not.
        let wrong = validator.filter(|validator| !validator.is_valid(&call.arguments));
        let error = wrong.and_then(|validator| validator.iter_errors(&call.arguments).next());
        error.map_or(Ok(()), |error| {
            let message = format!("invalid arguments at {:?}: {error}", error.instance_path().to_string());
            Err(failure(Boundary::Tool, FailureKind::Invalid, message))
        })
    }

    /// What becomes of a call before any server hears of it; `now` is the time since the episode began.
    pub fn way(&self, acting: &mut Acting, call: Call, now: Duration) -> Result<Way, Failure> {
        self.check(&call)?;
        let burden = acting.meet(&self.behaviours, &call, now)?;
        let back = self.back_of(&call.tool);
        if back.is_empty() {
            return Ok(Way::Onward(Onward { call, mapped: None, burden }));
        }
        if let Some(answer) = back.own_answer(&call) {
            return Ok(Way::Answered(answer));
        }
        match back.call(&call) {
            Ok(old) => Ok(Way::Onward(Onward { call, mapped: Some(old), burden })),
            // A tool that nobody needs has nothing to tell.
            Err(Unmappable::New { .. }) => {
                Err(failure(Boundary::Tool, FailureKind::NotFound, "nothing is found".to_owned()))
            }
            Err(unmappable) => Err(failure(Boundary::Tool, FailureKind::Other, unmappable.to_string())),
        }
    }

    /// The original's answer as the drifted tool gives it.
    pub fn brought_back(&self, call: &Call, mut outcome: Outcome) -> Outcome {
        let back = self.back_of(&call.tool);
        if !back.retells() || !outcome.is_ok() {
            return outcome;
        }
        let structured = outcome.structured.take();
        let is_structured = structured.is_some();
        let Some(mut value) = structured.or_else(|| outcome.value().map(Cow::into_owned)) else { return outcome };
        let texts = outcome.content.iter_mut().filter_map(|block| match block {
            Content::Text { text } => Some(text),
            _ => None,
        });
        let texts: Vec<&mut String> = texts.filter(|text| tells(text, &value)).collect();
        let is_another = back.answer(call, &mut value).unwrap_or(false);
        if is_another {
            for text in texts {
                *text = written(&value);
            }
            outcome.raw = None;
        }
        if is_structured {
            outcome.structured = Some(value);
        }
        outcome
    }

    /// The same for a result as it goes over the wire.
    pub fn sent_back(&self, call: &Call, mut result: Value) -> Value {
        let back = self.back_of(&call.tool);
        if !back.retells() {
            return result;
        }
        let Some(mut value) = result.get_mut("structuredContent").map(Value::take) else { return result };
        let mut blocks: Vec<&mut Value> =
            result.get_mut("content").and_then(Value::as_array_mut).into_iter().flatten().collect();
        blocks.retain(|block| block.get("text").and_then(Value::as_str).is_some_and(|text| tells(text, &value)));
        if back.answer(call, &mut value).unwrap_or(false) {
            for block in blocks {
                block["text"] = Value::String(written(&value));
            }
        }
        result["structuredContent"] = value;
        result
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_tells_a_value_however_it_is_written() {
        let long: Vec<String> = (0..100).map(|number| format!("item {number}")).collect();
        for value in [json!({"a": [1, "é"], "b": null}), json!({ "items": long })] {
            let text = value.to_string();
            assert_eq!(written(&value), text);
            assert!(tells(&text, &value));
            assert!(tells(&serde_json::to_string_pretty(&value).unwrap(), &value));
            assert!(!tells(&text[..text.len().min(ENOUGH) - 1], &value));
            assert!(!tells(&format!("Found: {text}"), &value));
        }
        assert!(!tells("{\"a\":2}", &json!({"a": 1})));
    }
}
