//! Results: the same facts in another shape. Only declared results change, for nobody could see the others change.

use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::drift::Inventory;
use crate::drift::case::words;
use crate::drift::drifted::Effect;
use crate::drift::operator::{About, DriftError, Drifting, Operator, given};
use crate::drift::rewrite::{Rewrite, Side, cursor};
use crate::drift::target::{self, Target, find, find_mut, free_parameter, known, reads, side_mut};
use crate::drift::{schema, synonyms};
use crate::model::{Path, Segment, Tool, ToolRef};

/// The result is inside of an object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutputReshape {
    pub tool: Option<ToolRef>,
    /// The name of the field that has the result.
    pub into: Option<String>,
}

/// A field of the result has another name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutputRenameField {
    pub tool: Option<ToolRef>,
    pub field: Option<Path>,
    pub to: Option<String>,
}

/// A field of the result is gone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutputRemoveField {
    pub tool: Option<ToolRef>,
    pub field: Option<Path>,
}

/// A list of the result comes in pages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paginate {
    pub tool: Option<ToolRef>,
    pub list: Option<Path>,
    /// How many items a page has where the call does not say.
    pub page_size: Option<u64>,
}

/// The output schema of a tool, which must have the field.
fn output<'i>(inventory: &'i mut Inventory, tool: &ToolRef, field: &Path) -> Result<&'i mut Value, DriftError> {
    let tool = find_mut(inventory, tool)?;
    known(tool, Side::Output, field)?;
    let unfit = DriftError::Unfit { tool: tool.reference(), why: "it declares no result".to_owned() };
    side_mut(tool, Side::Output).ok_or(unfit)
}

impl Drifting for OutputReshape {
    fn about(&self) -> About {
        About { name: "output_reshape", severity: 0.3, needs: "no tool declares its result" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::tools(inventory, self.tool.as_ref(), |tool| tool.output_schema.is_some())
    }

    fn settle(&self, _: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let open = ["data", "payload", "response", "envelope"];
        let into = self.into.clone().or_else(|| open.choose(rng).map(|into| (*into).to_owned()));
        Ok(Operator::OutputReshape(Self { tool: Some(target.reference()), into }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (tool, into) = (given(&self.tool, "tool")?, given(&self.into, "into")?);
        let old = output(inventory, tool, &Path::root())?;
        let mut inner = old.take();
        // References count from the root, where definitions have to stay.
        let definitions = ["$schema", "$defs", "definitions"]
            .map(|key| (key, inner.as_object_mut().and_then(|object| object.shift_remove(key))));
        *old = json!({"type": "object", "properties": {into: inner}, "required": [into]});
        for (key, value) in definitions.into_iter().filter_map(|(key, value)| Some((key, value?))) {
            old[key] = value;
        }
        Ok(Effect::of([Rewrite::Wrap { tool: tool.clone(), into: into.clone() }]))
    }
}

impl Drifting for OutputRenameField {
    fn about(&self) -> About {
        About { name: "output_rename_field", severity: 0.3, needs: "no tool declares a field of its result" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::fields(inventory, self.tool.as_ref(), self.field.as_ref(), |_, _| true)
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let (tool, field) = (target.reference(), target.path.clone().unwrap_or_default());
        let output = find(inventory, &tool).and_then(|tool| tool.output_schema.as_ref());
        let around = output.and_then(|output| schema::at(output, &field.parent()));
        let names = around.map(schema::names).unwrap_or_default();
        let rename = || synonyms::rename(&target.name(), |new| names.iter().any(|name| name == new), rng);
        let to = Some(self.to.clone().unwrap_or_else(rename));
        Ok(Operator::OutputRenameField(Self { tool: Some(tool), field: Some(field), to }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (tool, path, to) = (given(&self.tool, "tool")?, given(&self.field, "field")?, given(&self.to, "to")?);
        let output = output(inventory, tool, path)?;
        if schema::at(output, &path.parent().field(to.as_str())).is_some() {
            return Err(DriftError::Taken { place: tool.to_string(), name: to.clone() });
        }
        schema::rename(output, path, to);
        let (tool, path, to) = (tool.clone(), path.clone(), to.clone());
        Ok(Effect::of([Rewrite::Field { tool, side: Side::Output, path, to }]))
    }
}

impl OutputRemoveField {
    /// Who cannot do without the field: it is an id, or a parameter of another tool has its name.
    fn needed(inventory: &[Tool], tool: &ToolRef, field: &Path) -> Option<String> {
        let name = field.last_field()?;
        let takes = |other: &&Tool| {
            other.reference() != *tool && schema::is_required(&other.input_schema, &Path::root().field(name))
        };
        if let Some(other) = inventory.iter().find(takes) {
            return Some(format!("{} needs the `{name}` that {tool} no longer gives", other.reference()));
        }
        let is_id = words(name).last().is_some_and(|word| ["id", "key", "token", "handle"].contains(&word.as_str()));
        is_id.then(|| format!("later calls may need the `{name}` that {tool} no longer gives"))
    }
}

impl Drifting for OutputRemoveField {
    fn about(&self) -> About {
        About { name: "output_remove_field", severity: 0.6, needs: "no tool declares two fields of its result" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::fields(inventory, self.tool.as_ref(), self.field.as_ref(), |output, path| {
            schema::at(output, &path.parent()).is_some_and(|object| schema::names(object).len() > 1)
        })
    }

    fn settle(&self, _: &[Tool], target: &Target, _: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        Ok(Operator::OutputRemoveField(Self { tool: Some(target.reference()), field: target.path.clone() }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (tool, path) = (given(&self.tool, "tool")?, given(&self.field, "field")?);
        let needed = Self::needed(inventory, tool, path);
        schema::take(output(inventory, tool, path)?, path);
        let effect = Effect::of([Rewrite::Forget { tool: tool.clone(), path: path.clone() }]);
        Ok(match needed {
            Some(why) => effect.unsolvable(why),
            None => effect,
        })
    }
}

impl Paginate {
    /// What the cursor says of itself: an object may have several lists.
    pub(crate) fn told(list: &Path) -> String {
        format!("The number of the next page of `{list}`, or null on the last.")
    }
}

impl Drifting for Paginate {
    fn about(&self) -> About {
        About {
            name: "paginate",
            severity: 0.4,
            needs: "no tool that only reads declares a list in its result, and is without pages",
        }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        let free = |tool: &ToolRef| {
            find(inventory, tool)
                .is_some_and(|tool| ["page", "page_size"].iter().all(|name| free_parameter(tool, name).is_ok()))
        };
        let mut found = target::fields(inventory, self.tool.as_ref(), self.list.as_ref(), |output, path| {
            let single = path.segments().iter().all(|segment| matches!(segment, Segment::Field(_)));
            let list = schema::at(output, path).is_some_and(|list| schema::kind(list) == "array");
            single && list && schema::at(output, &cursor(path)).is_none()
        });
        // Whoever asks a tool that writes for the next page would have it write again.
        let harmless = |tool: &ToolRef| find(inventory, tool).is_some_and(reads);
        found.retain(|target| free(&target.reference()) && harmless(&target.reference()));
        found
    }

    fn settle(&self, _: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let page_size = self.page_size.or_else(|| [5, 10, 20, 50].choose(rng).copied());
        Ok(Operator::Paginate(Self { tool: Some(target.reference()), list: target.path.clone(), page_size }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let (tool, list) = (given(&self.tool, "tool")?, given(&self.list, "list")?);
        let size = *given(&self.page_size, "page_size")?;
        let next = json!({"type": ["string", "null"], "description": Self::told(list)});
        let result = output(inventory, tool, list)?;
        let always = schema::is_required(result, list);
        schema::put(result, &cursor(list), next, always);
        let changed = find_mut(inventory, tool)?;
        for (name, default) in [("page", 1), ("page_size", size)] {
            free_parameter(changed, name)?;
            let property = json!({"type": "integer", "minimum": 1, "default": default});
            schema::put(&mut changed.input_schema, &Path::root().field(name), property, false);
        }
        Ok(Effect::of([Rewrite::Page { tool: tool.clone(), list: list.clone(), size }]))
    }
}
