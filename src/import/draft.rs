//! A conversation while it is read: pairs results with calls, whatever the source has to tell them apart.
//!
//! Results are held back until the next other message, for only a whole batch tells what its names and its order mean.
//! A result with an id belongs to the latest open call with that id, because loggers count ids from zero in every turn.
//! Without ids, a batch belongs to the open calls of the latest turn that has some: by their names if these are the
//! same ones, else in order, because some writers name every result after the last call.

use std::cmp::Reverse;
use std::mem;

use serde_json::Value;

use crate::import::conversation::{Conversation, DeclaredTool, Spoken, SpokenCall};
use crate::import::lost;
use crate::import::spot::{Spot, label_of};
use crate::import::unreadable::Unreadable;

/// Labels are short facts; a longer text is content.
const LONGEST_LABEL: usize = 200;

/// A conversation in the making.
#[derive(Debug, Default)]
pub struct Draft {
    conversation: Conversation,
    calls: Vec<Call>,
    held: Vec<Answer>,
    /// Counts the turns; the assistant messages in a row are one.
    turn: usize,
}

/// A result as the source tells it.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Where it stands, for complaints.
    pub place: String,
    pub id: Option<String>,
    pub name: Option<String>,
    pub text: String,
    pub is_error: Option<bool>,
}

#[derive(Debug)]
struct Call {
    id: Option<String>,
    name: String,
    turn: usize,
    open: bool,
}

impl Draft {
    pub fn id(&mut self, id: Option<String>) {
        self.conversation.id = id.filter(|id| !id.is_empty());
    }

    pub fn lose(&mut self, code: &'static str) {
        if !self.conversation.lost.contains(&code) {
            self.conversation.lost.push(code);
        }
    }

    pub fn lose_if(&mut self, gone: bool, code: &'static str) {
        if gone {
            self.lose(code);
        }
    }

    /// Keeps a short fact. Whatever is no short fact is lost.
    pub fn label(&mut self, key: &str, value: &Value) {
        match label_of(value) {
            Some(text) if text.len() <= LONGEST_LABEL => {
                self.conversation.labels.insert(key.to_owned(), text);
            }
            None if value.is_null() => {}
            _ => self.lose(lost::RECORD_FIELDS),
        }
    }

    /// Keeps the short facts of an object that are not read elsewhere, also those one level down.
    pub fn labels(&mut self, object: &Spot<'_>, read_elsewhere: &[&str]) {
        for (key, value) in object.value().as_object().into_iter().flatten() {
            match value {
                _ if read_elsewhere.contains(&key.as_str()) => {}
                Value::Object(inner) => {
                    inner.iter().for_each(|(inner, value)| self.label(&format!("{key}.{inner}"), value))
                }
                value => self.label(key, value),
            }
        }
    }

    /// Declares a tool; of two with one name the last one counts.
    pub fn tool(&mut self, tool: DeclaredTool) {
        let same = |known: &&mut DeclaredTool| known.name == tool.name && known.server == tool.server;
        match self.conversation.tools.iter_mut().find(same) {
            Some(known) if *known == tool => {}
            Some(known) => {
                *known = tool;
                self.lose(lost::TOOL_CHANGES);
            }
            None => self.conversation.tools.push(tool),
        }
    }

    pub fn system(&mut self, text: String) -> Result<(), Unreadable> {
        self.settle()?;
        self.turn += 1;
        self.conversation.messages.push(Spoken::System { text });
        Ok(())
    }

    pub fn user(&mut self, text: String) -> Result<(), Unreadable> {
        self.settle()?;
        self.turn += 1;
        self.conversation.messages.push(Spoken::User { text });
        Ok(())
    }

    /// Adds an assistant message. An empty text is none, and a message of nothing is left out.
    pub fn assistant(
        &mut self,
        text: Option<String>,
        calls: Vec<SpokenCall>,
        trained: Option<bool>,
    ) -> Result<(), Unreadable> {
        self.settle()?;
        let text = text.filter(|text| !text.is_empty());
        if text.is_none() && calls.is_empty() {
            self.lose(lost::EMPTY_TURN);
            return Ok(());
        }
        let turn = self.turn;
        let open = |call: &SpokenCall| Call { id: call.id.clone(), name: call.name.clone(), turn, open: true };
        self.calls.extend(calls.iter().map(open));
        self.conversation.messages.push(Spoken::Assistant { text, calls, trained });
        Ok(())
    }

    pub fn answer(&mut self, answer: Answer) {
        self.held.push(Answer { id: answer.id.filter(|id| !id.is_empty()), ..answer });
    }

    /// How many calls there are so far, which is the number of the next one.
    pub fn count(&self) -> usize {
        self.calls.len()
    }

    /// Answers a call whose number is known.
    pub fn answer_to(&mut self, call: usize, text: String, is_error: Option<bool>) {
        self.calls[call].open = false;
        self.conversation.messages.push(Spoken::Tool { call, text, is_error });
    }

    pub fn messages(&self) -> &[Spoken] {
        &self.conversation.messages
    }

    pub fn finish(mut self) -> Result<Conversation, Unreadable> {
        self.settle()?;
        Ok(self.conversation)
    }

    /// Pairs the held results with calls.
    fn settle(&mut self) -> Result<(), Unreadable> {
        let held = mem::take(&mut self.held);
        if held.is_empty() {
            return Ok(());
        }
        let mut paired = Vec::new();
        for answer in &held {
            let call = self.by_id(answer)?;
            call.iter().for_each(|call| self.calls[*call].open = false);
            paired.push(call);
        }
        let nameless: Vec<usize> = (0..held.len()).filter(|at| paired[*at].is_none()).collect();
        let batch: Vec<&Answer> = nameless.iter().map(|at| &held[*at]).collect();
        for (at, call) in nameless.iter().zip(self.in_turn(&batch)?) {
            paired[*at] = Some(call);
        }
        for (answer, call) in held.into_iter().zip(paired) {
            if let Some(call) = call {
                self.answer_to(call, answer.text, answer.is_error);
            }
        }
        self.turn += 1;
        Ok(())
    }

    /// The call with the result's id. A source that gives no call an id has none to compare.
    fn by_id(&self, answer: &Answer) -> Result<Option<usize>, Unreadable> {
        let Some(id) = answer.id.as_ref().filter(|_| self.calls.iter().any(|call| call.id.is_some())) else {
            return Ok(None);
        };
        let same = self.calls.iter().enumerate().filter(|(_, call)| call.open && call.id.as_ref() == Some(id));
        match same.max_by_key(|(at, call)| (call.turn, Reverse(*at))) {
            Some((call, _)) => Ok(Some(call)),
            None => Err(Unreadable::Unasked { place: answer.place.clone(), asked: format!("no open call {id:?}") }),
        }
    }

    /// A call for each result of a batch without ids.
    fn in_turn(&mut self, batch: &[&Answer]) -> Result<Vec<usize>, Unreadable> {
        let latest = self.calls.iter().filter(|call| call.open).map(|call| call.turn).max();
        let of_latest = |(_, call): &(usize, &Call)| call.open && Some(call.turn) == latest;
        let mut open: Vec<usize> = self.calls.iter().enumerate().filter(of_latest).map(|(at, _)| at).collect();
        if let Some(surplus) = batch.get(open.len()) {
            let asked = "no open call".to_owned();
            return Err(Unreadable::Unasked { place: surplus.place.clone(), asked });
        }
        let by_name = batch.len() < open.len() || self.same_names(batch, &open);
        let mut calls = Vec::new();
        for answer in batch {
            let named = |call: &usize| answer.name.as_ref() == Some(&self.calls[*call].name);
            let at = open.iter().position(named).filter(|at| by_name || *at == 0);
            let call = open.remove(at.unwrap_or_default());
            self.lose_if(at.is_none() && answer.name.is_some(), lost::RESULT_NAME);
            calls.push(call);
        }
        Ok(calls)
    }

    fn same_names(&self, batch: &[&Answer], open: &[usize]) -> bool {
        let mut told: Vec<_> = batch.iter().map(|answer| answer.name.as_deref()).collect();
        let mut asked: Vec<_> = open.iter().map(|call| Some(self.calls[*call].name.as_str())).collect();
        told.sort_unstable();
        asked.sort_unstable();
        told == asked
    }
}
