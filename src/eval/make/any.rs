//! Whether a request wants any one of what a call finds, not all of it: "find me a hotel", "where could we meet".

use super::LOOKS;
use crate::chain;
use crate::wording::unquoted;

/// Parts of the names of tools that make proposals, of which an answer needs but one.
const PROPOSING: [&str; 3] = ["recommend", "suggest", "propose"];
/// Who looks for one of something looks with these words.
const LOOKING: [&str; 12] =
    ["find", "get", "give", "is", "know", "look", "need", "pick", "recommend", "search", "show", "suggest"];
/// Words that may stand between a looking word and what is looked for: "find me a hotel", "look in my library for a film".
const BETWEEN: usize = 5;
/// Words that may stand between the article and its noun: "a free slot".
const ADJECTIVES: usize = 3;
/// What stands for a place that nobody names yet.
const SOMEWHERE: [&str; 5] = ["somewhere", "anywhere", "where could", "where can i", "where can we"];
/// What such places are called in the names of tools.
const PLACES: [&str; 7] = ["hotel", "location", "meeting", "place", "room", "station", "airport"];

/// Whether one of the things that `tool` finds will do for who says `said`.
pub(super) fn wants_any(said: &str, tool: &str) -> bool {
    // What stands in quotation marks is no wish.
    let (said, tool) = (unquoted(said, " ").to_lowercase(), tool.to_lowercase());
    let has = |parts: &[&str]| parts.iter().any(|part| tool.contains(part));
    let places = has(&PLACES) && SOMEWHERE.iter().any(|words| said.contains(words));
    has(&PROPOSING) || places || asks_for_one(&said, &tool)
}

/// Whether somebody asks for `a` thing that the tool's name has a word for.
fn asks_for_one(said: &str, tool: &str) -> bool {
    let words: Vec<&str> =
        said.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|word| !word.is_empty()).collect();
    let named = chain::words(tool).into_iter().filter(|word| !LOOKS.contains(&word.as_str()));
    let nouns: Vec<String> = named.map(|word| chain::singular(&word)).collect();
    let noun = |word: &&str| nouns.iter().any(|noun| noun == word);
    (0..words.len()).filter(|at| matches!(words[*at], "a" | "an")).any(|at| {
        let looked = words[at.saturating_sub(BETWEEN)..at].iter().any(|word| LOOKING.contains(word));
        looked && words[at + 1..].iter().take(ADJECTIVES + 1).any(noun)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_many_will_do_for_who_asks_for_one() {
        for (said, tool) in [
            ("Please look for a room for half an hour.", "find_available_meeting_rooms"),
            ("Where could we meet on Monday at 14:45?", "find_available_meeting_rooms"),
            ("Find me a free slot of 30 minutes tomorrow.", "find_free_slots"),
            ("Is there a hotel in Kyoto for two nights?", "search_hotels"),
            ("What should I pack for the trip?", "suggest_packing_items"),
        ] {
            assert!(wants_any(said, tool), "{said}");
        }
        for (said, tool) in [
            (
                "Which meeting rooms are free on Monday at 8 am for a quarter of an hour?",
                "find_available_meeting_rooms",
            ),
            ("Show me the hotels I have saved.", "list_saved_hotels"),
            ("Show me a list of my invoices.", "list_invoices"),
            ("Where could I find my invoices?", "list_invoices"),
            ("Which rooms are free? Then tell Dana: \"Please look for a room.\"", "find_available_meeting_rooms"),
        ] {
            assert!(!wants_any(said, tool), "{said}");
        }
    }
}
