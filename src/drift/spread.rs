//! An operator at a share of the places where it can be applied: how much of an inventory drifts.

use std::collections::BTreeSet;

use crate::drift::Inventory;
use crate::drift::drifted::Solvable;
use crate::drift::map::MigrationMap;
use crate::drift::operator::{DriftError, Operator};
use crate::drift::operators::behaviour::Behaviour;
use crate::drift::operators::crowd::Distractors;
use crate::drift::target::Target;
use crate::model::{Seed, Tool, ToolRef};

/// Distractors at a share of one.
const MOST_DISTRACTORS: f64 = 20.0;

/// What comes of it: one map for all applications.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// With nothing left open, each as the one before it left the tools.
    pub operators: Vec<Operator>,
    pub inventory: Inventory,
    pub map: MigrationMap,
    pub behaviours: Vec<Behaviour>,
    /// Tools of the original that are otherwise now, act otherwise, or are gone.
    pub touched: BTreeSet<ToolRef>,
    /// Whether every task can still be solved. A task that does not need what is gone can be in any case.
    pub solvable: Solvable,
}

impl Spread {
    /// Applies an operator at `share` of its places, above 0 and up to 1, and at one at least. The places of a smaller share are
    /// among those of a greater one with the same seed.
    pub fn of(operator: &Operator, inventory: &[Tool], share: f64, seed: Seed) -> Result<Self, DriftError> {
        let operator = scaled(operator, share);
        let mut places: Vec<Target> = Vec::new();
        for target in operator.applies_to(inventory, seed) {
            if places.iter().all(|place| place.reference() != target.reference()) {
                places.push(target);
            }
        }
        let wanted = ((share * places.len() as f64).ceil() as usize).clamp(1, places.len().max(1));
        let mut spread = Self {
            operators: Vec::new(),
            inventory: inventory.to_vec(),
            map: MigrationMap::default(),
            behaviours: Vec::new(),
            touched: BTreeSet::new(),
            solvable: Solvable::Yes,
        };
        let mut refused = None;
        for (at, place) in places.iter().enumerate() {
            if spread.operators.len() == wanted {
                break;
            }
            if let Err(error) = spread.add(&operator, place, seed.derive("place", at as u64)) {
                refused.get_or_insert(error);
            }
        }
        match (spread.operators.is_empty(), refused) {
            (true, Some(error)) => Err(error),
            // There is no place at all, and settling says why.
            (true, None) => operator.settle(inventory, seed).map(|_| spread),
            (false, _) => Ok(spread),
        }
    }

    /// Applies it once more where it was not applied yet, if the place is still there.
    fn add(&mut self, operator: &Operator, place: &Target, seed: Seed) -> Result<(), DriftError> {
        let now = match &place.tool {
            Some(_) => self.map.tools_to_new(&place.reference()).into_iter().next(),
            None => Some(place.reference()),
        };
        let targets = operator.applies_to(&self.inventory, seed);
        let Some(target) = targets.into_iter().find(|target| Some(target.reference()) == now) else { return Ok(()) };
        let drifted = operator.settle_at(&self.inventory, &target, seed)?.apply_settled(&self.inventory)?;
        let back = self.map.inverse();
        let changed = drifted.changes.iter().filter_map(|change| Some(change.old.as_ref()?.reference()));
        let acting = drifted.behaviours.iter().map(|behaviour| behaviour.tool.clone());
        self.touched.extend(changed.chain(acting).flat_map(|tool| back.tools_to_new(&tool)));
        self.behaviours.iter_mut().for_each(|behaviour| behaviour.follow(&drifted.map));
        self.behaviours.extend(drifted.behaviours);
        self.map.steps.extend(drifted.map.steps);
        self.inventory = drifted.inventory;
        if self.solvable == Solvable::Yes {
            self.solvable = drifted.solvable;
        }
        self.operators.push(drifted.operator);
        Ok(())
    }
}

/// Distractors have no places: there are more of them.
fn scaled(operator: &Operator, share: f64) -> Operator {
    match operator {
        Operator::Distractors(Distractors { count: None, tools: None }) => {
            let count = (share * MOST_DISTRACTORS).ceil() as usize;
            Operator::Distractors(Distractors { count: Some(count), tools: None })
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::sample;

    fn of(operator: &Operator, share: f64) -> Spread {
        Spread::of(operator, &sample::inventory(), share, Seed(3)).unwrap()
    }

    #[test]
    fn a_greater_share_touches_what_a_smaller_one_does_and_more() {
        for operator in Operator::all() {
            let (quarter, half, whole) = (of(&operator, 0.25), of(&operator, 0.5), of(&operator, 1.0));
            let name = operator.name();
            assert!(!quarter.operators.is_empty(), "{name}");
            assert!(quarter.operators.len() <= half.operators.len(), "{name}");
            assert!(quarter.touched.is_subset(&half.touched) && half.touched.is_subset(&whole.touched), "{name}");
            assert_eq!(of(&operator, 0.5), half, "{name}");
        }
    }

    #[test]
    fn all_tools_have_other_names_at_a_share_of_one() {
        let inventory = sample::inventory();
        let spread = of(&Operator::RenameTool(Default::default()), 1.0);
        assert_eq!(spread.touched.len(), inventory.len());
        for tool in &inventory {
            let now = spread.map.tools_to_new(&tool.reference());
            assert!(now.len() == 1 && now[0] != tool.reference(), "{now:?}");
            assert!(spread.inventory.iter().any(|tool| tool.reference() == now[0]));
        }
    }

    #[test]
    fn where_there_is_no_place_it_says_so() {
        let error = Spread::of(&Operator::RenameTool(Default::default()), &[], 1.0, Seed(1)).unwrap_err();
        assert!(matches!(error, DriftError::Nowhere { .. }), "{error}");
    }
}
