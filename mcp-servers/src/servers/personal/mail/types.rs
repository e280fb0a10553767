//! What the mail box holds, shows and takes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Cursor, Day, Email, Limit, Query, Text, Time};

/// A person or a service with a mail address.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Address {
    /// Mail address.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Name, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What a folder is for; the special ones have rules of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Inbox,
    Sent,
    Drafts,
    Trash,
    Custom,
}

#[derive(Debug, Clone, Serialize)]
pub struct Folder {
    pub id: String,
    pub name: String,
    pub purpose: Purpose,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FolderSummary {
    /// Id of the mail folder.
    pub id: String,
    /// Name of the mail folder.
    pub name: String,
    /// How many messages it holds.
    pub message_count: usize,
    /// How many of them are unread.
    pub unread_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FolderList {
    /// All mail folders.
    pub folders: Vec<FolderSummary>,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Message {
    /// Id of the message.
    pub id: String,
    /// Id that the messages of one conversation share.
    pub thread_id: String,
    /// Id of the mail folder it lies in.
    pub folder_id: String,
    /// Who wrote it.
    pub from: Address,
    /// To whom it goes.
    pub to: Vec<Address>,
    /// Who gets a copy.
    pub cc: Vec<Address>,
    /// Subject line.
    pub subject: String,
    /// Text of the message.
    pub body: String,
    /// When it was sent, or last saved if it is a draft.
    pub date: Time,
    /// Whether the user has read it.
    pub is_read: bool,
    /// Whether the user has flagged it.
    pub is_flagged: bool,
}

/// A message in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MessageSummary {
    /// Id of the message.
    pub id: String,
    /// Id that the messages of one conversation share.
    pub thread_id: String,
    /// Who wrote it.
    pub from: Address,
    /// To whom it goes.
    pub to: Vec<Address>,
    /// Subject line.
    pub subject: String,
    /// Beginning of the text.
    pub preview: String,
    /// When it was sent.
    pub date: Time,
    /// Name of the mail folder it lies in.
    pub folder: String,
    /// Whether the user has read it.
    pub is_read: bool,
    /// Whether the user has flagged it.
    pub is_flagged: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MessageList {
    /// The messages found, newest first.
    pub messages: Vec<MessageSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Deletion {
    MovedToTrash,
    Deleted,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeletedMessage {
    /// Id of the message.
    pub id: String,
    /// Subject of the message.
    pub subject: String,
    /// Whether it went to the trash or is gone for good.
    pub result: Deletion,
}

/// Lists the mail folders with their ids and how many messages are in them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMailFolders {}

/// Finds messages, newest first, by words of subject, text or people, and by sender, folder, day or state. Use it to get a message's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchMessages {
    /// Words to search for; all of them must match.
    pub query: Option<Query>,
    /// Only messages from this sender.
    pub from_email: Option<Email>,
    /// Only messages in the mail folder with this id.
    pub folder_id: Option<String>,
    /// Only messages that are unread (default false).
    pub unread_only: Option<bool>,
    /// Only messages from this day on.
    pub since: Option<Day>,
    /// How many messages to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one message with its full text. It does not mark the message as read.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetMessage {
    /// Id of the message.
    pub message_id: String,
}

/// Sends a new message at once. Use create_draft if the user wants to look at it first.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendMessage {
    /// Mail addresses of the people to write to.
    #[schemars(length(min = 1, max = 20))]
    pub to: Vec<Email>,
    /// Subject line.
    pub subject: Text<200>,
    /// Text of the message.
    pub body: Text<10000>,
    /// Mail addresses of people who get a copy.
    #[schemars(length(max = 20))]
    pub cc: Option<Vec<Email>>,
}

/// Answers a message: the answer goes to its sender, under the same subject and in the same thread.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyToMessage {
    /// Id of the message to answer.
    pub message_id: String,
    /// Text of the answer.
    pub body: Text<10000>,
    /// Whether the other recipients get the answer too (default false).
    pub reply_all: Option<bool>,
}

/// Sends a message on to other people, with a note above it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForwardMessage {
    /// Id of the message to send on.
    pub message_id: String,
    /// Mail addresses of the people who get it.
    #[schemars(length(min = 1, max = 20))]
    pub to: Vec<Email>,
    /// A few words to stand above the message.
    pub note: Option<Text<2000>>,
}

/// Saves a message as a draft without sending it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDraft {
    /// Mail addresses of the people to write to.
    #[schemars(length(min = 1, max = 20))]
    pub to: Vec<Email>,
    /// Subject line.
    pub subject: Text<200>,
    /// Text of the message.
    pub body: Text<10000>,
    /// Mail addresses of people who get a copy.
    #[schemars(length(max = 20))]
    pub cc: Option<Vec<Email>>,
}

/// Sends a draft; it moves from the drafts to the sent messages.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendDraft {
    /// Id of the draft, as create_draft returned it or a search in the drafts folder found it.
    pub draft_id: String,
}

/// Moves a message into another mail folder.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveMessage {
    /// Id of the message.
    pub message_id: String,
    /// Id of the mail folder it goes to.
    pub folder_id: String,
}

/// How a message is marked.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Read,
    Unread,
    Flagged,
    Unflagged,
}

/// Marks a message as read or unread, or sets or removes its flag.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkMessage {
    /// Id of the message.
    pub message_id: String,
    /// The new mark.
    pub mark: Mark,
}

/// Moves a message to the trash; one that lies in the trash is removed for good.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteMessage {
    /// Id of the message.
    pub message_id: String,
}
