//! Descriptions: what a tool says of itself changes, and what it does stays.

use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::drift::Inventory;
use crate::drift::drifted::Effect;
use crate::drift::operator::{About, DriftError, Drifting, Operator, given};
use crate::drift::target::{self, Target, find, find_mut};
use crate::drift::wording::{self, Language};
use crate::model::{Tool, ToolRef};

/// A tool's description says something else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Description {
    pub manner: Manner,
    pub tool: Option<ToolRef>,
    /// For a translation.
    pub language: Option<Language>,
    /// The new description.
    pub text: Option<String>,
}

/// How a description changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    #[default]
    Paraphrase,
    Shorten,
    Remove,
    Translate,
    /// It is the description of another tool of the inventory.
    Misleading,
    /// It tells of a version before.
    Stale,
}

impl Manner {
    pub const ALL: [Self; 6] =
        [Self::Paraphrase, Self::Shorten, Self::Remove, Self::Translate, Self::Misleading, Self::Stale];
}

impl Description {
    pub fn of(manner: Manner) -> Self {
        Self { manner, ..Self::default() }
    }

    /// The description in this manner, if that follows from the old one alone.
    pub(crate) fn written(old: &str, manner: Manner, language: Option<Language>) -> Option<String> {
        match manner {
            Manner::Paraphrase => Some(wording::paraphrase(old)),
            Manner::Shorten => Some(wording::shorten(old)),
            Manner::Remove => Some(String::new()),
            Manner::Translate => language.map(|language| wording::translate(old, language)),
            Manner::Stale => Some(wording::stale(old)),
            Manner::Misleading => None,
        }
    }

    fn changes(&self, tool: &Tool, inventory: &[Tool]) -> bool {
        let languages = self.language.map_or(Language::ALL.to_vec(), |language| vec![language]);
        let new = |language: &Language| Self::written(&tool.description, self.manner, Some(*language));
        if self.manner == Manner::Misleading {
            return inventory
                .iter()
                .any(|other| other.description != tool.description && !other.description.is_empty());
        }
        !tool.description.trim().is_empty() && languages.iter().filter_map(new).any(|new| new != tool.description)
    }
}

impl Drifting for Description {
    fn about(&self) -> About {
        let (name, severity) = match self.manner {
            Manner::Paraphrase => ("paraphrase", 0.05),
            Manner::Shorten => ("shorten", 0.1),
            Manner::Remove => ("remove_description", 0.3),
            Manner::Translate => ("translate", 0.15),
            Manner::Misleading => ("misleading", 0.6),
            Manner::Stale => ("stale", 0.2),
        };
        About { name, severity, needs: "no tool has a description that this would change" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        let given = |tool: &Tool| self.text.as_ref().is_some_and(|text| *text != tool.description);
        target::tools(inventory, self.tool.as_ref(), |tool| given(tool) || self.changes(tool, inventory))
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let tool = target.reference();
        let old = find(inventory, &tool).map(|tool| tool.description.clone()).unwrap_or_default();
        let speaks = |language: &&Language| wording::translate(&old, **language) != old;
        let languages: Vec<&Language> = Language::ALL.iter().filter(speaks).collect();
        let language = self.language.or_else(|| languages.choose(rng).map(|language| **language));
        let language = language.filter(|_| self.manner == Manner::Translate);
        let others: Vec<&Tool> =
            inventory.iter().filter(|other| other.description != old && !other.description.is_empty()).collect();
        let other = || others.choose(rng).map(|other| other.description.clone());
        let text = self.text.clone().or_else(|| Self::written(&old, self.manner, language)).or_else(other);
        Ok(Operator::Description(Self { manner: self.manner, tool: Some(tool), language, text }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        find_mut(inventory, given(&self.tool, "tool")?)?.description = given(&self.text, "text")?.clone();
        Ok(Effect::of([]))
    }
}
