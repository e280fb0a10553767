//! What a value is to the thing it was taken from: the thing itself, a person in it, or one of its properties.
//!
//! A handle or a name stands for its thing: the id of a mail is said as "the mail from Dana". An address stands for a
//! person, who may be the thing itself (a contact) or have a part in it (the sender of a mail). Everything else is a
//! property: "the city of my office address".

use super::grammar;
use super::grammar::words;
use crate::model::{Choice, Path, Segment};

/// What a path's value is to the item that it lies in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The thing itself.
    Whole,
    /// The person who was picked by name from a list inside the thing.
    Named(String),
    /// Somebody in the thing: `sender`, `organizer`.
    Person(String),
    /// A property: `city`.
    Property(String),
}

impl Part {
    /// Reads the part that a concrete path names. `item` is the noun for the thing, `person` whether it is one.
    pub fn of(path: &Path, choice: &Choice, item: &str, person: bool) -> Self {
        let mut inside = inside(path);
        // An item of a plain list is called after the list: `group_ids[0]` is the group.
        if inside.is_empty() && matches!(path.segments().last(), Some(Segment::Index(_))) {
            inside.extend(path.last_field());
        }
        let Some(last) = inside.last().copied() else { return Self::Whole };
        let named = words(last);
        let Some(head) = named.last().map(String::as_str) else { return Self::Whole };
        let owner = match inside.as_slice() {
            [.., owner, _] => Some(*owner),
            _ => None,
        };
        match head {
            "email" | "mail" | "address" if is_address(last) => Self::of_address(&named, owner, path, choice, person),
            "id" | "ids" | "uuid" | "hash" | "sha" | "handle" | "key" | "keys" => {
                match (&named[..named.len() - 1], owner) {
                    ([], None) => Self::Whole,
                    ([], Some(owner)) => Self::Property(thing(owner)),
                    (of, _) if is_picked(path) || of.iter().any(|word| item.contains(word.as_str())) => Self::Whole,
                    (of, _) => Self::Property(of.join(" ")),
                }
            }
            "number" if named.len() > 1 => Self::Whole,
            "name" | "title" | "subject" | "label" | "path" | "filename" => match (named.len(), owner) {
                (1, None) => Self::Whole,
                (1, Some(owner)) => Self::Property(thing(owner)),
                _ => Self::Property(named.join(" ")),
            },
            _ => Self::Property(owned(&named, owner)),
        }
    }

    /// The same for a path that the phrasebook has words for: what stands in a list item and is called something else
    /// than the item (the account of a transaction) is a property of it.
    pub fn worded(self, path: &Path) -> Self {
        if self != Self::Whole {
            return self;
        }
        let mut named = words(path.last_field().unwrap_or_default());
        named.pop();
        if named.is_empty() { self } else { Self::Property(named.join(" ")) }
    }

    fn of_address(named: &[String], owner: Option<&str>, path: &Path, choice: &Choice, person: bool) -> Self {
        let of = named[..named.len() - 1].join(" ");
        match (choice, owner) {
            (Choice::Where { field, value }, None)
                if of.is_empty()
                    && is_picked(path)
                    && path.item() == Some(path.parent())
                    && field.last_field() == Some("name") =>
            {
                if person {
                    Self::Whole
                } else {
                    Self::Named(value.as_str().unwrap_or_default().to_owned())
                }
            }
            (_, None) if of.is_empty() && person => Self::Whole,
            (_, None) if of.is_empty() => Self::Person(list_of(path).map_or_else(|| "contact".to_owned(), role)),
            (_, Some(owner)) if of.is_empty() => Self::Person(role(owner)),
            _ => Self::Person(role(&of)),
        }
    }
}

/// A field that holds a thing, in words: `nearest_place` is the nearest place.
fn thing(field: &str) -> String {
    words(&grammar::singular(field)).join(" ")
}

/// A property in words. An amount is called after what it is of: the `amount` of `shipping` is the shipping amount.
fn owned(named: &[String], owner: Option<&str>) -> String {
    const GENERIC: [&str; 3] = ["amount", "value", "count"];
    const MONEY: [&str; 8] = ["amount", "price", "total", "fee", "cost", "rate", "balance", "value"];
    let (own, of) = (named.join(" "), owner.map(words).unwrap_or_default());
    match of.last().filter(|_| GENERIC.contains(&own.as_str())) {
        None => own,
        // The amount of a price is the price.
        Some(last) if MONEY.contains(&last.as_str()) && own != "count" => of.join(" "),
        Some(_) => format!("{} {own}", of.join(" ")),
    }
}

/// The field names behind the last list item of a concrete path.
fn inside(path: &Path) -> Vec<&str> {
    let item = path.segments().iter().rposition(|segment| matches!(segment, Segment::Index(_)));
    let fields = path.segments()[item.map_or(0, |at| at + 1)..].iter();
    fields.filter_map(|segment| if let Segment::Field(name) = segment { Some(name.as_str()) } else { None }).collect()
}

/// Whether the value lies directly in a list item: the way the item was picked describes it.
fn is_picked(path: &Path) -> bool {
    matches!(path.segments(), [.., Segment::Index(_), Segment::Field(_)])
}

/// The list that the value's item stands in.
fn list_of(path: &Path) -> Option<&str> {
    match path.segments() {
        [.., Segment::Field(list), Segment::Index(_), Segment::Field(_)] => Some(list),
        _ => None,
    }
}

/// Whether a field named like this holds an address of a person: `email`, `organizer_email`, `mail`.
fn is_address(name: &str) -> bool {
    name.to_lowercase().contains("mail")
}

/// The word for what somebody is to a thing: `from` is the sender.
fn role(field: &str) -> String {
    match grammar::singular(field).as_str() {
        "from" => "sender".to_owned(),
        "to" => "recipient".to_owned(),
        "cc" | "bcc" => "person in copy".to_owned(),
        "shared_with" => "reader".to_owned(),
        "assigned" => "assignee".to_owned(),
        other => words(other).join(" "),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn part(path: &str, item: &str, person: bool) -> Part {
        Part::of(&path.parse().unwrap(), &Choice::Only, item, person)
    }

    #[test]
    fn handles_and_names_stand_for_their_thing() {
        assert_eq!(part("messages[2].id", "mail", false), Part::Whole);
        assert_eq!(part("order_id", "order", false), Part::Whole);
        assert_eq!(part("contacts[0].email", "contact", true), Part::Whole);
        assert_eq!(part("tracking_number", "order", false), Part::Whole);
        assert_eq!(part("items[0].product_id", "order", false), Part::Whole);
    }

    #[test]
    fn what_the_phrasebook_words_is_a_property_of_its_item() {
        let worded = |path: &str| part(path, "transaction", false).worded(&path.parse().unwrap());
        assert_eq!(worded("transactions[0].account_id"), Part::Property("account".into()));
        assert_eq!(worded("transactions[0].id"), Part::Whole);
    }

    #[test]
    fn people_in_a_thing_have_a_role_in_it() {
        assert_eq!(part("messages[0].from.email", "mail", false), Part::Person("sender".into()));
        assert_eq!(part("events[1].organizer_email", "event", false), Part::Person("organizer".into()));
        assert_eq!(part("attendees[0].email", "event", false), Part::Person("attendee".into()));
        let choice = Choice::Where { field: "name".parse().unwrap(), value: json!("Dana Okafor") };
        let picked = Part::of(&"attendees[3].email".parse().unwrap(), &choice, "event", false);
        assert_eq!(picked, Part::Named("Dana Okafor".into()));
    }

    #[test]
    fn everything_else_is_a_property() {
        assert_eq!(part("addresses[0].city", "address", false), Part::Property("city".into()));
        assert_eq!(part("shipping.amount", "order", false), Part::Property("shipping amount".into()));
        assert_eq!(part("total_price.amount", "rate", false), Part::Property("total price".into()));
        assert_eq!(part("start_value.currency", "order", false), Part::Property("currency".into()));
        assert_eq!(part("folder_id", "mail", false), Part::Property("folder".into()));
        assert_eq!(part("nearest_place.id", "coordinate", false), Part::Property("nearest place".into()));
        assert_eq!(part("phone", "contact", true), Part::Property("phone".into()));
        assert_eq!(part("group_ids[0]", "contact", true), Part::Property("group".into()));
    }
}
