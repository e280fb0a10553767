//! What one person keeps: people, appointments, letters and things to do.

pub mod calendar;
pub mod contacts;
pub mod mail;

use crate::kit::server::Entry;

pub const SERVERS: [Entry; 3] =
    [Entry::of::<contacts::Contacts>(), Entry::of::<calendar::Calendar>(), Entry::of::<mail::Mail>()];
