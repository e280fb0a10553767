//! The tools that look into channels.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Chat;
use super::types::*;
use crate::kit::{Call, Cursor, Day, Email, Limit, Ordered, Query, ToolError, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

/// Lists channels and direct messages with unread counts, those with unread mentions first. Use it to get a channel's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListChatChannels {
    /// Only channels whose name or topic has these words.
    pub query: Option<Query>,
    /// Only channels of this kind.
    pub kind: Option<ChannelKind>,
    /// Whether to show only channels that the user is in (default false: public ones to join too).
    pub joined_only: Option<bool>,
    /// How many channels to return at most (default 25).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ChannelList {
    /// The channels, by unread mentions, unread messages and name.
    pub channels: Vec<ChannelView>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Reads the messages of a channel, newest first; answers in threads are counted and read with read_chat_thread. Fails where the user is no member.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadChannelMessages {
    /// Id of the channel.
    pub channel_id: String,
    /// Whether to show only what the user has not read, answers in threads included (default false).
    pub unread_only: Option<bool>,
    /// Whether to show only pinned messages (default false).
    pub pinned_only: Option<bool>,
    /// How many messages to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ChatMessageList {
    /// The messages, newest first.
    pub chat_messages: Vec<MessageView>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Reads a whole thread, oldest first: the message that began it and all answers. Any message of the thread names it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadChatThread {
    /// Id of a message of the thread.
    pub chat_message_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ChatThread {
    /// Id of the message that began the thread.
    pub parent_chat_message_id: String,
    /// The messages, oldest first.
    pub chat_messages: Vec<MessageView>,
}

/// Finds messages by words, author or day in all channels that the user is in, newest first.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchChatMessages {
    /// Words to search for; all of them must match.
    pub query: Option<Query>,
    /// Only messages of this channel.
    pub channel_id: Option<String>,
    /// Only messages that this person wrote.
    pub author_email: Option<Email>,
    /// Only messages that mention the user (default false).
    pub mentions_me: Option<bool>,
    /// Only messages of this day or later.
    pub since_date: Option<Day>,
    /// How many messages to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

pub fn list_chat_channels(chat: &Chat, _: &Call, args: ListChatChannels) -> Result<ChannelList> {
    let wanted = |channel: &&Channel| {
        let joined = chat.is_member(channel);
        (joined || (channel.kind == ChannelKind::Public && !args.joined_only.unwrap_or(false)))
            && args.kind.is_none_or(|kind| channel.kind == kind)
            && args.query.as_ref().is_none_or(|query| query.matches([channel.name.as_str(), channel.topic.as_str()]))
    };
    let mut channels: Vec<ChannelView> =
        chat.channels.values().filter(wanted).map(|channel| chat.show_channel(channel)).collect();
    channels.order_by(|a, b| {
        let key = |one: &ChannelView| (std::cmp::Reverse((one.mention_count, one.unread_count)), !one.joined);
        (key(a), &a.name).cmp(&(key(b), &b.name))
    });
    let (channels, next_cursor) = page(channels, args.cursor, args.limit, 25);
    Ok(ChannelList { channels, next_cursor })
}

pub fn read_channel_messages(chat: &Chat, _: &Call, args: ReadChannelMessages) -> Result<ChatMessageList> {
    let channel = chat.readable(&args.channel_id)?;
    let unread_only = args.unread_only.unwrap_or(false);
    let wanted = |message: &&ChatMessage| {
        (if unread_only { chat.is_unread(message, channel) } else { message.parent_chat_message_id.is_none() })
            && (message.pinned || !args.pinned_only.unwrap_or(false))
    };
    Ok(newest_first(chat, chat.messages_of(channel).filter(wanted).collect(), args.cursor, args.limit, 20))
}

pub fn read_chat_thread(chat: &Chat, _: &Call, args: ReadChatThread) -> Result<ChatThread> {
    let (message, channel) = chat.message(&args.chat_message_id)?;
    let root = message.parent_chat_message_id.as_ref().unwrap_or(&message.id);
    let inside = |one: &&ChatMessage| one.id == *root || one.parent_chat_message_id.as_ref() == Some(root);
    let mut messages: Vec<&ChatMessage> = chat.messages_of(channel).filter(inside).collect();
    messages.order_by(|a, b| (a.sent_at, &a.id).cmp(&(b.sent_at, &b.id)));
    Ok(ChatThread {
        parent_chat_message_id: root.clone(),
        chat_messages: messages.into_iter().map(|message| chat.show(message, channel)).collect(),
    })
}

pub fn search_chat_messages(chat: &Chat, _: &Call, args: SearchChatMessages) -> Result<ChatMessageList> {
    let mentions_me = args.mentions_me.unwrap_or(false);
    if args.query.is_none() && args.author_email.is_none() && args.since_date.is_none() && !mentions_me {
        return Err(invalid(
            "Give at least one of query, author_email, since_date or mentions_me. Use read_channel_messages for a channel.",
        ));
    }
    if let Some(id) = &args.channel_id {
        chat.readable(id)?;
    }
    let wanted = |message: &&ChatMessage| {
        !message.deleted
            && args.channel_id.as_ref().is_none_or(|id| message.channel_id == *id)
            && chat.channels.get(&message.channel_id).is_some_and(|channel| chat.is_member(channel))
            && args.author_email.as_ref().is_none_or(|email| message.author_email == email.0)
            && (!mentions_me || message.mentions.contains(&chat.email))
            && args.since_date.is_none_or(|date| message.sent_at.day() >= date)
            && args
                .query
                .as_ref()
                .is_none_or(|query| query.matches([message.text.as_str(), chat.name(&message.author_email)]))
    };
    Ok(newest_first(chat, chat.chat_messages.values().filter(wanted).collect(), args.cursor, args.limit, 10))
}

fn newest_first(
    chat: &Chat,
    mut found: Vec<&ChatMessage>,
    cursor: Option<Cursor>,
    limit: Option<Limit>,
    usual: usize,
) -> ChatMessageList {
    found.order_by(|a, b| (b.sent_at, &b.id).cmp(&(a.sent_at, &a.id)));
    let (found, next_cursor) = page(found, cursor, limit, usual);
    let show = |message: &ChatMessage| Some(chat.show(message, chat.channels.get(&message.channel_id)?));
    ChatMessageList { chat_messages: found.into_iter().filter_map(show).collect(), next_cursor }
}
