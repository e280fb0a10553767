//! Conversations of a file, in any format that `mcplab import` reads, as an agent.

use std::path::Path;

use super::super::exit_code::UsageError;
use crate::eval::{Move, Recorded, Wanted};
use crate::import::{Record, Spoken, read_file};
use crate::model::Message;

/// Reads the conversations of a file.
pub fn held(file: &str) -> anyhow::Result<Recorded> {
    let mut conversations: Vec<(String, Vec<Move>)> = Vec::new();
    let mut unreadable: Option<String> = None;
    let path = Path::new(file);
    let mut take = |_, record| {
        match record {
            Ok(Record::Foreign(conversation)) => conversations.extend(of_spoken(&conversation.messages)),
            Ok(Record::Own(row)) => conversations.extend(of_messages(&row.messages)),
            Err(error) => drop(unreadable.get_or_insert_with(|| format!("{error}"))),
        }
        true
    };
    read_file(path, None, &mut take)?;
    if conversations.is_empty() {
        let why = unreadable.map_or_else(String::new, |reason| format!(": {reason}"));
        return Err(UsageError(format!("read {file}: there is no conversation in it{why}")).into());
    }
    let name = path.file_stem().map_or_else(|| file.to_owned(), |stem| stem.to_string_lossy().into_owned());
    Ok(Recorded::new(name, conversations))
}

fn of_spoken(messages: &[Spoken]) -> Option<(String, Vec<Move>)> {
    let prompt = messages.iter().find_map(|message| match message {
        Spoken::User { text } => Some(text.clone()),
        _ => None,
    })?;
    let moves = messages.iter().filter_map(|message| match message {
        Spoken::Assistant { text, calls, .. } => {
            let calls = calls.iter().map(|call| {
                let id = call.id.clone().unwrap_or_default();
                Wanted { id, ..Wanted::new(&call.name, call.arguments.clone()) }
            });
            moved(text.clone(), calls.collect())
        }
        _ => None,
    });
    Some((prompt, moves.collect()))
}

fn of_messages(messages: &[Message]) -> Option<(String, Vec<Move>)> {
    let prompt = messages.iter().find_map(|message| match message {
        Message::User { text } => Some(text.clone()),
        _ => None,
    })?;
    let moves = messages.iter().filter_map(|message| match message {
        Message::Assistant { text, calls } => {
            let calls = calls
                .iter()
                .map(|call| Wanted { id: call.id.clone(), ..Wanted::new(&call.name, call.arguments.clone()) });
            moved(text.clone(), calls.collect())
        }
        _ => None,
    });
    Some((prompt, moves.collect()))
}

fn moved(text: Option<String>, calls: Vec<Wanted>) -> Option<Move> {
    if calls.is_empty() { text.map(Move::Say) } else { Some(Move::Calls { text, calls }) }
}
