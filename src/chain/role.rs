//! What an input parameter is for, as far as its name, type and format tell.
//!
//! The role decides whether a user can say the value herself, and what such a value looks like.

use crate::graph::{JsonType, Leaf};

/// The purpose of an input parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Made by a server and meaningless to people: ids, tokens. Only outputs can supply it.
    Handle,
    /// Paging and verbosity, which users never speak of.
    Paging,
    Flag,
    /// One of the schema's listed values.
    Enum,
    /// Words to search by.
    Query,
    Email,
    Phone,
    Url,
    Date,
    DateTime,
    Time,
    /// A duration in minutes.
    Minutes,
    /// An IANA time zone.
    Zone,
    Person,
    Title,
    Body,
    /// A file system path.
    Path,
    Money,
    Quantity,
    /// The number of a version.
    Version,
    /// Any other short text.
    Word,
    /// Anything that cannot be made up: objects without declared fields, binary data.
    Opaque,
}

/// Whether a parameter of this name is the later one of a pair: an end, a return, the latest.
pub fn is_end(name: &str) -> bool {
    const ENDS: [&str; 12] =
        ["before", "checkout", "end", "enddate", "ends", "endtime", "last", "latest", "out", "return", "to", "until"];
    words(name).iter().any(|word| ENDS.contains(&word.as_str()))
}

/// Whether somebody else has made the values of a parameter of this name, so that there is nothing to invent.
pub fn is_made(name: &str) -> bool {
    const MADE: [&str; 9] = ["branch", "code", "currency", "key", "number", "symbol", "ticker", "unit", "version"];
    let words = words(name);
    // A `reference` is what one writes on a transfer; a `booking_reference` has come with the booking.
    let referred = words.len() > 1 && words.last().is_some_and(|word| word == "reference");
    referred || words.last().is_some_and(|word| MADE.contains(&word.as_str()))
}

/// Whether a parameter of this name takes the name of a person: `requester_name`.
pub fn names_a_person(name: &str) -> bool {
    const PEOPLE: [&str; 20] = [
        "assignee", "attendee", "author", "candidate", "contact", "customer", "driver", "employee", "guest", "holder",
        "host", "member", "passenger", "patient", "person", "recipient", "reporter", "requester", "traveller", "user",
    ];
    let words = words(name);
    words.last().is_some_and(|word| word == "name") && words.iter().any(|word| PEOPLE.contains(&word.as_str()))
}

impl Role {
    /// Reads the role of an input leaf.
    pub fn of(leaf: &Leaf) -> Self {
        let name = leaf.path.last_field().unwrap_or_default();
        let words = words(name);
        let last = words.last().map(String::as_str).unwrap_or_default();
        let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
        if leaf.enum_values.len() > 1 {
            return Self::Enum;
        }
        if leaf.types.has(JsonType::Boolean) && !leaf.types.has(JsonType::String) {
            return Self::Flag;
        }
        if has(&["cursor", "limit", "offset", "page", "size", "sort", "order_by", "head", "tail", "depth"])
            && !has(&["file", "id", "ids"])
        {
            return Self::Paging;
        }
        match leaf.format.as_deref() {
            Some("email") => return Self::Email,
            Some("date") => return Self::Date,
            Some("date-time") => return Self::DateTime,
            Some("time") => return Self::Time,
            Some("uri" | "url" | "uri-reference") => return Self::Url,
            Some("uuid") => return Self::Handle,
            _ => {}
        }
        if !leaf.types.has(JsonType::String) && (leaf.types.has(JsonType::Integer) || leaf.types.has(JsonType::Number))
        {
            return match last {
                "id" | "ids" => Self::Handle,
                // What the assistant has read, which the user does not know.
                "version" if has(&["expected", "base", "known", "seen"]) => Self::Handle,
                "version" => Self::Version,
                "minutes" | "duration" => Self::Minutes,
                "price" | "amount" | "total" | "cost" | "budget" => Self::Money,
                _ => Self::Quantity,
            };
        }
        if !leaf.types.accepts(JsonType::String) {
            return Self::Opaque;
        }
        let role = Self::of_text(&words, last);
        // `to` is whom a mail goes to, or just the other end of something.
        let described = leaf.description.as_deref().map(str::to_lowercase).unwrap_or_default();
        let by_mail = ["mail", "address", "recipient", "invite"].iter().any(|word| described.contains(word));
        let vague = matches!(last, "to" | "cc" | "bcc");
        if role == Self::Email && vague && !described.is_empty() && !by_mail { Self::Word } else { role }
    }

    fn of_text(words: &[String], last: &str) -> Self {
        let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
        match last {
            "id" | "ids" | "uuid" | "guid" | "token" | "handle" | "hash" | "sha" | "ref" | "etag" => Self::Handle,
            "number" if has(&["tracking", "order", "invoice", "account"]) => Self::Handle,
            "query" | "q" | "keyword" | "keywords" | "search" | "term" | "text"
                if has(&["query", "q", "search", "keyword", "term"]) =>
            {
                Self::Query
            }
            "pattern" => Self::Word,
            "email" | "emails" | "mail" | "to" | "cc" | "bcc" | "recipient" | "recipients" | "attendees" => Self::Email,
            "phone" | "telephone" => Self::Phone,
            "url" | "uri" | "link" => Self::Url,
            "date" | "day" | "birthday" | "since" | "until" => Self::Date,
            "datetime" | "timestamp" => Self::DateTime,
            "time" => Self::Time,
            "timezone" | "tz" | "zone" => Self::Zone,
            "path" | "paths" | "file" | "filename" | "dir" | "directory" | "source" | "destination" => Self::Path,
            "title" if has(&["job"]) => Self::Word,
            "title" | "subject" | "summary" | "headline" => Self::Title,
            "body" | "content" | "text" | "description" | "notes" | "note" | "message" | "comment" | "details"
            | "contents" | "observations" | "reason" => Self::Body,
            "person" | "attendee" | "assignee" | "owner" | "sender" | "author" => Self::Person,
            _ => Self::Word,
        }
    }

    /// Whether a value of an output with the other role can be handed to an input of this role. Texts that people
    /// write are not handed on, and what is chosen (dates, amounts, one of a few words) is said.
    pub fn takes(self, output: Self) -> bool {
        let name = matches!(output, Self::Word | Self::Title | Self::Person);
        match self {
            Self::Handle => matches!(output, Self::Handle | Self::Version),
            Self::Email | Self::Phone | Self::Url | Self::Path => output == self,
            Self::Person | Self::Word | Self::Title | Self::Query => name,
            Self::Paging
            | Self::Flag
            | Self::Enum
            | Self::Zone
            | Self::Date
            | Self::DateTime
            | Self::Time
            | Self::Minutes
            | Self::Body
            | Self::Money
            | Self::Quantity
            | Self::Version
            | Self::Opaque => false,
        }
    }

    /// Whether a user can say a value of this role.
    pub fn sayable(self) -> bool {
        !matches!(self, Self::Handle | Self::Paging | Self::Opaque | Self::Flag)
    }
}

/// A name in lower-case words: `orderId`, `order_id` and `order-id` are all `order id`.
pub fn words(name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            lower = false;
            out.push(String::new());
            continue;
        }
        if out.is_empty() || (c.is_uppercase() && lower) {
            out.push(String::new());
        }
        lower = c.is_lowercase() || c.is_numeric();
        if let Some(word) = out.last_mut() {
            word.extend(c.to_lowercase());
        }
    }
    out.retain(|word| !word.is_empty());
    out
}

/// `contacts` is `contact`, `status` and `address` stay.
pub fn singular(word: &str) -> String {
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') && !stem.ends_with('u') => stem.to_owned(),
        _ => word.to_owned(),
    }
}
