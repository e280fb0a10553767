//! What a tool knows of the call besides the state: the time, where ids come from, and the caller at the other end.

use std::cell::{Cell, RefCell};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::error::ToolError;
use super::ids::Ids;
use super::schema;
use super::time::Time;

/// One call of a tool.
#[derive(Debug)]
pub struct Call<'a> {
    pub now: Time,
    pub ids: &'a mut Ids,
    pub(super) caller: &'a Caller,
}

/// What the caller has said, and what it hears while the call runs.
#[derive(Debug, Default)]
pub(super) struct Caller {
    /// Answers to what an earlier try of this call asked.
    pub answers: Map<String, Value>,
    /// After how many notes of progress the caller loses interest.
    pub cancel_after: Option<u64>,
    pub notes: RefCell<Vec<Value>>,
    pub told: Cell<u64>,
}

/// What a person made of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<T> {
    Given(T),
    /// The person said no.
    Declined,
    /// The person went away without an answer.
    Dismissed,
}

impl Call<'_> {
    /// Tells how far a long call is. Fails once the caller has cancelled: what was done stays done, so work in steps
    /// that make sense by themselves and pass the error on.
    pub fn progress(&self, done: u64, total: u64, message: &str) -> Result<(), ToolError> {
        let note = json!({"progress": done, "total": total, "message": message});
        self.caller.notes.borrow_mut().push(note);
        self.caller.told.set(self.caller.told.get() + 1);
        match self.caller.cancel_after {
            Some(last) if self.caller.told.get() >= last => {
                Err(ToolError::Cancelled(format!("The call was cancelled after {done} of {total}: {message}.")))
            }
            _ => Ok(()),
        }
    }

    /// Asks the user through the client (elicitation). `key` names the question within this tool; the fields of `T` are
    /// the form. The first time the call ends here and is made again with the answer, so ask before changing anything.
    pub fn ask<T>(&self, key: &'static str, message: String) -> Result<Answer<T>, ToolError>
    where
        T: DeserializeOwned + JsonSchema,
    {
        let Some(answer) = self.answer(key) else {
            return Err(self.question(key, &message, &schema::form::<T>()));
        };
        match answer {
            Answer::Given(content) => super::args::parse(content).map(Answer::Given),
            Answer::Declined => Ok(Answer::Declined),
            Answer::Dismissed => Ok(Answer::Dismissed),
        }
    }

    /// Asks as [`Call::ask`] does, with a form that is written down as a JSON Schema.
    pub fn ask_form(
        &self,
        key: &'static str,
        message: &str,
        form: &Value,
    ) -> Result<Answer<Map<String, Value>>, ToolError> {
        self.answer(key).ok_or_else(|| self.question(key, message, form))
    }

    fn question(&self, key: &'static str, message: &str, form: &Value) -> ToolError {
        let params = json!({"mode": "form", "message": message, "requestedSchema": form});
        let request = json!({"method": "elicitation/create", "params": params});
        ToolError::NeedsInput(Box::new(json!({key: request})))
    }

    fn answer(&self, key: &str) -> Option<Answer<Map<String, Value>>> {
        let answer = self.caller.answers.get(key)?;
        Some(match answer.get("action").and_then(Value::as_str) {
            Some("accept") => {
                Answer::Given(answer.get("content").and_then(Value::as_object).cloned().unwrap_or_default())
            }
            Some("decline") => Answer::Declined,
            _ => Answer::Dismissed,
        })
    }
}
