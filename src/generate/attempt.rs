//! One attempt at a row: plan, look around, execute, write, filter.

use rand::RngExt;
use serde_json::Value;
use uuid::Uuid;

use super::crew::Crew;
use super::episode::episode;
use super::lab::Lab;
use super::{assemble, look};
use crate::chain::{Binder, Coverage, Covered, Done, Knowledge, Plan, sample_plan, shape_of};
use crate::inventory::view;
use crate::model::{Boundary, Digest, EdgeClass, Episode, FailureKind, Seed, ServerUse, Step, Trajectory};
use crate::store::Attempt;
use crate::synth::{Story, Told, Written, Writer};
use crate::wording::Clock;

/// How often a refusal by a tool ends as a row that tells the user so.
const REFUSALS_KEPT: f64 = 0.2;

/// An attempt with what it taught, and its trajectory where it gave one.
pub(super) struct Tried {
    pub attempt: Attempt,
    pub covered: Covered,
    pub trajectory: Option<Trajectory>,
}

/// Steps that ran, in order, with their turns.
struct Executed {
    plan: Plan,
    steps: Vec<Step>,
    views: Vec<Option<Value>>,
    turns: Vec<Vec<usize>>,
    servers: Vec<ServerUse>,
    edges: Vec<u32>,
}

impl Tried {
    fn failed(executed: bool, reason: &str, covered: Covered) -> Self {
        Self { attempt: Attempt::failed(executed, reason), covered, trajectory: None }
    }
}

/// Tries to make the row of an index.
pub(super) async fn attempt(lab: &Lab, crew: &mut Crew, memory: &Coverage, index: u64, seed: Seed) -> Tried {
    let Some(plan) = sample_plan(&lab.atlas, memory, &mut seed.derive("plan", 0).rng()) else {
        return Tried::failed(false, "sample.no_plan", Covered::default());
    };
    let (plan, turns) = plan.in_turns(&lab.atlas);
    let episode = episode(seed);
    let mut covered = Covered::default();
    let executed = match execute(lab, crew, plan, turns, &episode, &mut covered).await {
        Ok(executed) => executed,
        Err((ran, reason)) => return Tried::failed(ran, reason, covered),
    };
    covered.edges.clone_from(&executed.edges);
    covered.shape = covered.failed.is_none().then(|| shape_of(&executed.plan));
    let written = match write(lab, &episode, &executed) {
        Ok(written) => written,
        Err(reason) => return Tried::failed(true, reason, covered),
    };
    let mut trajectory = assembled(lab, index, episode, executed, written);
    lab.filter.judge(&mut trajectory);
    let mut attempt = Attempt::of(&trajectory);
    for edge in &covered.edges {
        match lab.graph.edges()[*edge as usize].class {
            EdgeClass::Strong => attempt.strong.push(*edge),
            EdgeClass::Weak => attempt.weak.push(*edge),
        }
    }
    let trajectory = attempt.kept().then_some(trajectory);
    Tried { attempt, covered, trajectory }
}

/// Runs a plan turn by turn. A refusal by a tool ends the chain; what ran until then remains.
async fn execute(
    lab: &Lab,
    crew: &mut Crew,
    plan: Plan,
    turns: Vec<Vec<usize>>,
    episode: &Episode,
    covered: &mut Covered,
) -> Result<Executed, (bool, &'static str)> {
    let mut knowledge = Knowledge::of_places(&lab.places);
    let servers = begin(lab, crew, &plan, episode, &mut knowledge).await?;
    let seed = episode.seed;
    let mut binder = Binder::new(&lab.atlas, &knowledge, &episode.now, seed.derive("bind", 0).rng());
    let mut executed = Executed { steps: Vec::new(), views: Vec::new(), turns: Vec::new(), servers, edges: Vec::new(), plan };
    let mut done: Vec<Option<Done>> = Vec::new();
    for turn in turns {
        let mut refused = false;
        for at in &turn {
            let ran = !executed.steps.is_empty();
            let ready = binder.bind(&executed.plan, *at, &done).map_err(|reason| (ran, reason.code()))?;
            let node = &lab.atlas.tools[executed.plan.steps[*at].tool];
            let Some(member) = crew.get(&node.tool.server) else { return Err((ran, "execute.no_server")) };
            let outcome = member.server.call(&node.tool.name, &ready.arguments).await;
            let state = member.server.state_digest();
            if let Some(known) = member.known.as_mut().filter(|_| !node.read_only) {
                known.changes += 1;
            }
            covered.tools.push(executed.plan.steps[*at].tool as u32);
            if let Some(failure) = &outcome.failure {
                covered.failed = covered.tools.last().copied();
                let told = matches!(failure.kind, FailureKind::Conflict | FailureKind::NotAllowed | FailureKind::NotFound);
                if failure.boundary != Boundary::Tool {
                    return Err((true, "execute.no_result"));
                }
                if !told || !seed.derive("refusal", *at as u64).rng().random_bool(REFUSALS_KEPT) {
                    return Err((true, "execute.tool_error"));
                }
                refused = true;
            }
            let view = view(&outcome).map(std::borrow::Cow::into_owned);
            done.push(Some(Done { view: view.clone().filter(|_| outcome.is_ok()) }));
            executed.edges.extend(&ready.edges);
            executed.views.push(view);
            executed.steps.push(Step {
                tool: node.reference.clone(),
                arguments: ready.arguments,
                bindings: ready.bindings,
                outcome,
                state,
            });
        }
        executed.turns.push(turn);
        if refused {
            break;
        }
    }
    executed.plan.steps.truncate(executed.steps.len());
    finish(crew, &mut executed.servers);
    Ok(executed)
}

/// Starts the episode on every server of the plan and looks around.
async fn begin(
    lab: &Lab,
    crew: &mut Crew,
    plan: &Plan,
    episode: &Episode,
    knowledge: &mut Knowledge,
) -> Result<Vec<ServerUse>, (bool, &'static str)> {
    let mut uses: Vec<ServerUse> = Vec::new();
    for step in &plan.steps {
        let name = &lab.atlas.tools[step.tool].tool.server;
        if uses.iter().any(|server| server.name == *name) {
            continue;
        }
        let Some(member) = crew.get(name) else { return Err((false, "execute.no_server")) };
        member.server.reset(episode).await.map_err(|_| (false, "execute.no_start"))?;
        look::look(member, &lab.atlas, episode, knowledge).await;
        uses.push(ServerUse {
            name: name.clone(),
            kind: member.server.kind(),
            inventory: lab.server_digests.get(name).copied().unwrap_or_else(|| Digest::of_bytes(&[])),
            start_state: member.server.state_digest(),
            end_state: None,
        });
    }
    Ok(uses)
}

fn finish(crew: &mut Crew, servers: &mut [ServerUse]) {
    for server in servers {
        server.end_state = crew.get(&server.name).and_then(|member| member.server.state_digest());
    }
}

fn write(lab: &Lab, episode: &Episode, executed: &Executed) -> Result<Written, &'static str> {
    let clock = Clock::parse(&episode.now).map_err(|_| "synth.no_clock")?;
    let steps = executed
        .steps
        .iter()
        .zip(&executed.views)
        .zip(&executed.plan.steps)
        .map(|((step, view), planned)| {
            let node = &lab.atlas.tools[planned.tool];
            Told { tool: &node.tool, read_only: node.read_only, step, view: view.as_ref() }
        })
        .collect();
    let story = Story { clock, seed: episode.seed, steps };
    lab.writer.write(&story).map_err(|rejection| rejection.code())
}

fn assembled(lab: &Lab, index: u64, episode: Episode, executed: Executed, written: Written) -> Trajectory {
    let mut rng = episode.seed.derive("assemble", 0).rng();
    let used: Vec<usize> = executed.plan.steps.iter().map(|step| step.tool).collect();
    let tools = assemble::tools_in_view(&lab.atlas, &used, &mut rng);
    let (messages, turns) =
        assemble::conversation(&episode, &tools, &executed.steps, &executed.turns, &written, &mut rng);
    Trajectory {
        id: id(&episode, index),
        index,
        shape: shape_of(&executed.plan),
        episode,
        servers: executed.servers,
        tools,
        messages,
        steps: executed.steps,
        turns,
        facts: written.facts,
        writer: Writer::NAME.to_owned(),
        labels: Default::default(),
    }
}

/// A version 7 UUID of the episode's moment and seed, the same in every run.
fn id(episode: &Episode, index: u64) -> Uuid {
    let moment = episode.now.parse::<jiff::Timestamp>().map_or(0, jiff::Timestamp::as_millisecond);
    let noise = Digest::of_bytes(&[episode.seed.0.to_le_bytes(), index.to_le_bytes()].concat());
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&noise.bytes()[..10]);
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(moment).unwrap_or_default(), &bytes).into_uuid()
}
