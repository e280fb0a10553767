//! What one person keeps: people, appointments, letters and things to do.

pub mod calendar;
pub mod contacts;
pub mod mail;
pub mod notes;
pub mod reminders;
pub mod tasks;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 6] = [
    Entry::of::<contacts::Contacts>(),
    Entry::of::<calendar::Calendar>(),
    Entry::of::<mail::Mail>(),
    Entry::of::<notes::Notes>(),
    Entry::of::<tasks::Tasks>(),
    Entry::of::<reminders::Reminders>(),
];
