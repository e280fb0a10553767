//! The tools that find and show recipes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::amounts::{Measured, customary, practical, scaled};
use super::larder::{self, Food};
use super::types::*;
use super::{RECIPE, Recipes};
use crate::kit::{Call, Cursor, Int, Limit, Ordered, Query, Text, ToolError, invalid, page, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Finds recipes by words, by ingredients that they have or do not have, by diet, course and time. Use it to get a recipe's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchRecipes {
    /// Words of the name or of ingredients; all of them must match.
    pub query: Option<Query>,
    /// Only recipes with this ingredient.
    #[schemars(example = &"lemons")]
    pub with_ingredient: Option<Text<60>>,
    /// Only recipes without this ingredient.
    #[schemars(example = &"garlic")]
    pub without_ingredient: Option<Text<60>>,
    /// Only recipes that fit this diet.
    pub diet: Option<Diet>,
    /// Only recipes of this course.
    pub course: Option<Course>,
    /// Only recipes that take at most so many minutes.
    pub max_minutes: Option<Int<5, 600>>,
    /// How many recipes to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RecipeSummary {
    /// Id of the recipe.
    pub id: String,
    /// Name of the recipe.
    pub name: String,
    /// Course.
    pub course: Course,
    /// How long it takes.
    pub minutes: i64,
    /// Diets that it fits.
    pub diets: Vec<Diet>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RecipeList {
    /// The recipes found, by name.
    pub recipes: Vec<RecipeSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Which units amounts are shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitSystem {
    Metric,
    UsCustomary,
}

/// Returns a recipe with its ingredients and steps, scaled to the wanted number of servings.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetRecipe {
    /// Id of the recipe.
    pub recipe_id: String,
    /// For how many the amounts shall be (default: as the recipe was written).
    pub servings: Option<Int<1, 50>>,
    /// Units of the amounts (default metric).
    pub unit_system: Option<UnitSystem>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownIngredient {
    /// The ingredient as the recipe names it.
    pub name: String,
    /// What it is called in pantry and shopping lists.
    pub food: String,
    /// How much of it.
    pub amount: Measured,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownRecipe {
    /// Id of the recipe.
    pub id: String,
    /// Name of the recipe.
    pub name: String,
    /// Course.
    pub course: Course,
    /// For how many the amounts are.
    pub servings: i64,
    /// How long it takes.
    pub minutes: i64,
    /// Diets that it fits.
    pub diets: Vec<Diet>,
    /// What it needs.
    pub ingredients: Vec<ShownIngredient>,
    /// What to do, in order.
    pub steps: Vec<String>,
}

pub fn search_recipes(kitchen: &Recipes, _: &Call, args: SearchRecipes) -> Result<RecipeList> {
    let with = args.with_ingredient.as_ref().map(|text| ingredient(&text.0, "with_ingredient")).transpose()?;
    let without = args.without_ingredient.as_ref().map(|text| ingredient(&text.0, "without_ingredient")).transpose()?;
    let found = |recipe: &&Recipe| {
        args.query.as_ref().is_none_or(|query| query.matches(texts(recipe)))
            && with.is_none_or(|food| recipe.has(food))
            && without.is_none_or(|food| !recipe.has(food))
            && args.diet.is_none_or(|diet| recipe.diets.contains(&diet))
            && args.course.is_none_or(|course| recipe.course == course)
            && args.max_minutes.is_none_or(|minutes| recipe.minutes <= minutes.0)
    };
    let mut found: Vec<&Recipe> = kitchen.recipes.values().filter(found).collect();
    found.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |recipe: &Recipe| RecipeSummary {
        id: recipe.id.clone(),
        name: recipe.name.clone(),
        course: recipe.course,
        minutes: recipe.minutes,
        diets: recipe.diets.clone(),
    };
    Ok(RecipeList { recipes: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_recipe(kitchen: &Recipes, _: &Call, args: GetRecipe) -> Result<ShownRecipe> {
    let recipe = RECIPE.get(&kitchen.recipes, &args.recipe_id)?;
    let servings = args.servings.map_or(recipe.servings, |servings| servings.0);
    let customary_units = args.unit_system == Some(UnitSystem::UsCustomary);
    let shown = |ingredient: &Ingredient| {
        let amount = ingredient.amount.map(|(parts, unit)| (scaled(parts, servings, recipe.servings), unit));
        let amount = if customary_units { amount.map(customary) } else { amount };
        ShownIngredient {
            name: ingredient.name.clone(),
            food: ingredient.food.clone(),
            amount: Measured::of(amount.map(practical)),
        }
    };
    Ok(ShownRecipe {
        id: recipe.id.clone(),
        name: recipe.name.clone(),
        course: recipe.course,
        servings,
        minutes: recipe.minutes,
        diets: recipe.diets.clone(),
        ingredients: recipe.ingredients.iter().map(shown).collect(),
        steps: recipe.steps.clone(),
    })
}

/// The food that a caller looks for in recipes: words around its name do not matter.
fn ingredient(text: &str, argument: &str) -> Result<&'static str> {
    larder::find(text).map(|food| food.name).ok_or_else(|| {
        invalid(format!(
            "Argument `{argument}`: no food is called {:?}. Name one ingredient, such as lemons or white beans.",
            shorten(text)
        ))
    })
}

/// The food that a caller calls by its name; `carrot` is as good as `carrots`.
pub fn food(text: &str, argument: &str) -> Result<&'static Food> {
    larder::called(text).ok_or_else(|| {
        let near = larder::find(text).map_or_else(
            || "Name one food, such as lemons or white beans.".to_owned(),
            |food| format!("Lists have {}; write this if it is what you mean.", food.name),
        );
        invalid(format!("Argument `{argument}`: no food is called {:?}. {near}", shorten(text)))
    })
}

impl Recipe {
    fn has(&self, food: &str) -> bool {
        self.ingredients.iter().any(|ingredient| ingredient.food == food)
    }
}

fn texts(recipe: &Recipe) -> impl Iterator<Item = &str> {
    [recipe.name.as_str()].into_iter().chain(recipe.ingredients.iter().map(|ingredient| ingredient.name.as_str()))
}
