//! tau2-bench: a domain's `tasks.json`, or the tasks inside of a results file.
//!
//! tau2 judges mostly by the end state of its own environment, to which the actions lead; so they are a reference and
//! milestones, and decide only where the reward is based on actions. What must be communicated decides where it is part of
//! the reward, else a judge does, by the assertions in words.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::claim::claim;
use super::draft::{Draft, call, fulfilment, record};
use super::lost;
use super::milestones::{self, Known};
use super::read::{ImportedTask, NotImported};
use crate::score::{Basis, Category, User};

const NAME: &str = "tau2";

/// The times that the policies of the domains name.
const CLOCKS: [(&str, &str); 2] = [("airline", "2024-05-15T15:00:00-05:00"), ("telecom", "2025-02-25T12:08:00-05:00")];

#[derive(Deserialize)]
struct Source {
    id: String,
    description: Option<Description>,
    user_scenario: Scenario,
    /// The request as a text for an agent that has no user to ask.
    ticket: Option<String>,
    initial_state: Option<InitialState>,
    evaluation_criteria: Option<Criteria>,
    required_documents: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Description {
    purpose: Option<String>,
}

#[derive(Deserialize)]
struct Scenario {
    persona: Option<String>,
    /// An object, or one text.
    instructions: Value,
}

#[derive(Deserialize)]
struct InitialState {
    initialization_data: Option<Map<String, Value>>,
    initialization_actions: Option<Vec<Value>>,
    message_history: Option<Vec<Value>>,
}

#[derive(Default, Deserialize)]
struct Criteria {
    actions: Option<Vec<Action>>,
    env_assertions: Option<Vec<Value>>,
    communicate_info: Option<Vec<String>>,
    nl_assertions: Option<Vec<String>>,
    reward_basis: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Action {
    requestor: Option<String>,
    name: String,
    arguments: Map<String, Value>,
    /// The arguments that count; all where there are none.
    compare_args: Option<Vec<String>>,
}

impl Action {
    fn is_by_user(&self) -> bool {
        self.requestor.as_deref() == Some("user")
    }
}

/// Reads the tasks of a file; none if it has none.
pub fn read(records: &[Value]) -> Option<Vec<Result<ImportedTask, NotImported>>> {
    let tasks = match records {
        [whole] if whole.get("tasks").is_some() => whole["tasks"].as_array()?,
        tasks => tasks,
    };
    Some(tasks.iter().enumerate().map(|(at, task)| task_of(task, at)).collect())
}

fn task_of(value: &Value, at: usize) -> Result<ImportedTask, NotImported> {
    let source: Source = record(value, || format!("task {at}"))?;
    let instructions = &source.user_scenario.instructions;
    let told = |key: &str| match instructions {
        Value::String(text) if key == "task_instructions" => Some(text.as_str()),
        _ => instructions.get(key).and_then(Value::as_str),
    };
    let domain = told("domain").unwrap_or(NAME);
    let request = told("reason_for_call").or_else(|| told("task_instructions")).unwrap_or_default();
    let prompt = match source.ticket.as_deref().filter(|ticket| !ticket.trim().is_empty()) {
        Some(ticket) => ticket.to_owned(),
        // The request is told to whoever plays the user: "You want to ..".
        None if request.trim().is_empty() => String::new(),
        None => format!("A user turns to you. This is what the user was told to want:\n{}", request.trim()),
    };
    let now = CLOCKS.iter().find(|(name, _)| *name == domain).map(|(_, now)| *now);
    let mut draft = Draft::new(NAME, &format!("{domain}-{}", source.id), &prompt, Category::MultiTurn, now);
    draft.server(domain, false);
    draft.label("domain", Some(domain));
    draft.label("purpose", source.description.as_ref().and_then(|description| description.purpose.as_deref()));
    draft.label("required_documents", source.required_documents.map(|names| names.join(", ")).as_deref());
    draft.lose(lost::POLICY, 1);
    let facts = ["reason_for_call", "known_info", "unknown_info", "task_instructions"].into_iter();
    let facts = facts.map(|key| (key, told(key))).chain([("persona", source.user_scenario.persona.as_deref())]);
    let facts: BTreeMap<String, Value> =
        facts.filter_map(|(key, text)| Some((key.to_owned(), text?.trim().into()))).collect();
    draft
        .lose(lost::USER_PROMPT, facts.keys().filter(|key| key.ends_with("instructions") || *key == "persona").count());
    draft.user(User::Simulated { facts, withheld: Vec::new() });
    begin(source.initial_state.as_ref(), &mut draft);
    judge(&source.evaluation_criteria.unwrap_or_default(), domain, &prompt, &mut draft);
    draft.finish()
}

fn begin(state: Option<&InitialState>, draft: &mut Draft) {
    let Some(state) = state else { return };
    let parts = state.initialization_data.iter().flat_map(Map::values).filter(|part| !part.is_null()).count();
    draft.lose(lost::INITIAL_STATE, parts + state.initialization_actions.as_ref().map_or(0, Vec::len));
    draft.lose(lost::MESSAGE_HISTORY, state.message_history.as_ref().map_or(0, Vec::len));
}

fn judge(criteria: &Criteria, domain: &str, prompt: &str, draft: &mut Draft) {
    let is_based = |on: &str| match &criteria.reward_basis {
        Some(basis) => basis.iter().any(|basis| basis == on),
        None => on == "DB" || on == "COMMUNICATE",
    };
    let all = criteria.actions.as_deref().unwrap_or_default();
    let (by_user, actions): (Vec<&Action>, Vec<&Action>) = all.iter().partition(|action| action.is_by_user());
    draft.lose(lost::USER_ACTIONS, by_user.len());
    let reference = actions.iter().map(|action| call(domain, &action.name, action.arguments.clone(), 0));
    draft.reference(reference.collect());
    let known = actions.iter().map(|action| known(action, domain)).collect();
    draft.calls(milestones::check("actions", &[known], is_based("ACTION")));
    let infos: BTreeSet<&str> =
        criteria.communicate_info.iter().flatten().map(|info| info.trim()).filter(|info| !info.is_empty()).collect();
    infos.iter().for_each(|info| draft.says(claim(info)));
    let assertions: Vec<&String> = criteria.nl_assertions.iter().flatten().collect();
    for (at, assertion) in assertions.iter().enumerate() {
        let question = format!("Does this hold of what the agent did and said?\n{}", assertion.trim());
        draft.judged(&format!("assertion {}", at + 1), question);
    }
    let by_state = is_based("DB") || is_based("ENV_ASSERTION");
    if by_state {
        draft.judged("outcome", fulfilment(&[prompt], &told(criteria)));
    }
    draft.lose(lost::STATE_CHECK, usize::from(is_based("DB")));
    draft.lose(lost::ENV_ASSERTIONS, criteria.env_assertions.as_ref().map_or(0, Vec::len));
    let by_answer = is_based("COMMUNICATE") && !infos.is_empty();
    draft.basis(if by_answer { Basis::Output } else { Basis::Judge });
    match by_answer {
        true => draft.lose(lost::SECOND_BASIS, usize::from(is_based("NL_ASSERTION")) * assertions.len()),
        false => draft.lose(lost::CRITERION, usize::from(by_state)),
    }
}

fn known(action: &Action, domain: &str) -> Known {
    let counts =
        |name: &String| action.compare_args.as_ref().is_none_or(|compared| compared.iter().any(|other| other == name));
    let arguments = action.arguments.iter().filter(|(name, _)| counts(name));
    Known {
        server: Some(domain.to_owned()),
        tool: action.name.clone(),
        arguments: arguments.map(|(name, value)| (name.clone(), value.clone())).collect(),
        nameless: None,
    }
}

/// The actions in words; that there are none says something too, where there could be some.
fn told(criteria: &Criteria) -> String {
    let call = |action: &Action| {
        let who = if action.is_by_user() { "the user: " } else { "" };
        format!("{who}{} {}", action.name, Value::from(action.arguments.clone()))
    };
    match criteria.actions.as_deref() {
        None => String::new(),
        Some([]) => "Nothing is changed.".to_owned(),
        Some(actions) => actions.iter().map(call).collect::<Vec<_>>().join("\n"),
    }
}

#[cfg(test)]
mod tests;
