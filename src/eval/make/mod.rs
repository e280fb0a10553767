//! Making tasks: an executed chain is a task, its end its state checks, its facts its output checks.
//!
//! From a stored row only the words and the calls are taken. What is checked comes from playing the calls again: once to
//! see the end, and once with more looking around in between, to see what changes by itself.

mod any;
mod category;
mod reference;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::audit::{Outcome, played};
use super::clumsy::unhurried;
use super::search::explore;
use super::world::{WorldError, Worlds};
use crate::inventory::view;
use crate::model::{Binding, Kind, Message, Path, Trajectory};
use crate::score::{
    Basis, Category, Check, Document, Drawn, FilledForm, Limits, Minted, ReferenceCall, StateCheck, Stated, Task,
    TaskServer, User, Withheld, foreign_texts, output_checks, state_check, unstable,
};

use crate::wording::{Clock, Mentions};
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
    #[error("another way to the same outcome fails its checks")]
    OtherWayFails,
    #[error("a way to another outcome passes its checks")]
    OtherEndPasses,
    #[error("another tool tells otherwise what the answer is to tell")]
    Contradicted,
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
    let (mut task, asked) = drafted(row, id, category, distractors)?;
    let begun = Arc::new(task.clone());
    let plain = played(worlds, &begun, &task.reference, &task.told).await?;
    let told: Option<Vec<Value>> = told_values(&plain, &task.told).into_iter().collect();
    let Some(told) = told.filter(|_| plain.is_clean()) else { return Err(Unfit::NotPlayable) };
    let woven = reference::looking_around(&plain, &task);
    let busy = played(worlds, &unhurried(&task, woven.reference.len()), &woven.reference, &woven.told).await?;
    let mut traces = traces(worlds, &begun, &plain).await?;
    let mut states: Vec<StateCheck> = Vec::new();
    for server in &mut task.servers {
        server.digest = plain.digest_at_start(&server.name);
    }
    let given = given(&task.reference);
    let mut minted: Vec<Minted> = Vec::new();
    for (server, start) in &plain.episode.start {
        let (Some(end), Some(other)) = (plain.episode.end.get(server), busy.episode.end.get(server)) else { continue };
        let mut volatile = unstable(end, other);
        volatile.extend(traces.remove(server).unwrap_or_default());
        let check = state_check(server, start, end, volatile, &given).ok_or(Unfit::TooMuch)?;
        states.push(check);
        minted.push(Minted::between(start, end, &given));
    }
    if states.iter().map(|check| check.expect.len()).sum::<usize>() > MOST_PREDICATES {
        return Err(Unfit::TooMuch);
    }
    // What another moment or another counter makes otherwise is no answer.
    let stays = |value: &Value, later: Option<&Value>, path: &Path| {
        later == Some(value) && !minted.iter().any(|minted| minted.has(path.last_field().unwrap_or_default(), value))
    };
    let later = told_values(&busy, &woven.told);
    let told = told.into_iter().zip(&task.told).zip(later).zip(asked);
    // What was done shows in the states; only what was looked up must be said.
    let facts: Vec<Stated> = told
        .filter(|(((_, drawn), _), _)| plain.changes_nothing(drawn.call) || is_look(&task, drawn.call))
        .map(|(((value, drawn), later), asked)| {
            let stated = stated(&task, drawn, value, asked);
            let idle = stated.idle
                || !stays(&stated.value, later.as_ref(), &drawn.path)
                || is_part(&plain, &task, drawn, asked);
            Stated { idle, ..stated }
        })
        .collect();
    let own = own_names(plain.episode.start.values().map(Document::value));
    let outputs = output_checks(&facts, &task.said(), &own, &foreign(&task, &plain));
    let changes = states.iter().any(|check| !check.expect.is_empty());
    task.basis = match (changes, outputs.is_empty()) {
        (false, true) => return Err(Unfit::Nothing),
        (true, true) => Basis::State,
        // Where nothing is to change, that nothing does is still part of the outcome.
        (_, false) => Basis::Both,
    };
    task.checks = states.into_iter().map(Check::State).chain(outputs.into_iter().map(Check::Output)).collect();
    with_alternatives(worlds, task).await
}

/// The task with other ways to its outcome. Checks that do not take them, or that take another outcome, are no good ones.
async fn with_alternatives(worlds: &Worlds, task: Task) -> Result<Task, Unfit> {
    let mut task = Arc::new(task);
    let explored = explore(worlds, &task).await?;
    let unfit = match () {
        () if explored.failing().next().is_some() => Some(Unfit::OtherWayFails),
        () if !explored.loose.is_empty() => Some(Unfit::OtherEndPasses),
        () if !explored.contradictions.is_empty() => Some(Unfit::Contradicted),
        () => None,
    };
    if let Some(unfit) = unfit {
        tracing::debug!(prompt = task.prompt, ?explored, "unfit");
        return Err(unfit);
    }
    Arc::make_mut(&mut task).alternatives = explored.ways.into_iter().map(|tested| tested.way).collect();
    Ok(Arc::unwrap_or_clone(task))
}

/// What the names of tools that look something up begin with.
const LOOKS: [&str; 5] = ["find", "get", "list", "search", "show"];

/// Whether a call looks something up by the name of its tool, whatever that leaves behind.
fn is_look(task: &Task, call: usize) -> bool {
    let verb = |call: &ReferenceCall| call.tool.split(['_', '-']).next().unwrap_or_default().to_ascii_lowercase();
    task.reference.get(call).is_some_and(|call| LOOKS.contains(&verb(call).as_str()))
}

/// What looks leave behind in the states, such as offers that are kept for a while: who looks otherwise leaves other things.
async fn traces(worlds: &Worlds, task: &Arc<Task>, plain: &Outcome) -> Result<BTreeMap<String, Vec<Path>>, WorldError> {
    let mut found: BTreeMap<String, Vec<Path>> = BTreeMap::new();
    for at in (0..task.reference.len()).filter(|at| is_look(task, *at) && !plain.changes_nothing(*at)) {
        let server = &task.reference[at].server;
        let before = played(worlds, task, &task.reference[..at], &[]).await?;
        let after = played(worlds, task, &task.reference[..=at], &[]).await?;
        if let (Some(before), Some(after)) = (before.episode.end.get(server), after.episode.end.get(server)) {
            found.entry(server.clone()).or_default().extend(unstable(after, before));
        }
    }
    Ok(found)
}

/// A value that is told, with what it is to the request.
fn stated(task: &Task, drawn: &Drawn, value: Value, asked: bool) -> Stated {
    let call = task.reference.get(drawn.call);
    let alike = |argument: &Value| match (argument.as_str(), value.as_str()) {
        (Some(one), Some(other)) => one.trim().eq_ignore_ascii_case(other.trim()),
        _ => *argument == value,
    };
    let idle = call.is_some_and(|call| Path::leaves(&call.arguments).into_iter().any(|(_, argument)| alike(argument)));
    let any = call.is_some_and(|call| any::wants_any(&task.prompt, &call.tool));
    Stated { call: drawn.call, path: drawn.path.clone(), value, asked, idle, any }
}

/// Whether a value is one of a list of which only some are told; who asks for one of them means that one.
fn is_part(played: &Outcome, task: &Task, drawn: &Drawn, asked: bool) -> bool {
    let general = drawn.path.generalised();
    let alike = |other: &&Drawn| other.call == drawn.call && other.path.generalised() == general;
    let told = task.told.iter().filter(alike).count();
    let there = played.step_of(drawn.call).and_then(|step| Some(general.all(view(&step.outcome)?.as_ref()).len()));
    (told > 1 || !asked) && there.is_some_and(|there| there > told)
}

/// Texts and numbers of arguments that do not come from results.
fn given(reference: &[ReferenceCall]) -> BTreeSet<String> {
    let own = reference.iter().flat_map(|call| {
        let drawn = |path: &Path| call.draws.contains_key(path);
        Path::leaves(&call.arguments).into_iter().filter(move |(path, _)| !drawn(path))
    });
    let texts = own.filter_map(|(_, value)| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    texts.collect()
}

/// The task without what only playing it shows, and which of what it tells was asked for.
fn drafted(
    row: &Trajectory,
    id: String,
    category: Category,
    distractors: &[String],
) -> Result<(Task, Vec<bool>), Unfit> {
    if matches!(row.kind, Kind::NoTool | Kind::Policy) || row.steps.is_empty() {
        return Err(Unfit::Kind(row.kind));
    }
    if let Some(server) = row.servers.iter().find(|server| server.kind != crate::model::ServerKind::Sandboxed) {
        return Err(Unfit::NotSandboxed(server.name.clone()));
    }
    let Reference { calls, told, asked: wanted, faults } = Reference::of(row)?;
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
    let task = Task {
        id,
        category,
        fuzzy: row.labels.get(Trajectory::FUZZY).cloned(),
        user: user(row, &prompt, replies),
        prompt,
        servers,
        seed: row.episode.seed.0,
        now: row.episode.now.clone(),
        limits: Limits::default(),
        basis: Basis::Both,
        checks: Vec::new(),
        forms: forms.collect(),
        reference: calls,
        told,
        alternatives: Vec::new(),
        faults,
        declines: false,
        labels: [("kind".to_owned(), row.kind.name().to_owned())].into(),
    };
    Ok((task, wanted))
}

/// Who answers. Of a row in which the user leaves something out, one who tells it when she is asked for it; any other
/// goes on with what she says next.
fn user(row: &Trajectory, prompt: &str, replies: Vec<String>) -> User {
    if row.kind != Kind::MissingParameter || replies.len() != 1 {
        return if replies.is_empty() { User::None } else { User::Scripted { replies } };
    }
    match Clock::parse(&row.episode.now).ok().and_then(|clock| withheld(row, prompt, &replies[0], &clock)) {
        Some(held) => User::Simulated { facts: BTreeMap::new(), withheld: vec![held] },
        None => User::Scripted { replies },
    }
}

/// The argument that a reply says and the prompt does not.
fn withheld(row: &Trajectory, prompt: &str, reply: &str, clock: &Clock) -> Option<Withheld> {
    let (before, after) = (Mentions::read(prompt, clock), Mentions::read(reply, clock));
    let mut said = row.steps.iter().flat_map(|step| &step.bindings).filter_map(|bound| match &bound.binding {
        Binding::User { value } if bound.path.segments().len() == 1 => Some((bound.path.last_field()?, value)),
        _ => None,
    });
    let (name, value) = said.find(|(name, value)| after.has(value, name) && !before.has(value, name))?;
    Some(Withheld { name: name.to_owned(), value: value.clone(), says: reply.to_owned() })
}

/// The values that the answer tells, where they are there.
fn told_values(played: &Outcome, told: &[Drawn]) -> Vec<Option<Value>> {
    let of = |drawn: &Drawn| {
        let step = played.step_of(drawn.call)?;
        drawn.path.get(view(&step.outcome)?.as_ref()).cloned()
    };
    told.iter().map(of).collect()
}

/// Names and addresses of the user herself, by what servers have as their owner.
fn own_names<'v>(states: impl IntoIterator<Item = &'v Value>) -> Vec<String> {
    const OWNER: [&str; 6] = ["owner", "me", "holder", "profile", "user", "my_name"];
    let owners = states.into_iter().flat_map(|state| {
        let world = state.get("state").unwrap_or(state);
        OWNER.iter().filter_map(|name| world.get(name))
    });
    let mut names: Vec<String> = owners
        .flat_map(|owner| match owner {
            Value::Object(fields) => ["name", "email"].iter().filter_map(|name| fields.get(*name)).collect(),
            other => vec![other],
        })
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Texts of the task's world that have nothing to do with it.
fn foreign(task: &Task, played: &Outcome) -> Vec<String> {
    let mut seen = vec![task.said()];
    seen.extend(
        played.episode.trajectory.steps.iter().flat_map(|step| [step.arguments.to_string(), step.outcome.text()]),
    );
    foreign_texts(played.episode.start.values().map(Document::value), &seen, FOREIGN)
}
