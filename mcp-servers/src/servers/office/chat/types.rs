//! What the chat holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::Time;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    Public,
    Private,
    Direct,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    Active,
    Away,
    DoNotDisturb,
    Offline,
}

/// Somebody with an account.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Member {
    /// Mail address.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Full name.
    pub name: String,
    /// How texts mention this person, without the at sign.
    pub handle: String,
    /// What the person does.
    pub job_title: String,
    /// Company of the person.
    pub company: String,
    /// Whether this is a guest of another company, who sees only shared channels.
    pub is_guest: bool,
    /// Whether the person is there.
    pub presence: Presence,
    /// What the person says about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_text: Option<String>,
    /// Until when the status holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_until: Option<Time>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Channel {
    pub id: String,
    /// Without the hash sign; the other person's name for direct messages.
    pub name: String,
    pub kind: ChannelKind,
    pub topic: String,
    /// Mail addresses.
    pub members: Vec<String>,
    /// Whether only the creator may post.
    pub announcements_only: bool,
    /// Whether guests may be invited.
    pub shared: bool,
    pub creator: String,
    pub created_at: Time,
    /// The user has seen what is older.
    pub last_read_at: Time,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Reaction {
    /// Name of the emoji, without colons.
    pub emoji: String,
    /// Mail addresses of those who reacted so.
    pub emails: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ChatMessage {
    pub id: String,
    pub channel_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_chat_message_id: Option<String>,
    pub author_email: String,
    pub text: String,
    pub sent_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Time>,
    /// Mail addresses of those who are mentioned.
    pub mentions: Vec<String>,
    pub pinned: bool,
    pub reactions: Vec<Reaction>,
    /// Only a message with answers stays as an empty place when it is deleted.
    pub deleted: bool,
}

/// A message as tools show it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MessageView {
    /// Id of the message.
    pub id: String,
    /// Id of the channel.
    pub channel_id: String,
    /// Name of the channel.
    pub channel_name: String,
    /// Id of the message that this one answers, if it stands in a thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_chat_message_id: Option<String>,
    /// Mail address of who wrote it.
    #[schemars(extend("format" = "email"))]
    pub author_email: String,
    /// Name of who wrote it.
    pub author_name: String,
    /// What it says.
    pub text: String,
    /// When it was sent.
    pub sent_at: Time,
    /// When it was last edited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Time>,
    /// Mail addresses of the people who are mentioned.
    pub mentions: Vec<String>,
    /// Emoji reactions.
    pub reactions: Vec<Reaction>,
    /// Whether it is pinned to the channel.
    pub pinned: bool,
    /// How many answers stand in its thread.
    pub reply_count: usize,
    /// Whether the user has not read it yet.
    pub unread: bool,
}

/// A channel as tools show it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChannelView {
    /// Id of the channel.
    pub id: String,
    /// Name of the channel, or of the other person.
    pub name: String,
    /// Kind of channel.
    pub kind: ChannelKind,
    /// What it is for.
    pub topic: String,
    /// How many members it has.
    pub member_count: usize,
    /// Whether the user is a member.
    pub joined: bool,
    /// Whether only its creator posts there.
    pub announcements_only: bool,
    /// Messages that the user has not read.
    pub unread_count: usize,
    /// Unread messages that mention the user.
    pub mention_count: usize,
    /// When the last message was sent, where the user is a member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message_at: Option<Time>,
}
