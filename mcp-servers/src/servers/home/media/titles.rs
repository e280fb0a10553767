//! Words that titles, artists and shows are made of; no work of this name is meant.

use super::types::Genre;

pub const ADJECTIVES: [&str; 48] = [
    "Amber", "Bitter", "Blue", "Borrowed", "Broken", "Careful", "Cold", "Distant", "Early", "Electric", "Empty",
    "Endless", "Faithful", "Foreign", "Gentle", "Golden", "Green", "Hidden", "Hollow", "Honest", "Last", "Little",
    "Long", "Lost", "Loud", "Lucky", "Midnight", "Narrow", "Northern", "Open", "Paper", "Patient", "Quiet", "Red",
    "Restless", "Salty", "Second", "Secret", "Silver", "Sleeping", "Slow", "Small", "Southern", "Strange", "Sudden",
    "Tender", "Wild", "Winter",
];
pub const NOUNS: [&str; 64] = [
    "Anchor", "Apartment", "Terrace", "Bell", "Bicycle", "Swallow", "Bridge", "Brother", "Candle", "Carousel",
    "Cartographer", "Chapel", "Choir", "Clock", "Coast", "Beacon", "Crossing", "Daughter", "Echo", "Elevator", "Ember",
    "Steamer", "Field", "Garden", "Gardener", "Harbour", "Harvest", "Heart", "Horizon", "House", "Island", "Kitchen",
    "Lantern", "Letter", "Lighthouse", "Map", "Mirror", "Moon", "Morning", "Mountain", "Night", "Ocean", "Orchard",
    "Passenger", "Piano", "Platform", "Postcard", "Promise", "Rain", "River", "Road", "Rooftop", "Season", "Shadow",
    "Sister", "Snow", "Station", "Stranger", "Summer", "Telephone", "Tide", "Train", "Window", "Winter",
];
/// `{a}` an adjective, `{n}` and `{m}` nouns, `{c}` a city, `{g}` a first name.
pub const TRACKS: [&str; 18] = [
    "{a} {n}", "{n} in {c}", "{n} and {n2}", "Goodbye, {a} {n}", "Letters to {g}", "{g}'s {n}", "Before the {n}",
    "{a} {n}, {a2} {n2}", "Dancing on the {n}", "Call me {g}", "Under the {n}", "No {n} tonight", "{c} at dawn",
    "Waiting for {g}", "One more {n}", "A {n} for {g}", "{n} song", "{a} again",
];
pub const FILMS: [&str; 16] = [
    "The {n} of {c}", "The {a} {n}", "{g} and the {n}", "A {n} in {c}", "The {n}'s {n2}", "{a} {n}s",
    "Last train to {c}", "The {n} keeper", "What {g} saw", "{c}, {c2}", "Nobody knows {g}", "The {a} {n} of {g}",
    "Between {c} and {c2}", "The day of the {n}", "Return to {c}", "The {n} club",
];
pub const BANDS: [&str; 12] = [
    "The {a} {n}s", "{a} {n}", "{n} & {n2}", "{c} {n} Ensemble", "{g} and the {n}s", "{n} Club", "The {n} Brothers",
    "{c} Quartet", "{a} {n} Orchestra", "DJ {n}", "{n} {n2}", "Trio {c}",
];
pub const SHOWS: [(&str, Genre); 18] = [
    ("The long interview", Genre::Culture),
    ("Half past history", Genre::History),
    ("Small experiments", Genre::Science),
    ("Bread and bylines", Genre::News),
    ("Maps and margins", Genre::History),
    ("The evening desk", Genre::News),
    ("Why is it so?", Genre::Science),
    ("Two chairs", Genre::Culture),
    ("Bedtime harbour", Genre::Children),
    ("The questions of Pip and Nell", Genre::Children),
    ("Kitchen table physics", Genre::Science),
    ("Letters from the archive", Genre::History),
    ("Off the record shelf", Genre::Culture),
    ("Morning wire", Genre::News),
    ("Deep water", Genre::Science),
    ("The reading room", Genre::Culture),
    ("Empires in ten objects", Genre::History),
    ("Laughing in the back row", Genre::Comedy),
];
pub const EPISODES: [&str; 20] = [
    "The {n} that changed {c}", "How {c} got its {n}", "A conversation with {p}", "The {a} {n}", "{n}s, explained",
    "What we know about the {n}", "Live from {c}", "The last {n} of {c}", "Listener questions: {n} and {n2}",
    "{p} on {n}s", "Who invented the {n}?", "A short history of the {n}", "The {n} problem", "Inside {c}'s {n}",
    "{a} {n}, part one", "{a} {n}, part two", "The year of the {n}", "Why {c} fell silent", "Ten minutes on the {n}",
    "The case of the {a} {n}",
];
pub const MUSIC: [Genre; 8] = [
    Genre::Pop,
    Genre::Rock,
    Genre::Jazz,
    Genre::Classical,
    Genre::Electronic,
    Genre::Folk,
    Genre::Soul,
    Genre::HipHop,
];
pub const CINEMA: [Genre; 7] = [
    Genre::Drama,
    Genre::Comedy,
    Genre::Thriller,
    Genre::Documentary,
    Genre::Animation,
    Genre::Romance,
    Genre::Children,
];
pub const PLAYLISTS: [&str; 20] = [
    "Sunday breakfast", "Long drive", "Cooking", "Rain on the window", "Run, slowly", "Dinner with friends",
    "Deep focus", "Late evening", "Housework", "Songs from the summer", "Train window", "Quiet hours", "Garden party",
    "Monday mornings", "For the car", "Old favourites", "Songs to wake up to", "Winter walk", "Night shift", "Dance!",
];
