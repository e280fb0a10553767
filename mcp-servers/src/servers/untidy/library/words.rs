//! What stands on the shelves: data only.

/// Titles with a subject; `{noun}`, `{adjective}`, `{city}` and `{given}` are filled in.
pub const TITLES: [(&str, &str, &str); 26] = [
    ("The {adjective} {noun}", "Fiction", "FIC"),
    ("{noun} of {city}", "Fiction", "FIC"),
    ("A {noun} for {given}", "Fiction", "FIC"),
    ("Letters from {city}", "Biography", "920"),
    ("{given} and the {noun}", "Children", "J"),
    ("The Last {noun}", "Crime", "CRI"),
    ("Murder in {city}", "Crime", "CRI"),
    ("The {noun} Conspiracy", "Crime", "CRI"),
    ("A Short History of the {noun}", "History", "900"),
    ("{city} on Foot", "Travel", "910"),
    ("Cooking with {given}", "Cookery", "641"),
    ("The {adjective} Kitchen", "Cookery", "641"),
    ("{noun} Among the Stars", "Science fiction", "SF"),
    ("Planet {noun}", "Science fiction", "SF"),
    ("How a {noun} Works", "Science", "500"),
    ("The Mathematics of the {noun}", "Science", "510"),
    ("My {adjective} Years", "Biography", "920"),
    ("{given}'s {adjective} Garden", "Gardening", "635"),
    ("Growing a {noun}", "Gardening", "635"),
    ("The {adjective} Investor", "Economics", "330"),
    ("Learn to Draw a {noun}", "Art", "740"),
    ("{adjective} Poems", "Poetry", "821"),
    ("Where Is {given}'s {noun}?", "Children", "J"),
    ("The {noun} Who Could Not Sleep", "Children", "J"),
    ("{city}: A Portrait", "Travel", "910"),
    ("Under a {adjective} Sky", "Fiction", "FIC"),
];
pub const NOUNS: [&str; 34] = [
    "Lighthouse", "Orchard", "Clockmaker", "River", "Violin", "Cartographer", "Winter", "Bridge", "Fox", "Harbour",
    "Beekeeper", "Mirror", "Telescope", "Forest", "Station", "Island", "Tailor", "Comet", "Archive", "Bicycle", "Owl",
    "Glacier", "Piano", "Market", "Tower", "Whale", "Inheritance", "Translator", "Meadow", "Engine", "Lantern",
    "Heron", "Bakery", "Storm",
];
pub const ADJECTIVES: [&str; 24] = [
    "Quiet", "Golden", "Broken", "Hidden", "Northern", "Paper", "Borrowed", "Silent", "Blue", "Forgotten", "Distant",
    "Honest", "Slow", "Crooked", "Second", "Bright", "Restless", "Bitter", "Wild", "Narrow", "Green", "Salted",
    "Early", "Infinite",
];
pub const FORMATS: [&str; 7] = ["book", "book", "book", "book", "audiobook", "dvd", "game"];
