//! The address book: who the owner is, whom she knows and in which groups.

mod data;
mod tools;
mod types;

use serde::Serialize;

use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{Contact, Group, Profile};

const CONTACT: Noun = Noun { name: "contact", finder: "search_contacts" };
const GROUP: Noun = Noun { name: "contact group", finder: "list_contact_groups" };

/// The whole address book.
#[derive(Debug, Clone, Serialize)]
pub struct Contacts {
    contacts: Table<Contact>,
    groups: Table<Group>,
    profile: Profile,
}

impl Server for Contacts {
    const NAME: &'static str = "contacts";
    const TITLE: &'static str = "Contacts";
    const DESCRIPTION: &'static str = "The user's address book: people with mail addresses, phone numbers and groups.";
    const INSTRUCTIONS: &'static str = "Search for people by name or company first; every other tool takes the ids that a search returns. \
        get_my_profile tells who the user is.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("get_my_profile", tools::get_my_profile),
            read("search_contacts", tools::search_contacts),
            read("list_contacts", tools::list_contacts),
            read("get_contact", tools::get_contact),
            write("create_contact", tools::create_contact),
            write("update_contact", tools::update_contact).destructive().idempotent(),
            write("delete_contact", tools::delete_contact).destructive(),
            read("list_contact_groups", tools::list_contact_groups),
            write("add_contact_to_group", tools::add_contact_to_group),
            write("remove_contact_from_group", tools::remove_contact_from_group).destructive(),
        ]
    }
}
