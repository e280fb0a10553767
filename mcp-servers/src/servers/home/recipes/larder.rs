//! Foods with what is in them; data only. Figures are usual ones for a hundred grams.

use super::types::{Aisle, Unit};

pub const MEAT: u8 = 1;
pub const FISH: u8 = 2;
pub const DAIRY: u8 = 4;
pub const EGG: u8 = 8;
pub const GLUTEN: u8 = 16;
pub const NUTS: u8 = 32;
/// Cheese that is made with calves' rennet.
pub const RENNET: u8 = 64;

/// Something that is bought, kept and cooked with.
pub struct Food {
    /// What it is called in lists.
    pub name: &'static str,
    /// The word by which recipes are searched for it.
    pub key: &'static str,
    pub aisle: Aisle,
    /// Kilocalories.
    pub kcal: i64,
    /// Tenths of a gram of protein, fat and carbohydrates.
    pub macros: (i64, i64, i64),
    /// What one piece weighs, in grams.
    pub piece: i64,
    pub flags: u8,
    /// How much of it a recipe for four means that names no amount; nothing for what is used to taste.
    pub usual: Option<(i64, Unit)>,
}

const fn food(
    (name, key, aisle): (&'static str, &'static str, Aisle),
    kcal: i64,
    macros: (i64, i64, i64),
    piece: i64,
    flags: u8,
    usual: Option<(i64, Unit)>,
) -> Food {
    Food { name, key, aisle, kcal, macros, piece, flags, usual }
}

use Aisle::{Bakery, Dairy, Dry, Fish, Meat, Nuts, Produce, Spices, Tins};

const fn g(grams: i64) -> Option<(i64, Unit)> {
    Some((grams, Unit::G))
}

pub const FOODS: [Food; 92] = [
    food(("almonds", "almond", Nuts), 579, (212, 499, 216), 1, NUTS, g(60)),
    food(("apples", "apple", Produce), 52, (3, 2, 138), 180, 0, None),
    food(("apricots", "apricot", Produce), 48, (14, 4, 111), 40, 0, None),
    food(("asparagus", "asparagus", Produce), 20, (22, 1, 39), 20, 0, None),
    food(("aubergines", "aubergine", Produce), 25, (10, 2, 59), 300, 0, None),
    food(("bananas", "banana", Produce), 89, (11, 3, 228), 120, 0, None),
    food(("basil", "basil", Produce), 23, (32, 6, 27), 1, 0, None),
    food(("beef", "beef", Meat), 187, (262, 91, 0), 150, MEAT, g(300)),
    food(("beef bones", "beef bones", Meat), 0, (0, 0, 0), 400, MEAT, g(1_500)),
    food(("beetroot", "beetroot", Produce), 43, (16, 2, 96), 120, 0, None),
    food(("berries", "berr", Produce), 50, (10, 4, 115), 3, 0, None),
    food(("bread", "bread", Bakery), 265, (90, 32, 490), 40, GLUTEN, g(300)),
    food(("broccoli", "broccoli", Produce), 34, (28, 4, 66), 400, 0, None),
    food(("buckwheat", "buckwheat", Dry), 343, (133, 34, 715), 1, 0, None),
    food(("bulgur", "bulgur", Dry), 342, (123, 13, 759), 1, GLUTEN, None),
    food(("butter", "butter", Dairy), 717, (9, 811, 1), 10, DAIRY, g(40)),
    food(("cabbage", "cabbage", Produce), 31, (14, 2, 74), 900, 0, g(300)),
    food(("carrots", "carrot", Produce), 41, (9, 2, 96), 80, 0, None),
    food(("cashews", "cashew", Nuts), 553, (182, 438, 302), 1, NUTS, None),
    food(("cauliflower", "cauliflower", Produce), 25, (19, 3, 50), 800, 0, None),
    food(("cheddar", "cheddar", Dairy), 403, (249, 331, 13), 25, DAIRY, None),
    food(("cherries", "cherr", Produce), 63, (11, 2, 160), 8, 0, None),
    food(("chicken", "chicken", Meat), 165, (310, 36, 0), 180, MEAT, None),
    food(("chickpeas", "chickpea", Tins), 139, (71, 28, 225), 1, 0, None),
    food(("chives", "chive", Produce), 30, (33, 7, 44), 1, 0, None),
    food(("cinnamon", "cinnamon", Spices), 247, (40, 12, 806), 1, 0, None),
    food(("coconut milk", "coconut milk", Tins), 197, (20, 213, 28), 1, 0, None),
    food(("coriander", "coriander", Produce), 23, (21, 5, 37), 1, 0, None),
    food(("courgettes", "courgette", Produce), 17, (12, 3, 31), 220, 0, None),
    food(("couscous", "couscous", Dry), 376, (128, 6, 774), 1, GLUTEN, None),
    food(("cream", "cream", Dairy), 292, (22, 309, 32), 1, DAIRY, None),
    food(("cumin", "cumin", Spices), 375, (178, 223, 442), 1, 0, None),
    food(("curd cheese", "curd cheese", Dairy), 98, (111, 43, 34), 1, DAIRY, None),
    food(("curry paste", "curry paste", Tins), 105, (25, 55, 120), 1, 0, None),
    food(("dark chocolate", "chocolate", Dry), 546, (49, 313, 612), 10, 0, None),
    food(("dill", "dill", Produce), 43, (35, 11, 70), 1, 0, None),
    food(("eggs", "egg", Dairy), 155, (126, 106, 11), 55, EGG, None),
    food(("fennel", "fennel", Produce), 31, (12, 2, 73), 230, 0, None),
    food(("feta", "feta", Dairy), 264, (142, 213, 41), 1, DAIRY, None),
    food(("filo pastry", "filo", Bakery), 299, (71, 60, 526), 20, GLUTEN, g(250)),
    food(("flour", "flour", Dry), 364, (103, 10, 763), 1, GLUTEN, None),
    food(("garlic", "garlic", Produce), 149, (64, 5, 331), 4, 0, Some((2, Unit::Clove))),
    food(("ginger", "ginger", Produce), 80, (18, 8, 178), 15, 0, g(20)),
    food(("green beans", "green bean", Produce), 31, (18, 1, 70), 5, 0, None),
    food(("halloumi", "halloumi", Dairy), 321, (220, 250, 22), 225, DAIRY, None),
    food(("hazelnuts", "hazelnut", Nuts), 628, (150, 608, 167), 1, NUTS, None),
    food(("herbs", "herbs", Produce), 30, (30, 7, 50), 1, 0, None),
    food(("honey", "honey", Dry), 304, (3, 0, 824), 20, 0, None),
    food(("kale", "kale", Produce), 35, (29, 15, 44), 200, 0, None),
    food(("leeks", "leek", Produce), 61, (15, 3, 142), 180, 0, None),
    food(("lemons", "lemon", Produce), 29, (11, 3, 93), 90, 0, Some((1, Unit::Piece))),
    food(("lentils", "lentil", Dry), 352, (246, 11, 634), 1, 0, None),
    food(("limes", "lime", Produce), 30, (7, 2, 105), 60, 0, None),
    food(("milk", "milk", Dairy), 61, (32, 33, 48), 1, DAIRY, None),
    food(("mince", "mince", Meat), 254, (172, 200, 0), 1, MEAT, None),
    food(("miso", "miso", Dry), 198, (128, 60, 254), 1, GLUTEN, None),
    food(("mushrooms", "mushroom", Produce), 22, (31, 3, 33), 18, 0, g(200)),
    food(("mustard", "mustard", Spices), 66, (44, 40, 58), 1, 0, None),
    food(("oats", "oat", Dry), 379, (132, 65, 677), 1, GLUTEN, g(40)),
    food(("oil", "oil", Dry), 884, (0, 1_000, 0), 1, 0, Some((2, Unit::Tbsp))),
    food(("onions", "onion", Produce), 40, (11, 1, 93), 110, 0, None),
    food(("pak choi", "pak choi", Produce), 13, (15, 2, 22), 250, 0, g(300)),
    food(("paprika", "paprika", Spices), 282, (141, 129, 540), 1, 0, None),
    food(("parmesan", "parmesan", Dairy), 431, (385, 290, 41), 1, DAIRY | RENNET, g(60)),
    food(("parsley", "parsley", Produce), 36, (30, 8, 63), 1, 0, None),
    food(("pasta", "pasta", Dry), 371, (130, 15, 747), 1, GLUTEN, None),
    food(("pears", "pear", Produce), 57, (4, 1, 152), 180, 0, None),
    food(("peas", "peas", Produce), 81, (54, 4, 145), 1, 0, None),
    food(("peppers", "pepper", Produce), 31, (10, 3, 60), 150, 0, None),
    food(("plums", "plum", Produce), 46, (7, 3, 114), 65, 0, None),
    food(("potatoes", "potato", Produce), 77, (20, 1, 175), 150, 0, None),
    food(("prawns", "prawn", Fish), 99, (240, 3, 2), 12, FISH, None),
    food(("pumpkin", "pumpkin", Produce), 26, (10, 1, 65), 1_200, 0, None),
    food(("quinoa", "quinoa", Dry), 368, (141, 61, 642), 1, 0, None),
    food(("rice", "rice", Dry), 360, (66, 6, 793), 1, 0, g(300)),
    food(("rice noodles", "rice noodle", Dry), 364, (34, 6, 832), 1, 0, g(300)),
    food(("salmon", "salmon", Fish), 208, (204, 134, 0), 150, FISH, None),
    food(("scotch bonnet", "scotch bonnet", Produce), 40, (19, 4, 88), 12, 0, None),
    food(("sesame", "sesame", Dry), 573, (177, 497, 235), 1, 0, Some((1, Unit::Tbsp))),
    food(("soy sauce", "soy sauce", Dry), 53, (81, 6, 49), 1, GLUTEN, None),
    food(("spinach", "spinach", Produce), 23, (29, 4, 36), 1, 0, g(250)),
    food(("spring onions", "spring onion", Produce), 32, (18, 2, 73), 15, 0, Some((4, Unit::Piece))),
    food(("star anise", "star anise", Spices), 337, (176, 159, 500), 1, 0, None),
    food(("stock", "stock", Dry), 5, (4, 2, 4), 1, 0, Some((800, Unit::Ml))),
    food(("sugar", "sugar", Dry), 387, (0, 0, 1_000), 4, 0, None),
    food(("sweet potatoes", "sweet potato", Produce), 86, (16, 1, 201), 200, 0, None),
    food(("thyme", "thyme", Produce), 101, (56, 17, 245), 1, 0, None),
    food(("tofu", "tofu", Dairy), 144, (173, 87, 28), 200, 0, None),
    food(("tomatoes", "tomato", Produce), 18, (9, 2, 39), 110, 0, None),
    food(("tomato sauce", "tomato sauce", Tins), 32, (13, 3, 70), 1, 0, Some((400, Unit::Ml))),
    food(("tortillas", "tortilla", Bakery), 306, (80, 77, 505), 45, GLUTEN, None),
    food(("udon noodles", "udon", Dry), 350, (90, 12, 740), 1, GLUTEN, g(350)),
];

/// Foods that come to lists after the alphabet of the table.
pub const MORE_FOODS: [Food; 12] = [
    food(("tahini", "tahini", Nuts), 595, (170, 538, 212), 1, 0, None),
    food(("vinegar", "vinegar", Dry), 18, (0, 0, 0), 1, 0, None),
    food(("walnuts", "walnut", Nuts), 654, (152, 652, 137), 1, NUTS, g(60)),
    food(("white beans", "white bean", Tins), 114, (73, 4, 210), 1, 0, None),
    food(("white fish", "white fish", Fish), 82, (178, 7, 0), 150, FISH, None),
    food(("white wine", "white wine", Dry), 82, (1, 0, 26), 1, 0, None),
    food(("yeast", "yeast", Bakery), 105, (84, 19, 180), 42, 0, None),
    food(("yoghurt", "yoghurt", Dairy), 61, (35, 33, 47), 1, DAIRY, g(200)),
    food(("oat drink", "oat drink", Dairy), 46, (10, 15, 67), 1, GLUTEN, None),
    food(("margarine", "margarine", Dairy), 717, (2, 807, 7), 10, 0, None),
    food(("soy yoghurt", "soy yoghurt", Dairy), 54, (40, 23, 40), 1, 0, None),
    food(("corn starch", "corn starch", Dry), 381, (3, 1, 913), 1, 0, None),
];

/// What can stand in for a food: the substitute, hundredths of the amount, and what to mind.
pub const SUBSTITUTES: [(&str, &str, i64, &str); 37] = [
    ("butter", "margarine", 100, "Works in baking as it is."),
    ("butter", "oil", 80, "For frying and for cakes; not for puff pastry."),
    ("milk", "oat drink", 100, "Slightly sweeter; fine for baking and porridge."),
    ("cream", "coconut milk", 100, "Adds a taste of coconut; good in soups and curries."),
    ("cream", "yoghurt", 100, "Stir it in at the end, or it curdles."),
    ("yoghurt", "soy yoghurt", 100, "Take an unsweetened one."),
    ("eggs", "bananas", 50, "Half a mashed banana for each egg; for sweet baking only."),
    ("eggs", "corn starch", 25, "A tablespoon with three of water for each egg; binds, does not raise."),
    ("feta", "tofu", 100, "Marinate it with salt, lemon and oregano."),
    ("halloumi", "tofu", 100, "Press it dry before frying."),
    ("parmesan", "cheddar", 100, "A mature one; melts sooner."),
    ("parmesan", "almonds", 60, "Grind them with salt and garlic."),
    ("cheddar", "feta", 80, "Saltier, does not melt."),
    ("curd cheese", "tofu", 100, "Blend silken tofu with lemon juice."),
    ("mince", "lentils", 50, "Weigh them dry; cook them before adding."),
    ("beef", "mushrooms", 120, "Fry them hot for a brown crust."),
    ("chicken", "tofu", 100, "Press and marinate it."),
    ("chicken", "chickpeas", 100, "Add them ten minutes before the end."),
    ("salmon", "white fish", 100, "Cooks a little faster."),
    ("salmon", "tofu", 100, "Marinate with soy sauce and a sheet of nori."),
    ("prawns", "white beans", 100, "Milder; add lemon."),
    ("white fish", "halloumi", 80, "Fry it until golden."),
    ("flour", "buckwheat", 100, "Ground; use half of it only in yeast dough."),
    ("flour", "oats", 110, "Ground; the crumb gets moister."),
    ("pasta", "rice noodles", 100, "Soak them instead of boiling."),
    ("couscous", "quinoa", 100, "Cooks for 15 minutes."),
    ("bulgur", "rice", 100, "Cooks longer."),
    ("soy sauce", "miso", 60, "Thin it with water."),
    ("sugar", "honey", 75, "Take less of other liquids."),
    ("honey", "sugar", 110, "Dissolve it in a little warm water."),
    ("walnuts", "oats", 100, "Toast them for the bite."),
    ("almonds", "oats", 100, "For crumbles; not for marzipan."),
    ("white wine", "stock", 100, "Add a splash of vinegar."),
    ("lemons", "vinegar", 30, "Sharper; start with little."),
    ("lemons", "limes", 120, "Limes have less juice."),
    ("tortillas", "rice", 150, "Serve the filling in a bowl."),
    ("onions", "leeks", 100, "Milder and sweeter."),
];

/// All foods.
pub fn foods() -> impl Iterator<Item = &'static Food> {
    FOODS.iter().chain(&MORE_FOODS)
}

/// The food that words speak of: the one with the longest key that one of them begins with.
pub fn find(words: &str) -> Option<&'static Food> {
    let words = words.to_lowercase();
    let begins = |place: usize| !words[..place].ends_with(char::is_alphabetic);
    let spoken_of = |food: &&Food| words.match_indices(food.key).any(|(place, _)| begins(place)) || words == food.name;
    foods().filter(spoken_of).max_by_key(|food| food.key.len())
}

/// The food of a name, as one writes it for one or for many.
pub fn called(text: &str) -> Option<&'static Food> {
    let text = text.trim().to_lowercase();
    foods().find(|food| food.name == text || singular(food.name) == text)
}

/// `carrots` as it stands before another noun: `carrot`.
pub fn singular(food: &str) -> String {
    if let Some(stem) = food.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let stem = food.strip_suffix("oes").map(|stem| format!("{stem}o"));
    let plain = food.strip_suffix('s').filter(|stem| !stem.ends_with('u') && !stem.ends_with('s'));
    stem.unwrap_or_else(|| plain.unwrap_or(food).to_owned())
}

/// The food of a name.
pub fn named(name: &str) -> Option<&'static Food> {
    foods().find(|food| food.name == name)
}

/// What is poured.
const LIQUIDS: [&str; 11] = [
    "coconut milk", "cream", "honey", "milk", "oat drink", "oil", "soy sauce", "stock", "tomato sauce", "vinegar",
    "white wine",
];

impl Food {
    /// Whether one counts it in a unit: nobody has cloves of carrots or millilitres of eggs.
    pub fn is_counted_in(&self, unit: Unit) -> bool {
        let pours = LIQUIDS.contains(&self.name);
        match unit {
            Unit::G | Unit::Oz => true,
            Unit::Ml => pours,
            Unit::Tsp | Unit::Tbsp | Unit::Cup => {
                pours || matches!(self.aisle, Aisle::Dry | Aisle::Spices | Aisle::Nuts) || self.name == "curry paste"
            }
            Unit::Piece => self.piece > 1,
            Unit::Tin => self.aisle == Aisle::Tins || self.name == "tomatoes",
            Unit::Clove => self.name == "garlic",
        }
    }
}
