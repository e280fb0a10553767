//! The operators by name, and how one is settled and applied.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::drift::Inventory;
use crate::drift::drifted::{Drifted, Effect, changes};
use crate::drift::map::MigrationMap;
use crate::drift::operators::*;
use crate::drift::target::Target;
use crate::model::{Path, Seed, Tool, ToolRef};

/// A change of an inventory. What is left out, the seed settles: where it happens, and what the new things are called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "operator", rename_all = "snake_case")]
pub enum Operator {
    RenameTool(names::RenameTool),
    RenameParameter(names::RenameParameter),
    CaseStyle(names::CaseStyle),
    NamespacePrefix(names::NamespacePrefix),
    Description(descriptions::Description),
    OptionalToRequired(required::OptionalToRequired),
    RequiredToOptional(required::RequiredToOptional),
    NewRequiredParameter(required::NewRequiredParameter),
    NewOptionalParameter(parameters::NewOptionalParameter),
    RemoveParameter(parameters::RemoveParameter),
    TypeChange(form::TypeChange),
    EnumChange(form::EnumChange),
    HandleInsteadOfName(form::HandleInsteadOfName),
    Nest(nesting::Nest),
    Flatten(nesting::Flatten),
    OutputReshape(outputs::OutputReshape),
    OutputRenameField(outputs::OutputRenameField),
    OutputRemoveField(outputs::OutputRemoveField),
    Paginate(outputs::Paginate),
    Remove(presence::Remove),
    Deprecate(presence::Deprecate),
    Replace(presence::Replace),
    MoveToServer(presence::MoveToServer),
    ServerDown(presence::ServerDown),
    Split(groups::Split),
    Merge(groups::Merge),
    NearDuplicates(crowd::NearDuplicates),
    Distractors(crowd::Distractors),
    Reorder(crowd::Reorder),
    VersionUpgrade(upgrade::VersionUpgrade),
    Behaves(behaviour::Behaves),
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DriftError {
    #[error("apply {operator}: {needs}{given}")]
    Nowhere { operator: &'static str, needs: &'static str, given: &'static str },
    #[error("find {tool}: the inventory has no such tool; take one that it lists")]
    Tool { tool: ToolRef },
    #[error("find `{path}` of {tool}: its schema has no such property; take one that it names")]
    Property { tool: ToolRef, path: Path },
    #[error("name something {name:?}: {place} has that name already; take another")]
    Taken { place: String, name: String },
    #[error("apply an operator as it is: its `{what}` is open; settle it with a seed first")]
    Open { what: &'static str },
    #[error("change {tool}: {why}")]
    Unfit { tool: ToolRef, why: String },
}

/// What is told of an operator.
#[derive(Clone, Copy)]
pub(crate) struct About {
    pub name: &'static str,
    /// 0 to 1: from what no client notices to what leaves it without the tool.
    pub severity: f64,
    /// Said where there is no place for it.
    pub needs: &'static str,
}

/// What every operator can do.
pub(crate) trait Drifting {
    fn about(&self) -> About;

    /// The places where it can be applied, in the inventory's order.
    fn targets(&self, inventory: &[Tool]) -> Vec<Target>;

    /// The same with everything that was open chosen.
    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError>;

    /// Changes the inventory, nothing being open.
    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError>;
}

/// Takes what a settled operator has.
pub(crate) fn given<'o, T>(value: &'o Option<T>, what: &'static str) -> Result<&'o T, DriftError> {
    value.as_ref().ok_or(DriftError::Open { what })
}

impl Operator {
    pub fn name(&self) -> &'static str {
        self.drifting().about().name
    }

    /// How much it asks of a client, 0 to 1.
    pub fn severity(&self) -> f64 {
        self.drifting().about().severity
    }

    /// Where it can be applied, the place first that this seed chooses.
    pub fn applies_to(&self, inventory: &[Tool], seed: Seed) -> Vec<Target> {
        let mut targets = self.drifting().targets(inventory);
        targets.shuffle(&mut seed.derive(self.name(), 0).rng());
        targets
    }

    /// The operator with nothing left open.
    pub fn settle(&self, inventory: &[Tool], seed: Seed) -> Result<Self, DriftError> {
        let targets = self.applies_to(inventory, seed);
        let about = self.drifting().about();
        let given = if self.drifting().targets(inventory).is_empty() && *self != self.opened() {
            "; leave open what was given, or give something else"
        } else {
            ""
        };
        let target = targets.first().ok_or(DriftError::Nowhere { operator: about.name, needs: about.needs, given })?;
        self.settle_at(inventory, target, seed)
    }

    /// The operator at one of its places, with nothing left open.
    pub(crate) fn settle_at(&self, inventory: &[Tool], target: &Target, seed: Seed) -> Result<Self, DriftError> {
        self.drifting().settle(inventory, target, &mut seed.derive(self.name(), 1).rng())
    }

    /// Settles the operator and changes the inventory.
    pub fn apply(&self, inventory: &[Tool], seed: Seed) -> Result<Drifted, DriftError> {
        self.settle(inventory, seed)?.apply_settled(inventory)
    }

    /// Changes the inventory, nothing being open.
    pub fn apply_settled(&self, inventory: &[Tool]) -> Result<Drifted, DriftError> {
        let mut new = inventory.to_vec();
        let effect = self.drifting().change(&mut new)?;
        let map = MigrationMap { steps: effect.steps };
        Ok(Drifted {
            changes: changes(inventory, &new, &map),
            operator: self.clone(),
            inventory: new,
            map,
            behaviours: effect.behaviours,
            solvable: effect.solvable,
        })
    }

    pub(crate) fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        self.drifting().change(inventory)
    }

    /// The same operator with all open.
    fn opened(&self) -> Self {
        let all = Self::all();
        all.into_iter().find(|other| other.name() == self.name()).unwrap_or_else(|| self.clone())
    }

    /// Every operator with all left open, descriptions in every manner and behaviours of every kind.
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            Self::RenameTool(Default::default()),
            Self::RenameParameter(Default::default()),
            Self::CaseStyle(Default::default()),
            Self::NamespacePrefix(Default::default()),
            Self::OptionalToRequired(Default::default()),
            Self::RequiredToOptional(Default::default()),
            Self::NewRequiredParameter(Default::default()),
            Self::NewOptionalParameter(Default::default()),
            Self::RemoveParameter(Default::default()),
            Self::TypeChange(Default::default()),
            Self::EnumChange(Default::default()),
            Self::HandleInsteadOfName(Default::default()),
            Self::Nest(Default::default()),
            Self::Flatten(Default::default()),
            Self::OutputReshape(Default::default()),
            Self::OutputRenameField(Default::default()),
            Self::OutputRemoveField(Default::default()),
            Self::Paginate(Default::default()),
            Self::Remove(Default::default()),
            Self::Deprecate(Default::default()),
            Self::Replace(Default::default()),
            Self::MoveToServer(Default::default()),
            Self::ServerDown(Default::default()),
            Self::Split(Default::default()),
            Self::Merge(Default::default()),
            Self::NearDuplicates(Default::default()),
            Self::Distractors(Default::default()),
            Self::Reorder(Default::default()),
            Self::VersionUpgrade(Default::default()),
        ];
        all.extend(descriptions::Manner::ALL.map(|manner| Self::Description(descriptions::Description::of(manner))));
        all.extend(behaviour::Acts::all().map(|acts| Self::Behaves(behaviour::Behaves::of(acts))));
        all
    }

    fn drifting(&self) -> &dyn Drifting {
        match self {
            Self::RenameTool(operator) => operator,
            Self::RenameParameter(operator) => operator,
            Self::CaseStyle(operator) => operator,
            Self::NamespacePrefix(operator) => operator,
            Self::Description(operator) => operator,
            Self::OptionalToRequired(operator) => operator,
            Self::RequiredToOptional(operator) => operator,
            Self::NewRequiredParameter(operator) => operator,
            Self::NewOptionalParameter(operator) => operator,
            Self::RemoveParameter(operator) => operator,
            Self::TypeChange(operator) => operator,
            Self::EnumChange(operator) => operator,
            Self::HandleInsteadOfName(operator) => operator,
            Self::Nest(operator) => operator,
            Self::Flatten(operator) => operator,
            Self::OutputReshape(operator) => operator,
            Self::OutputRenameField(operator) => operator,
            Self::OutputRemoveField(operator) => operator,
            Self::Paginate(operator) => operator,
            Self::Remove(operator) => operator,
            Self::Deprecate(operator) => operator,
            Self::Replace(operator) => operator,
            Self::MoveToServer(operator) => operator,
            Self::ServerDown(operator) => operator,
            Self::Split(operator) => operator,
            Self::Merge(operator) => operator,
            Self::NearDuplicates(operator) => operator,
            Self::Distractors(operator) => operator,
            Self::Reorder(operator) => operator,
            Self::VersionUpgrade(operator) => operator,
            Self::Behaves(operator) => operator,
        }
    }
}
