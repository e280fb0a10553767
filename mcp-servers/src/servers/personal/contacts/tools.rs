//! The tools of the address book.

use super::types::*;
use super::{CONTACT, Contacts, GROUP};
use crate::kit::{Call, Cursor, Limit, Ordered, Text, ToolError, conflict, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

pub fn get_my_profile(book: &Contacts, _: &Call, _: GetMyProfile) -> Result<Profile> {
    Ok(book.profile.clone())
}

pub fn search_contacts(book: &Contacts, _: &Call, args: SearchContacts) -> Result<ContactList> {
    let found = book.contacts.values().filter(|contact| args.query.matches(texts(contact)));
    Ok(list(found.collect(), args.cursor, args.limit, 10))
}

pub fn list_contacts(book: &Contacts, _: &Call, args: ListContacts) -> Result<ContactList> {
    if let Some(group_id) = &args.group_id {
        GROUP.get(&book.groups, group_id)?;
    }
    let inside =
        |contact: &&Contact| args.group_id.as_ref().is_none_or(|group_id| contact.group_ids.contains(group_id));
    Ok(list(book.contacts.values().filter(inside).collect(), args.cursor, args.limit, 20))
}

pub fn get_contact(book: &Contacts, _: &Call, args: GetContact) -> Result<Contact> {
    CONTACT.get(&book.contacts, &args.contact_id).cloned()
}

pub fn create_contact(book: &mut Contacts, call: &mut Call, args: CreateContact) -> Result<Contact> {
    free_address(book, &args.email.0, None)?;
    let contact = Contact {
        id: call.ids.mint("con"),
        name: args.name.0,
        email: args.email.0,
        phone: args.phone.map(|text| text.0),
        company: args.company.map(|text| text.0),
        job_title: args.job_title.map(|text| text.0),
        city: args.city.map(|text| text.0),
        birthday: args.birthday,
        notes: args.notes.map(|text| text.0),
        group_ids: Vec::new(),
        updated_at: call.now,
    };
    book.contacts.insert(contact.id.clone(), contact.clone());
    Ok(contact)
}

pub fn update_contact(book: &mut Contacts, call: &mut Call, args: UpdateContact) -> Result<Contact> {
    let mut changed = CONTACT.get(&book.contacts, &args.contact_id)?.clone();
    if let Some(email) = &args.email {
        free_address(book, &email.0, Some(&args.contact_id))?;
    }
    let mut any = false;
    any |= set(&mut changed.name, args.name.map(|text| text.0));
    any |= set(&mut changed.email, args.email.map(|email| email.0));
    any |= set(&mut changed.birthday, args.birthday.map(Some));
    any |= set_text(&mut changed.phone, args.phone);
    any |= set_text(&mut changed.company, args.company);
    any |= set_text(&mut changed.job_title, args.job_title);
    any |= set_text(&mut changed.city, args.city);
    any |= set_text(&mut changed.notes, args.notes);
    if !any {
        return Err(invalid(
            "Nothing to change: give at least one of name, email, phone, company, job_title, city, birthday or notes.",
        ));
    }
    changed.updated_at = call.now;
    book.contacts.insert(changed.id.clone(), changed.clone());
    Ok(changed)
}

pub fn delete_contact(book: &mut Contacts, _: &mut Call, args: DeleteContact) -> Result<DeletedContact> {
    let contact = book.contacts.remove(&args.contact_id).ok_or_else(|| CONTACT.missing(&args.contact_id))?;
    Ok(DeletedContact { id: contact.id, name: contact.name, deleted: true })
}

pub fn list_contact_groups(book: &Contacts, _: &Call, _: ListContactGroups) -> Result<GroupList> {
    let summary = |group: &Group| GroupSummary {
        id: group.id.clone(),
        name: group.name.clone(),
        member_count: book.contacts.values().filter(|contact| contact.group_ids.contains(&group.id)).count(),
    };
    let mut groups: Vec<GroupSummary> = book.groups.values().map(summary).collect();
    groups.order_by(|a, b| a.name.cmp(&b.name));
    Ok(GroupList { groups })
}

pub fn add_contact_to_group(book: &mut Contacts, call: &mut Call, args: AddContactToGroup) -> Result<Contact> {
    let group = GROUP.get(&book.groups, &args.group_id)?;
    let contact = CONTACT.get_mut(&mut book.contacts, &args.contact_id)?;
    if contact.group_ids.contains(&args.group_id) {
        return Err(conflict(format!("{} is already in the group {}.", contact.name, group.name)));
    }
    contact.group_ids.push(args.group_id);
    contact.updated_at = call.now;
    Ok(contact.clone())
}

pub fn remove_contact_from_group(
    book: &mut Contacts,
    call: &mut Call,
    args: RemoveContactFromGroup,
) -> Result<Contact> {
    let group = GROUP.get(&book.groups, &args.group_id)?;
    let contact = CONTACT.get_mut(&mut book.contacts, &args.contact_id)?;
    if !contact.group_ids.contains(&args.group_id) {
        return Err(conflict(format!("{} is not in the group {}.", contact.name, group.name)));
    }
    contact.group_ids.retain(|group_id| *group_id != args.group_id);
    contact.updated_at = call.now;
    Ok(contact.clone())
}

fn texts(contact: &Contact) -> impl Iterator<Item = &str> {
    let options = [&contact.company, &contact.job_title, &contact.city, &contact.notes];
    [contact.name.as_str(), &contact.email].into_iter().chain(options.into_iter().filter_map(|text| text.as_deref()))
}

fn list(mut found: Vec<&Contact>, cursor: Option<Cursor>, limit: Option<Limit>, usual: usize) -> ContactList {
    found.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let (found, next_cursor) = page(found, cursor, limit, usual);
    let summary = |contact: &Contact| ContactSummary {
        id: contact.id.clone(),
        name: contact.name.clone(),
        email: contact.email.clone(),
        phone: contact.phone.clone(),
        company: contact.company.clone(),
        city: contact.city.clone(),
    };
    ContactList { contacts: found.into_iter().map(summary).collect(), next_cursor }
}

/// Two contacts with one address would make every later search ambiguous.
fn free_address(book: &Contacts, email: &str, except: Option<&str>) -> Result<()> {
    let other = book.contacts.values().find(|contact| contact.email == email && Some(contact.id.as_str()) != except);
    match other {
        Some(Contact { name, id, .. }) => Err(conflict(format!(
            "The contact {name} ({id}) already has the address {email}. Use update_contact to change it."
        ))),
        None => Ok(()),
    }
}

fn set<T>(place: &mut T, value: Option<T>) -> bool {
    match value {
        Some(value) => {
            *place = value;
            true
        }
        None => false,
    }
}

fn set_text<const MAX: usize>(place: &mut Option<String>, value: Option<Text<MAX>>) -> bool {
    set(place, value.map(|text| Some(text.0)))
}
