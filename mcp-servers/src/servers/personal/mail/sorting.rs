//! The tools that sort messages: folders, marks and the trash.

use super::types::*;
use super::{FOLDER, MESSAGE, Mail};
use crate::kit::{Call, ToolError, conflict, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

pub fn move_message(mail: &mut Mail, _: &mut Call, args: MoveMessage) -> Result<Message> {
    let drafts = mail.folder(Purpose::Drafts)?;
    let folder = FOLDER.get(&mail.folders, &args.folder_id)?;
    let message = MESSAGE.get_mut(&mut mail.messages, &args.message_id)?;
    if message.folder_id == folder.id {
        return Err(conflict(format!("The message already lies in {}.", folder.name)));
    }
    if message.folder_id == drafts || matches!(folder.purpose, Purpose::Drafts | Purpose::Sent) {
        return Err(not_allowed(
            "Messages cannot be moved out of Drafts, nor into Drafts or Sent. Use send_draft to send a draft.",
        ));
    }
    message.folder_id = args.folder_id;
    Ok(message.clone())
}

pub fn mark_message(mail: &mut Mail, _: &mut Call, args: MarkMessage) -> Result<Message> {
    let message = MESSAGE.get_mut(&mut mail.messages, &args.message_id)?;
    match args.mark {
        Mark::Read => message.is_read = true,
        Mark::Unread => message.is_read = false,
        Mark::Flagged => message.is_flagged = true,
        Mark::Unflagged => message.is_flagged = false,
    }
    Ok(message.clone())
}

pub fn delete_message(mail: &mut Mail, _: &mut Call, args: DeleteMessage) -> Result<DeletedMessage> {
    let trash = mail.folder(Purpose::Trash)?;
    let message = MESSAGE.get_mut(&mut mail.messages, &args.message_id)?;
    let (id, subject) = (message.id.clone(), message.subject.clone());
    if message.folder_id != trash {
        message.folder_id = trash;
        return Ok(DeletedMessage { id, subject, result: Deletion::MovedToTrash });
    }
    mail.messages.remove(&args.message_id);
    Ok(DeletedMessage { id, subject, result: Deletion::Deleted })
}
