//! The kitchen as the world has it.

use std::collections::BTreeSet;

use super::Recipes;
use super::amounts::PARTS;
use super::larder::{self, DAIRY, EGG, FISH, Food, GLUTEN, MEAT, NUTS, RENNET};
use super::patterns::*;
use super::types::*;
use crate::kit::Ordered;
use crate::kit::rng::Rng;
use crate::world::cast::{Cast, Role};
use crate::world::family::children;
use crate::world::household::{self, RECIPES};
use crate::world::{World, fill};

pub fn generate(world: &World) -> Recipes {
    let cast = Cast::generate(world);
    let household = 2 + children(world, &cast).len() as i64;
    let recipes = recipes(world);
    let meals = meals(world, &recipes, household);
    let contacts = cast.people.iter().enumerate().map(|(index, person)| {
        let member =
            Member { name: person.name(), email: person.email.clone(), is_family: person.role == Role::Family };
        (world.id("con", index), member)
    });
    Recipes {
        contacts: contacts.collect(),
        household,
        meals: meals.into_iter().map(|meal| (meal.id.clone(), meal)).collect(),
        pantry: pantry(world, &recipes).into_iter().map(|stored| (stored.food.clone(), stored)).collect(),
        recipes: recipes.into_iter().map(|recipe| (recipe.id.clone(), recipe)).collect(),
        shopping_lists: crate::kit::Table::new(),
    }
}

/// Recipes of the family's own folder first, then dishes by pattern.
fn recipes(world: &World) -> Vec<Recipe> {
    let own = world.rng("own recipes", 0).some(&RECIPES.iter().collect::<Vec<_>>(), world.scaled(8).min(RECIPES.len()));
    let mut recipes: Vec<Recipe> = own.into_iter().map(of_household).collect();
    let mut names: BTreeSet<String> = recipes.iter().map(|recipe| recipe.name.clone()).collect();
    for index in 0..world.scaled(16) {
        let recipe = by_pattern(&mut world.rng("recipe", index));
        if names.insert(recipe.name.clone()) {
            recipes.push(recipe);
        }
    }
    for (index, recipe) in recipes.iter_mut().enumerate() {
        recipe.id = world.id("rcp", index);
        recipe.diets = diets(&recipe.ingredients);
    }
    recipes
}

fn of_household(recipe: &household::Recipe) -> Recipe {
    let ingredients: Vec<Ingredient> = recipe.ingredients.iter().map(|text| ingredient(text)).collect();
    let sweet = ingredients.iter().any(|ingredient| ingredient.food == "sugar") || recipe.name == "Banana bread";
    let course = match recipe.name {
        "Lentil soup" | "Pho" | "Miso noodles" => Course::Soup,
        "Potato salad" => Course::Salad,
        "Beetroot hummus" => Course::Snack,
        _ if sweet => Course::Dessert,
        _ => Course::Main,
    };
    // The longest time that a step names, and a quarter of an hour for the rest.
    let words = recipe.steps.iter().flat_map(|step| step.split(' '));
    let numbers = words.filter_map(|word| word.parse::<i64>().ok()).filter(|number| (5..=90).contains(number));
    Recipe {
        id: String::new(),
        name: recipe.name.to_owned(),
        course,
        servings: 4,
        minutes: if recipe.name == "Pho" { 260 } else { numbers.max().unwrap_or(15) + 15 },
        diets: Vec::new(),
        ingredients,
        steps: recipe.steps.iter().map(|step| (*step).to_owned()).collect(),
    }
}

/// Reads `1 tin of tomatoes`, `250 g red lentils` or `lemon juice`.
fn ingredient(text: &str) -> Ingredient {
    let text = text.strip_prefix("a handful of ").unwrap_or(text);
    let (number, rest) = text.split_once(' ').unwrap_or(("", text));
    let Ok(count) = number.parse::<i64>() else {
        let food = larder::find(text);
        let amount = food.and_then(|food| food.usual).map(|(amount, unit)| (amount * PARTS, unit));
        return Ingredient { name: text.to_owned(), food: food_name(food, text), amount };
    };
    let units = [
        ("kg ", 1_000, Unit::G),
        ("g ", 1, Unit::G),
        ("ml ", 1, Unit::Ml),
        ("l ", 1_000, Unit::Ml),
        ("tsp ", 1, Unit::Tsp),
        ("tbsp ", 1, Unit::Tbsp),
        ("tins of ", 1, Unit::Tin),
        ("tin of ", 1, Unit::Tin),
        ("cloves of ", 1, Unit::Clove),
        ("clove of ", 1, Unit::Clove),
    ];
    let unit = units.into_iter().find_map(|(prefix, times, unit)| Some((rest.strip_prefix(prefix)?, times, unit)));
    let (name, times, unit) = unit.unwrap_or((rest, 1, Unit::Piece));
    // Of alternatives the first counts: `mince or lentils` is no dish for vegetarians.
    let food = larder::find(name.split(" or ").next().unwrap_or(name));
    Ingredient { name: name.to_owned(), food: food_name(food, name), amount: Some((count * times * PARTS, unit)) }
}

fn food_name(food: Option<&Food>, text: &str) -> String {
    food.map_or(text, |food| food.name).to_owned()
}

fn by_pattern(rng: &mut Rng) -> Recipe {
    let pattern = &PATTERNS[rng.index(PATTERNS.len())];
    let slots = [
        ("veg", rng.pick(&VEGETABLES)),
        ("grain", rng.pick(&GRAINS)),
        ("protein", rng.pick(&PROTEINS)),
        ("cheese", rng.pick(&CHEESES)),
        ("fruit", rng.pick(&FRUITS)),
        ("nut", rng.pick(&NUT_KINDS)),
        ("herb", rng.pick(&HERBS)),
    ];
    let servings = [2, 4, 4, 4, 6][rng.index(5)];
    let mut ingredients: Vec<Ingredient> = Vec::new();
    for (slot, amount, unit) in pattern.ingredients {
        let food = fill(slot, &slots);
        if ingredients.iter().any(|ingredient| ingredient.food == food) {
            continue;
        }
        // Some cooks like a little more of the main things.
        let usual = if *amount >= 200 { amount * rng.range(9, 12) / 10 / 10 * 10 } else { *amount };
        let parts = usual * PARTS * servings / 4;
        let counted = larder::named(&food).filter(|food| food.aisle == Aisle::Produce);
        let piece = counted.map_or(0, |food| food.piece);
        let amount = match *unit {
            _ if usual == 0 => None,
            // Big fruit and vegetables are counted.
            Unit::G if piece >= 80 && *amount <= 400 && parts >= piece * PARTS => {
                Some(((parts / piece + PARTS / 4) / (PARTS / 2) * (PARTS / 2), Unit::Piece))
            }
            unit => Some((parts, unit)),
        };
        ingredients.push(Ingredient { name: food.clone(), food, amount });
    }
    let ones: Vec<(String, String)> =
        slots.iter().map(|(slot, food)| (format!("{slot}1"), larder::singular(food))).collect();
    let ones: Vec<(&str, &str)> = ones.iter().map(|(slot, food)| (slot.as_str(), food.as_str())).collect();
    let mut letters = fill(&fill(pattern.name, &slots), &ones);
    if let Some(first) = letters.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Recipe {
        id: String::new(),
        name: letters,
        course: pattern.course,
        servings,
        minutes: rng.range(pattern.minutes.0 / 5, pattern.minutes.1 / 5) * 5,
        diets: Vec::new(),
        ingredients,
        steps: pattern.steps.iter().map(|step| fill(step, &slots)).collect(),
    }
}

/// What may be eaten with such flags.
pub fn fits(flags: u8, diet: Diet) -> bool {
    let without = match diet {
        Diet::Vegetarian => MEAT | FISH | RENNET,
        Diet::Vegan => MEAT | FISH | DAIRY | EGG,
        Diet::GlutenFree => GLUTEN,
        Diet::DairyFree => DAIRY,
        Diet::NutFree => NUTS,
    };
    flags & without == 0
}

fn diets(ingredients: &[Ingredient]) -> Vec<Diet> {
    let flags = ingredients.iter().filter_map(|one| larder::named(&one.food)).fold(0, |flags, food| flags | food.flags);
    DIETS.iter().map(|(diet, _)| *diet).filter(|diet| fits(flags, *diet)).collect()
}

/// Dinners around today, and some breakfasts and lunches.
fn meals(world: &World, recipes: &[Recipe], household: i64) -> Vec<PlannedMeal> {
    let mut meals = Vec::new();
    let days = world.scaled(7) as i64;
    for offset in 0..days {
        let mut rng = world.rng("meal", offset as usize);
        let date = world.now.day().plus_days(offset - days / 3);
        for (time, chance) in [(MealTime::Breakfast, 25), (MealTime::Lunch, 25), (MealTime::Dinner, 75)] {
            let suits = |recipe: &&Recipe| match time {
                MealTime::Breakfast => recipe.course == Course::Breakfast,
                MealTime::Lunch => matches!(recipe.course, Course::Soup | Course::Salad),
                _ => matches!(recipe.course, Course::Main | Course::Soup),
            };
            let fitting: Vec<&Recipe> = recipes.iter().filter(suits).collect();
            if fitting.is_empty() || !(rng.chance(chance) || (offset == days / 3 + 1 && time == MealTime::Dinner)) {
                continue;
            }
            let lately: Vec<&str> =
                meals.iter().rev().take(3).map(|meal: &PlannedMeal| meal.recipe_id.as_str()).collect();
            let new: Vec<&Recipe> =
                fitting.iter().copied().filter(|recipe| !lately.contains(&recipe.id.as_str())).collect();
            let pool = if new.is_empty() { &fitting } else { &new };
            let recipe = pool[rng.index(pool.len())];
            meals.push(PlannedMeal {
                id: world.id("mea", meals.len()),
                date,
                meal: time,
                recipe_id: recipe.id.clone(),
                recipe_name: recipe.name.clone(),
                servings: household + i64::from(rng.chance(15)) * rng.range(1, 3),
            });
        }
    }
    meals
}

fn pantry(world: &World, recipes: &[Recipe]) -> Vec<Stored> {
    let mut rng = world.rng("pantry", 0);
    let needed: BTreeSet<&str> =
        recipes.iter().flat_map(|recipe| &recipe.ingredients).map(|ingredient| ingredient.food.as_str()).collect();
    let (needed, other): (Vec<&Food>, Vec<&Food>) =
        larder::foods().filter(|food| food.kcal > 0).partition(|food| needed.contains(food.name));
    let mut chosen = rng.some(&needed, world.scaled(11).min(50));
    chosen.extend(rng.some(&other, world.scaled(3)));
    chosen.order_by_key(|food| food.name);
    let stored = |food: &Food| {
        let fresh = matches!(food.aisle, Aisle::Produce | Aisle::Dairy | Aisle::Meat | Aisle::Fish | Aisle::Bakery);
        let amount = match food.aisle {
            Aisle::Tins if food.name != "curry paste" => (rng.range(1, 4) * PARTS, Unit::Tin),
            _ if food.name == "eggs" => (rng.range(2, 10) * PARTS, Unit::Piece),
            _ if ["milk", "oat drink", "cream", "oil", "vinegar", "stock", "soy sauce"].contains(&food.name) => {
                (rng.range(2, 9) * 100 * PARTS, Unit::Ml)
            }
            Aisle::Produce if food.piece >= 40 => (rng.range(1, 5) * PARTS, Unit::Piece),
            Aisle::Produce | Aisle::Spices => (rng.range(2, 6) * 10 * PARTS, Unit::G),
            _ => (rng.range(1, 10) * 50 * PARTS, Unit::G),
        };
        let days = if fresh { rng.range(-1, 12) } else { rng.range(30, 500) };
        Stored { food: food.name.to_owned(), amount, expires_on: Some(world.now.day().plus_days(days)) }
    };
    chosen.into_iter().map(stored).collect()
}
