//! The tools about the pantry and about what can stand in for what.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Recipes;
use super::amounts::{Measured, PARTS};
use super::data::fits;
use super::larder::{self, SUBSTITUTES};
use super::reading::food;
use super::types::*;
use crate::kit::{Call, Day, Int, Ordered, Text, ToolError, conflict, invalid};

type Result<T> = std::result::Result<T, ToolError>;

/// Lists what the pantry holds, what expires first before the rest. Use it before planning meals.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPantry {
    /// Only what expires within so many days.
    pub expires_within_days: Option<Int<0, 365>>,
    /// Only food of this aisle.
    pub aisle: Option<Aisle>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PantryItem {
    /// Name of the food.
    pub food: String,
    /// How much of it there is.
    pub amount: Measured,
    /// Last day on which it is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Day>,
    /// Whether that day has passed.
    pub is_expired: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Pantry {
    /// What there is, by day of expiry.
    pub items: Vec<PantryItem>,
}

/// Sets how much of a food the pantry holds, in place of what was known. An amount of 0 takes it out.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdatePantry {
    /// Name of the food.
    #[schemars(example = &"carrots")]
    pub food: Text<60>,
    /// How much of it there is now.
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub quantity: f64,
    /// Unit of the quantity; it must suit the food, as g suits all.
    pub unit: Unit,
    /// Last day on which it is good.
    pub expires_on: Option<Day>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PantryChange {
    /// Name of the food.
    pub food: String,
    /// How much there is now; nothing once it has been taken out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Measured>,
}

/// Finds what can stand in for a food, optionally within a diet. Use it when something is missing or not wanted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindSubstitutes {
    /// Name of the food to replace.
    #[schemars(example = &"butter")]
    pub food: Text<60>,
    /// Diet that the substitute must fit.
    pub diet: Option<Diet>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Substitute {
    /// Name of the food that stands in.
    pub food: String,
    /// How much of it for the same amount, such as 0.8.
    pub ratio: f64,
    /// What to mind.
    pub note: String,
    /// Whether the pantry holds it.
    pub is_in_pantry: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct SubstituteList {
    /// Name of the food to replace.
    pub food: String,
    /// What can stand in for it; what the pantry holds first.
    pub substitutes: Vec<Substitute>,
}

pub fn list_pantry(kitchen: &Recipes, call: &Call, args: ListPantry) -> Result<Pantry> {
    let today = call.now.day();
    let last = args.expires_within_days.map(|days| today.plus_days(days.0));
    let found = |stored: &&Stored| {
        last.is_none_or(|last| stored.expires_on.is_some_and(|day| day <= last))
            && args.aisle.is_none_or(|aisle| larder::named(&stored.food).is_some_and(|food| food.aisle == aisle))
    };
    let mut found: Vec<&Stored> = kitchen.pantry.values().filter(found).collect();
    found.order_by_key(|stored| (stored.expires_on.is_none(), stored.expires_on, stored.food.clone()));
    let item = |stored: &Stored| PantryItem {
        food: stored.food.clone(),
        amount: Measured::of(Some(stored.amount)),
        expires_on: stored.expires_on,
        is_expired: stored.expires_on.is_some_and(|day| day < today),
    };
    Ok(Pantry { items: found.into_iter().map(item).collect() })
}

pub fn update_pantry(kitchen: &mut Recipes, call: &mut Call, args: UpdatePantry) -> Result<PantryChange> {
    let known = food(&args.food.0, "food")?;
    let food = known.name;
    if !(0.0..=100_000.0).contains(&args.quantity) {
        return Err(invalid("Argument `quantity`: an amount is a number from 0 to 100000."));
    }
    if let Some(day) = args.expires_on.filter(|day| *day < call.now.day()) {
        return Err(invalid(format!("Argument `expires_on`: {day} has passed. Set the quantity to 0 if it is gone.")));
    }
    let parts = (args.quantity * PARTS as f64).round() as i64;
    if parts == 0 {
        if kitchen.pantry.remove(food).is_none() {
            return Err(conflict(format!("The pantry holds no {food}.")));
        }
        return Ok(PantryChange { food: food.to_owned(), amount: None });
    }
    if !known.is_counted_in(args.unit) {
        let units = UNITS.into_iter().filter(|(unit, _)| known.is_counted_in(*unit)).map(|(_, word)| word);
        let units: Vec<&str> = units.collect();
        return Err(invalid(format!("Argument `unit`: for {food} it is one of {}.", units.join(", "))));
    }
    let before = kitchen.pantry.get(food).and_then(|stored| stored.expires_on);
    let stored = Stored {
        food: food.to_owned(),
        amount: (parts, args.unit),
        expires_on: args.expires_on.or(before.filter(|day| *day >= call.now.day())),
    };
    let amount = Some(Measured::of(Some(stored.amount)));
    kitchen.pantry.insert(food.to_owned(), stored);
    Ok(PantryChange { food: food.to_owned(), amount })
}

pub fn find_substitutes(kitchen: &Recipes, _: &Call, args: FindSubstitutes) -> Result<SubstituteList> {
    let wanted = food(&args.food.0, "food")?.name;
    let suits =
        |name: &str| args.diet.is_none_or(|diet| larder::named(name).is_some_and(|food| fits(food.flags, diet)));
    let mut substitutes: Vec<Substitute> = SUBSTITUTES
        .iter()
        .filter(|(food, substitute, ..)| *food == wanted && suits(substitute))
        .map(|(_, substitute, hundredths, note)| Substitute {
            food: (*substitute).to_owned(),
            ratio: *hundredths as f64 / 100.0,
            note: (*note).to_owned(),
            is_in_pantry: kitchen.pantry.contains_key(*substitute),
        })
        .collect();
    if substitutes.is_empty() {
        return Err(ToolError::NotFound(format!(
            "Nothing is known to stand in for {wanted} so. Leave the diet out, or search for a recipe without it."
        )));
    }
    substitutes.order_by_key(|substitute| (!substitute.is_in_pantry, substitute.food.clone()));
    Ok(SubstituteList { food: wanted.to_owned(), substitutes })
}
