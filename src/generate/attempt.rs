//! One attempt at a row: plan, look around, execute, write, filter.

use uuid::Uuid;

use super::assemble;
use super::crew::Crew;
use super::execute::{Executed, execute};
use super::lab::Lab;
use super::stage::Stage;
use super::verify::verify;
use crate::chain::{Coverage, Covered, sample_plan, shape_of};
use crate::model::{Digest, EdgeClass, Episode, Seed, Trajectory};
use crate::store::Attempt;
use crate::synth::{Story, Told, Writer, Written};
use crate::wording::Clock;

/// How often a plan is played with other things before it is given up.
const ROUNDS: u64 = 2;

/// An attempt with what it taught, and its trajectory where it gave one.
pub(super) struct Tried {
    pub attempt: Attempt,
    pub covered: Covered,
    pub trajectory: Option<Trajectory>,
}

impl Tried {
    fn failed(executed: bool, reason: &str, mut covered: Covered) -> Self {
        covered.lost = true;
        Self { attempt: Attempt::failed(executed, reason), covered, trajectory: None }
    }
}

/// Tries to make the row of an index on its stage.
pub(super) async fn attempt(
    lab: &Lab,
    crew: &mut Crew,
    memory: &Coverage,
    stage: &mut Stage,
    index: u64,
    seed: Seed,
) -> Tried {
    let Some(plan) = sample_plan(&lab.atlas, memory, &mut seed.derive("plan", 0).rng()) else {
        return Tried::failed(false, "sample.no_plan", Covered::default());
    };
    let (plan, turns) = plan.in_turns(&lab.atlas);
    let mut covered;
    let mut round = 0;
    let mut executed = loop {
        let seed = seed.derive("round", round);
        covered = Covered::default();
        match execute(lab, crew, stage, plan.clone(), &turns, seed, &mut covered).await {
            Ok(executed) => break executed,
            // A plan that is sound in general may not suit the things that were picked.
            Err((true, _)) if round + 1 < ROUNDS && lab.is_repeatable(&plan) => round += 1,
            Err((ran, reason)) => return Tried::failed(ran, reason, covered),
        }
    };
    covered.edges.clone_from(&executed.edges);
    covered.shape = covered.failed.is_none().then(|| shape_of(&executed.plan));
    let written = match write(lab, &stage.episode, &executed, seed) {
        Ok(written) => written,
        Err(reason) => return Tried::failed(true, reason, covered),
    };
    if stage.said.contains(&written.query) {
        return Tried::failed(true, "synth.said_before", covered);
    }
    if let Err(reason) = verify(stage, &mut executed).await {
        return Tried::failed(true, reason, covered);
    }
    let mut trajectory = assembled(lab, index, stage.episode.clone(), executed, written, seed);
    lab.filter.judge(&mut trajectory);
    let mut attempt = Attempt::of(&trajectory);
    covered.lost = !attempt.kept();
    for edge in &covered.edges {
        match lab.graph.edges()[*edge as usize].class {
            EdgeClass::Strong => attempt.strong.push(*edge),
            EdgeClass::Weak => attempt.weak.push(*edge),
        }
    }
    let trajectory = attempt.kept().then_some(trajectory);
    Tried { attempt, covered, trajectory }
}

fn write(lab: &Lab, episode: &Episode, executed: &Executed, seed: Seed) -> Result<Written, &'static str> {
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
    let story = Story { clock, seed, steps };
    lab.writer.write(&story).map_err(|rejection| {
        let tools: Vec<String> = executed.steps.iter().map(|step| step.tool.to_string()).collect();
        tracing::debug!(%rejection, tools = tools.join(" "), "no text");
        rejection.code()
    })
}

fn assembled(lab: &Lab, index: u64, episode: Episode, executed: Executed, written: Written, seed: Seed) -> Trajectory {
    let mut rng = seed.derive("assemble", 0).rng();
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
