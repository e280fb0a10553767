//! The team chat: channels, threads, direct messages, reactions, and who is there.

mod channels;
mod data;
mod people;
mod reading;
mod talks;
mod types;
mod views;
mod writing;

use serde::Serialize;

use crate::kit::prompt::{self, Message, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{Channel, ChatMessage, Member};

const CHANNEL: Noun = Noun { name: "channel", finder: "list_chat_channels" };
const MESSAGE: Noun = Noun { name: "chat message", finder: "read_channel_messages or search_chat_messages" };

/// The chat as the user sees it.
#[derive(Debug, Clone, Serialize)]
pub struct Chat {
    channels: Table<Channel>,
    chat_messages: Table<ChatMessage>,
    /// Mail address of the user.
    email: String,
    /// Everybody with an account, by mail address.
    people: Table<Member>,
}

impl Server for Chat {
    const NAME: &'static str = "chat";
    const TITLE: &'static str = "Team chat";
    const DESCRIPTION: &'static str =
        "The chat of the user's company: channels, threads, direct messages, mentions, reactions and presence.";
    const INSTRUCTIONS: &'static str = "People are named by mail address; in texts they are mentioned by handle, such as @dana.okafor. \
        Only members read and write in a channel: use join_channel for public ones. Only own messages can be edited or deleted.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("list_chat_channels", reading::list_chat_channels),
            read("read_channel_messages", reading::read_channel_messages),
            read("read_chat_thread", reading::read_chat_thread),
            read("search_chat_messages", reading::search_chat_messages),
            write("post_chat_message", writing::post_chat_message),
            write("send_direct_message", writing::send_direct_message),
            write("edit_chat_message", writing::edit_chat_message).destructive().idempotent(),
            write("delete_chat_message", writing::delete_chat_message).destructive(),
            write("react_to_message", writing::react_to_message),
            write("pin_chat_message", writing::pin_chat_message),
            write("mark_channel_read", channels::mark_channel_read).idempotent(),
            write("join_channel", channels::join_channel),
            write("leave_channel", channels::leave_channel).destructive(),
            write("invite_to_channel", channels::invite_to_channel),
            read("find_chat_people", people::find_chat_people),
            write("set_chat_status", people::set_chat_status).idempotent(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        vec![
            resource::fixed(
                "chat://unread",
                "unread_messages",
                "What the user has not read yet, by channel.",
                "text/markdown",
                |chat: &Self, _| Ok(views::unread(chat)),
            ),
            resource::template(
                "chat://channels/{channel_id}",
                "channel_transcript",
                "The latest messages of a channel that the user is in, oldest first.",
                "text/markdown",
                |chat: &Self| {
                    let mine = chat.channels.values().filter(|channel| chat.is_member(channel));
                    let one =
                        |channel: &Channel| Listed { values: vec![channel.id.clone()], title: channel.name.clone() };
                    mine.map(one).collect()
                },
                |chat, _, vars| {
                    let channel = chat.readable(vars.get("channel_id"))?;
                    Ok(views::transcript(chat, channel))
                },
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        vec![
            prompt::new("channel_digest", |chat, now, args: views::ChannelDigest| {
                Ok(vec![Message::User(views::digest(chat, now, &args)?)])
            })
            .complete("channel", views::channel_names),
        ]
    }
}
