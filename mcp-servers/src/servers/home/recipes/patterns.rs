//! Dishes by pattern: slots for vegetables, grains and the rest give thousands of recipes; data only.

use super::types::{Course, Unit};

/// `{veg}`, `{grain}`, `{protein}`, `{cheese}`, `{fruit}`, `{nut}` and `{herb}` are slots; `{veg1}` is one vegetable.
pub struct Pattern {
    pub name: &'static str,
    pub course: Course,
    /// From and to.
    pub minutes: (i64, i64),
    /// A food or slot with its amount for four; no amount is to taste.
    pub ingredients: &'static [(&'static str, i64, Unit)],
    pub steps: &'static [&'static str],
}

pub const VEGETABLES: [&str; 22] = [
    "asparagus", "aubergines", "beetroot", "broccoli", "cabbage", "carrots", "cauliflower", "courgettes", "fennel",
    "green beans", "kale", "leeks", "mushrooms", "pak choi", "peas", "peppers", "potatoes", "pumpkin", "spinach",
    "sweet potatoes", "tomatoes", "onions",
];
pub const GRAINS: [&str; 7] = ["buckwheat", "bulgur", "couscous", "lentils", "quinoa", "rice", "white beans"];
pub const PROTEINS: [&str; 11] = [
    "beef", "chicken", "chickpeas", "halloumi", "lentils", "mince", "prawns", "salmon", "tofu", "white beans",
    "white fish",
];
pub const CHEESES: [&str; 5] = ["cheddar", "feta", "parmesan", "curd cheese", "halloumi"];
pub const FRUITS: [&str; 8] = ["apples", "apricots", "bananas", "berries", "cherries", "lemons", "pears", "plums"];
pub const NUT_KINDS: [&str; 4] = ["almonds", "cashews", "hazelnuts", "walnuts"];
pub const HERBS: [&str; 6] = ["basil", "chives", "coriander", "dill", "parsley", "thyme"];

use Unit::{Clove, G, Ml, Piece, Tbsp, Tsp};

pub const PATTERNS: [Pattern; 16] = [
    Pattern {
        name: "{veg1} soup with {herb}",
        course: Course::Soup,
        minutes: (25, 45),
        ingredients: &[
            ("{veg}", 600, G),
            ("onions", 1, Piece),
            ("stock", 800, Ml),
            ("cream", 100, Ml),
            ("{herb}", 0, G),
        ],
        steps: &[
            "Fry the onion in a little oil.", "Add the {veg} and stock and simmer until soft.",
            "Blend with the cream and top with {herb}.",
        ],
    },
    Pattern {
        name: "Roasted {veg} with {grain}",
        course: Course::Main,
        minutes: (35, 55),
        ingredients: &[
            ("{veg}", 700, G),
            ("{grain}", 250, G),
            ("oil", 3, Tbsp),
            ("lemons", 1, Piece),
            ("{herb}", 0, G),
            ("garlic", 2, Clove),
        ],
        steps: &[
            "Toss the {veg} with oil and garlic and roast at 210 °C for 30 minutes.",
            "Cook the {grain}.",
            "Mix both with lemon and {herb}.",
        ],
    },
    Pattern {
        name: "Stir-fried {protein} with {veg}",
        course: Course::Main,
        minutes: (20, 30),
        ingredients: &[
            ("{protein}", 400, G),
            ("{veg}", 350, G),
            ("soy sauce", 3, Tbsp),
            ("rice", 250, G),
            ("ginger", 20, G),
            ("oil", 2, Tbsp),
        ],
        steps: &[
            "Cook the rice.",
            "Fry the {protein} hot and set aside.",
            "Fry the {veg} with ginger, add the {protein} and soy sauce.",
        ],
    },
    Pattern {
        name: "{protein1} curry with {veg}",
        course: Course::Main,
        minutes: (30, 45),
        ingredients: &[
            ("{protein}", 400, G),
            ("{veg}", 400, G),
            ("coconut milk", 400, Ml),
            ("curry paste", 2, Tbsp),
            ("rice", 250, G),
            ("limes", 1, Piece),
        ],
        steps: &[
            "Fry the curry paste.",
            "Add {protein}, {veg} and coconut milk and simmer for 20 minutes.",
            "Season with lime and serve with rice.",
        ],
    },
    Pattern {
        name: "{veg1} frittata with {cheese}",
        course: Course::Main,
        minutes: (25, 35),
        ingredients: &[
            ("eggs", 6, Piece),
            ("{veg}", 300, G),
            ("{cheese}", 80, G),
            ("milk", 60, Ml),
            ("{herb}", 0, G),
            ("butter", 20, G),
        ],
        steps: &[
            "Soften the {veg} in butter.", "Whisk eggs, milk and {cheese} and pour them over.",
            "Finish in the oven at 180 °C for 12 minutes.",
        ],
    },
    Pattern {
        name: "{grain1} salad with {veg} and {nut}",
        course: Course::Salad,
        minutes: (20, 35),
        ingredients: &[
            ("{grain}", 250, G),
            ("{veg}", 300, G),
            ("{nut}", 60, G),
            ("lemons", 1, Piece),
            ("oil", 3, Tbsp),
            ("{herb}", 0, G),
        ],
        steps: &["Cook the {grain} and let it cool.", "Toast the {nut}.", "Mix all with lemon, oil and {herb}."],
    },
    Pattern {
        name: "Tray-baked {protein} with {veg}",
        course: Course::Main,
        minutes: (40, 60),
        ingredients: &[
            ("{protein}", 500, G),
            ("{veg}", 500, G),
            ("potatoes", 600, G),
            ("oil", 3, Tbsp),
            ("thyme", 0, G),
            ("lemons", 1, Piece),
        ],
        steps: &[
            "Spread potatoes and {veg} on a tray with oil and thyme.", "Roast at 200 °C for 20 minutes.",
            "Add the {protein} and roast until done.",
        ],
    },
    Pattern {
        name: "Pasta with {veg} and {cheese}",
        course: Course::Main,
        minutes: (20, 30),
        ingredients: &[
            ("pasta", 400, G),
            ("{veg}", 350, G),
            ("{cheese}", 100, G),
            ("garlic", 2, Clove),
            ("oil", 2, Tbsp),
            ("{herb}", 0, G),
        ],
        steps: &["Boil the pasta.", "Fry garlic and {veg}.", "Mix with the pasta, some of its water and the {cheese}."],
    },
    Pattern {
        name: "{fruit1} cake",
        course: Course::Dessert,
        minutes: (55, 80),
        ingredients: &[
            ("{fruit}", 600, G),
            ("flour", 200, G),
            ("butter", 125, G),
            ("sugar", 120, G),
            ("eggs", 3, Piece),
            ("cinnamon", 1, Tsp),
        ],
        steps: &[
            "Beat butter, sugar and eggs.", "Fold in the flour and fill a tin.",
            "Top with {fruit} and bake at 180 °C for 45 minutes.",
        ],
    },
    Pattern {
        name: "{fruit1} and {nut1} porridge",
        course: Course::Breakfast,
        minutes: (10, 15),
        ingredients: &[("oats", 240, G), ("milk", 900, Ml), ("{fruit}", 300, G), ("{nut}", 60, G), ("honey", 2, Tbsp)],
        steps: &["Simmer oats and milk for 8 minutes.", "Stir in the honey.", "Top with {fruit} and {nut}."],
    },
    Pattern {
        name: "{fruit1} muffins",
        course: Course::Breakfast,
        minutes: (30, 40),
        ingredients: &[
            ("flour", 250, G),
            ("{fruit}", 250, G),
            ("eggs", 2, Piece),
            ("yoghurt", 150, G),
            ("sugar", 100, G),
            ("oil", 6, Tbsp),
        ],
        steps: &[
            "Mix the wet and the dry things apart from each other.",
            "Stir them together briefly and fold in the {fruit}.", "Bake at 190 °C for 20 minutes.",
        ],
    },
    Pattern {
        name: "{veg1} fritters with yoghurt",
        course: Course::Main,
        minutes: (25, 40),
        ingredients: &[
            ("{veg}", 500, G),
            ("eggs", 2, Piece),
            ("flour", 80, G),
            ("yoghurt", 200, G),
            ("{herb}", 0, G),
            ("oil", 4, Tbsp),
        ],
        steps: &[
            "Grate and salt the {veg} and squeeze them out.", "Mix with eggs and flour.",
            "Fry in small heaps and serve with yoghurt and {herb}.",
        ],
    },
    Pattern {
        name: "{protein1} tacos with {veg}",
        course: Course::Main,
        minutes: (25, 35),
        ingredients: &[
            ("{protein}", 400, G),
            ("tortillas", 8, Piece),
            ("{veg}", 200, G),
            ("limes", 2, Piece),
            ("cumin", 1, Tsp),
            ("coriander", 0, G),
        ],
        steps: &[
            "Season the {protein} with cumin and fry it.", "Slice the {veg} finely and dress them with lime.",
            "Warm the tortillas and fill them.",
        ],
    },
    Pattern {
        name: "{veg1} and {cheese} tart",
        course: Course::Main,
        minutes: (50, 65),
        ingredients: &[
            ("flour", 200, G),
            ("butter", 100, G),
            ("{veg}", 500, G),
            ("{cheese}", 120, G),
            ("eggs", 3, Piece),
            ("cream", 150, Ml),
        ],
        steps: &[
            "Line a tin with short pastry.",
            "Fill with {veg} and {cheese}.",
            "Pour eggs and cream over and bake at 180 °C for 40 minutes.",
        ],
    },
    Pattern {
        name: "{fruit1} compote with {nut}",
        course: Course::Dessert,
        minutes: (15, 25),
        ingredients: &[
            ("{fruit}", 700, G),
            ("sugar", 60, G),
            ("lemons", 1, Piece),
            ("{nut}", 40, G),
            ("cinnamon", 1, Tsp),
        ],
        steps: &[
            "Simmer {fruit}, sugar, lemon and cinnamon for 10 minutes.", "Let it cool.", "Serve with chopped {nut}.",
        ],
    },
    Pattern {
        name: "{veg1} dip with {nut}",
        course: Course::Snack,
        minutes: (15, 40),
        ingredients: &[
            ("{veg}", 400, G),
            ("{nut}", 60, G),
            ("garlic", 1, Clove),
            ("oil", 3, Tbsp),
            ("lemons", 1, Piece),
            ("paprika", 1, Tsp),
        ],
        steps: &[
            "Roast the {veg} until soft.", "Blend with {nut}, garlic, oil and lemon.",
            "Dust with paprika and serve with bread.",
        ],
    },
];
