//! What a parameter means: its words, the entity it belongs to, and what kind of thing it is.

use super::kind::{self, Kind};
use super::sense::Senses;
use super::unit;
use super::words::{self, Vocabulary, Word};
use crate::inventory::Leaf;

/// How many words of a description say what the thing is; the rest says what it is for.
const LEAD: usize = 3;

/// What a tool does to its entity, told by the first verb of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    /// Finds things that the caller does not know yet.
    Search,
    /// Reads one thing that the caller can name.
    Get,
    Create,
    /// Books, buys, rents: takes a thing that is there and makes a record of that.
    Take,
    Change,
    Remove,
    /// Calculates, converts, checks; or no verb that we know.
    Other,
}

/// A tool's verb and the words of what it is about.
pub(super) struct Subject {
    pub verb: Verb,
    pub entity: Vec<Word>,
    /// All words of the name.
    pub name: Vec<Word>,
    /// Words of the description.
    pub text: Vec<Word>,
}

impl Subject {
    /// All words that are said of the tool.
    pub fn words(&self) -> impl Iterator<Item = Word> {
        self.name.iter().chain(&self.entity).chain(&self.text).copied()
    }
}

/// A parameter in words.
pub(super) struct Meaning {
    /// Number of the tool in the inventory.
    pub tool: u32,
    /// Number of the leaf among the tool's inputs or outputs.
    pub leaf: u32,
    pub kind: Kind,
    /// Words of the last field name, sorted.
    pub name: Vec<Word>,
    /// The name, and the entity where the name alone says little (`id`, `name`, `result`).
    pub full: Vec<Word>,
    /// Everything around it: fields above, the tool's entity.
    pub context: Vec<Word>,
    /// Words of the description.
    pub text: Vec<Word>,
    /// Its first telling words, which say what the thing is.
    pub lead: Vec<Word>,
    /// The last word of the name, which says what the value is.
    pub head: Option<Word>,
    /// The name says nothing without its surroundings.
    pub generic: bool,
    /// What is named is what the fields above or the tool are about: `orders[].id`, or `order_id` in a tool about
    /// orders, or an id that a tool has just made; not `customer_id` of an order, which lives elsewhere.
    pub home: bool,
    /// It is a property of what the tool is about: the address of a contact in a tool about contacts, not that of a
    /// guest in a tool about events.
    pub own: bool,
    /// The name only says how a call went.
    pub reports: bool,
    /// Fields of life of the full name, and of the name and description together.
    pub senses: Senses,
    pub text_senses: Senses,
    /// The unit of measure that name or description state.
    pub unit: Option<u8>,
    /// Numbers of all runs of three letters of the full name, sorted.
    pub spelling: Vec<u32>,
}

/// Reads a tool's name and description.
pub(super) fn subject(name: &str, description: &str, vocabulary: &mut Vocabulary) -> Subject {
    let words = words::of_name(name);
    let verb = words.iter().find_map(|word| verb(word)).unwrap_or(Verb::Other);
    let mut about: Vec<String> = Vec::new();
    for word in &words {
        // `remove_contact_from_group` is about a contact.
        if PREPOSITIONS.contains(&word.as_str()) && !about.is_empty() {
            break;
        }
        if self::verb(word).is_none() && !FILLER.contains(&word.as_str()) {
            about.push(word.clone());
        }
    }
    let entity = vocabulary.set(about);
    let text = vocabulary.set(words::of_text(description));
    Subject { verb, entity, name: vocabulary.set(words), text }
}

/// Reads a parameter.
pub(super) fn meaning(
    tool: u32,
    leaf: u32,
    parameter: &Leaf,
    subject: &Subject,
    vocabulary: &mut Vocabulary,
) -> Meaning {
    let fields: Vec<Vec<String>> = parameter.path.fields().map(words::of_name).collect();
    let (last, above) = fields.split_last().map_or((Vec::new(), &[][..]), |(last, above)| (last.clone(), above));
    let generic = last.iter().all(|word| GENERIC.contains(&word.as_str()));
    let owner: Vec<String> = above.iter().rev().find(|words| !wraps(words, subject.verb)).cloned().unwrap_or_default();
    let mut full = vocabulary.set(last.iter().cloned());
    let owner = vocabulary.set(owner);
    let own = owner.is_empty() || words::shared(&owner, &subject.entity).next().is_some();
    if generic {
        let entity = if owner.is_empty() { subject.entity.clone() } else { owner };
        full.extend(entity);
        full.sort_unstable();
        full.dedup();
    }
    let mut context = vocabulary.set(above.iter().flatten().cloned());
    context.extend(&subject.entity);
    context.sort_unstable();
    context.dedup();
    let head = last.last().map(|word| vocabulary.number(word.clone()));
    let name = vocabulary.set(last.iter().cloned());
    let made = above.is_empty() && matches!(subject.verb, Verb::Create | Verb::Take);
    let home = generic || made || name.iter().all(|word| Some(*word) == head || context.binary_search(word).is_ok());
    let spelling = vocabulary.spelling(&full);
    let senses = vocabulary.senses(&full);
    let text = [parameter.description.as_deref(), parameter.title.as_deref()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    let reports = last.last().is_some_and(|head| REPORTS.contains(&head.as_str()));
    let described = words::of_text(&text);
    let unit = unit::of(last.iter().chain(&described).map(String::as_str));
    let words = vocabulary.set(described.iter().cloned());
    Meaning {
        tool,
        leaf,
        kind: kind::of(parameter, &last, &text),
        head,
        name,
        full,
        context,
        lead: vocabulary.set(described.into_iter().take(LEAD)),
        senses,
        text_senses: vocabulary.senses(&words).with(senses),
        text: words,
        generic,
        home,
        own,
        reports,
        unit,
        spelling,
    }
}

/// A wrapper such as `result` or `data` around the things themselves. `items` are those things in a tool that lists;
/// in any other they are parts of its thing.
fn wraps(words: &[String], verb: Verb) -> bool {
    let lists = verb == Verb::Search;
    words.iter().all(|word| WRAPPERS.contains(&word.as_str()) || (lists && LISTS.contains(&word.as_str())))
}

fn verb(word: &str) -> Option<Verb> {
    Some(match word {
        "list" | "search" | "find" | "query" | "browse" | "lookup" | "discover" | "filter" | "recommend"
        | "suggest" | "scan" => Verb::Search,
        "get" | "fetch" | "read" | "show" | "view" | "describe" | "retrieve" | "load" | "display" | "inspect"
        | "check" | "track" => Verb::Get,
        "create" | "add" | "new" | "make" | "register" | "insert" | "generate" | "place" | "open" | "start"
        | "post" | "authenticate" | "login" | "upload" | "import" | "schedule" | "submit" | "request" => Verb::Create,
        "book" | "reserve" | "buy" | "purchase" | "rent" | "checkout" => Verb::Take,
        "update" | "edit" | "modify" | "change" | "set" | "move" | "rename" | "patch" | "replace" | "assign"
        | "resolve" | "complete" | "close" | "write" | "append" | "send" | "reply" | "forward" | "copy" | "share"
        | "mark" | "respond" | "approve" | "reject" | "accept" | "confirm" | "invite" | "restore" => Verb::Change,
        "delete" | "remove" | "cancel" | "clear" | "archive" | "drop" | "stop" => Verb::Remove,
        _ => return None,
    })
}

/// Names that many entities have.
const GENERIC: [&str; 34] = [
    "id", "name", "title", "value", "result", "data", "output", "text", "content", "key", "code", "type", "status",
    "url", "date", "time", "description", "item", "list", "response", "message", "body", "slug", "number", "label",
    "email", "phone", "path", "address", "state", "hash", "new", "line", "entry",
];

/// Names of what says how a call went.
const REPORTS: [&str; 6] = ["status", "message", "success", "error", "ok", "warning"];

/// Fields that only wrap the things themselves.
const WRAPPERS: [&str; 8] = ["result", "data", "response", "output", "payload", "body", "content", "list"];

/// Names for the things of a list, whatever they are.
const LISTS: [&str; 5] = ["item", "record", "entry", "value", "field"];

const PREPOSITIONS: [&str; 12] =
    ["from", "to", "in", "on", "by", "for", "with", "into", "at", "between", "using", "per"];

/// Words of a tool's name that are neither verb nor entity.
const FILLER: [&str; 28] = [
    "information", "detail", "data", "all", "list", "api", "tool", "from", "to", "in", "on", "by", "for", "with",
    "into", "at", "using", "and", "or", "is", "my", "current", "batch", "bulk", "multiple", "many", "v", "between",
];
