//! The mail box as the world has it.

use super::Mail;
use super::types::{Address, Folder, Message, Purpose};
use crate::world::World;
use crate::world::agenda::appointments;
use crate::world::cast::Cast;
use crate::world::papers::papers;
use crate::world::post::{FOLDERS, Letter, Office, Party, Place};
use crate::world::trade::Trade;

pub fn generate(world: &World) -> Mail {
    let cast = Cast::generate(world);
    let appointments = appointments(world, &cast);
    let trade = Trade::generate(world, cast.locale);
    let papers = papers(world, &cast, &appointments, &trade);
    let office = Office { world, cast: &cast, appointments: &appointments, trade: &trade, papers: &papers };
    let messages = office.letters().into_iter().enumerate().map(|(index, letter)| {
        let message = message(world, index, letter);
        (message.id.clone(), message)
    });
    let folders = FOLDERS.iter().map(|(place, name)| {
        let id = folder_id(world, *place);
        (id.clone(), Folder { id, name: (*name).to_owned(), purpose: purpose(*place) })
    });
    Mail {
        owner: Address { email: cast.owner.email.clone(), name: Some(cast.owner.name()) },
        directory: cast.people.iter().map(|person| (person.email.clone(), person.name())).collect(),
        folders: folders.collect(),
        messages: messages.collect(),
    }
}

fn message(world: &World, index: usize, letter: Letter) -> Message {
    Message {
        id: world.id("msg", index),
        thread_id: world.id("thr", letter.thread),
        folder_id: folder_id(world, letter.place),
        from: address(letter.from),
        to: letter.to.into_iter().map(address).collect(),
        cc: Vec::new(),
        subject: letter.subject,
        body: letter.body,
        date: letter.date,
        is_read: letter.read,
        is_flagged: letter.flagged,
    }
}

fn address((name, email): Party) -> Address {
    Address { email, name }
}

fn folder_id(world: &World, place: Place) -> String {
    world.id("mbx", place as usize)
}

fn purpose(place: Place) -> Purpose {
    match place {
        Place::Inbox => Purpose::Inbox,
        Place::Sent => Purpose::Sent,
        Place::Drafts => Purpose::Drafts,
        Place::Trash => Purpose::Trash,
        Place::Archive | Place::Receipts => Purpose::Custom,
    }
}
