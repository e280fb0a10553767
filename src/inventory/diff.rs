//! What changed between two inventories, in words, parameter by parameter.

use std::fmt;

use serde::Serialize;

use super::{Inventory, Leaf, leaves};
use crate::model::{Tool, ToolRef};

/// The differences, in the order of the inventories.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Diff {
    pub servers_added: Vec<String>,
    pub servers_removed: Vec<String>,
    pub tools_added: Vec<ToolRef>,
    pub tools_removed: Vec<ToolRef>,
    pub changed: Vec<Change>,
    /// A removed and an added tool of one server with equal parameters: probably one tool under a new name.
    pub renames: Vec<Rename>,
}

/// A tool that is in both and not the same.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    pub tool: ToolRef,
    pub words: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rename {
    pub from: ToolRef,
    pub to: ToolRef,
}

/// Compares two inventories.
pub fn diff(old: &Inventory, new: &Inventory) -> Diff {
    let added: Vec<&Tool> = new.tools().filter(|tool| old.tool(&tool.reference()).is_none()).collect();
    let removed: Vec<&Tool> = old.tools().filter(|tool| new.tool(&tool.reference()).is_none()).collect();
    let both = old.tools().filter_map(|tool| Some((tool, new.tool(&tool.reference())?)));
    Diff {
        servers_added: missing(new, old),
        servers_removed: missing(old, new),
        changed: both.filter_map(|(old, new)| change(old, new)).collect(),
        renames: renames(&removed, &added),
        tools_added: added.into_iter().map(Tool::reference).collect(),
        tools_removed: removed.into_iter().map(Tool::reference).collect(),
    }
}

impl Diff {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The servers of `these` that `those` do not have.
fn missing(these: &Inventory, those: &Inventory) -> Vec<String> {
    let names = these.servers().iter().map(|server| &server.name);
    names.filter(|name| those.server(name).is_none()).cloned().collect()
}

fn renames(removed: &[&Tool], added: &[&Tool]) -> Vec<Rename> {
    let mut free: Vec<&&Tool> = added.iter().collect();
    let mut found = Vec::new();
    for old in removed.iter().filter(|tool| !leaves(&tool.input_schema).is_empty()) {
        let same = |new: &&&Tool| {
            new.server == old.server && new.input_schema == old.input_schema && new.output_schema == old.output_schema
        };
        if let Some(at) = free.iter().position(same) {
            found.push(Rename { from: old.reference(), to: free.remove(at).reference() });
        }
    }
    found
}

fn change(old: &Tool, new: &Tool) -> Option<Change> {
    let mut words = Vec::new();
    if old.description != new.description {
        words.push("its description changed".to_owned());
    }
    if old.title != new.title {
        words.push("its title changed".to_owned());
    }
    if old.annotations != new.annotations {
        words.push("its annotations changed".to_owned());
    }
    let before = words.len();
    parameters("input", &leaves(&old.input_schema), &leaves(&new.input_schema), &mut words);
    let outputs = |tool: &Tool| tool.output_schema.as_ref().map(leaves).unwrap_or_default();
    parameters("output", &outputs(old), &outputs(new), &mut words);
    let schemas_differ = old.input_schema != new.input_schema || old.output_schema != new.output_schema;
    if schemas_differ && words.len() == before {
        words.push("its schema changed in a way that no parameter shows".to_owned());
    }
    (!words.is_empty()).then(|| Change { tool: old.reference(), words })
}

fn parameters(side: &str, old: &[Leaf], new: &[Leaf], words: &mut Vec<String>) {
    let find = |leaves: &[Leaf], leaf: &Leaf| leaves.iter().find(|other| other.path == leaf.path).cloned();
    for leaf in old {
        match find(new, leaf) {
            None => words.push(format!("{side} `{}` was removed", leaf.path)),
            Some(new) => {
                words.extend(differences(leaf, &new).into_iter().map(|text| format!("{side} `{}` {text}", leaf.path)))
            }
        }
    }
    for leaf in new.iter().filter(|leaf| find(old, leaf).is_none()) {
        let required = if leaf.required && side == "input" { ", required" } else { "" };
        words.push(format!("{side} `{}` was added ({}{required})", leaf.path, leaf.types));
    }
}

fn differences(old: &Leaf, new: &Leaf) -> Vec<String> {
    let mut words = Vec::new();
    if old.types != new.types {
        words.push(format!("is {} and was {}", new.types, old.types));
    }
    if old.required != new.required {
        words.push(if new.required { "is required now" } else { "is optional now" }.to_owned());
    }
    for value in old.enum_values.iter().filter(|value| !new.enum_values.contains(value)) {
        words.push(format!("no longer allows {value}"));
    }
    for value in new.enum_values.iter().filter(|value| !old.enum_values.contains(value)) {
        words.push(format!("allows {value} now"));
    }
    let mut compare = |what: &str, old: Option<String>, new: Option<String>| {
        let told = |text: Option<String>| text.unwrap_or_else(|| "none".to_owned());
        if old != new {
            words.push(format!("has {what} {} and had {}", told(new), told(old)));
        }
    };
    compare("the format", old.format.clone(), new.format.clone());
    compare("the pattern", old.pattern.clone(), new.pattern.clone());
    compare(
        "the default",
        old.default.as_ref().map(ToString::to_string),
        new.default.as_ref().map(ToString::to_string),
    );
    compare("the minimum", old.minimum.map(|n| n.to_string()), new.minimum.map(|n| n.to_string()));
    compare("the maximum", old.maximum.map(|n| n.to_string()), new.maximum.map(|n| n.to_string()));
    if old.description != new.description {
        words.push("has another description".to_owned());
    }
    words
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.servers_added.iter().try_for_each(|name| writeln!(f, "+ server {name}"))?;
        self.servers_removed.iter().try_for_each(|name| writeln!(f, "- server {name}"))?;
        self.tools_added.iter().try_for_each(|tool| writeln!(f, "+ {tool}"))?;
        self.tools_removed.iter().try_for_each(|tool| writeln!(f, "- {tool}"))?;
        for rename in &self.renames {
            writeln!(f, "? {} is probably {} under a new name", rename.to, rename.from)?;
        }
        for change in &self.changed {
            writeln!(f, "~ {}", change.tool)?;
            change.words.iter().try_for_each(|words| writeln!(f, "    {words}"))?;
        }
        Ok(())
    }
}
