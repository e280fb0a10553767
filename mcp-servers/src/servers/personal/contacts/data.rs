//! The address book as the world has it.

use super::Contacts;
use super::types::{Contact, Group, Profile};
use crate::kit::Table;
use crate::world::World;
use crate::world::cast::{Cast, Person, Role};

pub fn generate(world: &World) -> Contacts {
    let cast = Cast::generate(world);
    let names = ["Work", "Clients", "Friends", "Family", cast.hobby];
    let group = |(index, name): (usize, &&str)| {
        let id = world.id("grp", index);
        (id.clone(), Group { id, name: (*name).to_owned() })
    };
    let groups: Table<Group> = names.iter().enumerate().map(group).collect();
    let contacts = cast.people.iter().enumerate().map(|(index, person)| {
        let contact = contact(world, &cast, index, person);
        (contact.id.clone(), contact)
    });
    let owner = &cast.owner;
    Contacts {
        profile: Profile {
            email: owner.email.clone(),
            name: owner.name(),
            company: cast.own_company().to_owned(),
            job_title: owner.job.unwrap_or_default().to_owned(),
            phone: owner.phone.clone(),
            home_city: owner.city.to_owned(),
            country: cast.locale.country.to_owned(),
        },
        contacts: contacts.collect(),
        groups,
    }
}

fn contact(world: &World, cast: &Cast, index: usize, person: &Person) -> Contact {
    let mut groups = vec![match person.role {
        Role::Colleague => 0,
        Role::Client => 1,
        Role::Friend => 2,
        Role::Family => 3,
    }];
    if person.in_hobby_group {
        groups.push(4);
    }
    let mut rng = world.rng("contact age", index);
    Contact {
        id: world.id("con", index),
        name: person.name(),
        email: person.email.clone(),
        phone: Some(person.phone.clone()),
        company: person.company.map(|company| cast.companies[company].name.clone()),
        job_title: person.job.map(str::to_owned),
        city: Some(person.city.to_owned()),
        birthday: person.birthday,
        notes: person.notes.map(str::to_owned),
        group_ids: groups.into_iter().map(|group| world.id("grp", group)).collect(),
        updated_at: world.now.plus_days(-rng.range(3, 400)).plus_minutes(-rng.range(0, 600)),
    }
}
