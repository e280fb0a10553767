//! How a tool responded to a value.

use serde_json::Value;

use crate::inventory::view;
use crate::model::{FailureKind, Outcome, Path};

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
    pub fn of(outcome: &Outcome, arguments: &Value) -> Self {
        match &outcome.failure {
            None if is_empty(view(outcome).as_deref(), arguments) => Self::Silent,
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

/// A result found nothing if it has lists, all of them empty, and beside them no text that was not in the arguments.
fn is_empty(view: Option<&Value>, arguments: &Value) -> bool {
    let fields = match view {
        None | Some(Value::Null) => return true,
        Some(Value::Array(items)) => return items.is_empty(),
        Some(Value::Object(fields)) => fields,
        Some(_) => return false,
    };
    let said = Path::leaves(arguments);
    let mut lists = 0;
    for value in fields.values() {
        match value {
            Value::Array(items) if items.is_empty() => lists += 1,
            Value::Array(_) | Value::Object(_) => return false,
            Value::String(_) if !said.iter().any(|(_, said)| *said == value) => return false,
            _ => {}
        }
    }
    lists > 0
}
