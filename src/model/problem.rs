//! A problem found in somebody's input: where it is, what is wrong, how to mend it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something wrong that did not stop the rest of the input from being used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// File and key, or server and tool.
    pub place: String,
    /// What is wrong, as a lowercase sentence fragment.
    pub message: String,
    /// What the owner of the input can do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

impl Problem {
    /// A problem without a known mend.
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into(), mend: None }
    }

    /// Adds the mend.
    #[must_use]
    pub fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = Some(mend.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)?;
        match &self.mend {
            Some(mend) => write!(f, " (hint: {mend})"),
            None => Ok(()),
        }
    }
}
