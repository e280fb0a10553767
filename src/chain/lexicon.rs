//! Things a user might write: topics with titles and texts that belong together, and short words.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

/// A subject with a text about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    pub title: String,
    pub body: String,
    /// A file name without extension.
    pub slug: String,
}

const TOPICS: &[(&str, &[&str])] = &[
    (
        "{project} kickoff",
        &["Please bring your first estimates for {project}.", "Agenda: goals, owners, first milestone of {project}."],
    ),
    (
        "{project} status update",
        &[
            "{project} is on track, the next milestone is in {weeks} weeks.",
            "Two open points on {project}: the budget and the test plan.",
        ],
    ),
    (
        "Budget review {quarter}",
        &[
            "Travel is {percent} percent over plan, everything else is fine.",
            "Please check the numbers for {quarter} before we meet.",
        ],
    ),
    (
        "Travel plans for {city}",
        &[
            "I land in {city} in the morning and leave the next evening.",
            "We still need a hotel near the station in {city}.",
        ],
    ),
    ("Dinner in {city}", &["A table for {people}, somewhere quiet.", "Let me know if anyone does not eat fish."]),
    (
        "Contract draft",
        &["Section {number} still needs a look from legal.", "I have marked my changes in section {number}."],
    ),
    (
        "Interview feedback",
        &[
            "Strong on systems, a bit thin on testing. I would invite her again.",
            "Good conversation, clear yes from my side.",
        ],
    ),
    (
        "Office move",
        &[
            "We move to floor {number} at the end of the month.",
            "Please label your boxes with your name and floor {number}.",
        ],
    ),
    (
        "Release {version}",
        &[
            "Release {version} goes out after the last two fixes.",
            "Release {version} is delayed by {weeks} weeks because of the login bug.",
        ],
    ),
    (
        "Customer visit from {city}",
        &["They would like to see the new line and have lunch with us.", "Five people from {city}, arriving by train."],
    ),
    (
        "Birthday present",
        &["I thought of a cook book, around {number}0 euros.", "Shall we put together? I can pick it up."],
    ),
    (
        "Workshop {project}",
        &["We need a room for {people} and a projector.", "Please read the {project} brief beforehand."],
    ),
    (
        "Training schedule",
        &["Swimming on Mondays, running on Thursdays.", "Week {number} is the hard one, then a rest week."],
    ),
    (
        "Roof repair",
        &[
            "The roofer can come in {weeks} weeks, the offer is attached to his last letter.",
            "The leak is above the bathroom window.",
        ],
    ),
    ("School concert", &["Doors open at half past six, the choir sings first.", "We have {people} tickets."]),
    (
        "Hiring plan {quarter}",
        &["Two engineers and one designer in {quarter}.", "The {quarter} plan needs sign-off by Friday."],
    ),
    (
        "Server maintenance",
        &["The database is read-only for about {number}0 minutes.", "Backups are done, we can start after hours."],
    ),
    (
        "Book club",
        &[
            "This time it is the short one, please read to chapter {number}.",
            "Tea at my place, bring a chair if you can.",
        ],
    ),
    ("Garden notes", &["Tomatoes need water every other day.", "The hedge should be cut before week {number}."]),
    (
        "Supplier meeting {city}",
        &[
            "Ask about lead times and the price for {number}00 pieces.",
            "They are ready to ship from {city} in {weeks} weeks.",
        ],
    ),
    (
        "Insurance claim",
        &["The claim number is on the first page, photos are in the folder.", "They need the invoice and two photos."],
    ),
    (
        "Press release {project}",
        &["Please keep the quote from the second paragraph.", "It goes out together with the {project} launch."],
    ),
    (
        "Moving checklist",
        &["Cancel the electricity, forward the post, return the keys.", "Boxes, tape, and a van for {people}."],
    ),
    (
        "Research notes {project}",
        &["The second experiment confirms the first.", "Three open questions about {project}, see below."],
    ),
];
pub(super) const PROJECTS: &[&str] = &[
    "Atlas", "Meridian", "Juniper", "Blue Harbor", "Northwind", "Lantern", "Cobalt", "Redwood", "Falcon", "Tidewater",
    "Quartz", "Sparrow", "Aurora", "Summit", "Willow", "Copper", "Nimbus", "Orchid", "Granite", "Saffron",
];
pub(super) const CITIES: &[&str] = &[
    "Lisbon", "Kraków", "Lyon", "Gothenburg", "Bologna", "Leeds", "Nagoya", "Toronto", "Valencia", "Graz", "Porto",
    "Utrecht", "Aarhus", "Izmir", "Montréal", "Busan", "Austin", "Galway", "Tartu", "Medellín",
];
pub(super) const COMPANIES: &[&str] = &[
    "Halden Optics", "Brightwater Labs", "Norte Foods", "Sable & Finch", "Kestrel Systems", "Okoye Textiles",
    "Lumen Works", "Delacroix Print", "Pinecrest Dental", "Aalto Interiors", "Verde Logistics", "Tanaka Instruments",
];
pub(super) const JOBS: &[&str] = &[
    "Product manager", "Head of sales", "Architect", "Nurse", "Data analyst", "Photographer", "Teacher",
    "Site engineer", "Lawyer", "Buyer", "Editor", "Physiotherapist",
];
pub(super) const LABELS: &[&str] = &[
    "Archive", "Receipts", "Family", "Travel", "Reading list", "Suppliers", "Neighbours", "Running club", "Taxes",
    "Clients", "Ideas", "Volunteers", "Photos", "Recipes",
];
const FIRST: &[&str] = &[
    "Ines", "Tomasz", "Aiko", "Jonas", "Leila", "Mateo", "Nadia", "Oskar", "Priya", "Rafael", "Sanna", "Yusuf",
    "Chloé", "Derya", "Emeka", "Greta", "Hugo", "Ivana", "Kofi", "Linh",
];
const LAST: &[&str] = &[
    "Marchetti", "Kowalczyk", "Sato", "Lindqvist", "Haddad", "Fernández", "Petrov", "Bakker", "Raman", "Oliveira",
    "Virtanen", "Demir", "Moreau", "Eze", "Novak", "Schreiber", "Quinn", "Mensah", "Tran", "Castellanos",
];
const ZONES: &[&str] = &[
    "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Europe/London", "Australia/Sydney", "America/Sao_Paulo",
    "Asia/Kolkata", "Africa/Nairobi", "America/Los_Angeles", "Asia/Singapore",
];

fn pick<'l>(list: &'l [&'l str], rng: &mut ChaCha8Rng) -> &'l str {
    list.choose(rng).copied().unwrap_or_default()
}

/// A topic with its blanks filled.
pub fn topic(rng: &mut ChaCha8Rng) -> Topic {
    let (title, bodies) = TOPICS.choose(rng).copied().unwrap_or(("Notes", &["Nothing yet."]));
    let body = pick(bodies, rng);
    let words = [
        ("{project}", pick(PROJECTS, rng).to_owned()),
        ("{city}", pick(CITIES, rng).to_owned()),
        ("{quarter}", format!("Q{}", rng.random_range(1..=4))),
        ("{weeks}", rng.random_range(2..=6).to_string()),
        ("{people}", rng.random_range(3..=12).to_string()),
        ("{number}", rng.random_range(2..=9).to_string()),
        ("{percent}", rng.random_range(3..=18).to_string()),
        ("{version}", format!("{}.{}", rng.random_range(1..=6), rng.random_range(0..=9))),
    ];
    let fill = |text: &str| words.iter().fold(text.to_owned(), |text, (slot, word)| text.replace(slot, word));
    let title = fill(title);
    let slug = title
        .to_lowercase()
        .chars()
        .map(plain)
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect::<String>()
        .split('-')
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    Topic { body: fill(body), title, slug }
}

const NOTES: &[&str] = &[
    "Met at the trade fair in {city}.", "Prefers to be called before noon.", "Allergic to nuts.", "Speaks Spanish.",
    "Back from parental leave in {month}.", "Ask about the dog.", "Knows the landlord.", "Plays tennis on Tuesdays.",
    "Moved here from {city}.", "Write, do not call.", "Met through the running club.", "Away until {month}.",
    "Has the spare key.", "Sends the invoices for {city}.", "Vegetarian.", "Old colleague from {city}.",
];
const MONTHS: &[&str] = &["March", "April", "May", "June", "September", "October", "November"];

/// A few words that one keeps about a person.
pub fn note(rng: &mut ChaCha8Rng) -> String {
    let note = pick(NOTES, rng);
    note.replace("{city}", pick(CITIES, rng)).replace("{month}", pick(MONTHS, rng))
}

/// A letter without its marks, as file names have it.
fn plain(letter: char) -> char {
    match letter {
        'á' | 'à' | 'ä' | 'å' => 'a',
        'é' | 'è' => 'e',
        'í' => 'i',
        'ó' | 'ö' => 'o',
        'ú' | 'ü' => 'u',
        other => other,
    }
}

/// A person who is not yet in anybody's address book.
pub fn person(rng: &mut ChaCha8Rng) -> String {
    format!("{} {}", pick(FIRST, rng), pick(LAST, rng))
}

/// The mail address of a person.
pub fn email(person: &str) -> String {
    let plain: String = person
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'é' | 'è' => 'e',
            'á' => 'a',
            ' ' => '.',
            c => c,
        })
        .filter(|c| c.is_ascii())
        .collect();
    format!("{plain}@example.com")
}

/// A phone number from the range kept for fiction.
pub fn phone(rng: &mut ChaCha8Rng) -> String {
    format!("+1 555 01{:02}", rng.random_range(0..100))
}

const CURRENCIES: &[&str] = &["EUR", "USD", "GBP", "CHF", "JPY", "SEK", "PLN", "CAD", "AUD"];

/// An IANA time zone.
pub fn zone(rng: &mut ChaCha8Rng) -> &'static str {
    ZONES.choose(rng).copied().unwrap_or("UTC")
}

/// A currency by its ISO 4217 code.
pub fn currency(rng: &mut ChaCha8Rng) -> &'static str {
    CURRENCIES.choose(rng).copied().unwrap_or("EUR")
}
