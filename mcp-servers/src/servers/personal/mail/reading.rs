//! The tools that look into the mail box.

use super::types::*;
use super::{FOLDER, MESSAGE, Mail};
use crate::kit::{Call, Ordered, ToolError, page};

type Result<T> = std::result::Result<T, ToolError>;

pub fn list_mail_folders(mail: &Mail, _: &Call, _: ListMailFolders) -> Result<FolderList> {
    let summary = |folder: &Folder| {
        let inside = || mail.messages.values().filter(|message| message.folder_id == folder.id);
        FolderSummary {
            id: folder.id.clone(),
            name: folder.name.clone(),
            message_count: inside().count(),
            unread_count: inside().filter(|message| !message.is_read).count(),
        }
    };
    let mut folders: Vec<FolderSummary> = mail.folders.values().map(summary).collect();
    folders.order_by(|a, b| a.name.cmp(&b.name));
    Ok(FolderList { folders })
}

pub fn search_messages(mail: &Mail, _: &Call, args: SearchMessages) -> Result<MessageList> {
    if let Some(folder_id) = &args.folder_id {
        FOLDER.get(&mail.folders, folder_id)?;
    }
    let found = |message: &&Message| {
        args.from_email.as_ref().is_none_or(|email| message.from.email == email.0)
            && args.folder_id.as_ref().is_none_or(|folder_id| message.folder_id == *folder_id)
            && !(args.unread_only.unwrap_or(false) && message.is_read)
            && args.since.is_none_or(|since| message.date.day() >= since)
            && args.query.as_ref().is_none_or(|query| query.matches(texts(message)))
    };
    let mut found: Vec<&Message> = mail.messages.values().filter(found).collect();
    found.order_by(|a, b| (b.date, &a.id).cmp(&(a.date, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(MessageList { messages: found.into_iter().map(|message| summary(mail, message)).collect(), next_cursor })
}

pub fn get_message(mail: &Mail, _: &Call, args: GetMessage) -> Result<Message> {
    MESSAGE.get(&mail.messages, &args.message_id).cloned()
}

fn summary(mail: &Mail, message: &Message) -> MessageSummary {
    MessageSummary {
        id: message.id.clone(),
        thread_id: message.thread_id.clone(),
        from: message.from.clone(),
        to: message.to.clone(),
        subject: message.subject.clone(),
        preview: preview(&message.body),
        date: message.date,
        folder: mail.folders.get(&message.folder_id).map(|folder| folder.name.clone()).unwrap_or_default(),
        is_read: message.is_read,
        is_flagged: message.is_flagged,
    }
}

/// What a list shows of a text: its first words behind the greeting, on one line.
fn preview(body: &str) -> String {
    let text = body.split_once("\n\n").map_or(body, |(_, rest)| rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(90).collect()
}

fn texts(message: &Message) -> impl Iterator<Item = &str> {
    let people = std::iter::once(&message.from).chain(&message.to).chain(&message.cc);
    let people = people.flat_map(|person| [Some(person.email.as_str()), person.name.as_deref()]).flatten();
    [message.subject.as_str(), &message.body].into_iter().chain(people)
}
