//! What one person keeps: people, appointments, letters and things to do.

pub mod calendar;
pub mod contacts;
pub mod mail;
pub mod notes;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 4] =
    [Entry::of::<contacts::Contacts>(), Entry::of::<calendar::Calendar>(), Entry::of::<mail::Mail>(), Entry::of::<notes::Notes>()];
