//! The tools about shopping lists: what the planned meals need, added up.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::amounts::{Family, Measured, base, bought, converted, natural, scaled};
use super::larder;
use super::types::*;
use super::{Recipes, SHOPPING};
use crate::kit::{Call, Day, Ordered, Text, Time, ToolError, conflict, invalid, not_allowed, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// How much of a food is needed, in the smallest units of the families that recipes count it in, and by which recipes.
#[derive(Default)]
struct Need {
    amounts: BTreeMap<Family, i64>,
    recipe_names: Vec<String>,
}

impl Need {
    /// The sum in one family: things that are counted rather than what is weighed. Nothing where all is to taste.
    fn total(&self, food: Option<&larder::Food>) -> Option<(i64, Family)> {
        let families = [Family::Pieces, Family::Cloves, Family::Tins, Family::Mass, Family::Volume];
        let family = families.into_iter().find(|family| self.amounts.contains_key(family))?;
        Some((self.amounts.iter().map(|(from, parts)| converted(*parts, *from, family, food)).sum(), family))
    }
}

/// Makes a shopping list from the planned meals of some days: equal foods are added up, and what the pantry holds is subtracted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateShoppingList {
    /// First day (default: today).
    pub from_date: Option<Day>,
    /// Last day, included (default: six days after the first).
    pub to_date: Option<Day>,
    /// Whether to subtract what the pantry holds (default true).
    pub subtract_pantry: Option<bool>,
}

/// Returns a shopping list by aisle. Without an id it returns the newest one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetShoppingList {
    /// Id of the shopping list (default: the newest).
    pub shopping_list_id: Option<String>,
}

/// Checks a food off a shopping list and puts it into the pantry, or takes both back.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckShoppingItem {
    /// Id of the shopping list.
    pub shopping_list_id: String,
    /// Name of the food, as the list has it.
    pub food: Text<60>,
    /// Whether it has been bought (default true).
    pub is_checked: Option<bool>,
}

/// Shares a shopping list with a member of the family, who then sees what is bought. Other contacts are refused.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareShoppingList {
    /// Id of the shopping list.
    pub shopping_list_id: String,
    /// Id of the family member in the address book.
    pub contact_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ShoppingItem {
    /// Name of the food.
    pub food: String,
    /// How much of it to buy.
    pub amount: Measured,
    /// Where the shop has it.
    pub aisle: Aisle,
    /// Names of the recipes that need it.
    pub recipe_names: Vec<String>,
    /// Whether it has been bought.
    pub is_checked: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownShoppingList {
    /// Id of the shopping list.
    pub id: String,
    /// First day that it is for.
    pub from_date: Day,
    /// Last day that it is for.
    pub to_date: Day,
    /// What to buy, by aisle.
    pub items: Vec<ShoppingItem>,
    /// Members of the family who see it.
    pub shared_with: Vec<ListShare>,
    /// When it was made.
    pub created_at: Time,
}

pub fn create_shopping_list(
    kitchen: &mut Recipes,
    call: &mut Call,
    args: CreateShoppingList,
) -> Result<ShownShoppingList> {
    let from_date = args.from_date.unwrap_or(call.now.day());
    let to_date = args.to_date.unwrap_or(from_date.plus_days(6));
    if to_date < from_date {
        return Err(invalid(format!("Argument `to_date`: {to_date} lies before from_date ({from_date}).")));
    }
    let meals = kitchen.planned(from_date, to_date);
    if meals.is_empty() {
        return Err(conflict(format!("Nothing is planned from {from_date} to {to_date}. Use plan_meal first.")));
    }
    let mut needs: BTreeMap<&str, Need> = BTreeMap::new();
    for meal in meals {
        let Some(recipe) = kitchen.recipes.get(&meal.recipe_id) else { continue };
        for ingredient in &recipe.ingredients {
            let need = needs.entry(&ingredient.food).or_default();
            if let Some((parts, unit)) = ingredient.amount {
                let (parts, family) = base((scaled(parts, meal.servings, recipe.servings), unit));
                *need.amounts.entry(family).or_default() += parts;
            }
            if !need.recipe_names.contains(&recipe.name) {
                need.recipe_names.push(recipe.name.clone());
            }
        }
    }
    let mut items = Vec::new();
    for (food, need) in needs {
        let known = larder::named(food);
        let stored = kitchen.pantry.get(food).filter(|stored| {
            args.subtract_pantry.unwrap_or(true) && stored.expires_on.is_none_or(|day| day >= call.now.day())
        });
        let left = need.total(known).map(|(parts, family)| {
            let there = stored.map(|stored| base(stored.amount));
            (parts - there.map_or(0, |(there, kind)| converted(there, kind, family, known)), family)
        });
        // A little of what is used to taste is in any pantry that has it.
        if left.map_or(stored.is_some(), |(parts, _)| parts <= 0) {
            continue;
        }
        items.push(Wanted {
            food: food.to_owned(),
            aisle: known.map_or(Aisle::Dry, |food| food.aisle),
            amount: left.map(|(parts, family)| bought(natural(parts, family))),
            recipe_names: need.recipe_names,
            is_checked: false,
        });
    }
    items.order_by(|a, b| (a.aisle, &a.food).cmp(&(b.aisle, &b.food)));
    let list = ShoppingList {
        id: call.ids.mint("shl"),
        from_date,
        to_date,
        items,
        shared_with: Vec::new(),
        created_at: call.now,
    };
    let shown = list.shown();
    kitchen.shopping_lists.insert(list.id.clone(), list);
    Ok(shown)
}

pub fn get_shopping_list(kitchen: &Recipes, _: &Call, args: GetShoppingList) -> Result<ShownShoppingList> {
    let Some(id) = &args.shopping_list_id else {
        let newest = kitchen.shopping_lists.values().max_by_key(|list| (list.created_at, list.id.clone()));
        return newest.map(ShoppingList::shown).ok_or_else(|| {
            ToolError::NotFound("There is no shopping list yet. Use create_shopping_list to make one.".to_owned())
        });
    };
    Ok(SHOPPING.get(&kitchen.shopping_lists, id)?.shown())
}

pub fn check_shopping_item(
    kitchen: &mut Recipes,
    call: &mut Call,
    args: CheckShoppingItem,
) -> Result<ShownShoppingList> {
    let list = SHOPPING.get(&kitchen.shopping_lists, &args.shopping_list_id)?;
    let name = larder::called(&args.food.0).map_or(args.food.0.as_str(), |food| food.name);
    let checked = args.is_checked.unwrap_or(true);
    let place = list.items.iter().position(|item| item.food.eq_ignore_ascii_case(name));
    let Some(place) = place else {
        return Err(invalid(format!("Argument `food`: {} is not on the list.", shorten(&args.food.0))));
    };
    let Wanted { food, amount, is_checked, .. } = list.items[place].clone();
    if let Some((parts, unit)) = amount.filter(|_| is_checked != checked) {
        kitchen.store(&food, (if checked { parts } else { -parts }, unit), call.now.day());
    }
    let list = SHOPPING.get_mut(&mut kitchen.shopping_lists, &args.shopping_list_id)?;
    list.items[place].is_checked = checked;
    Ok(list.shown())
}

pub fn share_shopping_list(kitchen: &mut Recipes, _: &mut Call, args: ShareShoppingList) -> Result<ShownShoppingList> {
    let list = SHOPPING.get(&kitchen.shopping_lists, &args.shopping_list_id)?;
    let member = kitchen.contacts.get(&args.contact_id).ok_or_else(|| {
        let id = shorten(&args.contact_id);
        ToolError::NotFound(format!("No contact has the id {id}. Use search_contacts of the address book to find ids."))
    })?;
    if !member.is_family {
        return Err(not_allowed(format!(
            "{} is not of the family. Lists are shared within the family only.",
            member.name
        )));
    }
    if list.shared_with.iter().any(|share| share.contact_id == args.contact_id) {
        return Err(conflict(format!("The list is already shared with {}.", member.name)));
    }
    let share = ListShare { contact_id: args.contact_id, name: member.name.clone(), email: member.email.clone() };
    let list = SHOPPING.get_mut(&mut kitchen.shopping_lists, &args.shopping_list_id)?;
    list.shared_with.push(share);
    Ok(list.shown())
}

impl Recipes {
    /// Adds to the pantry, in the kind of unit that it is stored in.
    fn store(&mut self, food: &str, (parts, unit): (i64, Unit), today: Day) {
        let known = larder::named(food);
        let Some(stored) = self.pantry.get_mut(food) else {
            if parts > 0 {
                let expires_on = known.map(|food| today.plus_days(food.keeps_days()));
                let stored = Stored { food: food.to_owned(), amount: (parts, unit), expires_on };
                self.pantry.insert(food.to_owned(), stored);
            }
            return;
        };
        let ((there, kind), (more, family)) = (base(stored.amount), base((parts, unit)));
        let sum = there + converted(more, family, kind, known);
        if sum > 0 {
            stored.amount = natural(sum, kind);
        } else {
            self.pantry.remove(food);
        }
    }
}

impl larder::Food {
    /// How long it usually keeps.
    fn keeps_days(&self) -> i64 {
        match self.aisle {
            Aisle::Meat | Aisle::Fish => 3,
            Aisle::Produce | Aisle::Bakery => 7,
            Aisle::Dairy => 14,
            Aisle::Dry | Aisle::Tins | Aisle::Nuts | Aisle::Spices => 365,
        }
    }
}

impl ShoppingList {
    fn shown(&self) -> ShownShoppingList {
        let item = |wanted: &Wanted| ShoppingItem {
            food: wanted.food.clone(),
            amount: Measured::of(wanted.amount),
            aisle: wanted.aisle,
            recipe_names: wanted.recipe_names.clone(),
            is_checked: wanted.is_checked,
        };
        ShownShoppingList {
            id: self.id.clone(),
            from_date: self.from_date,
            to_date: self.to_date,
            items: self.items.iter().map(item).collect(),
            shared_with: self.shared_with.clone(),
            created_at: self.created_at,
        }
    }
}
