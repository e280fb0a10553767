//! Short texts that people give to things: names of new ones by what they are, and words by the parameter they are for.

use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::lexicon::{self, CITIES, COMPANIES, JOBS, LABELS, PROJECTS};
use super::role::singular;

/// Words of what has a name, and the names that people give.
type Named = (&'static [&'static str], &'static [&'static str]);

/// Names and labels of new things, by a word of the tool or of the parameter.
const NAMES: &[Named] = &[
    (
        &["playlist"],
        &[
            "Morning run", "Deep focus", "Sunday brunch", "Rainy evenings", "Road trip", "Kitchen dancing",
            "Late train home", "Slow Saturdays", "Garden party", "Rowing machine",
        ],
    ),
    (
        &["deal", "opportunity"],
        &[
            "{company} renewal", "{company} pilot", "{company} extra seats", "{company} rollout", "{company} upgrade",
            "Annual licence {company}", "Support contract {company}",
        ],
    ),
    (
        &["sheet", "tab"],
        &[
            "Summary", "Forecast", "{quarter} actuals", "Travel costs", "Headcount", "Supplier list", "Open items",
            "Raw data", "Price list", "Targets {quarter}",
        ],
    ),
    (
        &["workbook", "spreadsheet"],
        &["Budget {quarter}", "Household costs", "Stock take", "{project} plan", "Team roster"],
    ),
    (
        &["alert", "rule", "monitor"],
        &[
            "Error rate too high", "Queue is backing up", "Slow checkout", "Disk almost full", "Latency above target",
            "Too many retries", "Logins are failing", "Cache misses", "Traffic has dropped",
        ],
    ),
    (
        &["trip", "journey", "itinerary"],
        &["Weekend in {city}", "{city} visit", "Conference in {city}", "A week in {city}", "{city} with the family"],
    ),
    (
        &["goal", "plan", "challenge"],
        &[
            "Fit for summer", "Back in form", "Steady autumn", "First half marathon", "Legs for the mountains",
            "A little every day", "Stronger by spring",
        ],
    ),
    (
        &["automation", "scene", "routine"],
        &[
            "Evening lights", "Quiet night", "Leaving home", "Film night", "Warm mornings", "Weekend away",
            "Home from work", "Early start",
        ],
    ),
    (
        &["place", "location"],
        &[
            "Grandma's house", "Climbing gym", "Favourite bakery", "Dog park", "Piano teacher", "Allotment",
            "Swimming lake", "Bike workshop",
        ],
    ),
    (&["channel"], &["{project}-team", "lunch-ideas", "release-notes", "office-{city}", "support-questions"]),
    (&["file", "document", "copy"], &["{slug}.md"]),
    (&["company", "organization", "organisation", "account", "lead", "merchant", "supplier", "vendor"], COMPANIES),
    (&["project", "team"], PROJECTS),
    (&["entity", "node"], &["{company}", "{project}", "Project {project}", "{company} in {city}"]),
    (&["group", "folder", "label", "list", "category", "tag", "album", "board", "notebook"], LABELS),
];

/// Texts for parameters by a word of their names.
const WORDS: &[Named] = &[
    (
        &["tag", "label", "keyword"],
        &[
            "urgent", "follow-up", "billing", "onboarding", "ideas", "waiting", "review", "login", "mobile", "travel",
            "planning", "regression", "family", "later",
        ],
    ),
    (
        &["reference", "purpose"],
        &[
            "Rent", "Piano lessons", "Club fee", "Electricity", "Car share", "Kindergarten", "Gym membership",
            "Garage", "Savings for {city}", "Tennis court",
        ],
    ),
    (
        &["step"],
        &[
            "Send the revised offer", "Call them on Monday", "Book a demo", "Ask for the signed contract",
            "Agree on a start date", "Get the numbers from finance",
        ],
    ),
    (
        &["request", "wish", "preference"],
        &[
            "A quiet room, please", "Arriving late, around 11 pm", "A cot for the baby", "A room on a high floor",
            "Twin beds, please", "Away from the lift, please",
        ],
    ),
    (
        &["heading"],
        &["Summary", "Next steps", "Open questions", "Background", "Risks", "Decisions", "Timeline", "Costs"],
    ),
    (&["header", "column", "columns", "field"], &["Date", "Item", "Owner", "Amount", "Status", "Due", "Notes"]),
    (
        &["row", "cell"],
        &["Printer paper", "Team lunch", "Train to {city}", "Coffee beans", "Window cleaning", "Postage"],
    ),
    (&["product", "service"], &["Mobile app", "Web shop", "Loyalty card", "Gift vouchers", "Newsletter", "Delivery"]),
    (
        &["merchant", "shop", "store"],
        &["City Taxi", "Hotel Aurora", "Café Linden", "Rail Kiosk", "Paper & Co", "Hardware Nord"],
    ),
    (
        &["reason", "justification"],
        &[
            "As agreed this morning", "The plans have changed", "The team asked for it", "There is a problem with it",
            "Somebody is ill", "It was too early",
        ],
    ),
    (
        &["communication"],
        &[
            "The customer wrote that the parcel had arrived.", "The customer thanked us by mail.",
            "They asked to keep it after all.",
        ],
    ),
    (&["policy"], &["Returns within 30 days, unopened.", "No refunds once a service has been used."]),
    (&["relation"], &["works with", "reports to", "knows", "is part of", "depends on", "belongs to"]),
    (&["entity"], &["person", "project", "place", "company", "event"]),
    (&["other", "alias", "nickname"], &["{project}", "The {city} office", "{company}"]),
    (
        &["add", "packed", "packing", "item"],
        &[
            "Rain jacket", "Phone charger", "Sunglasses", "Running shoes", "Toothbrush", "Passport", "Travel pillow",
            "Swimwear",
        ],
    ),
    (&["value"], CITIES),
    (&["property", "properties"], &["home town", "office", "based in", "branch"]),
    (&["city", "location", "place", "destination", "origin"], CITIES),
    (&["company", "organization", "organisation", "employer"], COMPANIES),
    (&["job", "role", "position", "occupation"], JOBS),
    (&["project"], PROJECTS),
    (&["group", "folder", "category", "list"], LABELS),
];

/// Terms that most languages take as they are, with what they mean.
const TERMS: &[(&str, &str)] = &[
    ("Dashboard", "A page that shows the figures of a team at a glance."),
    ("Newsletter", "News that are sent to customers by mail, once a month."),
    ("Workshop", "A meeting in which the participants work something out together."),
    ("Feedback", "What somebody says about a piece of work, for its author."),
    ("Roadmap", "What is planned for a product, in the order in which it comes."),
    ("Backlog", "All that is to be done and has no date yet."),
    ("Hotfix", "A small change that goes out at once because something is broken."),
    ("Webinar", "A talk that one listens to on the web."),
];

fn find<'t>(table: &'t [Named], words: &[String]) -> Option<&'t [&'static str]> {
    let is_one = |(of, _): &&Named| words.iter().any(|word| of.contains(&singular(word).as_str()));
    table.iter().find(is_one).map(|(_, texts)| *texts)
}

fn filled(text: &str, slug: &str, rng: &mut ChaCha8Rng) -> String {
    let mut fill = |text: String, slot: &str, list: &[&str]| match text.contains(slot) {
        true => text.replace(slot, list.choose(rng).copied().unwrap_or_default()),
        false => text,
    };
    let text = fill(text.to_owned(), "{company}", COMPANIES);
    let text = fill(text, "{city}", CITIES);
    let text = fill(text, "{project}", PROJECTS);
    let text = fill(text, "{quarter}", &["Q1", "Q2", "Q3", "Q4"]);
    text.replace("{slug}", slug)
}

/// A name for a new thing that one of these words is for; `slug` is a name for a file.
pub(super) fn name(things: &[String], slug: &str, rng: &mut ChaCha8Rng) -> Option<String> {
    let names = find(NAMES, things)?;
    let name = names.choose(rng).copied()?;
    Some(filled(name, slug, rng))
}

/// A short text for a parameter of these words.
pub(super) fn word(words: &[String], rng: &mut ChaCha8Rng) -> Option<String> {
    let texts = find(WORDS, words)?;
    let text = texts.choose(rng).copied()?;
    Some(filled(text, "", rng))
}

/// A term of a glossary and its meaning, the same ones for the same topic.
pub(super) fn term(topic: &lexicon::Topic) -> (&'static str, &'static str) {
    let sum: usize = topic.slug.bytes().map(usize::from).sum();
    TERMS[sum % TERMS.len()]
}
