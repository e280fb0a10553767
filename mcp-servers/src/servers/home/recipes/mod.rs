//! The kitchen: recipes, meals by day, shopping lists from meals, and what the pantry holds.

mod amounts;
mod data;
mod larder;
mod pantry;
mod patterns;
mod planning;
mod reading;
mod shopping;
mod types;

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::prompt;
use crate::kit::resource::{self, Listed};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Message, Noun, Ordered, Prompt, Resource, Table, Time, ToolError, invalid, shorten};
use crate::world::World;
use types::{DIETS, Diet, Member, PlannedMeal, Recipe, ShoppingList, Stored};

const MEAL: Noun = Noun { name: "planned meal", finder: "list_planned_meals" };
const RECIPE: Noun = Noun { name: "recipe", finder: "search_recipes" };
const SHOPPING: Noun = Noun { name: "shopping list", finder: "create_shopping_list" };

/// The kitchen of one household.
#[derive(Debug, Clone, Serialize)]
pub struct Recipes {
    contacts: Table<Member>,
    /// How many eat at home.
    household: i64,
    meals: Table<PlannedMeal>,
    /// What there is, by the name of the food.
    pantry: Table<Stored>,
    recipes: Table<Recipe>,
    shopping_lists: Table<ShoppingList>,
}

/// Plans the dinners of a week for a diet, with what the pantry holds.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PlanWeek {
    /// Diet that all meals must fit.
    diet: String,
    /// How many minutes a meal may take on weekdays.
    max_minutes: Option<String>,
}

/// Suggests how to use up what expires soon.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UseUpPantry {}

impl Server for Recipes {
    const NAME: &'static str = "recipes";
    const TITLE: &'static str = "Recipes";
    const DESCRIPTION: &'static str =
        "The household's recipes, meal plan, shopping lists and pantry, with nutrition and substitutes.";
    const INSTRUCTIONS: &'static str = "Find recipes with search_recipes, plan them by day with plan_meal, then turn days into a shopping list: \
        amounts of all meals are added up and what the pantry holds is subtracted.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_recipes", reading::search_recipes),
            read("get_recipe", reading::get_recipe),
            write("plan_meal", planning::plan_meal),
            read("list_planned_meals", planning::list_planned_meals),
            write("remove_planned_meal", planning::remove_planned_meal).destructive(),
            read("get_nutrition_totals", planning::get_nutrition_totals),
            write("create_shopping_list", shopping::create_shopping_list),
            read("get_shopping_list", shopping::get_shopping_list),
            write("check_shopping_item", shopping::check_shopping_item).idempotent(),
            write("share_shopping_list", shopping::share_shopping_list),
            read("list_pantry", pantry::list_pantry),
            write("update_pantry", pantry::update_pantry).destructive().idempotent(),
            read("find_substitutes", pantry::find_substitutes),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let recipes = |kitchen: &Self| {
            let listed = |recipe: &Recipe| Listed { values: vec![recipe.id.clone()], title: recipe.name.clone() };
            kitchen.recipes.values().map(listed).collect()
        };
        vec![
            resource::fixed(
                "recipes://meal-plan",
                "meal_plan",
                "The meals of the coming seven days.",
                "text/markdown",
                |kitchen: &Self, now| Ok(kitchen.week_text(now)),
            ),
            resource::template(
                "recipes://{recipe_id}",
                "recipe",
                "A recipe with its ingredients and steps, as cooks print it.",
                "text/markdown",
                recipes,
                |kitchen, _, vars| Ok(RECIPE.get(&kitchen.recipes, vars.get("recipe_id"))?.text()),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        let plan_week = |kitchen: &Self, now: Time, args: PlanWeek| {
            let (diet, word) = diet(&args.diet)?;
            let fitting = kitchen.recipes.values().filter(|recipe| recipe.diets.contains(&diet)).count();
            let minutes = args.max_minutes.map_or_else(String::new, |minutes| {
                format!(" On weekdays a meal may take {} minutes at most.", shorten(&minutes))
            });
            Ok(vec![Message::User(format!(
                "Plan {word} dinners for the seven days from {} on, for {} people.{minutes} Recipes that fit: {fitting}. Look at \
                 list_planned_meals first and keep what is planned, use up what expires soon (list_pantry), and do not repeat a \
                 main ingredient on two days running. Enter the meals with plan_meal, then make a shopping list for the week.",
                now.day().spoken(),
                kitchen.household
            ))])
        };
        let use_up = |kitchen: &Self, now: Time, _: UseUpPantry| {
            let soon = now.day().plus_days(4);
            let soon = kitchen.pantry.values().filter(|stored| stored.expires_on.is_some_and(|day| day <= soon));
            let names: Vec<&str> = soon.map(|stored| stored.food.as_str()).collect();
            let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
            Ok(vec![Message::User(format!(
                "This expires within four days: {names}. Find recipes that use as much of it as possible, name what else I need \
                 to buy for them, and suggest on which day to cook which."
            ))])
        };
        let diets = |_: &Self| DIETS.iter().map(|(_, word)| (*word).to_owned()).collect();
        vec![prompt::new("plan_week", plan_week).complete("diet", diets), prompt::new("use_up_pantry", use_up)]
    }
}

fn diet(text: &str) -> Result<(Diet, String), ToolError> {
    let found = DIETS.iter().find(|(_, word)| *word == text).map(|(diet, word)| (*diet, word.replace('_', "-")));
    found.ok_or_else(|| {
        let words: Vec<&str> = DIETS.iter().map(|(_, word)| *word).collect();
        invalid(format!("Argument `diet`: {:?} is none of {}.", shorten(text), words.join(", ")))
    })
}

impl Recipes {
    fn week_text(&self, now: Time) -> String {
        let mut text = String::from("# Meal plan\n");
        for day in (0..7).map(|days| now.day().plus_days(days)) {
            // Writing to a string cannot fail.
            let _ = write!(text, "\n## {}\n\n", day.spoken());
            let mut meals: Vec<&PlannedMeal> = self.meals.values().filter(|meal| meal.date == day).collect();
            meals.order_by_key(|meal| (meal.meal, meal.id.clone()));
            if meals.is_empty() {
                text.push_str("Nothing planned.\n");
            }
            for meal in meals {
                let time = format!("{:?}", meal.meal);
                let _ = writeln!(text, "- {time}: {} (for {})", meal.recipe_name, meal.servings);
            }
        }
        text
    }
}

impl Recipe {
    fn text(&self) -> String {
        let mut text = format!("# {}\n\nFor {}, {} minutes.\n\n", self.name, self.servings, self.minutes);
        for ingredient in &self.ingredients {
            let amount = amounts::Measured::of(ingredient.amount).text;
            // Writing to a string cannot fail.
            let _ = writeln!(text, "- {}: {amount}", ingredient.name);
        }
        text.push('\n');
        for (number, step) in self.steps.iter().enumerate() {
            let _ = writeln!(text, "{}. {step}", number + 1);
        }
        text
    }
}
