//! A conversation becomes a trajectory: calls become steps, results their outcomes, assistant messages turns.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::conversation::{Conversation, DeclaredTool, Spoken, SpokenCall};
use crate::inventory::exposed_names;
use crate::model::{
    Action, Annotations, Boundary, Content, Digest, Episode, Failure, FailureKind, Finding, Kind, Message, Outcome,
    Seed, ServerKind, ServerUse, Shape, Step, Tool, ToolCall, ToolInView, ToolRef, Trajectory, Turn, Verdict,
};

/// Whose a tool is where the source does not tell.
const NOBODY: &str = "imported";
/// Signs of a call id, as all trainers take it.
const ID_LENGTH: usize = 9;

/// Where a conversation was read.
#[derive(Clone, Copy, Debug)]
pub struct Source<'s> {
    /// The name of the format.
    pub format: &'s str,
    /// The digest of the file and the place of the record in it, so that ids are the same in every import.
    pub file: Digest,
    pub index: u64,
    /// Tools of whoever imports, for sources that do not name theirs.
    pub tools: &'s [Tool],
}

/// The trajectory of a conversation. Nothing says when it took place, and its steps name no sources.
pub fn trajectory(conversation: Conversation, source: &Source<'_>) -> Trajectory {
    let tools = tools(&conversation, source.tools);
    let names = exposed_names(&tools.iter().map(AsRef::as_ref).collect::<Vec<_>>());
    let view: Vec<ToolInView> =
        tools.into_iter().zip(names).map(|(tool, exposed)| ToolInView { exposed, tool }).collect();
    let mut draft = Draft { view, source, ids: HashSet::new(), calls: Vec::new(), row: Parts::default() };
    conversation.messages.iter().for_each(|message| draft.add(message));
    let users = conversation.messages.iter().filter(|message| matches!(message, Spoken::User { .. })).count();
    let Draft { view, row, .. } = draft;
    let shape = shape(&row.turns);
    let kind = match (row.steps.is_empty(), users > 1) {
        (true, _) => Kind::NoTool,
        (false, true) => Kind::MultiTurn,
        (false, false) => Kind::from(shape),
    };
    let mut labels = conversation.labels;
    labels.insert("source".to_owned(), source.format.to_owned());
    labels.extend(conversation.id.map(|id| ("source_id".to_owned(), id)));
    if !conversation.lost.is_empty() {
        labels.insert("lost".to_owned(), conversation.lost.join(" "));
    }
    let noise = Digest::of_bytes(format!("{} {}", source.file, source.index).as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&noise.bytes()[..16]);
    Trajectory {
        id: uuid::Builder::from_custom_bytes(bytes).into_uuid(),
        index: source.index,
        episode: Episode { seed: Seed(0), now: String::new() },
        servers: servers(&view),
        tools: view,
        messages: row.messages,
        steps: row.steps,
        turns: row.turns,
        facts: Vec::new(),
        branches: Vec::new(),
        shape,
        kind,
        writer: source.format.to_owned(),
        labels,
    }
}

/// The tools that the source declares; where it declares none, those of the importer that are called.
fn tools(conversation: &Conversation, own: &[Tool]) -> Vec<Arc<Tool>> {
    if !conversation.tools.is_empty() {
        return conversation.tools.iter().map(|tool| Arc::new(declared(tool))).collect();
    }
    let called: HashSet<&str> = conversation.calls().map(|call| call.name.as_str()).collect();
    let servers: HashSet<&str> =
        own.iter().filter(|tool| called.contains(tool.name.as_str())).map(|tool| tool.server.as_str()).collect();
    own.iter().filter(|tool| servers.contains(tool.server.as_str())).map(|tool| Arc::new(tool.clone())).collect()
}

fn declared(tool: &DeclaredTool) -> Tool {
    let schema = match &tool.input_schema {
        Value::Object(_) => tool.input_schema.clone(),
        _ => json!({"type": "object"}),
    };
    Tool {
        server: tool.server.clone().unwrap_or_else(|| NOBODY.to_owned()),
        name: tool.name.clone(),
        title: None,
        description: tool.description.clone(),
        input_schema: schema,
        output_schema: tool.output_schema.clone(),
        annotations: Annotations::default(),
    }
}

fn servers(view: &[ToolInView]) -> Vec<ServerUse> {
    let mut listed: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for ToolInView { tool, .. } in view {
        listed.entry(&tool.server).or_default().push(json!({"name": tool.name, "input": tool.input_schema}));
    }
    let used = |(name, tools): (&str, Vec<Value>)| ServerUse {
        name: name.to_owned(),
        kind: ServerKind::Recorded,
        inventory: Digest::of_bytes(Value::from(tools).to_string().as_bytes()),
        start_state: None,
        end_state: None,
    };
    listed.into_iter().map(used).collect()
}

/// The form as far as it shows: which results feed which calls nobody noted.
fn shape(turns: &[Turn]) -> Shape {
    let calling: Vec<usize> = turns.iter().map(|turn| turn.steps.len()).filter(|calls| *calls > 0).collect();
    match calling.as_slice() {
        [] | [1] => Shape::Single,
        [_] => Shape::Parallel,
        _ => Shape::Sequence,
    }
}

#[derive(Default)]
struct Parts {
    messages: Vec<Message>,
    steps: Vec<Step>,
    turns: Vec<Turn>,
}

struct Draft<'s> {
    view: Vec<ToolInView>,
    source: &'s Source<'s>,
    ids: HashSet<String>,
    /// The id of every call.
    calls: Vec<String>,
    row: Parts,
}

impl Draft<'_> {
    fn add(&mut self, message: &Spoken) {
        match message {
            Spoken::System { text } => self.row.messages.push(Message::System { text: text.clone() }),
            Spoken::User { text } => self.row.messages.push(Message::User { text: text.clone() }),
            Spoken::Tool { call, text, is_error } => self.result(*call, text, *is_error),
            Spoken::Assistant { text, calls, trained } => {
                let first = self.row.steps.len();
                let calls: Vec<ToolCall> = calls.iter().map(|call| self.call(call)).collect();
                let mut turn = Turn::of(self.row.messages.len(), (first..self.row.steps.len()).collect());
                if *trained == Some(false) {
                    turn.verdict = untrained();
                }
                self.row.turns.push(turn);
                self.row.messages.push(Message::Assistant { text: text.clone(), calls });
            }
        }
    }

    fn call(&mut self, call: &SpokenCall) -> ToolCall {
        let step = self.row.steps.len();
        let known = self.view.iter().find(|view| view.tool.name == call.name);
        let exposed = known.map_or_else(|| call.name.clone(), |view| view.exposed.clone());
        let tool = known.map_or_else(|| ToolRef::new(NOBODY, &call.name), |view| view.tool.reference());
        let none = Outcome::failed(Boundary::Transport, FailureKind::Closed, "no result was recorded");
        let arguments = call.arguments.clone();
        self.row.steps.push(Step { tool, arguments, bindings: Vec::new(), outcome: none, state: None, fault: None });
        let own = call.id.clone().filter(|id| !id.is_empty() && !self.ids.contains(id));
        let made = || Digest::of_bytes(format!("{} {} {step}", self.source.file, self.source.index).as_bytes());
        let id = own.unwrap_or_else(|| made().short(ID_LENGTH));
        self.ids.insert(id.clone());
        self.calls.push(id.clone());
        ToolCall { id, name: exposed, arguments: call.arguments.clone(), step }
    }

    fn result(&mut self, call: usize, text: &str, is_error: Option<bool>) {
        let Some(call_id) = self.calls.get(call).cloned() else { return };
        let failure = (is_error == Some(true)).then(|| Failure {
            boundary: Boundary::Tool,
            kind: FailureKind::Other,
            message: text.to_owned(),
        });
        let content = vec![Content::Text { text: text.to_owned() }];
        self.row.steps[call].outcome = Outcome { content, failure, ..Outcome::default() };
        self.row.messages.push(Message::Tool { call_id, text: text.to_owned() });
    }
}

/// The source does not train on it.
fn untrained() -> Verdict {
    let mut verdict = Verdict::default();
    let evidence = "the source does not train on it".to_owned();
    verdict.add(Finding { reason: "import.not_trained".to_owned(), action: Action::Mask, evidence });
    verdict
}

/// An id that stands for nothing else.
#[cfg(test)]
pub(super) fn source(format: &str) -> Source<'_> {
    Source { format, file: Digest::of_bytes(b"test"), index: 0, tools: &[] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversation_becomes_steps_with_outcomes_and_turns() {
        let call = |name: &str| SpokenCall { id: None, name: name.to_owned(), arguments: json!({"a": null}) };
        let conversation = Conversation {
            messages: vec![
                Spoken::User { text: "go".to_owned() },
                Spoken::Assistant { text: None, calls: vec![call("look"), call("hear")], trained: Some(false) },
                Spoken::Tool { call: 1, text: "no".to_owned(), is_error: Some(true) },
                Spoken::Tool { call: 0, text: "{\"x\": 1}".to_owned(), is_error: None },
                Spoken::Assistant { text: Some("done".to_owned()), calls: Vec::new(), trained: None },
            ],
            ..Conversation::default()
        };
        let row = trajectory(conversation, &source("openai"));
        assert_eq!((row.kind, row.turns.len(), row.steps.len()), (Kind::Parallel, 2, 2));
        assert_eq!(row.turns[0].verdict.action, Action::Mask);
        assert!(!row.steps[1].outcome.is_ok() && row.steps[0].outcome.is_ok());
        let ids: HashSet<&String> = row
            .messages
            .iter()
            .filter_map(|message| if let Message::Tool { call_id, .. } = message { Some(call_id) } else { None })
            .collect();
        assert_eq!(ids.len(), 2);
        assert_ne!(row.id, uuid::Uuid::nil());
    }
}
