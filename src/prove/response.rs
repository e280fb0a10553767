//! How a tool responded to a value.

use serde_json::Value;

use crate::inventory::view;
use crate::model::{FailureKind, Outcome};

/// What a call says of the value that it was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Response {
    /// The tool did something with it.
    Taken,
    /// The tool knows it and does not want to: a conflict, no permission.
    Known,
    /// The call went well and found nothing.
    Silent,
    /// The tool does not know such a thing, or it is not of the right form.
    Refused,
    /// Anything else: it says nothing of the value.
    Failed,
}

impl Response {
    pub fn of(outcome: &Outcome) -> Self {
        match &outcome.failure {
            None if is_empty(view(outcome).as_deref()) => Self::Silent,
            None => Self::Taken,
            Some(failure) => match failure.kind {
                FailureKind::NotFound | FailureKind::Invalid => Self::Refused,
                FailureKind::Conflict | FailureKind::NotAllowed => Self::Known,
                _ => Self::Failed,
            },
        }
    }

    /// Whether the tool knew what was meant.
    pub fn accepts(self) -> bool {
        matches!(self, Self::Taken | Self::Known)
    }
}

/// A result whose lists are all empty found nothing.
fn is_empty(view: Option<&Value>) -> bool {
    let mut lists = match view {
        None | Some(Value::Null) => return true,
        Some(Value::Array(items)) => return items.is_empty(),
        Some(Value::Object(fields)) => fields.values().filter_map(Value::as_array).peekable(),
        Some(_) => return false,
    };
    lists.peek().is_some() && lists.all(Vec::is_empty)
}
