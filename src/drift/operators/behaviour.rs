//! What no schema shows: the tools look the same and act otherwise. A layer enforces it.

use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::drift::Inventory;
use crate::drift::drifted::Effect;
use crate::drift::map::MigrationMap;
use crate::drift::operator::{About, DriftError, Drifting, Operator, given};
use crate::drift::rewrite::Rewrite;
use crate::drift::schema;
use crate::drift::target::{self, Target, find, find_mut, reads};
use crate::model::{Path, Tool, ToolRef};

/// A tool acts otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behaves {
    #[serde(default)]
    pub tool: Option<ToolRef>,
    pub acts: Acts,
}

/// How a tool acts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Acts {
    /// Leaving a parameter out means another value than the schema says.
    DefaultChanged {
        #[serde(default)]
        parameter: Option<String>,
        #[serde(default)]
        value: Option<Value>,
    },
    /// One call in `every` fails with the message; 1 is every call.
    NewError {
        message: String,
        every: u32,
    },
    /// Calls need a permission that the client does not have at first.
    PermissionAdded {
        scope: String,
    },
    Slower {
        milliseconds: u64,
    },
    /// More calls than this within so many seconds fail.
    RateLimited {
        calls: u32,
        seconds: u32,
    },
    /// What was written is read back only after so many calls.
    EventuallyConsistent {
        calls: u32,
    },
}

/// A record for the layer: which tool acts how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behaviour {
    pub tool: ToolRef,
    pub acts: Acts,
}

impl Behaviour {
    /// Follows its tool through later changes; one whose tool is gone stays as it is, for nobody calls it.
    pub(crate) fn follow(&mut self, later: &MigrationMap) {
        if let Some(tool) = later.tools_to_new(&self.tool).into_iter().next() {
            self.tool = tool;
        }
    }
}

impl Acts {
    /// One of each kind, with usual figures.
    pub(crate) fn all() -> [Acts; 6] {
        [
            Acts::DefaultChanged { parameter: None, value: None },
            Acts::NewError { message: "temporarily unavailable, try again".to_owned(), every: 3 },
            Acts::PermissionAdded { scope: "write".to_owned() },
            Acts::Slower { milliseconds: 3000 },
            Acts::RateLimited { calls: 5, seconds: 60 },
            Acts::EventuallyConsistent { calls: 2 },
        ]
    }
}

impl Behaves {
    pub fn of(acts: Acts) -> Self {
        Self { tool: None, acts }
    }

    /// What leaving a parameter out means, if that is what changes.
    fn other_meaning(&self, tool: &Tool) -> Option<Rewrite> {
        let Acts::DefaultChanged { parameter: Some(parameter), value: Some(new) } = &self.acts else { return None };
        let path = Path::root().field(parameter.as_str());
        let old = schema::default(schema::at(&tool.input_schema, &path)?)?.clone();
        Some(Rewrite::Default { tool: tool.reference(), path, old, new: new.clone() })
    }

    /// The parameter whose default changes, with its new one.
    fn other_default(tool: &Tool) -> Option<(String, Value)> {
        schema::top(&tool.input_schema).iter().find_map(|path: &Path| {
            let property = schema::at(&tool.input_schema, path)?;
            let old = schema::default(property)?;
            let other = |values: &[Value]| values.iter().find(|value| *value != old).cloned();
            let new = match old {
                Value::Bool(yes) => json!(!yes),
                Value::String(_) => other(schema::alternatives(property))?,
                Value::Number(number) => json!(number.as_i64().filter(|number| *number > 1)? / 2),
                _ => return None,
            };
            Some((path.last_field()?.to_owned(), new))
        })
    }
}

impl Drifting for Behaves {
    fn about(&self) -> About {
        let (name, severity) = match self.acts {
            Acts::DefaultChanged { .. } => ("default_changed", 0.5),
            Acts::NewError { .. } => ("new_error", 0.5),
            Acts::PermissionAdded { .. } => ("permission_added", 0.8),
            Acts::Slower { .. } => ("slower", 0.1),
            Acts::RateLimited { .. } => ("rate_limited", 0.3),
            Acts::EventuallyConsistent { .. } => ("eventually_consistent", 0.5),
        };
        About {
            name,
            severity,
            needs: "no tool fits: a changed default needs a parameter with one, a late read a tool that only reads",
        }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::tools(inventory, self.tool.as_ref(), |tool| match self.acts {
            Acts::DefaultChanged { value: None, .. } => Self::other_default(tool).is_some(),
            // What only reads can lag behind; a write that did would be lost.
            Acts::EventuallyConsistent { .. } => reads(tool),
            _ => true,
        })
    }

    fn settle(&self, inventory: &[Tool], target: &Target, _: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let tool = target.reference();
        let mut acts = self.acts.clone();
        if let Acts::DefaultChanged { parameter, value: value @ None } = &mut acts
            && let Some((name, new)) = find(inventory, &tool).and_then(Self::other_default)
        {
            (*parameter, *value) = (Some(name), Some(new));
        }
        Ok(Operator::Behaves(Self { tool: Some(tool), acts }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        let tool = given(&self.tool, "tool")?;
        let found = find_mut(inventory, tool)?;
        let mut effect = Effect::of(self.other_meaning(found));
        effect.behaviours.push(Behaviour { tool: tool.clone(), acts: self.acts.clone() });
        let refused = matches!(self.acts, Acts::PermissionAdded { .. } | Acts::NewError { every: 1, .. });
        Ok(if refused { effect.unsolvable(format!("{tool} refuses every call")) } else { effect })
    }
}
