//! What kind of thing a parameter is: an id, a mail address, a moment, an amount, a text.

use serde::{Deserialize, Serialize};

use super::words;
use crate::inventory::{JsonType, Leaf};
use crate::model::Segment;

/// What kind of thing a value is, as far as format, type and name tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Flag,
    /// Page numbers, limits, offsets.
    Page,
    /// Where the next page starts; the one thing a tool hands to itself.
    Cursor,
    Id,
    Email,
    Url,
    Path,
    Phone,
    /// A date, a time, or both.
    Moment,
    Coordinate,
    Amount,
    Count,
    Secret,
    Name,
    /// Words to search for.
    Query,
    /// Text that people write.
    Text,
    Other,
}

impl Kind {
    /// Whether only servers know such values: a user cannot be expected to say them.
    pub fn is_handle(self) -> bool {
        matches!(self, Self::Id | Self::Cursor | Self::Secret)
    }

    /// Whether such values mean the same to every server.
    pub fn is_address(self) -> bool {
        matches!(self, Self::Email | Self::Phone)
    }

    /// Whether a value of this kind is recognisably nothing else.
    pub fn specific(self) -> bool {
        !matches!(self, Self::Other | Self::Text | Self::Query | Self::Name)
    }

    /// Kinds that hold people's words rather than values that tools hand on.
    pub fn free(self) -> bool {
        matches!(self, Self::Text | Self::Query)
    }
}

/// The kind that format, type, name and description of a parameter tell, in this order.
pub(super) fn of(leaf: &Leaf, name: &[String], text: &str) -> Kind {
    let numeric = leaf.types.has(JsonType::Integer) || leaf.types.has(JsonType::Number);
    if leaf.types.has(JsonType::Boolean) && !leaf.types.has(JsonType::String) {
        return Kind::Flag;
    }
    if let Some(kind) = leaf.format.as_deref().and_then(of_format) {
        return kind;
    }
    let has = |word: &str| name.iter().any(|other| other == word);
    if has("cursor") || has("token") && (has("page") || has("next")) {
        return Kind::Cursor;
    }
    if (numeric || leaf.types.is_any()) && pages(name) {
        return Kind::Page;
    }
    let Some(head) = name.last() else { return Kind::Other };
    let kind = of_head(head);
    // Many texts in a list are names of things rather than something to read.
    if kind == Kind::Text && leaf.repeated() && leaf.path.segments().last() == Some(&Segment::Each) {
        return Kind::Other;
    }
    // `order` next to `order_number`: a name that ends in a number word and is no quantity is an id.
    if head == "number" && !numeric && !leaf.types.is_any() {
        return Kind::Id;
    }
    if kind == Kind::Other && !numeric {
        return of_description(text);
    }
    kind
}

/// `page`, `page_size`, `max_results`: how much of a list is wanted; a `budget_limit` is something else.
fn pages(name: &[String]) -> bool {
    const PAGING: [&str; 5] = ["limit", "offset", "page", "skip", "pagination"];
    const BESIDE: [&str; 11] =
        ["result", "item", "record", "row", "entry", "number", "size", "maximum", "per", "count", "start"];
    let has = |list: &[&str]| name.iter().any(|word| list.contains(&word.as_str()));
    let all = name.iter().all(|word| PAGING.contains(&word.as_str()) || BESIDE.contains(&word.as_str()));
    all && (has(&PAGING) || (has(&["maximum"]) && has(&["result", "item", "record", "row", "entry"])))
}

fn of_format(format: &str) -> Option<Kind> {
    Some(match format {
        "email" | "idn-email" => Kind::Email,
        "uri" | "url" | "iri" | "uri-reference" | "hostname" => Kind::Url,
        "date" | "date-time" | "time" | "datetime" | "duration" => Kind::Moment,
        "uuid" => Kind::Id,
        "path" | "file" | "file-path" | "directory-path" => Kind::Path,
        "phone" => Kind::Phone,
        _ => return None,
    })
}

fn of_head(head: &str) -> Kind {
    match head {
        "id" | "sku" | "hash" | "handle" | "sha" | "key" | "slug" | "isbn" | "commit" => Kind::Id,
        "email" => Kind::Email,
        "url" | "link" | "href" | "website" => Kind::Url,
        "path" | "file" | "directory" => Kind::Path,
        "phone" | "mobile" | "fax" => Kind::Phone,
        "date" | "time" | "datetime" | "timestamp" | "day" | "year" | "month" | "deadline" | "at" => Kind::Moment,
        "latitude" | "longitude" | "coordinate" => Kind::Coordinate,
        "amount" | "price" | "cost" | "fee" | "balance" | "salary" | "tax" | "payment" | "total" => Kind::Amount,
        "count" | "quantity" | "size" | "length" | "index" => Kind::Count,
        "password" | "token" | "secret" => Kind::Secret,
        "name" | "title" | "label" | "username" => Kind::Name,
        "query" | "q" | "keyword" | "term" | "search" | "prompt" | "pattern" => Kind::Query,
        "text" | "content" | "body" | "message" | "description" | "comment" | "summary" | "note" | "subject"
        | "reason" => Kind::Text,
        _ => Kind::Other,
    }
}

/// Where the name does not tell, the first words of the description may: "ID of the order", "Email address of ..".
fn of_description(text: &str) -> Kind {
    let words = words::of_text(text);
    let telling = words.iter().take(3).map(|word| of_head(word)).find(|kind| kind.specific() || *kind == Kind::Name);
    telling.unwrap_or(Kind::Other)
}
