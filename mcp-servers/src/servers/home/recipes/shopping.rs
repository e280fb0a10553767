//! The tools about shopping lists: what the planned meals need, added up.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::amounts::{Family, Measured, base, natural, scaled};
use super::larder;
use super::reading::food;
use super::types::*;
use super::{Recipes, SHOPPING};
use crate::kit::{Call, Day, Ordered, Text, Time, ToolError, conflict, invalid, not_allowed, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// How much of a food is needed, in the smallest unit of its family, and by which recipes.
type Needs<'a> = BTreeMap<(&'a str, Option<Family>), (i64, Vec<String>)>;

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
    let mut needs: Needs = BTreeMap::new();
    for meal in meals {
        let Some(recipe) = kitchen.recipes.get(&meal.recipe_id) else { continue };
        for ingredient in &recipe.ingredients {
            let amount =
                ingredient.amount.map(|(parts, unit)| base((scaled(parts, meal.servings, recipe.servings), unit)));
            let need = needs.entry((&ingredient.food, amount.map(|(_, family)| family))).or_default();
            need.0 += amount.map_or(0, |(parts, _)| parts);
            if !need.1.contains(&recipe.name) {
                need.1.push(recipe.name.clone());
            }
        }
    }
    let mut items = Vec::new();
    for ((food, family), (parts, recipe_names)) in needs {
        let stored = kitchen.pantry.get(food).filter(|stored| {
            args.subtract_pantry.unwrap_or(true) && stored.expires_on.is_none_or(|day| day >= call.now.day())
        });
        let left = match (family, stored.map(|stored| base(stored.amount))) {
            (None, Some(_)) => continue,
            (Some(family), Some((there, kind))) if family == kind => parts - there,
            _ => parts,
        };
        if family.is_some() && left <= 0 {
            continue;
        }
        items.push(Wanted {
            food: food.to_owned(),
            aisle: larder::named(food).map_or(Aisle::Dry, |food| food.aisle),
            amount: family.map(|family| natural(left, family)),
            recipe_names,
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
    let wanted = food(&args.food.0, "food")?;
    let checked = args.is_checked.unwrap_or(true);
    let places: Vec<usize> = (0..list.items.len()).filter(|place| list.items[*place].food == wanted).collect();
    if places.is_empty() {
        return Err(invalid(format!("Argument `food`: {} is not on the list.", shorten(&args.food.0))));
    }
    let changed: Vec<Option<(i64, Unit)>> = places
        .iter()
        .map(|place| &list.items[*place])
        .filter(|item| item.is_checked != checked)
        .map(|item| item.amount)
        .collect();
    for (parts, unit) in changed.into_iter().flatten() {
        kitchen.store(wanted, (if checked { parts } else { -parts }, unit), call.now.day());
    }
    let list = SHOPPING.get_mut(&mut kitchen.shopping_lists, &args.shopping_list_id)?;
    for place in places {
        list.items[place].is_checked = checked;
    }
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
    /// Adds to the pantry; what is stored in another kind of unit stays as it is.
    fn store(&mut self, food: &str, (parts, unit): (i64, Unit), today: Day) {
        let (more, family) = base((parts, unit));
        let Some(stored) = self.pantry.get_mut(food) else {
            if parts > 0 {
                let expires_on = larder::named(food).map(|food| today.plus_days(food.keeps_days()));
                let stored = Stored { food: food.to_owned(), amount: (parts, unit), expires_on };
                self.pantry.insert(food.to_owned(), stored);
            }
            return;
        };
        let (there, kind) = base(stored.amount);
        if kind == family && there + more > 0 {
            stored.amount = natural(there + more, family);
        } else if kind == family {
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
