//! What people keep at home in files: recipes and lists; data only.

/// A recipe: name, ingredients and what to do.
pub struct Recipe {
    pub name: &'static str,
    pub ingredients: &'static [&'static str],
    pub steps: &'static [&'static str],
}

const fn recipe(name: &'static str, ingredients: &'static [&'static str], steps: &'static [&'static str]) -> Recipe {
    Recipe { name, ingredients, steps }
}

pub const RECIPES: [Recipe; 20] = [
    recipe(
        "Lentil soup",
        &["250 g red lentils", "2 carrots", "1 onion", "1 tsp cumin", "1 l stock", "lemon juice"],
        &[
            "Fry onion and carrots with the cumin.", "Add lentils and stock and simmer for 20 minutes.",
            "Blend half of it and season with lemon.",
        ],
    ),
    recipe(
        "Apple crumble",
        &["1 kg apples", "150 g flour", "100 g butter", "80 g sugar", "1 tsp cinnamon", "a handful of oats"],
        &[
            "Slice the apples into a dish and dust with cinnamon.", "Rub butter, flour, sugar and oats to crumbs.",
            "Spread on top and bake at 180 °C for 35 minutes.",
        ],
    ),
    recipe(
        "Mushroom risotto",
        &["300 g risotto rice", "400 g mushrooms", "1 onion", "150 ml white wine", "1 l stock", "parmesan"],
        &[
            "Fry the mushrooms and set them aside.", "Toast rice and onion, add the wine.",
            "Add stock ladle by ladle, then mushrooms and parmesan.",
        ],
    ),
    recipe(
        "Shakshuka",
        &["1 tin of tomatoes", "2 peppers", "4 eggs", "1 onion", "paprika and cumin", "fresh coriander"],
        &[
            "Cook onion, peppers and spices until soft.", "Add tomatoes and simmer for 15 minutes.",
            "Make four hollows, add the eggs and cover.",
        ],
    ),
    recipe(
        "Potato salad",
        &["1 kg waxy potatoes", "1 red onion", "150 ml warm stock", "mustard", "vinegar and oil", "chives"],
        &[
            "Boil and slice the potatoes.", "Pour warm stock with mustard over them.",
            "Rest for an hour, then add oil and chives.",
        ],
    ),
    recipe(
        "Vegetable curry",
        &["1 cauliflower", "1 tin of chickpeas", "400 ml coconut milk", "ginger", "2 tbsp curry paste", "rice"],
        &["Fry paste and ginger.", "Add vegetables and coconut milk.", "Simmer for 25 minutes and serve with rice."],
    ),
    recipe(
        "Banana bread",
        &["4 ripe bananas", "250 g flour", "2 eggs", "100 g butter", "100 g brown sugar", "walnuts"],
        &["Mash the bananas.", "Stir in everything else.", "Bake at 170 °C for 55 minutes."],
    ),
    recipe(
        "Pho",
        &["beef bones", "star anise and cinnamon", "1 onion", "rice noodles", "thin beef slices", "herbs and lime"],
        &[
            "Char onion and ginger.", "Simmer bones and spices for at least 4 hours.",
            "Pour over noodles and beef, add herbs.",
        ],
    ),
    recipe(
        "Jollof rice",
        &["400 g long grain rice", "4 tomatoes", "2 red peppers", "1 scotch bonnet", "thyme and bay leaf", "stock"],
        &[
            "Blend tomatoes and peppers and fry them down.", "Add rice, stock and spices.",
            "Cover tightly and steam for 30 minutes.",
        ],
    ),
    recipe(
        "Pierogi",
        &["500 g flour", "warm water", "600 g potatoes", "250 g curd cheese", "2 onions", "butter"],
        &[
            "Knead a soft dough and let it rest.", "Fill with potato and cheese.",
            "Boil until they float, serve with fried onions.",
        ],
    ),
    recipe(
        "Ratatouille",
        &["2 aubergines", "2 courgettes", "2 peppers", "4 tomatoes", "garlic", "thyme"],
        &["Fry each vegetable by itself.", "Put all together with garlic and thyme.", "Stew gently for 30 minutes."],
    ),
    recipe(
        "Cinnamon buns",
        &["500 g flour", "250 ml milk", "25 g yeast", "80 g butter", "80 g sugar", "2 tbsp cinnamon"],
        &[
            "Make a yeast dough and let it rise.", "Roll out, spread with butter, sugar and cinnamon.",
            "Roll up, slice and bake at 220 °C for 10 minutes.",
        ],
    ),
    recipe(
        "Chickpea stew",
        &["2 tins of chickpeas", "1 tin of tomatoes", "spinach", "2 cloves of garlic", "smoked paprika", "bread"],
        &[
            "Fry garlic and paprika.", "Add chickpeas and tomatoes, cook for 15 minutes.",
            "Stir in the spinach at the end.",
        ],
    ),
    recipe(
        "Fish tacos",
        &["500 g white fish", "8 tortillas", "red cabbage", "2 limes", "yoghurt", "coriander"],
        &[
            "Marinate the fish in lime.", "Fry it for 3 minutes a side.",
            "Fill the tortillas with cabbage, fish and yoghurt.",
        ],
    ),
    recipe(
        "Spinach pie",
        &["filo pastry", "800 g spinach", "250 g feta", "3 eggs", "dill", "spring onions"],
        &[
            "Wilt and squeeze the spinach.", "Mix with feta, eggs and herbs.",
            "Layer with filo and bake at 180 °C for 40 minutes.",
        ],
    ),
    recipe(
        "Plum cake",
        &["1 kg plums", "200 g flour", "125 g butter", "125 g sugar", "3 eggs", "almonds"],
        &[
            "Beat butter, sugar and eggs.", "Fold in the flour and spread in a tin.",
            "Top with plums and bake at 180 °C for 45 minutes.",
        ],
    ),
    recipe(
        "Miso noodles",
        &["udon noodles", "3 tbsp miso", "pak choi", "mushrooms", "2 eggs", "sesame"],
        &[
            "Boil the eggs for 6 minutes.", "Whisk miso into hot stock.",
            "Add noodles and vegetables, top with egg and sesame.",
        ],
    ),
    recipe(
        "Stuffed peppers",
        &["6 peppers", "200 g rice", "300 g mince or lentils", "1 onion", "tomato sauce", "parsley"],
        &[
            "Cook the rice halfway.", "Mix with the rest and fill the peppers.",
            "Bake in tomato sauce at 190 °C for 50 minutes.",
        ],
    ),
    recipe(
        "Beetroot hummus",
        &["2 cooked beetroots", "1 tin of chickpeas", "2 tbsp tahini", "1 lemon", "1 clove of garlic", "olive oil"],
        &[
            "Put everything into the blender.", "Blend until smooth, add water if needed.",
            "Serve with oil and warm bread.",
        ],
    ),
    recipe(
        "Lemon tart",
        &["200 g flour", "100 g butter", "4 lemons", "150 g sugar", "4 eggs", "200 ml cream"],
        &["Bake the pastry blind.", "Whisk lemon, sugar, eggs and cream.", "Fill and bake at 150 °C for 30 minutes."],
    ),
];

/// Lists of everyday life with what may stand on them.
pub const LISTS: [(&str, &[&str]); 16] = [
    (
        "Reading list",
        &[
            "The long way home", "A history of bridges", "Letters from the coast", "The bee keeper's year",
            "Slow trains", "Night garden", "Twelve small houses", "The map maker", "Salt and smoke",
        ],
    ),
    (
        "Gift ideas",
        &[
            "a good pair of scissors", "wool socks", "concert tickets", "fountain pen", "cookery course", "lemon tree",
            "picnic blanket", "photo book", "tea set",
        ],
    ),
    (
        "Moving checklist",
        &[
            "cancel the old contract", "book the van", "label the boxes", "read the meters", "redirect the post",
            "paint the hallway", "hand over the keys", "ask friends for help", "tell the bank",
        ],
    ),
    (
        "Films to watch",
        &[
            "The lighthouse keepers", "Blue hour", "A winter in Turku", "The last tram", "Two sisters",
            "Paper moon city", "Harvest", "The translator", "Eight minutes",
        ],
    ),
    (
        "Garden plan",
        &[
            "tomatoes along the wall", "beans behind the shed", "move the strawberries", "new compost bin",
            "prune the apple tree", "sow carrots in April", "water barrel", "herbs near the door",
            "net for the berries",
        ],
    ),
    (
        "Birthday party plan",
        &[
            "invitations three weeks before", "order the cake", "borrow chairs", "playlist", "lemonade and snacks",
            "candles", "games for the children", "ask the neighbours", "rain plan",
        ],
    ),
    (
        "Spring cleaning",
        &[
            "windows", "behind the fridge", "sort the papers", "wash the curtains", "balcony", "descale the kettle",
            "cellar shelf", "bike down to the shed", "old clothes to the collection",
        ],
    ),
    (
        "Language learning plan",
        &[
            "twenty minutes every morning", "verbs of movement", "one podcast a week", "numbers and dates",
            "tandem on Thursdays", "read a children's book", "past tense", "write a postcard", "watch the news",
        ],
    ),
    (
        "Bike repairs",
        &[
            "new brake pads", "true the rear wheel", "oil the chain", "replace the front light", "tighten the headset",
            "new inner tube", "adjust the gears", "check the saddle", "pump up the tyres",
        ],
    ),
    (
        "Flat wish list",
        &[
            "reading lamp", "shelf above the door", "blue tablecloth", "coat hooks", "mirror for the hallway",
            "second armchair", "rug", "plants for the kitchen", "new shower curtain",
        ],
    ),
    (
        "Weekend ideas",
        &[
            "picnic by the lake", "flea market", "museum on Sunday morning", "bake bread", "swimming",
            "visit the castle", "board game evening", "long breakfast", "cycle to the dam",
        ],
    ),
    (
        "Charity run training",
        &[
            "Monday: 5 km easy", "Tuesday: rest", "Wednesday: intervals", "Thursday: strength", "Friday: rest",
            "Saturday: 8 km", "Sunday: long run", "new shoes by April", "drink more water",
        ],
    ),
    (
        "Playlist for the party",
        &[
            "something slow to begin", "the song from the wedding", "northern soul", "cumbia",
            "that one from the film", "disco hour", "guitar break", "the classics", "last dance",
        ],
    ),
    (
        "First aid kit",
        &[
            "plasters", "bandages and tape", "disinfectant", "scissors", "tweezers", "cold pack", "gloves", "blanket",
            "emergency numbers",
        ],
    ),
    (
        "Questions for the landlord",
        &[
            "deposit", "who cleans the stairs", "cellar room", "heating costs", "may we paint", "bike room",
            "broken intercom", "notice period", "parking",
        ],
    ),
    (
        "Winter storage",
        &[
            "tent and sleeping bags", "garden chairs", "sun umbrella", "summer tyres", "fan", "bathing things",
            "cool box", "hammock", "barbecue",
        ],
    ),
];

/// What a month costs, from and to.
pub const COSTS: [(&str, i64, i64); 10] = [
    ("Rent", 620, 1_450),
    ("Groceries", 280, 620),
    ("Electricity", 40, 110),
    ("Internet", 20, 50),
    ("Transport", 45, 180),
    ("Insurance", 35, 140),
    ("Gifts", 15, 70),
    ("Eating out", 60, 240),
    ("Sports", 20, 80),
    ("Savings", 100, 500),
];
