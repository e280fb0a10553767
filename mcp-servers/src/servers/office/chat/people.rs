//! The tools of presence: who is there, and what the user says about being there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Chat;
use super::types::*;
use crate::kit::{Call, Cursor, Limit, Ordered, Query, Text, Time, ToolError, When, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

/// Finds people of the chat by name, job or company, or the members of a channel, with presence and status. Use it to get mail addresses and handles.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindChatPeople {
    /// Words of name, job title or company.
    pub query: Option<Query>,
    /// Only members of this channel.
    pub channel_id: Option<String>,
    /// Only people with this presence.
    pub presence: Option<Presence>,
    /// How many people to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PeopleList {
    /// The people, by name.
    pub people: Vec<Member>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Sets the presence and status of the user. Without status_text the status is cleared.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetChatStatus {
    /// Whether the user is there.
    pub presence: Presence,
    /// What others read beside the name.
    #[schemars(example = "In a meeting", example = "Focus time")]
    pub status_text: Option<Text<100>>,
    /// Until when it holds (default: until it is changed).
    pub status_until: Option<When>,
}

pub fn find_chat_people(chat: &Chat, call: &Call, args: FindChatPeople) -> Result<PeopleList> {
    let channel = args.channel_id.as_ref().map(|id| chat.readable(id)).transpose()?;
    let wanted = |person: &Member| {
        let texts = [&person.name, &person.job_title, &person.company, &person.email].map(String::as_str);
        channel.is_none_or(|channel| channel.members.contains(&person.email))
            && args.presence.is_none_or(|presence| person.presence == presence)
            && args.query.as_ref().is_none_or(|query| query.matches(texts))
    };
    let mut people: Vec<Member> = chat.people.values().map(|person| current(person, call.now)).filter(wanted).collect();
    people.order_by(|a, b| (&a.name, &a.email).cmp(&(&b.name, &b.email)));
    let (people, next_cursor) = page(people, args.cursor, args.limit, 20);
    Ok(PeopleList { people, next_cursor })
}

pub fn set_chat_status(chat: &mut Chat, call: &mut Call, args: SetChatStatus) -> Result<Member> {
    let until = args.status_until.map(|until| call.now.resolve(until));
    if let Some(until) = until.filter(|until| *until <= call.now) {
        return Err(invalid(format!("Argument `status_until`: {until} has passed; it is now {}.", call.now)));
    }
    if until.is_some() && args.status_text.is_none() {
        return Err(invalid("Argument `status_until` needs a status_text."));
    }
    let me = chat.email.clone();
    let person =
        chat.people.get_mut(&me).ok_or_else(|| ToolError::NotFound("You have no account in this chat.".to_owned()))?;
    person.presence = args.presence;
    person.status_text = args.status_text.map(|text| text.0);
    person.status_until = until;
    Ok(person.clone())
}

/// A person without a status that has run out.
fn current(person: &Member, now: Time) -> Member {
    let over = person.status_until.is_some_and(|until| until <= now);
    let mut person = person.clone();
    if over {
        person.status_text = None;
        person.status_until = None;
    }
    person
}
