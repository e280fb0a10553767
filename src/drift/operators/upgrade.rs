//! A new version of a server: several operators at once.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use super::{descriptions, form, names, nesting, required};
use crate::drift::Inventory;
use crate::drift::drifted::Effect;
use crate::drift::operator::{About, DriftError, Drifting, Operator, given};
use crate::drift::target::{self, Target};
use crate::model::{Seed, Tool};

/// How many operators a bundle has that nobody gave.
const BUNDLE: usize = 3;

/// Operators one after the other, all of one server where the bundle is left to the seed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VersionUpgrade {
    pub server: Option<String>,
    /// Each names tools as those before have left them.
    pub operators: Vec<Operator>,
}

/// What a new version may bring.
fn usual() -> Vec<Operator> {
    let words = descriptions::Description::of(descriptions::Manner::Paraphrase);
    vec![
        Operator::RenameTool(names::RenameTool::default()),
        Operator::RenameParameter(names::RenameParameter::default()),
        Operator::OptionalToRequired(required::OptionalToRequired::default()),
        Operator::NewRequiredParameter(required::NewRequiredParameter::default()),
        Operator::TypeChange(form::TypeChange::default()),
        Operator::EnumChange(form::EnumChange::default()),
        Operator::Nest(nesting::Nest::default()),
        Operator::Description(words),
    ]
}

impl Drifting for VersionUpgrade {
    fn about(&self) -> About {
        About { name: "version_upgrade", severity: 0.7, needs: "there is no server" }
    }

    fn targets(&self, inventory: &[Tool]) -> Vec<Target> {
        target::servers(inventory, self.server.as_ref(), |_| true)
    }

    fn settle(&self, inventory: &[Tool], target: &Target, rng: &mut ChaCha8Rng) -> Result<Operator, DriftError> {
        let open = self.operators.is_empty();
        let mut bundle = if open { usual() } else { self.operators.clone() };
        if open {
            bundle.shuffle(rng);
        }
        let most = if open { BUNDLE } else { bundle.len() };
        let mut left = inventory.to_vec();
        if open {
            left.retain(|tool| tool.server == target.server);
        }
        let mut operators = Vec::new();
        for operator in bundle {
            let settled = operator.settle(&left, Seed(rng.random()));
            match settled.and_then(|settled| settled.change(&mut left).map(|_| settled)) {
                Ok(settled) if operators.len() < most => operators.push(settled),
                Err(error) if !open => return Err(error),
                _ => {}
            }
            if operators.len() == most {
                break;
            }
        }
        Ok(Operator::VersionUpgrade(Self { server: Some(target.server.clone()), operators }))
    }

    fn change(&self, inventory: &mut Inventory) -> Result<Effect, DriftError> {
        given(&self.server, "server")?;
        let mut effect = Effect::of([]);
        for operator in &self.operators {
            effect = effect.then(operator.change(inventory)?);
        }
        Ok(effect)
    }
}
