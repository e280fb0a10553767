//! What the kitchen holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    G,
    Ml,
    Piece,
    Tsp,
    Tbsp,
    Tin,
    Clove,
    Oz,
    Cup,
}

impl Unit {
    pub fn word(self) -> &'static str {
        match self {
            Self::G => "g",
            Self::Ml => "ml",
            Self::Piece => "",
            Self::Tsp => "tsp",
            Self::Tbsp => "tbsp",
            Self::Tin => "tin",
            Self::Clove => "clove",
            Self::Oz => "oz",
            Self::Cup => "cup",
        }
    }
}

/// The units as arguments name them.
pub const UNITS: [(Unit, &str); 9] = [
    (Unit::G, "g"),
    (Unit::Ml, "ml"),
    (Unit::Piece, "piece"),
    (Unit::Tsp, "tsp"),
    (Unit::Tbsp, "tbsp"),
    (Unit::Tin, "tin"),
    (Unit::Clove, "clove"),
    (Unit::Oz, "oz"),
    (Unit::Cup, "cup"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aisle {
    Produce,
    Dairy,
    Meat,
    Fish,
    Bakery,
    Dry,
    Tins,
    Nuts,
    Spices,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Course {
    Breakfast,
    Soup,
    Salad,
    Main,
    Dessert,
    Snack,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Diet {
    Vegetarian,
    Vegan,
    GlutenFree,
    DairyFree,
    NutFree,
}

/// The diets as people write them.
pub const DIETS: [(Diet, &str); 5] = [
    (Diet::Vegetarian, "vegetarian"),
    (Diet::Vegan, "vegan"),
    (Diet::GlutenFree, "gluten_free"),
    (Diet::DairyFree, "dairy_free"),
    (Diet::NutFree, "nut_free"),
];

/// An ingredient as the recipe has it; amounts are in parts of a unit, see `amounts`.
#[derive(Debug, Clone, Serialize)]
pub struct Ingredient {
    pub name: String,
    /// The food's name in lists.
    pub food: String,
    pub amount: Option<(i64, Unit)>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Recipe {
    pub id: String,
    pub name: String,
    pub course: Course,
    pub servings: i64,
    pub minutes: i64,
    pub diets: Vec<Diet>,
    pub ingredients: Vec<Ingredient>,
    pub steps: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MealTime {
    Breakfast,
    Lunch,
    Dinner,
    Snack,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlannedMeal {
    /// Id of the planned meal.
    pub id: String,
    /// Day of the meal.
    pub date: Day,
    /// Which meal of the day.
    pub meal: MealTime,
    /// Id of the recipe.
    pub recipe_id: String,
    /// Name of the recipe.
    pub recipe_name: String,
    /// For how many.
    pub servings: i64,
}

/// An amount of a food that is to be bought; amounts are in parts of a unit.
#[derive(Debug, Clone, Serialize)]
pub struct Wanted {
    pub food: String,
    pub aisle: Aisle,
    pub amount: Option<(i64, Unit)>,
    pub recipe_names: Vec<String>,
    pub is_checked: bool,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ListShare {
    /// Id of the family member in the address book.
    pub contact_id: String,
    /// Name of the family member.
    pub name: String,
    /// Mail address of the family member.
    #[schemars(extend("format" = "email"))]
    pub email: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct ShoppingList {
    pub id: String,
    pub from_date: Day,
    pub to_date: Day,
    pub items: Vec<Wanted>,
    pub shared_with: Vec<ListShare>,
    pub created_at: Time,
}

/// Something in the pantry.
#[derive(Debug, Clone, Serialize)]
pub struct Stored {
    pub food: String,
    pub amount: (i64, Unit),
    pub expires_on: Option<Day>,
}

/// Somebody of the address book.
#[derive(Debug, Clone, Serialize)]
pub struct Member {
    pub name: String,
    pub email: String,
    pub is_family: bool,
}
