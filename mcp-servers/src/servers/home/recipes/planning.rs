//! The tools about meals by day and what they nourish with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::amounts::grams;
use super::larder;
use super::types::*;
use super::{MEAL, RECIPE, Recipes};
use crate::kit::{Call, Day, Int, Ordered, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// How far ahead meals can be planned.
const DAYS_AHEAD: i64 = 120;

/// Plans a recipe for a meal of a day. Fails if that recipe is already planned for the meal, or the day has passed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanMeal {
    /// Day of the meal.
    pub date: Day,
    /// Which meal of the day.
    pub meal: MealTime,
    /// Id of the recipe.
    pub recipe_id: String,
    /// For how many (default: the household).
    pub servings: Option<Int<1, 50>>,
}

/// Lists the planned meals of some days, by day and meal. Use it to get a planned meal's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPlannedMeals {
    /// First day (default: today).
    pub from_date: Option<Day>,
    /// Last day, included (default: six days after the first).
    pub to_date: Option<Day>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MealList {
    /// The planned meals, by day and meal.
    pub meals: Vec<PlannedMeal>,
}

/// Takes a meal out of the plan. Meals of past days stay as a record.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovePlannedMeal {
    /// Id of the planned meal.
    pub planned_meal_id: String,
}

/// Adds up what one serving of a recipe, or of all planned meals of a day, nourishes with. Ingredients to taste are not counted.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetNutritionTotals {
    /// Id of the recipe; give this or date.
    pub recipe_id: Option<String>,
    /// Day whose planned meals are added up; give this or recipe_id.
    pub date: Option<Day>,
}

#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Nutrition {
    /// Energy of one serving.
    pub kilocalories: i64,
    /// Protein of one serving, in grams.
    pub protein_grams: f64,
    /// Fat of one serving, in grams.
    pub fat_grams: f64,
    /// Carbohydrates of one serving, in grams.
    pub carbohydrate_grams: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Serving {
    /// Id of the recipe.
    pub recipe_id: String,
    /// Name of the recipe.
    pub recipe_name: String,
    /// What one serving of it nourishes with.
    pub per_serving: Nutrition,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct NutritionTotals {
    /// What is counted, one serving of each.
    pub dishes: Vec<Serving>,
    /// The sum of the dishes.
    pub total: Nutrition,
}

pub fn plan_meal(kitchen: &mut Recipes, call: &mut Call, args: PlanMeal) -> Result<PlannedMeal> {
    let recipe = RECIPE.get(&kitchen.recipes, &args.recipe_id)?;
    let today = call.now.day();
    if args.date < today {
        return Err(invalid(format!("Argument `date`: {} has passed; today is {today}.", args.date)));
    }
    if args.date > today.plus_days(DAYS_AHEAD) {
        return Err(invalid(format!("Argument `date`: meals are planned {DAYS_AHEAD} days ahead at most.")));
    }
    let same = |meal: &PlannedMeal| meal.date == args.date && meal.meal == args.meal && meal.recipe_id == recipe.id;
    if let Some(earlier) = kitchen.meals.values().find(|meal| same(meal)) {
        return Err(conflict(format!(
            "{} is already planned for that meal ({}). Remove it first to change the servings.",
            recipe.name, earlier.id
        )));
    }
    let meal = PlannedMeal {
        id: call.ids.mint("mea"),
        date: args.date,
        meal: args.meal,
        recipe_id: recipe.id.clone(),
        recipe_name: recipe.name.clone(),
        servings: args.servings.map_or(kitchen.household, |servings| servings.0),
    };
    kitchen.meals.insert(meal.id.clone(), meal.clone());
    Ok(meal)
}

pub fn list_planned_meals(kitchen: &Recipes, call: &Call, args: ListPlannedMeals) -> Result<MealList> {
    let from_date = args.from_date.unwrap_or(call.now.day());
    let to_date = args.to_date.unwrap_or(from_date.plus_days(6));
    if to_date < from_date {
        return Err(invalid(format!("Argument `to_date`: {to_date} lies before from_date ({from_date}).")));
    }
    Ok(MealList { meals: kitchen.planned(from_date, to_date).into_iter().cloned().collect() })
}

pub fn remove_planned_meal(kitchen: &mut Recipes, call: &mut Call, args: RemovePlannedMeal) -> Result<PlannedMeal> {
    let meal = MEAL.get(&kitchen.meals, &args.planned_meal_id)?.clone();
    if meal.date < call.now.day() {
        return Err(not_allowed(format!("The meal of {} is past and stays as a record.", meal.date)));
    }
    kitchen.meals.remove(&meal.id);
    Ok(meal)
}

pub fn get_nutrition_totals(kitchen: &Recipes, _: &Call, args: GetNutritionTotals) -> Result<NutritionTotals> {
    let recipes = match (&args.recipe_id, args.date) {
        (Some(recipe_id), None) => vec![RECIPE.get(&kitchen.recipes, recipe_id)?],
        (None, Some(date)) => {
            let meals = kitchen.planned(date, date);
            if meals.is_empty() {
                return Err(conflict(format!("Nothing is planned for {date}. Use plan_meal, or ask for a recipe.")));
            }
            meals.into_iter().filter_map(|meal| kitchen.recipes.get(&meal.recipe_id)).collect()
        }
        _ => return Err(invalid("Give either recipe_id or date.")),
    };
    let dishes: Vec<Serving> = recipes
        .into_iter()
        .map(|recipe| Serving {
            recipe_id: recipe.id.clone(),
            recipe_name: recipe.name.clone(),
            per_serving: recipe.nutrition(),
        })
        .collect();
    let sum = |value: fn(&Nutrition) -> f64| tenth(dishes.iter().map(|dish| value(&dish.per_serving)).sum());
    let total = Nutrition {
        kilocalories: dishes.iter().map(|dish| dish.per_serving.kilocalories).sum(),
        protein_grams: sum(|nutrition| nutrition.protein_grams),
        fat_grams: sum(|nutrition| nutrition.fat_grams),
        carbohydrate_grams: sum(|nutrition| nutrition.carbohydrate_grams),
    };
    Ok(NutritionTotals { dishes, total })
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

impl Recipes {
    /// The meals of some days, by day and meal.
    pub(super) fn planned(&self, from: Day, to: Day) -> Vec<&PlannedMeal> {
        let mut meals: Vec<&PlannedMeal> =
            self.meals.values().filter(|meal| (from..=to).contains(&meal.date)).collect();
        meals.order_by(|a, b| (a.date, a.meal, &a.id).cmp(&(b.date, b.meal, &b.id)));
        meals
    }
}

impl Recipe {
    /// What one serving nourishes with.
    fn nutrition(&self) -> Nutrition {
        let mut sums = [0.0; 4];
        for ingredient in &self.ingredients {
            let (Some(food), Some(amount)) = (larder::named(&ingredient.food), ingredient.amount) else { continue };
            let hundreds = grams(amount, food) / 100.0 / self.servings as f64;
            let per_hundred = [food.kcal * 10, food.macros.0, food.macros.1, food.macros.2];
            for (sum, tenths) in sums.iter_mut().zip(per_hundred) {
                *sum += hundreds * tenths as f64 / 10.0;
            }
        }
        Nutrition {
            kilocalories: sums[0].round() as i64,
            protein_grams: tenth(sums[1]),
            fat_grams: tenth(sums[2]),
            carbohydrate_grams: tenth(sums[3]),
        }
    }
}
