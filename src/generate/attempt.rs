//! One attempt at a row: plan, look around, execute, write, filter.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use super::assemble;
use super::branch::branch_off;
use super::counterfactual::play;
use super::crew::Crew;
use super::execute::{Executed, execute};
use super::lab::Lab;
use super::recover::recover;
use super::settings::Settings;
use super::stage::Stage;
use super::verify::{begin, play_anew, verify};
use super::view::ToolsInView;
use crate::chain::{Coverage, Covered, Ingredient, Round, Wish, sample_plan, shape_of};
use crate::model::{Action, Branch, Digest, EdgeClass, Episode, Kind, Path, Seed, Step, Trajectory};
use crate::store::Attempt;
use crate::synth::{Scene, Story, Told, Wanted, Writer, Written};
use crate::wording::Clock;

/// How often a plan is played with other things before it is given up.
const ROUNDS: u64 = 2;

/// The label that names the tools which would have done what no tool in view can.
const WANTED: &str = "wanted";
/// How the user talks.
const PERSONA: &str = "persona";
/// Other words that are tried.
const OTHER_WORDS: u64 = 12;
/// How often a detour along an edge that is new to the corpus is left in a chain.
const DETOURS_KEPT: f64 = 0.3;

/// An attempt with what it taught, and its trajectory where it gave one.
pub(super) struct Tried {
    pub attempt: Attempt,
    pub covered: Covered,
    pub trajectory: Option<Trajectory>,
}

impl Tried {
    pub(super) fn failed(executed: bool, reason: &str, mut covered: Covered) -> Self {
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
    order: &Order<'_>,
    seed: Seed,
) -> Tried {
    if order.kind == Kind::Recovery && order.patient {
        return recover(lab, memory, stage, order.index, seed).await;
    }
    let order = &order.eased();
    let plan = sample_plan(&lab.atlas, memory, &wish(lab, memory, order), &mut seed.derive("plan", 0).rng());
    let Some(plan) = plan else { return Tried::failed(false, "sample.no_plan", Covered::default()) };
    let (plan, rounds) = match order.kind {
        Kind::MultiTurn => plan.in_talk(&lab.atlas, &mut seed.derive("talk", 0).rng()),
        _ => plan.in_one_round(&lab.atlas),
    };
    let mut covered;
    let mut round = 0;
    let mut executed = loop {
        let seed = seed.derive("round", round);
        covered = Covered::default();
        match execute(lab, crew, stage, plan.clone(), &rounds, seed, &mut covered).await {
            Ok(executed) => break executed,
            // A plan that is sound in general may not suit the things that were picked.
            Err((true, _)) if round + 1 < ROUNDS && lab.is_repeatable(&plan) => round += 1,
            Err((ran, reason)) => return Tried::failed(ran, reason, covered),
        }
    };
    let refused = covered.failed.is_some();
    if refused && matches!(order.kind, Kind::NoTool | Kind::Policy | Kind::MissingParameter) {
        return Tried::failed(true, "execute.tool_error", covered);
    }
    if order.kind == Kind::Policy && executed.last_change(&lab.atlas).is_none() {
        return Tried::failed(true, "policy.nothing_to_forbid", covered);
    }
    let refusing = executed.steps.iter().any(|step| !step.outcome.is_ok());
    let detours = match lab.is_repeatable(&executed.plan) && !refusing {
        true => {
            let kept = seed.derive("detour", 0).rng().random_bool(DETOURS_KEPT);
            executed.shorten(lab, kept.then_some(memory))
        }
        false => None,
    };
    if detours.is_some() {
        match play_anew(stage, &mut executed.servers, &mut executed.steps).await {
            Ok(views) => executed.views = views,
            Err(reason) => return Tried::failed(true, reason, covered),
        }
    }
    let other_shape = order.kind.shape().is_some_and(|shape| shape != shape_of(&executed.plan));
    if let Some(edges) = detours.filter(|_| order.patient && other_shape) {
        covered.blamed = edges;
        return Tried::failed(true, "chain.detour", covered);
    }
    cover(lab, &executed, &mut covered);
    let mut view = ToolsInView::of(lab, &executed, order.kind, &mut seed.derive("view", 0).rng());
    let scene = match order.kind {
        Kind::NoTool => Scene::NoTool { offers: &view.offers },
        Kind::Policy => Scene::Forbidden,
        Kind::MissingParameter => Scene::Asked,
        _ => Scene::Served,
    };
    let mut written = match write(lab, order, &stage.episode, &executed, scene, seed) {
        Ok(written) => written,
        Err(reason) => return Tried::failed(true, reason, covered),
    };
    let fuzzy = match order.settings.fuzzy && scene == Scene::Served {
        true => in_other_words(lab, order, &stage.episode, &executed, &written, seed),
        false => None,
    };
    if stage.said.contains(&written.exchanges[0].query) {
        return Tried::failed(true, "synth.said_before", covered);
    }
    executed.call_by_number(&written.numbered);
    let mut wanted = String::new();
    let denied = match order.kind {
        Kind::NoTool => {
            wanted = executed.steps.iter().map(|step| step.tool.to_string()).collect::<Vec<_>>().join(" ");
            executed.without(|_| true, &mut written.facts);
            // The user was served by nobody: nothing is covered.
            covered.lost = true;
            Vec::new()
        }
        Kind::Policy => {
            let denied = executed.deny(&lab.atlas, &mut written.facts);
            cover(lab, &executed, &mut covered);
            covered.lost = executed.steps.is_empty();
            denied
        }
        _ => Vec::new(),
    };
    if let Err(reason) = verify(stage, &mut executed, &lab.atlas).await {
        return Tried::failed(true, reason, covered);
    }
    let kind = order.kind_of(lab, &executed);
    let persona = written.persona;
    let mut trajectory = assembled(order.index, stage.episode.clone(), executed, written, &mut view, kind, seed);
    trajectory.labels.insert(PERSONA.to_owned(), persona.to_owned());
    trajectory.labels.extend(fuzzy.map(|fuzzy| (Trajectory::FUZZY.to_owned(), fuzzy)));
    if order.kind == Kind::NoTool {
        trajectory.labels.insert(WANTED.to_owned(), wanted);
    } else {
        branch_off(lab, stage, &mut trajectory, &mut seed.derive("branch", 0).rng()).await;
    }
    if !denied.is_empty() {
        trajectory.branches.push(forbidden(&trajectory, denied, &mut seed.derive("deny", 0).rng()));
    }
    finish(lab, stage, trajectory, covered).await
}

/// Judges a trajectory, by the rules and by what becomes of it without each of its turns, and notes what it covers.
pub(super) async fn finish(lab: &Lab, stage: &mut Stage, mut trajectory: Trajectory, mut covered: Covered) -> Tried {
    lab.filter.judge(&mut trajectory);
    if trajectory.turns.iter().all(|turn| turn.verdict.action != Action::Drop) {
        let variants = lab.filter.variants(&trajectory);
        if let Ok(mut servers) = begin(stage, &trajectory.servers).await {
            let replays = play(&mut servers, &trajectory, variants).await;
            lab.filter.rule(&mut trajectory, &replays.played);
        }
    }
    let mut attempt = Attempt::of(&trajectory);
    covered.lost |= !attempt.kept();
    for edge in covered.edges.iter().filter(|_| !covered.lost) {
        match lab.graph.edges()[*edge as usize].class {
            EdgeClass::Strong => attempt.strong.push(*edge),
            EdgeClass::Weak => attempt.weak.push(*edge),
        }
    }
    let trajectory = attempt.kept().then_some(trajectory);
    Tried { attempt, covered, trajectory }
}

/// Notes what a chain covers as it is now; what was called before a refusal stays noted.
fn cover(lab: &Lab, executed: &Executed, covered: &mut Covered) {
    let refused = covered.failed.is_some();
    if !refused {
        covered.tools = executed.plan.steps.iter().map(|step| step.tool as u32).collect();
    }
    let gone: Vec<u32> = (0..executed.plan.steps.len()).flat_map(|step| executed.edges_into(step)).collect();
    covered.edges = executed.edges.iter().copied().filter(|edge| gone.contains(edge)).collect();
    covered.servers = executed.plan.servers(&lab.atlas);
    covered.given = given(lab, executed);
    covered.shape = (!refused).then(|| shape_of(&executed.plan));
}

/// The optional parameters that were given.
fn given(lab: &Lab, executed: &Executed) -> Vec<(u32, u32)> {
    let mut given = Vec::new();
    for (planned, step) in executed.plan.steps.iter().zip(&executed.steps) {
        let node = &lab.atlas.tools[planned.tool];
        let bound = |path: &Path| step.bindings.iter().any(|bound| bound.path.generalised() == path.generalised());
        let inputs = planned.inputs.iter().map(|input| input.input);
        let optional = inputs.filter(|at| !node.inputs[*at].leaf.required && bound(&node.inputs[*at].leaf.path));
        given.extend(optional.map(|at| (planned.tool as u32, at as u32)));
    }
    given
}

/// What is wanted of a row.
pub(super) struct Order<'o> {
    pub index: u64,
    pub kind: Kind,
    pub settings: &'o Settings,
    /// Nothing but a row of the kind will do.
    pub patient: bool,
}

impl Order<'_> {
    /// Once patience is at an end any chain will do, served as it comes.
    fn eased(&self) -> Self {
        let kind = if self.patient { self.kind } else { Kind::Sequence };
        Self { kind, ..*self }
    }

    /// What the row has become: a talk that was refused at once is none.
    fn kind_of(&self, lab: &Lab, executed: &Executed) -> Kind {
        let as_wished = match self.kind {
            _ if !self.patient => false,
            Kind::MultiTurn => executed.rounds.len() > 1,
            Kind::Long => executed.steps.len() >= LONG,
            Kind::Elicitation => executed.steps.iter().any(|step| !step.outcome.asked.is_empty()),
            Kind::Resources => executed.plan.steps.iter().any(|step| lab.resource_tools().contains(&step.tool)),
            kind => kind.shape().is_none(),
        };
        if as_wished { self.kind } else { Kind::from(shape_of(&executed.plan)) }
    }
}

/// Calls of a long chain.
const LONG: usize = 5;

/// What a plan for a kind of row must be like.
fn wish(lab: &Lab, memory: &Coverage, order: &Order<'_>) -> Wish {
    if !order.patient {
        return Wish { sampler: order.settings.sampler, ..Wish::default() };
    }
    let wish = match order.kind {
        Kind::Single => Wish::of_calls(1..=1),
        Kind::Parallel | Kind::Sequence => Wish::of_calls(2..=5),
        Kind::FanOut | Kind::FanIn | Kind::Diamond => Wish::of_calls(3..=Wish::USUAL),
        Kind::Long => Wish::of_calls(LONG..=Wish::LONGEST),
        Kind::MultiTurn => Wish::of_calls(2..=7).with(Ingredient::Talk),
        Kind::MissingParameter => Wish::of_calls(1..=4).with(Ingredient::NeededWord),
        Kind::NoTool => Wish::of_calls(1..=3),
        Kind::Policy => Wish::of_calls(1..=5).with(Ingredient::Change),
        Kind::Elicitation => Wish { one_of: memory.askers().collect(), ..Wish::default() },
        Kind::Resources => Wish { one_of: lab.resource_tools(), ..Wish::default() },
        Kind::Recovery => Wish::default(),
    };
    Wish { sampler: order.settings.sampler, ..wish.shaped_as(order.kind.shape()) }
}

fn write(
    lab: &Lab,
    order: &Order<'_>,
    episode: &Episode,
    executed: &Executed,
    scene: Scene<'_>,
    seed: Seed,
) -> Result<Written, &'static str> {
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
    let wanted = |round: &Round| Wanted { goals: round.goals.clone(), changes_mind: round.changes_mind };
    let mut rounds: Vec<Wanted> = executed.rounds.iter().map(wanted).collect();
    if scene == Scene::Forbidden {
        executed.last_change_last(&lab.atlas, &mut rounds[0]);
    }
    let slips = seed.derive("slip", 0).rng().random_range(0..100) < order.settings.typos;
    let story = Story { clock, seed, steps, rounds, scene, slips };
    lab.writer.write(&story).map_err(|rejection| {
        let tools: Vec<String> = executed.steps.iter().map(|step| step.tool.to_string()).collect();
        tracing::debug!(%rejection, tools = tools.join(" "), "no text");
        rejection.code()
    })
}

/// The first request once more, in words of another sentence plan that asks for the same.
fn in_other_words(
    lab: &Lab,
    order: &Order<'_>,
    episode: &Episode,
    executed: &Executed,
    written: &Written,
    seed: Seed,
) -> Option<String> {
    let said = |written: &Written| written.exchanges[0].query.clone();
    let others = (0..OTHER_WORDS)
        .filter_map(|number| write(lab, order, episode, executed, Scene::Served, seed.derive("fuzzy", number)).ok());
    let same = |other: &Written| other.facts == written.facts && other.numbered == written.numbered;
    others.filter(same).map(|other| said(&other)).find(|query| *query != said(written))
}

fn assembled(
    index: u64,
    episode: Episode,
    executed: Executed,
    written: Written,
    view: &mut ToolsInView,
    kind: Kind,
    seed: Seed,
) -> Trajectory {
    let mut rng = seed.derive("assemble", 0).rng();
    let tools = std::mem::take(&mut view.tools);
    let (messages, turns) = assemble::conversation(&episode, &tools, &executed, &written, &mut rng);
    Trajectory {
        id: id(&episode, index),
        index,
        shape: shape_of(&executed.plan),
        kind,
        episode,
        servers: executed.servers,
        tools,
        messages,
        steps: executed.steps,
        turns,
        facts: written.facts,
        branches: Vec::new(),
        writer: Writer::NAME.to_owned(),
        labels: Default::default(),
    }
}

/// The calls that a policy forbids, as the turn that must not be taken in place of the refusal.
fn forbidden(trajectory: &Trajectory, steps: Vec<Step>, rng: &mut ChaCha8Rng) -> Branch {
    let calls = steps.iter().enumerate().map(|(at, step)| assemble::call(step, at, &trajectory.tools, rng)).collect();
    Branch { turn: trajectory.turns.len() - 1, calls, steps, reason: "policy.forbidden".to_owned() }
}

/// A version 7 UUID of the episode's moment and seed, the same in every run.
pub(super) fn id(episode: &Episode, index: u64) -> Uuid {
    episode.uuid(Digest::of_bytes(&[episode.seed.0.to_le_bytes(), index.to_le_bytes()].concat()))
}
