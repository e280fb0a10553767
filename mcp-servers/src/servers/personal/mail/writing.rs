//! The tools that write messages: sent at once or kept as a draft.

use super::types::*;
use super::{MESSAGE, Mail};
use crate::kit::{Call, Email, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

pub fn send_message(mail: &mut Mail, call: &mut Call, args: SendMessage) -> Result<Message> {
    let to = recipients(mail, "to", args.to)?;
    let cc = copies(mail, args.cc)?;
    post(mail, call, Purpose::Sent, None, (to, cc), (args.subject.0, args.body.0))
}

pub fn create_draft(mail: &mut Mail, call: &mut Call, args: CreateDraft) -> Result<Message> {
    let to = recipients(mail, "to", args.to)?;
    let cc = copies(mail, args.cc)?;
    post(mail, call, Purpose::Drafts, None, (to, cc), (args.subject.0, args.body.0))
}

pub fn reply_to_message(mail: &mut Mail, call: &mut Call, args: ReplyToMessage) -> Result<Message> {
    let message = finished(mail, &args.message_id)?.clone();
    // An answer to one's own message goes where that message went.
    let mine = message.from.email == mail.owner.email;
    let to = if mine { message.to.clone() } else { vec![message.from.clone()] };
    let others = message.to.iter().chain(&message.cc);
    let others = others.filter(|other| other.email != mail.owner.email && to.iter().all(|to| to.email != other.email));
    let cc = if args.reply_all.unwrap_or(false) { others.cloned().collect() } else { Vec::new() };
    let subject = prefixed("Re: ", &message.subject);
    post(mail, call, Purpose::Sent, Some(message.thread_id), (to, cc), (subject, args.body.0))
}

pub fn forward_message(mail: &mut Mail, call: &mut Call, args: ForwardMessage) -> Result<Message> {
    let to = recipients(mail, "to", args.to)?;
    let message = finished(mail, &args.message_id)?;
    let note = args.note.map(|text| format!("{}\n\n", text.0)).unwrap_or_default();
    let from = message.from.name.as_ref().unwrap_or(&message.from.email);
    let body = format!("{note}---- Forwarded message from {from}, {} ----\n\n{}", message.date.spoken(), message.body);
    let (subject, thread_id) = (prefixed("Fwd: ", &message.subject), message.thread_id.clone());
    post(mail, call, Purpose::Sent, Some(thread_id), (to, Vec::new()), (subject, body))
}

pub fn send_draft(mail: &mut Mail, call: &mut Call, args: SendDraft) -> Result<Message> {
    let drafts = mail.folder(Purpose::Drafts)?;
    let sent = mail.folder(Purpose::Sent)?;
    let message = MESSAGE.get_mut(&mut mail.messages, &args.draft_id)?;
    if message.folder_id != drafts {
        return Err(conflict(format!(
            "The message {} is no draft any more. Use create_draft for a new one.",
            message.id
        )));
    }
    message.folder_id = sent;
    message.date = call.now;
    Ok(message.clone())
}

impl Mail {
    /// The id of a special folder.
    pub(super) fn folder(&self, purpose: Purpose) -> Result<String> {
        let folder = self.folders.values().find(|folder| folder.purpose == purpose);
        folder
            .map(|folder| folder.id.clone())
            .ok_or_else(|| conflict("The mail box lacks one of its standard folders."))
    }
}

/// Puts a new message of the user into a folder.
fn post(
    mail: &mut Mail,
    call: &mut Call,
    purpose: Purpose,
    thread_id: Option<String>,
    (to, cc): (Vec<Address>, Vec<Address>),
    (subject, body): (String, String),
) -> Result<Message> {
    let folder_id = mail.folder(purpose)?;
    let id = call.ids.mint("msg");
    let thread_id = thread_id.unwrap_or_else(|| call.ids.mint("thr"));
    let from = mail.owner.clone();
    let message = Message {
        id,
        thread_id,
        folder_id,
        from,
        to,
        cc,
        subject,
        body,
        date: call.now,
        is_read: true,
        is_flagged: false,
    };
    mail.messages.insert(message.id.clone(), message.clone());
    Ok(message)
}

/// A message that can be answered or sent on.
fn finished<'a>(mail: &'a Mail, message_id: &str) -> Result<&'a Message> {
    let message = MESSAGE.get(&mail.messages, message_id)?;
    if message.folder_id == mail.folder(Purpose::Drafts)? {
        return Err(not_allowed("A draft can be neither answered nor forwarded. Use send_draft to send it."));
    }
    Ok(message)
}

fn recipients(mail: &Mail, field: &str, emails: Vec<Email>) -> Result<Vec<Address>> {
    if emails.is_empty() || emails.len() > 20 {
        return Err(invalid(format!("Argument `{field}`: name 1 to 20 mail addresses.")));
    }
    let mut addresses: Vec<Address> = Vec::new();
    for Email(email) in emails {
        if addresses.iter().all(|address| address.email != email) {
            addresses.push(Address { name: mail.name_of(&email), email });
        }
    }
    Ok(addresses)
}

fn copies(mail: &Mail, emails: Option<Vec<Email>>) -> Result<Vec<Address>> {
    emails.filter(|emails| !emails.is_empty()).map_or_else(|| Ok(Vec::new()), |emails| recipients(mail, "cc", emails))
}

impl Mail {
    fn name_of(&self, email: &str) -> Option<String> {
        if email == self.owner.email { self.owner.name.clone() } else { self.directory.get(email).cloned() }
    }
}

/// A subject that carries its prefix once.
fn prefixed(prefix: &str, subject: &str) -> String {
    if subject.starts_with(prefix) { subject.to_owned() } else { format!("{prefix}{subject}") }
}
