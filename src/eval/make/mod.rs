//! Making tasks: an executed chain is a task, its end its state checks, its facts its output checks.
//!
//! From a stored row only the words and the calls are taken. What is checked comes from playing the calls again: once to
//! see the end, and once with more looking around in between, to see what changes by itself.

mod category;
mod reference;

use std::sync::Arc;

use serde_json::Value;

use super::audit::{Outcome, played};
use super::world::{WorldError, Worlds};
use crate::inventory::view;
use crate::model::{Kind, Message, Trajectory};
use crate::score::{
    Basis, Category, Check, Drawn, FilledForm, Limits, ReferenceCall, StateCheck, Stated, Task, TaskServer, User,
    foreign_texts, output_checks, state_check, unstable,
};

pub use category::{Quota, categories};
pub(crate) use reference::Reference;

/// Texts that an answer must not hold.
const FOREIGN: usize = 2;
/// More predicates than this are no outcome that a person can have in mind.
const MOST_PREDICATES: usize = 24;

/// Why a row gives no task.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("rows of this kind have nothing to check: {}", .0.name())]
    Kind(Kind),
    #[error("its server {0} is not sandboxed, so that its state is not known")]
    NotSandboxed(String),
    #[error("a tool refuses in it, and the answer says so")]
    Refused,
    #[error("an argument is computed from others")]
    Computed,
    #[error("its calls do not go again as they went")]
    NotPlayable,
    #[error("it changes so much, or things that cannot be told apart, that no person would check it")]
    TooMuch,
    #[error("it changes nothing and tells nothing that can be checked")]
    Nothing,
    #[error(transparent)]
    World(#[from] WorldError),
}

/// Makes a task of a row. `distractors` are servers in view that it does not need.
pub async fn make_task(
    worlds: &Worlds,
    row: &Trajectory,
    id: String,
    category: Category,
    distractors: &[String],
) -> Result<Task, Unfit> {
    let mut task = drafted(row, id, category, distractors)?;
    let begun = Arc::new(task.clone());
    let plain = played(worlds, &begun, &task.reference, &task.told).await?;
    if !plain.is_clean() || told_values(&plain, &task.told).len() != task.told.len() {
        return Err(Unfit::NotPlayable);
    }
    let busy = reference::looking_around(&plain, &task.reference);
    let busy = played(worlds, &begun, &busy, &[]).await?;
    let mut states: Vec<StateCheck> = Vec::new();
    for server in &mut task.servers {
        server.digest = plain.digest_at_start(&server.name);
    }
    for (server, start) in &plain.episode.start {
        let (Some(end), Some(other)) = (plain.episode.end.get(server), busy.episode.end.get(server)) else { continue };
        let check = state_check(server, start, end, unstable(end, other)).ok_or(Unfit::TooMuch)?;
        states.push(check);
    }
    if states.iter().map(|check| check.expect.len()).sum::<usize>() > MOST_PREDICATES {
        return Err(Unfit::TooMuch);
    }
    let told = told_values(&plain, &task.told).into_iter().zip(&task.told);
    // What was done shows in the states; only what was looked up must be said.
    let facts: Vec<Stated> = told
        .filter(|(_, drawn)| plain.changes_nothing(drawn.call))
        .map(|(value, drawn)| Stated { call: drawn.call, path: drawn.path.clone(), value })
        .collect();
    let outputs = output_checks(&facts, &said(&task), &foreign(&task, &plain));
    let changes = states.iter().any(|check| !check.expect.is_empty());
    task.basis = match (changes, outputs.is_empty()) {
        (false, true) => return Err(Unfit::Nothing),
        (true, true) => Basis::State,
        // Where nothing is to change, that nothing does is still part of the outcome.
        (_, false) => Basis::Both,
    };
    task.checks = states.into_iter().map(Check::State).chain(outputs.into_iter().map(Check::Output)).collect();
    Ok(task)
}

/// The task without what only playing it shows.
fn drafted(row: &Trajectory, id: String, category: Category, distractors: &[String]) -> Result<Task, Unfit> {
    if matches!(row.kind, Kind::NoTool | Kind::Policy) || row.steps.is_empty() {
        return Err(Unfit::Kind(row.kind));
    }
    if let Some(server) = row.servers.iter().find(|server| server.kind != crate::model::ServerKind::Sandboxed) {
        return Err(Unfit::NotSandboxed(server.name.clone()));
    }
    let Reference { calls, told, faults } = Reference::of(row)?;
    let resources = |name: &str| {
        let of = |call: &&ReferenceCall| call.server == name;
        calls.iter().filter(of).any(|call| crate::exec::is_bridge(&call.tool))
    };
    let needed = row
        .servers
        .iter()
        .map(|server| TaskServer { resources: resources(&server.name), ..TaskServer::named(&server.name) });
    let others = distractors.iter().map(|name| TaskServer { distractor: true, ..TaskServer::named(name) });
    let servers = needed.chain(others).collect();
    let mut said = row.messages.iter().filter_map(|message| match message {
        Message::User { text } => Some(text.clone()),
        _ => None,
    });
    let prompt = said.next().unwrap_or_default();
    let replies: Vec<String> = said.collect();
    let asked = row.steps.iter().flat_map(|step| step.outcome.asked.iter().map(|asked| (&step.tool.server, asked)));
    let forms = asked.map(|(server, asked)| FilledForm {
        server: server.clone(),
        message: asked.message.clone(),
        answer: asked.answer.clone(),
    });
    Ok(Task {
        id,
        category,
        prompt,
        fuzzy: row.labels.get(Trajectory::FUZZY).cloned(),
        user: if replies.is_empty() { User::None } else { User::Scripted { replies } },
        servers,
        seed: row.episode.seed.0,
        now: row.episode.now.clone(),
        limits: Limits::default(),
        basis: Basis::Both,
        checks: Vec::new(),
        forms: forms.collect(),
        reference: calls,
        told,
        faults,
        declines: false,
        labels: [("kind".to_owned(), row.kind.name().to_owned())].into(),
    })
}

/// The values that the answer tells, as far as they are there.
fn told_values(played: &Outcome, told: &[Drawn]) -> Vec<Value> {
    let of = |drawn: &Drawn| {
        let step = played.step_of(drawn.call)?;
        drawn.path.get(view(&step.outcome)?.as_ref()).cloned()
    };
    told.iter().filter_map(of).collect()
}

/// All that the user says.
fn said(task: &Task) -> String {
    match &task.user {
        User::Scripted { replies } => [std::slice::from_ref(&task.prompt), replies].concat().join("\n"),
        _ => task.prompt.clone(),
    }
}

/// Texts of the task's world that have nothing to do with it.
fn foreign(task: &Task, played: &Outcome) -> Vec<String> {
    let mut seen = vec![said(task)];
    seen.extend(
        played.episode.trajectory.steps.iter().flat_map(|step| [step.arguments.to_string(), step.outcome.text()]),
    );
    foreign_texts(played.episode.start.values().map(Arc::as_ref), &seen, FOREIGN)
}
