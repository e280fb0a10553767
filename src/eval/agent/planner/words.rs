//! Words of requests and of interfaces in one form, and which of them mean nearly the same.
//!
//! A word has a stem (`cancelled` and `cancels` are `cancel`) and may belong to families: *call off* and *cancel* are one,
//! and so are *when* and *date*. The families are plain English; no server's own words are in them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A word of a text with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Lower case, without what stands around it.
    pub text: String,
    pub stem: String,
    /// Bytes of the text.
    pub from: usize,
    pub to: usize,
    pub capital: bool,
    /// The first of a sentence.
    pub first: bool,
}

/// The words of a text, in order. What is joined by `-`, `_`, `/` or `@` is one word.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let (mut first, mut after) = (true, false);
    let mut at = 0;
    for piece in
        text.split_inclusive(|c: char| c.is_whitespace() || matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{2014}'))
    {
        let start = at;
        at += piece.len();
        let edge = |c: char| !c.is_alphanumeric() && !matches!(c, '+' | '/' | '\u{20ac}' | '$' | '\u{a3}' | '%');
        let head = piece.len() - piece.trim_start_matches(edge).len();
        let core = piece.trim_matches(edge);
        let core = core.strip_suffix("'s").or_else(|| core.strip_suffix("\u{2019}s")).unwrap_or(core);
        let core = core.trim_end_matches(['/', '+']);
        let ends = |text: &str| text.trim_end().trim_end_matches(['"', '\u{201d}', ')']).ends_with(['.', '?', '!']);
        if core.is_empty() {
            after |= ends(piece);
            continue;
        }
        let lower = core.to_lowercase();
        let (from, to) = (start + head, start + head + core.len());
        let capital = core.starts_with(char::is_uppercase);
        first |= after && capital;
        found.push(Word { stem: stem(&lower), text: lower, from, to, capital, first });
        after = ends(piece);
        first = piece.trim_end().ends_with(':') && found.len() <= 5;
    }
    found
}

/// The stems of a name: `attendeeEmail` and `attendee_email` are `attende`, `email`.
pub fn of_name(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut low = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            low = false;
            parts.push(String::new());
            continue;
        }
        if parts.is_empty() || (c.is_uppercase() && low) {
            parts.push(String::new());
        }
        low = c.is_lowercase() || c.is_numeric();
        if let Some(part) = parts.last_mut() {
            part.extend(c.to_lowercase());
        }
    }
    parts.iter().filter(|part| !part.is_empty()).map(|part| stem(part)).collect()
}

/// The telling stems of a text: of every word, and of every part of a joined one.
pub fn of_text(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '\'').map(str::to_lowercase);
    parts.filter(|part| part.len() > 1 && !is_filler(part)).map(|part| stem(&part)).collect()
}

/// Whether a word says nothing by itself.
pub fn is_filler(word: &str) -> bool {
    FILLER.binary_search(&word).is_ok()
}

/// One form for the forms of a word.
pub fn stem(word: &str) -> String {
    if let Ok(at) = IRREGULAR.binary_search_by_key(&word, |(from, _)| from) {
        return stem(IRREGULAR[at].1);
    }
    if word.len() <= 3 || !word.chars().all(char::is_alphabetic) {
        return word.to_owned();
    }
    let plural = match word {
        _ if word.ends_with("ies") => format!("{}y", &word[..word.len() - 3]),
        _ if ["ss", "us", "is"].iter().any(|end| word.ends_with(end)) => word.to_owned(),
        _ if ["sses", "xes", "ches", "shes"].iter().any(|end| word.ends_with(end)) => word[..word.len() - 2].to_owned(),
        _ => word.strip_suffix('s').unwrap_or(word).to_owned(),
    };
    let bare = ["ing", "ed"].iter().find_map(|end| {
        let stem = plural.strip_suffix(end)?;
        (stem.len() >= 3 && stem.contains(['a', 'e', 'i', 'o', 'u', 'y'])).then(|| undoubled(stem))
    });
    let bare = bare.unwrap_or(plural);
    match bare.strip_suffix('e') {
        Some(stem) if stem.len() >= 3 => stem.to_owned(),
        _ => bare,
    }
}

/// `cancell` is `cancel`, `add` stays.
fn undoubled(stem: &str) -> String {
    let mut ends = stem.chars().rev();
    match (ends.next(), ends.next()) {
        (Some(a), Some(b)) if a == b && stem.len() > 4 && !matches!(a, 's' | 'e') => stem[..stem.len() - 1].to_owned(),
        _ => stem.to_owned(),
    }
}

/// The families of every stem that has one.
static FAMILIES_OF: LazyLock<HashMap<String, Vec<usize>>> = LazyLock::new(|| {
    let mut families: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, (_, words)) in FAMILIES.iter().enumerate() {
        for word in words.split(' ') {
            let known = families.entry(stem(word)).or_default();
            if known.last() != Some(&at) {
                known.push(at);
            }
        }
    }
    families
});

/// The families of a stem, by number.
pub fn families(stem: &str) -> &'static [usize] {
    FAMILIES_OF.get(stem).map_or(&[], Vec::as_slice)
}

/// Whether two stems are one or of one family.
pub fn akin(a: &str, b: &str) -> bool {
    a == b || families(a).iter().any(|family| families(b).contains(family))
}

/// Whether two stems are akin, or one is made of the other: `report` and `reporter`, `assign` and `assignee`.
pub fn related(a: &str, b: &str) -> bool {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    akin(a, b) || same >= 5 && a.len().max(b.len()) - same <= 3
}

/// What a request wants done, as its verb tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Read,
    Create,
    Change,
    Remove,
    /// A family that is no verb.
    None,
}

/// What the family of this number does.
pub fn deed(family: usize) -> Deed {
    FAMILIES.get(family).map_or(Deed::None, |(deed, _)| *deed)
}

/// What a verb of this stem does; `None` for what is no verb that people begin a request with.
pub fn deed_of(stem: &str) -> Deed {
    families(stem).iter().map(|family| deed(*family)).find(|deed| *deed != Deed::None).unwrap_or(Deed::None)
}

/// Phrases of several words with the word that stands for them.
pub const PHRASES: [(&str, &str); 47] = [
    ("call off", "cancel"),
    ("check in", "checkin"),
    ("check off", "complete"),
    ("check out", "checkout"),
    ("clean up", "delete"),
    ("count down", "decrement"),
    ("count up", "increment"),
    ("drop off", "return"),
    ("due back", "return"),
    ("find out", "show"),
    ("get rid of", "delete"),
    ("get ready", "prepare"),
    ("give back", "return"),
    ("go back", "rollback"),
    ("go through", "show"),
    ("hand over", "assign"),
    ("how far", "distance"),
    ("how long", "duration"),
    ("how many", "count"),
    ("how much", "amount"),
    ("how often", "frequency"),
    ("jot down", "append"),
    ("kick off", "start"),
    ("look at", "show"),
    ("look for", "find"),
    ("look into", "show"),
    ("look up", "find"),
    ("make sure", ""),
    ("mark down", "note"),
    ("out of", ""),
    ("pick up", "pickup"),
    ("pull up", "find"),
    ("put down", "update"),
    ("put off", "postpone"),
    ("roll back", "rollback"),
    ("roll it back", "rollback"),
    ("send back", "return"),
    ("set up", "create"),
    ("sign up", "register"),
    ("swap out", "change"),
    ("take off", "remove"),
    ("take out", "remove"),
    ("throw away", "delete"),
    ("turn down", "decline"),
    ("turn off", "disable"),
    ("turn on", "enable"),
    ("write down", "create"),
];

/// Words that mean nearly the same in requests and interfaces.
const FAMILIES: [(Deed, &str); 74] = [
    (Deed::Create, "create add make new build generate register insert open put set_up"),
    (Deed::Create, "start begin launch run trigger kick open"),
    (Deed::Create, "draft prepare compose"),
    (Deed::Create, "schedule plan arrange create"),
    (Deed::Create, "record log enter note track write register"),
    (Deed::Create, "book reserve rent hire"),
    (Deed::Create, "buy order purchase place"),
    (Deed::Create, "pay payment settle transfer"),
    (Deed::Create, "save keep store bookmark"),
    (Deed::Create, "request ask apply"),
    (Deed::Create, "report declare raise file open"),
    (Deed::Create, "upload import attach"),
    (Deed::Create, "copy duplicate clone"),
    (Deed::Remove, "delete remove erase drop discard purge clear take kick scrap"),
    (Deed::Remove, "cancel abort stop void annul end withdraw"),
    (Deed::Remove, "archive retire"),
    (Deed::Read, "search find look locate seek query lookup hunt"),
    (Deed::Read, "show get read view see display tell check fetch give know describe print bring"),
    (Deed::Read, "list show all every overview"),
    (Deed::Read, "compare diff difference"),
    (Deed::Read, "calculate compute evaluate sum work"),
    (Deed::Read, "convert translate"),
    (Deed::Change, "update change edit modify set adjust alter correct revise put"),
    (Deed::Change, "send mail email write message text post tell deliver"),
    (Deed::Change, "reply answer respond"),
    (Deed::Change, "forward pass"),
    (Deed::Change, "move shift reschedule relocate postpone push transfer bring"),
    (Deed::Change, "share invite grant access"),
    (Deed::Change, "complete finish done tick close resolve"),
    (Deed::Change, "assign hand give"),
    (Deed::Change, "comment remark note"),
    (Deed::Change, "rename call name title"),
    (Deed::Change, "approve accept confirm"),
    (Deed::Change, "reject decline deny refuse"),
    (Deed::Change, "enable activate switch turn"),
    (Deed::Change, "disable deactivate switch turn"),
    (Deed::Change, "mute silence snooze"),
    (Deed::Change, "join enter"),
    (Deed::Change, "leave quit exit"),
    (Deed::Change, "append add extend"),
    (Deed::Change, "mark flag label tag"),
    (Deed::Change, "restore recover undo revert rollback"),
    (Deed::Change, "return refund"),
    (Deed::Change, "merge combine join"),
    (Deed::Change, "submit hand file"),
    (Deed::Change, "increase raise increment bump"),
    (Deed::None, "event appointment meeting calendar"),
    (Deed::None, "mail email message inbox letter"),
    (Deed::None, "contact person people someone"),
    (Deed::None, "file document"),
    (Deed::None, "folder directory"),
    (Deed::None, "product item article thing goods"),
    (Deed::None, "order purchase"),
    (Deed::None, "parcel shipment package delivery"),
    (Deed::None, "flight plane airline fly"),
    (Deed::None, "issue bug ticket"),
    (Deed::None, "repository repo"),
    (Deed::None, "price cost amount total money fare pay balance worth"),
    (Deed::None, "phone call telephone reach"),
    (Deed::None, "task todo"),
    (Deed::None, "when date time day start due begin arrive depart birthday"),
    (Deed::None, "where location place address city"),
    (Deed::None, "who whom person name author owner assignee member by"),
    (Deed::None, "text content body say saying message read words wording"),
    (Deed::None, "title name subject call called headline label entitled"),
    (Deed::None, "duration long length minute hour last"),
    (Deed::None, "count many number quantity"),
    (Deed::None, "company employer organization working work"),
    (Deed::None, "birthday born birth"),
    (Deed::None, "start from since after begin earliest min minimum onward least above over"),
    (Deed::None, "end until till before by latest max maximum due most below under"),
    (Deed::None, "about description topic details summary agenda"),
    (Deed::None, "status state going progress"),
    (Deed::None, "reason because why"),
];

/// Forms that no rule finds; sorted for the search.
const IRREGULAR: [(&str, &str); 24] = [
    ("bought", "buy"),
    ("did", "do"),
    ("found", "find"),
    ("gave", "give"),
    ("given", "give"),
    ("gone", "go"),
    ("got", "get"),
    ("held", "hold"),
    ("kept", "keep"),
    ("left", "leave"),
    ("made", "make"),
    ("met", "meet"),
    ("paid", "pay"),
    ("people", "person"),
    ("ran", "run"),
    ("said", "say"),
    ("saw", "see"),
    ("seen", "see"),
    ("sent", "send"),
    ("shown", "show"),
    ("taken", "take"),
    ("told", "tell"),
    ("took", "take"),
    ("written", "write"),
];

/// Words without a meaning of their own; sorted for the search.
const FILLER: [&str; 98] = [
    "a", "about", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could",
    "did", "do", "does", "else", "for", "from", "had", "has", "have", "hello", "hey", "hi", "how", "i", "i'd", "i'm",
    "i've", "if", "in", "into", "is", "it", "its", "just", "kindly", "let", "like", "may", "me", "might", "my", "need",
    "no", "not", "now", "of", "off", "on", "one", "or", "our", "out", "please", "pls", "should", "so", "some", "than",
    "thank", "thanks", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "too",
    "up", "us", "want", "was", "we", "were", "what", "when", "where", "which", "who", "whom", "whose", "why", "will",
    "with", "would", "yes", "you", "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for forms in [["cancelled", "cancels", "cancel"], ["moving", "moved", "move"], ["entries", "entry", "entry"]] {
            let stems: Vec<String> = forms.iter().map(|form| stem(form)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{stems:?}");
        }
        assert_eq!(of_name("attendeeEmails"), of_name("attendee_email"));
        assert_ne!(stem("status"), stem("state"));
    }

    #[test]
    fn tables_that_are_searched_are_sorted() {
        assert!(FILLER.is_sorted());
        assert!(IRREGULAR.is_sorted_by_key(|(from, _)| from));
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "Move the \"Budget review\" to Dana's, please.";
        let found = words(text);
        let shown: Vec<&str> = found.iter().map(|word| &text[word.from..word.to]).collect();
        assert_eq!(shown, ["Move", "the", "Budget", "review", "to", "Dana", "please"]);
    }
}
