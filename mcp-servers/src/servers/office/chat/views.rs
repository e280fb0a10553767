//! What one may see, and how messages and channels are shown.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Deserialize;

use super::types::*;
use super::{CHANNEL, Chat, MESSAGE};
use crate::kit::{Ordered, Time, ToolError, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// Sums up what happened in a channel and what needs an answer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelDigest {
    /// Name of a channel that the user is in.
    pub channel: String,
}

impl Chat {
    pub fn is_member(&self, channel: &Channel) -> bool {
        channel.members.contains(&self.email)
    }

    /// A channel that the user may read.
    pub fn readable(&self, channel_id: &str) -> Result<&Channel> {
        let channel = CHANNEL.get(&self.channels, channel_id)?;
        if self.is_member(channel) {
            return Ok(channel);
        }
        Err(match channel.kind {
            ChannelKind::Public => {
                not_allowed(format!("You are no member of #{}. Use join_channel first.", channel.name))
            }
            ChannelKind::Private | ChannelKind::Direct => {
                not_allowed("The channel is private and you are no member. A member has to invite you.")
            }
        })
    }

    /// A message that the user may read, with its channel. Deleted ones are gone.
    pub fn message(&self, message_id: &str) -> Result<(&ChatMessage, &Channel)> {
        let message = MESSAGE.get(&self.chat_messages, message_id)?;
        if message.deleted {
            return Err(MESSAGE.missing(message_id));
        }
        Ok((message, self.readable(&message.channel_id)?))
    }

    pub fn name<'a>(&'a self, email: &'a str) -> &'a str {
        self.people.get(email).map_or(email, |person| person.name.as_str())
    }

    pub fn is_unread(&self, message: &ChatMessage, channel: &Channel) -> bool {
        message.sent_at > channel.last_read_at && message.author_email != self.email && !message.deleted
    }

    pub fn show(&self, message: &ChatMessage, channel: &Channel) -> MessageView {
        let replies = |one: &&ChatMessage| one.parent_chat_message_id.as_ref() == Some(&message.id);
        MessageView {
            id: message.id.clone(),
            channel_id: channel.id.clone(),
            channel_name: channel.name.clone(),
            parent_chat_message_id: message.parent_chat_message_id.clone(),
            author_email: message.author_email.clone(),
            author_name: self.name(&message.author_email).to_owned(),
            text: if message.deleted { "This message was deleted.".to_owned() } else { message.text.clone() },
            sent_at: message.sent_at,
            edited_at: message.edited_at,
            mentions: message.mentions.clone(),
            reactions: message.reactions.clone(),
            pinned: message.pinned,
            reply_count: self.chat_messages.values().filter(replies).count(),
            unread: self.is_unread(message, channel),
        }
    }

    pub fn show_channel(&self, channel: &Channel) -> ChannelView {
        let joined = self.is_member(channel);
        let (mut unread_count, mut mention_count, mut last_message_at) = (0, 0, None);
        for message in self.messages_of(channel).filter(|_| joined) {
            let unread = self.is_unread(message, channel);
            unread_count += usize::from(unread);
            mention_count += usize::from(unread && message.mentions.contains(&self.email));
            last_message_at = last_message_at.max(Some(message.sent_at));
        }
        ChannelView {
            id: channel.id.clone(),
            name: channel.name.clone(),
            kind: channel.kind,
            topic: channel.topic.clone(),
            member_count: channel.members.len(),
            joined,
            announcements_only: channel.announcements_only,
            unread_count,
            mention_count,
            last_message_at,
        }
    }

    pub fn messages_of<'a>(&'a self, channel: &'a Channel) -> impl Iterator<Item = &'a ChatMessage> {
        self.chat_messages.values().filter(|message| message.channel_id == channel.id)
    }

    /// Mail addresses of those whom a text mentions by handle, each once.
    pub fn mentioned(&self, text: &str) -> Vec<String> {
        let handles = text.split('@').skip(1).map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !".-_'".contains(c)).unwrap_or(rest.len());
            rest.get(..end).unwrap_or_default().trim_end_matches('.').to_ascii_lowercase()
        });
        let mut found: Vec<String> = handles
            .filter_map(|handle| self.people.values().find(|person| person.handle == handle))
            .map(|person| person.email.clone())
            .collect();
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|email| seen.insert(email.clone()));
        found
    }
}

fn sorted<'a>(chat: &'a Chat, channel: &'a Channel) -> Vec<&'a ChatMessage> {
    let mut messages: Vec<&ChatMessage> = chat.messages_of(channel).filter(|message| !message.deleted).collect();
    messages.order_by(|a, b| (a.sent_at, &a.id).cmp(&(b.sent_at, &b.id)));
    messages
}

fn line(chat: &Chat, message: &ChatMessage) -> String {
    let indent = if message.parent_chat_message_id.is_some() { "  " } else { "" };
    let (day, clock) = (message.sent_at.day().short(), message.sent_at.clock());
    format!("{indent}- {day} {clock} **{}**: {}\n", chat.name(&message.author_email), message.text)
}

pub fn transcript(chat: &Chat, channel: &Channel) -> String {
    let mut text = format!("# {}\n\n{}\n\n", channel.name, channel.topic);
    let messages = sorted(chat, channel);
    let late = messages.len().saturating_sub(100);
    messages.into_iter().skip(late).for_each(|message| text.push_str(&line(chat, message)));
    text
}

pub fn unread(chat: &Chat) -> String {
    let mut text = "# Unread\n".to_owned();
    for channel in chat.channels.values().filter(|channel| chat.is_member(channel)) {
        let messages = sorted(chat, channel).into_iter().filter(|message| chat.is_unread(message, channel));
        let lines: String = messages.map(|message| line(chat, message)).collect();
        if !lines.is_empty() {
            let _ = write!(text, "\n## {}\n\n{lines}", channel.name);
        }
    }
    text
}

pub fn channel_names(chat: &Chat) -> Vec<String> {
    chat.channels.values().filter(|channel| chat.is_member(channel)).map(|channel| channel.name.clone()).collect()
}

pub fn digest(chat: &Chat, now: Time, args: &ChannelDigest) -> Result<String> {
    let mine = chat.channels.values().filter(|channel| chat.is_member(channel));
    let channel = mine.into_iter().find(|channel| channel.name == args.channel);
    let channel = channel.ok_or_else(|| invalid("Argument `channel` is the name of a channel that you are in."))?;
    Ok(format!(
        "Sum up the channel {} for {} as of {}: decisions, open questions, dates, and what is addressed to me. Name who \
         said what. If something needs an answer of mine, propose one and post it with post_chat_message (channel_id {}) \
         only after I agree.\n\n{}",
        channel.name,
        chat.name(&chat.email),
        now.spoken(),
        channel.id,
        transcript(chat, channel)
    ))
}
