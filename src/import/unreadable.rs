//! Why a record is no conversation: where it breaks and what would be right there.

use thiserror::Error;

use crate::import::python::Fault;

/// A record that cannot be read. Places are written like `messages[3].tool_calls[0].function.arguments`.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Unreadable {
    #[error("{place} is missing; it should be {wanted}")]
    Missing { place: String, wanted: &'static str },
    #[error("{place} is {found}; it should be {wanted}")]
    Mistyped { place: String, found: String, wanted: &'static str },
    #[error("{place} is not JSON ({fault}); it should be {wanted}")]
    NotJson { place: String, fault: String, wanted: &'static str },
    #[error("{place} cannot be told as a call ({fault}); it should be `name(argument=literal, ..)`")]
    NotCall { place: String, fault: Fault },
    #[error("{place} answers {asked}; every result should follow its call, once")]
    Unasked { place: String, asked: String },
}

impl Unreadable {
    /// The same, of a record that is a part of something greater.
    #[must_use]
    pub fn within(mut self, whole: &str) -> Self {
        let place = match &mut self {
            Self::Missing { place, .. }
            | Self::Mistyped { place, .. }
            | Self::NotJson { place, .. }
            | Self::NotCall { place, .. }
            | Self::Unasked { place, .. } => place,
        };
        if !whole.is_empty() {
            *place = format!("{whole}: {place}");
        }
        self
    }
}
