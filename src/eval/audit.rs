//! The audit of tasks by execution: their references, broken ones, and agents that do nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::clumsy::{clumsy, unhurried};
use super::player::{Knows, play};
use super::scene::Wanted;
use super::world::{WorldError, Worlds};
use crate::model::{Digest, Step, Tool, ToolRef};
use crate::score::{
    Alternative, Audit, Check, Drawn, Episode, Lens, Mutation, ReferenceCall, Score, Scored, Task, differences,
    mutants, null_agent, refusing_agent, say_anything_agent, score,
};

/// How often a reference is played.
pub const REPLAYS: usize = 20;

/// A reference played once.
pub struct Outcome {
    pub episode: Episode,
    /// The steps that count, in the order of the reference: those that no fault struck.
    counted: Vec<usize>,
    /// Tools that say that they change nothing, and whether they need no argument.
    read_only: BTreeMap<ToolRef, bool>,
    /// By server, a tool that needs an argument, and so refuses to be called without any.
    refusing: BTreeMap<String, ToolRef>,
}

impl Outcome {
    /// Whether nothing failed that no fault struck.
    pub fn is_clean(&self) -> bool {
        let steps = &self.episode.trajectory.steps;
        !self.counted.is_empty() && steps.iter().all(|step| step.outcome.is_ok() || step.fault.is_some())
    }

    /// The step of a call of the reference.
    pub fn step_of(&self, call: usize) -> Option<&Step> {
        self.counted.get(call).map(|at| &self.episode.trajectory.steps[*at])
    }

    /// Whether a call is of a tool that says that it changes nothing.
    pub fn changes_nothing(&self, call: usize) -> bool {
        self.step_of(call).is_some_and(|step| self.read_only.contains_key(&step.tool))
    }

    /// Tools of a server that can be called without knowing anything, and change nothing.
    pub fn looks<'o>(&'o self, server: &'o str) -> impl Iterator<Item = &'o ToolRef> {
        let free = self.read_only.iter().filter(|(_, needless)| **needless);
        free.map(|(tool, _)| tool).filter(move |tool| tool.server == server)
    }

    /// A tool of a server that refuses to be called without arguments.
    pub fn refuses(&self, server: &str) -> Option<&ToolRef> {
        self.refusing.get(server)
    }

    pub fn digest_at_start(&self, server: &str) -> Option<String> {
        let used = self.episode.trajectory.servers.iter().find(|used| used.name == server)?;
        used.start_state.map(|digest| digest.to_string())
    }

    /// What failed although no fault struck it.
    fn errors(&self) -> Vec<String> {
        let steps = self.episode.trajectory.steps.iter().filter(|step| step.fault.is_none());
        let failed = steps.filter_map(|step| Some((&step.tool, step.outcome.failure.as_ref()?)));
        failed.map(|(tool, failure)| format!("{tool}: {}", failure.message)).collect()
    }

    fn ends(&self) -> Vec<Option<Digest>> {
        self.episode.trajectory.servers.iter().map(|used| used.end_state).collect()
    }
}

/// Plays a reference of a task.
pub async fn played(
    worlds: &Worlds,
    task: &Arc<Task>,
    reference: &[ReferenceCall],
    told: &[Drawn],
) -> Result<Outcome, WorldError> {
    let mut scene = worlds.enter(task).await?;
    let view = Arc::clone(scene.view());
    play(&mut scene, worlds, reference, told, Knows::Nothing).await;
    let episode = scene.finish().await;
    let steps = &episode.trajectory.steps;
    // Rounds are played one after the other, so the order of the reference is kept where its rounds are in order.
    let counted = (0..steps.len()).filter(|at| steps[*at].fault.is_none()).collect();
    let read_only = view.tools.iter().filter(|shown| shown.tool.annotations.read_only == Some(true));
    let read_only = read_only.map(|shown| (shown.tool.reference(), reads_freely(&shown.tool))).collect();
    let refusing = refusing(task, view.tools.iter().map(|shown| shown.tool.as_ref()));
    Ok(Outcome { episode, counted, read_only, refusing })
}

/// By server, the tool that is called to be refused: one that needs an argument and that no fault strikes; one that says that
/// it changes nothing goes before one that does not.
fn refusing<'t>(task: &Task, tools: impl Iterator<Item = &'t Tool>) -> BTreeMap<String, ToolRef> {
    let struck = |tool: &Tool| task.faults.iter().any(|fault| fault.server == tool.server && fault.tool == tool.name);
    let needs = |tool: &Tool| {
        let needed = tool.input_schema.get("required").and_then(Value::as_array);
        needed.is_some_and(|needed| !needed.is_empty())
    };
    let mut fitting: Vec<&Tool> = tools.filter(|tool| needs(tool) && !struck(tool)).collect();
    // The last one of a server stays.
    fitting.sort_by_key(|tool| tool.annotations.read_only == Some(true));
    fitting.into_iter().map(|tool| (tool.server.clone(), tool.reference())).collect()
}

/// Audits a task. A broken reference that comes to the same end and the same answer is no worse than the reference, and is
/// not counted.
pub async fn audit(worlds: &Worlds, task: &Arc<Task>, seed: u64) -> Result<Audit, WorldError> {
    let reference = played(worlds, task, &task.reference, &task.told).await?;
    let right = score(task, &reference.episode);
    let mut agree = true;
    for _ in 1..REPLAYS {
        let again = played(worlds, task, &task.reference, &task.told).await?;
        agree &= again.ends() == reference.ends() && again.episode.answer == reference.episode.answer;
    }
    let mut broken: Vec<(_, Score)> = Vec::new();
    for mutant in mutants(&task.reference, &task.told, seed) {
        let found = played(worlds, task, &mutant.reference, &mutant.told).await?;
        if !same_end(task, &found.episode, &reference.episode) {
            broken.push((mutant.mutation, score(task, &found.episode)));
        }
    }
    let (alternatives, parts) = other_ways(worlds, task).await?;
    let start = &reference.episode.start;
    let repeated = repeating(worlds, task).await?;
    let clumsy = erring(worlds, task, &reference).await?;
    let idle = [null_agent(task, start), refusing_agent(task, start), say_anything_agent(task, start)];
    let [null, refusing, say_anything] = idle.map(|episode| score(task, &episode));
    let scored = Scored {
        reference: &right,
        null: &null,
        refusing: &refusing,
        say_anything: &say_anything,
        repeating: &score(&without_distractors(task), &repeated),
        clumsy: clumsy.as_ref(),
        alternatives: &alternatives,
        parts: &parts,
        mutants: &broken,
        replays_agree: Some(agree),
        errors: reference.errors(),
    };
    Ok(Audit::of(task, &scored))
}

/// The scores of the alternatives, and of those without one of their calls that come to another end.
async fn other_ways(worlds: &Worlds, task: &Arc<Task>) -> Result<(Vec<Score>, Vec<Score>), WorldError> {
    let (mut whole, mut parts) = (Vec::new(), Vec::new());
    for Alternative { calls, told } in &task.alternatives {
        let right = played(worlds, task, calls, told).await?;
        whole.push(score(task, &right.episode));
        let dropped = mutants(calls, told, 0).into_iter();
        for part in dropped.filter(|mutant| matches!(mutant.mutation, Mutation::Dropped { .. })) {
            let found = played(worlds, task, &part.reference, &part.told).await?;
            if !same_end(task, &found.episode, &right.episode) {
                parts.push(score(task, &found.episode));
            }
        }
    }
    Ok((whole, parts))
}

/// The score of the reference with a refused call before each of its calls; none where a server refuses nothing.
async fn erring(worlds: &Worlds, task: &Arc<Task>, reference: &Outcome) -> Result<Option<Score>, WorldError> {
    let woven = clumsy(reference, task);
    let task = unhurried(task, woven.reference.len());
    let outcome = played(worlds, &task, &woven.reference, &woven.told).await?;
    Ok(woven.was_refused(&outcome).then(|| score(&task, &outcome.episode)))
}

/// Calls every tool that reads and needs no argument, and says all that comes back.
async fn repeating(worlds: &Worlds, task: &Arc<Task>) -> Result<Episode, WorldError> {
    let mut scene = worlds.enter(task).await?;
    let view = Arc::clone(scene.view());
    let mut results = Vec::new();
    for shown in view.tools.iter().filter(|shown| reads_freely(&shown.tool)) {
        results.extend(scene.act(worlds, None, vec![Wanted::new(&shown.exposed, json!({}))]).await);
    }
    while scene.say(results.join("\n")).is_some() {}
    Ok(scene.finish().await)
}

/// The task as it is for an answer that says more than it should: who finds the values unasked needs but to choose.
fn without_distractors(task: &Task) -> Task {
    let mut task = task.clone();
    for check in &mut task.checks {
        if let Check::Output(check) = check {
            (check.distractors, check.at_most_claims) = (Vec::new(), None);
        }
    }
    task
}

/// Whether a tool can be called without knowing anything, and says that it changes nothing.
fn reads_freely(tool: &Tool) -> bool {
    let needed = tool.input_schema.get("required").and_then(Value::as_array);
    tool.annotations.read_only == Some(true) && needed.is_none_or(Vec::is_empty)
}

/// Whether two episodes come to the same states, but for what changes by itself, and the same answer.
fn same_end(task: &Task, one: &Episode, other: &Episode) -> bool {
    let volatile = |server: &str| {
        let of = |check: &&crate::score::StateCheck| check.server == server;
        let checks = task.checks.iter().filter_map(Check::as_state).filter(of);
        checks.flat_map(|check| check.volatile.clone()).collect::<Vec<_>>()
    };
    one.answer == other.answer
        && one.end.iter().all(|(server, end)| {
            let volatile = volatile(server);
            let lens = Lens { volatile: &volatile, keys: &[] };
            other.end.get(server).is_some_and(|known| differences(known, end, lens).is_empty())
        })
}
