//! BFCL multi-turn: questions, and possible answers as calls in Python, joined by id; or executed gold conversations.
//!
//! BFCL compares the states of its own classes after every turn, so a judge is asked whether the requests were fulfilled, and
//! the gold calls are milestones that are told in the score. A call names neither its class nor, sometimes, its argument:
//! both are looked up in the other records of the file.

mod gold;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::draft::{Draft, call, fulfilment, record};
use super::lost;
use super::milestones::{self, Known};
use super::read::{ImportedTask, NotImported};
use crate::score::{Category, User};
use gold::{Call, Lookup};

const NAME: &str = "bfcl";

#[derive(Deserialize)]
struct Source {
    id: String,
    #[serde(alias = "questions")]
    question: Vec<Vec<Message>>,
    #[serde(default)]
    involved_classes: Vec<String>,
    initial_config: Option<Map<String, Value>>,
    /// `Class.function` of the functions that the question was made along.
    #[serde(default)]
    path: Vec<String>,
    missed_function: Option<BTreeMap<String, Vec<String>>>,
    #[serde(default)]
    excluded_function: Vec<String>,
    ground_truth: Option<Vec<Vec<String>>>,
    calls: Option<Vec<Executed>>,
}

#[derive(Deserialize)]
struct Message {
    role: String,
    content: String,
}

#[derive(Deserialize)]
struct Answer {
    id: String,
    ground_truth: Vec<Vec<String>>,
}

/// A gold call with its result.
#[derive(Deserialize)]
struct Executed {
    turn: usize,
    tool: String,
    args: Map<String, Value>,
    error: Option<Value>,
}

/// A question with its gold calls by turn.
struct Solved {
    source: Source,
    turns: Vec<Vec<Call>>,
}

/// Reads questions and answers in any order.
pub fn read(records: &[Value]) -> Vec<Result<ImportedTask, NotImported>> {
    let is_question = |record: &Value| record.get("question").or_else(|| record.get("questions")).is_some();
    let mut answers: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    let mut read = Vec::new();
    let mut solved = Vec::new();
    for (at, value) in records.iter().enumerate().filter(|(_, value)| !is_question(value)) {
        match record::<Answer>(value, || format!("record {}", at + 1)) {
            Ok(answer) => _ = answers.insert(answer.id, answer.ground_truth),
            Err(fault) => read.push(Err(fault)),
        }
    }
    for (at, value) in records.iter().enumerate().filter(|(_, value)| is_question(value)) {
        let source = record::<Source>(value, || format!("record {}", at + 1));
        match source.and_then(|source| solve(source, &mut answers)) {
            Ok(question) => solved.push(question),
            Err(fault) => read.push(Err(fault)),
        }
    }
    let stray = answers.into_keys().map(|id| {
        let fault = "it is an answer without a question; give the questions and the answers in one text".to_owned();
        Err(NotImported::Form { place: id, fault })
    });
    read.extend(stray);
    let lookup = lookup(&solved);
    read.extend(solved.iter().map(|solved| task(solved, &lookup)));
    read
}

fn solve(mut source: Source, answers: &mut BTreeMap<String, Vec<Vec<String>>>) -> Result<Solved, NotImported> {
    let turns = match (source.calls.take(), source.ground_truth.take().or_else(|| answers.remove(&source.id))) {
        (Some(calls), _) => executed(calls, source.question.len()),
        (None, Some(turns)) => {
            let call =
                |text: &String| Call::read(text).map_err(|fault| NotImported::Call { id: source.id.clone(), fault });
            turns.iter().map(|turn| turn.iter().map(call).collect()).collect::<Result<_, _>>()?
        }
        (None, None) => return Err(NotImported::NoAnswer { id: source.id }),
    };
    Ok(Solved { source, turns })
}

fn executed(calls: Vec<Executed>, turns: usize) -> Vec<Vec<Call>> {
    let mut by_turn: Vec<Vec<Call>> = (0..turns).map(|_| Vec::new()).collect();
    for call in calls {
        let failed = call.error.is_some_and(|error| !error.is_null());
        if let Some(turn) = by_turn.get_mut(call.turn) {
            turn.push(Call { tool: call.tool, named: call.args, nameless: Vec::new(), executed: true, failed });
        }
    }
    by_turn
}

/// What the records tell of each other's calls.
fn lookup(solved: &[Solved]) -> Lookup {
    let mut lookup = Lookup::default();
    for Solved { source, turns } in solved {
        source.path.iter().filter_map(|path| path.split_once('.')).for_each(|(class, tool)| lookup.told(class, tool));
        turns.iter().flatten().for_each(|call| lookup.seen(call, &source.involved_classes));
    }
    lookup
}

fn task(solved: &Solved, lookup: &Lookup) -> Result<ImportedTask, NotImported> {
    let Solved { source, turns } = solved;
    let said = |turn: &Vec<Message>| {
        let texts = turn.iter().filter(|message| message.role == "user").map(|message| message.content.trim());
        texts.collect::<Vec<_>>().join("\n")
    };
    // A turn without words only brings tools into view.
    let requests: Vec<String> = source.question.iter().map(said).filter(|text| !text.is_empty()).collect();
    let (prompt, replies) = requests.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    let category = if replies.is_empty() { Category::Stateful } else { Category::MultiTurn };
    let mut draft = Draft::new(NAME, &source.id, prompt, category, None);
    if !replies.is_empty() {
        draft.user(User::Scripted { replies: replies.to_vec() });
    }
    let others = source.question.iter().flatten().filter(|message| message.role != "user").count();
    draft.lose(lost::MESSAGE_HISTORY, others);
    draft.lose(lost::INITIAL_STATE, source.initial_config.as_ref().map_or(0, Map::len));
    draft.lose(lost::HELD_BACK_TOOLS, source.missed_function.iter().flat_map(BTreeMap::values).map(Vec::len).sum());
    draft.lose(lost::EXCLUDED_TOOLS, source.excluded_function.len());
    draft.lose(lost::STATE_CHECK, 1);
    draft.lose(lost::CRITERION, 1);
    let known: Vec<Vec<Known>> = turns
        .iter()
        .map(|turn| {
            let calls = turn.iter().filter(|call| !call.failed);
            calls.map(|call| lookup.known(call, &source.involved_classes)).collect()
        })
        .collect();
    view(source, &known, &mut draft);
    refer(turns, source, lookup, &mut draft);
    draft.calls(milestones::check("gold calls", &known, false));
    let requests: Vec<&str> = requests.iter().map(String::as_str).collect();
    let gold = turns.iter().flatten().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    draft.judged("outcome", fulfilment(&requests, &gold));
    draft.finish()
}

/// The classes as servers; those that no call needs are distractors, if all calls are known by their class.
fn view(source: &Source, known: &[Vec<Known>], draft: &mut Draft) {
    let used: Option<BTreeSet<&str>> = known.iter().flatten().map(|call| call.server.as_deref()).collect();
    for class in &source.involved_classes {
        draft.server(class, used.as_ref().is_some_and(|used| !used.is_empty() && !used.contains(class.as_str())));
    }
    let calls = || known.iter().flatten();
    draft.lose(lost::CALL_SERVER, calls().filter(|call| call.server.is_none()).count());
}

/// The gold calls as a reference, if every one can be told in full. Calls of a turn without words follow what was said last.
fn refer(turns: &[Vec<Call>], source: &Source, lookup: &Lookup, draft: &mut Draft) {
    let calls = || turns.iter().flatten();
    draft.lose(lost::RESULTS, calls().filter(|call| call.executed).count());
    draft.lose(lost::ARGUMENT_NAMES, calls().filter(|call| lookup.named(call).is_none()).count());
    let message = |turn: usize| source.question.iter().take(turn + 1).filter(|turn| !turn.is_empty()).count();
    let reference = |(turn, gold): (usize, &Call)| {
        let server = lookup.owner(&gold.tool, &source.involved_classes)?;
        Some(call(server, &gold.tool, lookup.named(gold)?, message(turn).saturating_sub(1)))
    };
    let numbered = turns.iter().enumerate().flat_map(|(turn, calls)| calls.iter().map(move |call| (turn, call)));
    match numbered.map(reference).collect::<Option<Vec<_>>>() {
        Some(reference) => draft.reference(reference),
        None => draft.lose(lost::REFERENCE, 1),
    }
}

#[cfg(test)]
mod tests;
