//! The tools of membership: reading up, joining, leaving and inviting.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{CHANNEL, Chat};
use crate::kit::{Call, Email, ToolError, conflict, not_allowed, shorten};

type Result<T> = std::result::Result<T, ToolError>;

/// Marks everything in a channel as read.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkChannelRead {
    /// Id of the channel.
    pub channel_id: String,
}

/// Joins a public channel, so that the user can read and write in it. Private ones need an invitation of a member.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinChannel {
    /// Id of the channel.
    pub channel_id: String,
}

/// Leaves a channel. A private one cannot be joined again without an invitation; the general channel cannot be left.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveChannel {
    /// Id of the channel.
    pub channel_id: String,
}

/// Adds a person to a channel that the user is in. Guests can be added to shared channels only.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InviteToChannel {
    /// Id of the channel.
    pub channel_id: String,
    /// Mail address of the person.
    pub email: Email,
}

/// A channel, and who was just added to it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Invitation {
    /// The channel.
    #[serde(flatten)]
    pub channel: ChannelView,
    /// Mail address of the person who was added.
    #[schemars(extend("format" = "email"))]
    pub invited_email: String,
    /// Name of the person who was added.
    pub invited_name: String,
}

pub fn mark_channel_read(chat: &mut Chat, call: &mut Call, args: MarkChannelRead) -> Result<ChannelView> {
    chat.readable(&args.channel_id)?;
    let channel = CHANNEL.get_mut(&mut chat.channels, &args.channel_id)?;
    channel.last_read_at = call.now;
    view(chat, &args.channel_id)
}

pub fn join_channel(chat: &mut Chat, call: &mut Call, args: JoinChannel) -> Result<ChannelView> {
    let channel = CHANNEL.get(&chat.channels, &args.channel_id)?;
    if chat.is_member(channel) {
        return Err(conflict(format!("You are already in #{}.", channel.name)));
    }
    if channel.kind != ChannelKind::Public {
        return Err(not_allowed("The channel is private. A member has to invite you."));
    }
    let me = chat.email.clone();
    let channel = CHANNEL.get_mut(&mut chat.channels, &args.channel_id)?;
    channel.members.push(me);
    channel.last_read_at = call.now;
    view(chat, &args.channel_id)
}

pub fn leave_channel(chat: &mut Chat, _: &mut Call, args: LeaveChannel) -> Result<ChannelView> {
    let channel = chat.readable(&args.channel_id)?;
    if channel.kind == ChannelKind::Direct {
        return Err(not_allowed("Direct messages cannot be left."));
    }
    if channel.name == "general" || channel.announcements_only {
        return Err(not_allowed(format!("#{} belongs to everybody and cannot be left.", channel.name)));
    }
    let me = chat.email.clone();
    let channel = CHANNEL.get_mut(&mut chat.channels, &args.channel_id)?;
    channel.members.retain(|email| *email != me);
    view(chat, &args.channel_id)
}

pub fn invite_to_channel(chat: &mut Chat, _: &mut Call, args: InviteToChannel) -> Result<Invitation> {
    let channel = chat.readable(&args.channel_id)?;
    let email = args.email.0;
    let person = chat.people.get(&email).ok_or_else(|| {
        ToolError::NotFound(format!("Nobody in the chat has the address {}. Use find_chat_people.", shorten(&email)))
    })?;
    if channel.kind == ChannelKind::Direct {
        return Err(not_allowed("Nobody can be added to direct messages. Use send_direct_message or a channel."));
    }
    if channel.members.contains(&email) {
        return Err(conflict(format!("{} is already in #{}.", person.name, channel.name)));
    }
    if person.is_guest && !channel.shared {
        return Err(not_allowed(format!(
            "{} of {} is a guest, and #{} is not shared with other companies.",
            person.name, person.company, channel.name
        )));
    }
    let invited_name = person.name.clone();
    CHANNEL.get_mut(&mut chat.channels, &args.channel_id)?.members.push(email.clone());
    Ok(Invitation { channel: view(chat, &args.channel_id)?, invited_email: email, invited_name })
}

fn view(chat: &Chat, channel_id: &str) -> Result<ChannelView> {
    Ok(chat.show_channel(CHANNEL.get(&chat.channels, channel_id)?))
}
