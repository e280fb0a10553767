//! The tools that write messages and put marks on them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{Chat, MESSAGE};
use crate::kit::{Call, Email, Text, ToolError, conflict, invalid, not_allowed, shorten};
use crate::world::chatter::EMOJI;

type Result<T> = std::result::Result<T, ToolError>;

/// How long a message can be edited.
const EDIT_DAYS: i64 = 14;
const MOST_PINS: usize = 10;

/// Posts a message in a channel that the user is in, or answers in a thread. People are mentioned by handle, such as @dana.okafor.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostChatMessage {
    /// Id of the channel.
    pub channel_id: String,
    /// What to say.
    #[schemars(example = "I will have a look at it this afternoon.")]
    pub text: Text<4000>,
    /// Id of the message to answer in its thread.
    pub parent_chat_message_id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PostedMessage {
    /// The message.
    pub chat_message: MessageView,
    /// Mentioned people who hear nothing, because they are not in the channel. Use invite_to_channel.
    pub not_notified: Vec<String>,
}

/// Sends a direct message to one person. The conversation is opened if there is none yet.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendDirectMessage {
    /// Mail address of the person.
    pub email: Email,
    /// What to say.
    #[schemars(example = "Do you have a minute?")]
    pub text: Text<4000>,
}

/// Replaces the text of one of the user's own messages; possible for 14 days.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EditChatMessage {
    /// Id of the message.
    pub chat_message_id: String,
    /// The new text.
    pub text: Text<4000>,
}

/// Deletes one of the user's own messages. Answers to it stay.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteChatMessage {
    /// Id of the message.
    pub chat_message_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeletedMessage {
    /// Id of the message that is gone.
    pub chat_message_id: String,
    /// Id of the channel it stood in.
    pub channel_id: String,
    /// How many answers to it stay.
    pub replies_kept: usize,
}

/// Adds an emoji reaction of the user to a message, or takes it away again.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReactToMessage {
    /// Id of the message.
    pub chat_message_id: String,
    /// Name of the emoji, with or without colons.
    #[schemars(example = &"thumbsup", example = &"tada", example = &"eyes", example = &"coffee")]
    pub emoji: Text<40>,
    /// Whether to take the reaction away (default false).
    pub remove: Option<bool>,
}

/// Pins a message to its channel for all members, or takes the pin off. A channel has at most ten pins.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PinChatMessage {
    /// Id of the message.
    pub chat_message_id: String,
    /// Whether it is pinned from now on (default true).
    pub pinned: Option<bool>,
}

pub fn post_chat_message(chat: &mut Chat, call: &mut Call, args: PostChatMessage) -> Result<PostedMessage> {
    let channel = chat.readable(&args.channel_id)?;
    if channel.announcements_only && channel.creator != chat.email && args.parent_chat_message_id.is_none() {
        return Err(not_allowed(format!(
            "Only {} posts in #{}. Answer in a thread with parent_chat_message_id, or use another channel.",
            chat.name(&channel.creator),
            channel.name
        )));
    }
    let parent = match &args.parent_chat_message_id {
        None => None,
        Some(id) => {
            let (message, other) = chat.message(id)?;
            if other.id != channel.id {
                return Err(invalid(format!(
                    "Argument `parent_chat_message_id`: that message stands in {} and not in {}.",
                    other.name, channel.name
                )));
            }
            // Threads have one level.
            Some(message.parent_chat_message_id.clone().unwrap_or_else(|| message.id.clone()))
        }
    };
    add(chat, call, args.channel_id, args.text.0, parent)
}

pub fn send_direct_message(chat: &mut Chat, call: &mut Call, args: SendDirectMessage) -> Result<PostedMessage> {
    let email = args.email.0;
    if email == chat.email {
        return Err(invalid("Argument `email`: that is you. Name somebody else."));
    }
    let person = chat.people.get(&email).ok_or_else(|| {
        ToolError::NotFound(format!("Nobody in the chat has the address {}. Use find_chat_people.", shorten(&email)))
    })?;
    let direct = |channel: &&Channel| {
        channel.kind == ChannelKind::Direct && chat.is_member(channel) && channel.members.contains(&email)
    };
    let known = chat.channels.values().find(direct).map(|channel| channel.id.clone());
    let id = match known {
        Some(id) => id,
        None => {
            let channel = Channel {
                id: call.ids.mint("chn"),
                name: person.name.clone(),
                kind: ChannelKind::Direct,
                topic: format!("Direct messages with {}", person.name),
                members: vec![chat.email.clone(), email],
                announcements_only: false,
                shared: person.is_guest,
                creator: chat.email.clone(),
                created_at: call.now,
                last_read_at: call.now,
            };
            let id = channel.id.clone();
            chat.channels.insert(id.clone(), channel);
            id
        }
    };
    add(chat, call, id, args.text.0, None)
}

pub fn edit_chat_message(chat: &mut Chat, call: &mut Call, args: EditChatMessage) -> Result<MessageView> {
    let message = own_message(chat, &args.chat_message_id, "edited")?;
    if message.sent_at.plus_days(EDIT_DAYS) < call.now {
        return Err(not_allowed(format!(
            "The message was sent on {}; messages can be edited for {EDIT_DAYS} days.",
            message.sent_at.day().spoken()
        )));
    }
    let mentions = chat.mentioned(&args.text.0);
    let message = MESSAGE.get_mut(&mut chat.chat_messages, &args.chat_message_id)?;
    message.text = args.text.0;
    message.mentions = mentions;
    message.edited_at = Some(call.now);
    view(chat, &args.chat_message_id)
}

pub fn delete_chat_message(chat: &mut Chat, _: &mut Call, args: DeleteChatMessage) -> Result<DeletedMessage> {
    let message = own_message(chat, &args.chat_message_id, "deleted")?;
    let channel_id = message.channel_id.clone();
    let answers = |one: &&ChatMessage| one.parent_chat_message_id.as_ref() == Some(&args.chat_message_id);
    let replies_kept = chat.chat_messages.values().filter(answers).count();
    if replies_kept == 0 {
        chat.chat_messages.remove(&args.chat_message_id);
    } else {
        let message = MESSAGE.get_mut(&mut chat.chat_messages, &args.chat_message_id)?;
        message.text.clear();
        message.mentions.clear();
        message.reactions.clear();
        message.pinned = false;
        message.deleted = true;
    }
    Ok(DeletedMessage { chat_message_id: args.chat_message_id, channel_id, replies_kept })
}

pub fn react_to_message(chat: &mut Chat, _: &mut Call, args: ReactToMessage) -> Result<MessageView> {
    let emoji = args.emoji.0.trim_matches(':').to_lowercase();
    if !EMOJI.contains(&emoji.as_str()) {
        return Err(invalid(format!("Argument `emoji`: the emojis here are {}.", EMOJI.join(", "))));
    }
    let (message, _) = chat.message(&args.chat_message_id)?;
    let has = message.reactions.iter().any(|one| one.emoji == emoji && one.emails.contains(&chat.email));
    let remove = args.remove.unwrap_or(false);
    if has != remove {
        return Err(conflict(format!("You have {} reacted with {emoji}.", if has { "already" } else { "not" })));
    }
    let me = chat.email.clone();
    let message = MESSAGE.get_mut(&mut chat.chat_messages, &args.chat_message_id)?;
    match message.reactions.iter_mut().find(|one| one.emoji == emoji) {
        Some(reaction) if remove => reaction.emails.retain(|email| *email != me),
        Some(reaction) => reaction.emails.push(me),
        None => message.reactions.push(Reaction { emoji, emails: vec![me] }),
    }
    message.reactions.retain(|one| !one.emails.is_empty());
    view(chat, &args.chat_message_id)
}

pub fn pin_chat_message(chat: &mut Chat, _: &mut Call, args: PinChatMessage) -> Result<MessageView> {
    let (message, channel) = chat.message(&args.chat_message_id)?;
    let pinned = args.pinned.unwrap_or(true);
    if message.pinned == pinned {
        return Err(conflict(format!("The message is {} pinned.", if pinned { "already" } else { "not" })));
    }
    if pinned && chat.messages_of(channel).filter(|one| one.pinned).count() >= MOST_PINS {
        return Err(conflict(format!("{} has {MOST_PINS} pins. Take one off first (pinned false).", channel.name)));
    }
    MESSAGE.get_mut(&mut chat.chat_messages, &args.chat_message_id)?.pinned = pinned;
    view(chat, &args.chat_message_id)
}

fn view(chat: &Chat, message_id: &str) -> Result<MessageView> {
    let (message, channel) = chat.message(message_id)?;
    Ok(chat.show(message, channel))
}

fn own_message<'a>(chat: &'a Chat, message_id: &str, done: &str) -> Result<&'a ChatMessage> {
    let (message, _) = chat.message(message_id)?;
    if message.author_email != chat.email {
        return Err(not_allowed(format!(
            "The message is by {}; only own messages can be {done}.",
            chat.name(&message.author_email)
        )));
    }
    Ok(message)
}

/// Writes a message of the user into a channel that was checked.
fn add(
    chat: &mut Chat,
    call: &mut Call,
    channel_id: String,
    text: String,
    parent: Option<String>,
) -> Result<PostedMessage> {
    let mentions = chat.mentioned(&text);
    let message = ChatMessage {
        id: call.ids.mint("cms"),
        channel_id,
        parent_chat_message_id: parent,
        author_email: chat.email.clone(),
        text,
        sent_at: call.now,
        edited_at: None,
        mentions,
        pinned: false,
        reactions: Vec::new(),
        deleted: false,
    };
    let id = message.id.clone();
    chat.chat_messages.insert(id.clone(), message);
    let (message, channel) = chat.message(&id)?;
    let outside = |email: &&String| !channel.members.contains(email);
    let not_notified = message.mentions.iter().filter(outside).cloned().collect();
    Ok(PostedMessage { chat_message: chat.show(message, channel), not_notified })
}
