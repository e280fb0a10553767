//! Executing a plan: turn by turn, each step until its call gives what the chain needs.
//!
//! A step whose call failed, or whose result has nothing for the steps behind it, is bound anew and tried again. On a
//! sandboxed server the unwanted call is undone first: a fork of the server as the episode began repeats the calls
//! before it, which costs less than keeping a fork for every call that succeeds. A real server is tried again only
//! with tools that change nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use rand::RngExt;
use serde_json::Value;

use super::crew::Crew;
use super::lab::Lab;
use super::stage::Stage;
use crate::chain::{Binder, Covered, Done, Plan, Ready, Round, ToolNode, Unbindable};
use crate::exec::{Answers, call_asking, repeat};
use crate::inventory::view;
use crate::model::{Boundary, Failure, FailureKind, Outcome, Seed, ServerKind, ServerUse, Step};

/// How often a refusal by a tool ends as a row that tells the user so, instead of being tried in another way.
const REFUSALS_KEPT: f64 = 0.07;
/// How often a step is tried.
const TRIES: usize = 5;

/// Steps that ran, in order, with their turns.
pub(super) struct Executed {
    pub plan: Plan,
    pub steps: Vec<Step>,
    pub views: Vec<Option<Value>>,
    pub rounds: Vec<Round>,
    pub servers: Vec<ServerUse>,
    pub edges: Vec<u32>,
}

/// Whether the chain had run when it failed, and the reason code.
pub(super) type Failed = (bool, &'static str);

/// Runs a plan. A refusal that is kept ends the chain; what ran until then remains.
pub(super) async fn execute(
    lab: &Lab,
    crew: &mut Crew,
    stage: &mut Stage,
    plan: Plan,
    rounds: &[Round],
    seed: Seed,
    covered: &mut Covered,
) -> Result<Executed, Failed> {
    let mut servers: Vec<ServerUse> = Vec::new();
    for step in &plan.steps {
        let name = &lab.atlas.tools[step.tool].tool.server;
        if servers.iter().all(|server| server.name != *name) {
            servers.push(stage.enter(lab, crew, name).await.map_err(|reason| (false, reason))?);
        }
    }
    let knowledge = Arc::clone(&stage.knowledge);
    let binder = Binder::new(&lab.atlas, &knowledge, &stage.episode.now, seed.derive("bind", 0).rng());
    let executed =
        Executed { steps: Vec::new(), views: Vec::new(), rounds: Vec::new(), servers, edges: Vec::new(), plan };
    let begun = BTreeSet::new();
    let mut execution = Execution { lab, crew, stage, seed, begun, binder, executed, done: Vec::new(), covered };
    for at in rounds.iter().flat_map(|round| &round.turns).flatten() {
        if execution.step(*at).await? {
            break;
        }
    }
    Ok(execution.finish(rounds))
}

struct Execution<'e> {
    lab: &'e Lab,
    crew: &'e mut Crew,
    stage: &'e mut Stage,
    seed: Seed,
    /// Servers that were called; the others are still in the wings.
    begun: BTreeSet<String>,
    binder: Binder<'e>,
    executed: Executed,
    done: Vec<Option<Done>>,
    covered: &'e mut Covered,
}

/// The user of a chain, who answers when a tool asks.
struct User<'u, 'e> {
    binder: &'u mut Binder<'e>,
    node: &'u ToolNode,
}

impl Answers for User<'_, '_> {
    fn answer(&mut self, _: &str, _: &str, form: &Value) -> Value {
        self.binder.fill_in(self.node, form)
    }
}

/// What is wrong with a call that was made.
enum Unwanted {
    /// A rule of the tool's world: worth telling the user.
    Refused,
    /// The tool did not do it.
    Failed,
    /// The result has nothing for these edges.
    Empty(Vec<u32>),
}

impl Execution<'_> {
    /// Makes the call of a step; says whether it ended in a refusal that is kept.
    async fn step(&mut self, at: usize) -> Result<bool, Failed> {
        let refusal_is_kept = self.seed.derive("refusal", at as u64).rng().random_bool(REFUSALS_KEPT);
        let mut last: Option<(Unwanted, Ready, Outcome)> = None;
        let mut tried: Vec<Value> = Vec::new();
        for _ in 0..TRIES {
            let ready = match self.binder.bind(&self.executed.plan, at, &self.done) {
                Ok(ready) => ready,
                Err(reason) => return Err(self.unbound(at, &reason)),
            };
            if tried.contains(&ready.arguments) || self.is_made(at, &ready.arguments) {
                self.binder.forget(&self.executed.plan, at);
                continue;
            }
            if last.is_some() && !self.undo(at).await? {
                break;
            }
            let outcome = self.call(at, &ready).await?;
            let unwanted = match &outcome.failure {
                Some(failure) => match unwanted(failure) {
                    Some(unwanted) => Some(unwanted),
                    None => return Err(self.lose(at)),
                },
                None => self.lacking(at, &outcome).map(Unwanted::Empty),
            };
            match unwanted {
                None => {
                    self.keep(at, ready, outcome);
                    return Ok(false);
                }
                Some(Unwanted::Refused) if refusal_is_kept => {
                    self.covered.failed = Some(self.executed.plan.steps[at].tool as u32);
                    self.keep(at, ready, outcome);
                    return Ok(true);
                }
                Some(unwanted) => {
                    self.binder.forget(&self.executed.plan, at);
                    tried.push(ready.arguments.clone());
                    last = Some((unwanted, ready, outcome));
                }
            }
        }
        Err(last
            .map_or((true, "execute.no_try"), |(unwanted, ready, outcome)| self.give_up(at, unwanted, ready, &outcome)))
    }

    /// Whether the same call stands in the chain already.
    fn is_made(&self, at: usize, arguments: &Value) -> bool {
        let tool = &self.lab.atlas.tools[self.executed.plan.steps[at].tool].reference;
        self.executed.steps.iter().any(|step| step.tool == *tool && step.arguments == *arguments)
    }

    async fn call(&mut self, at: usize, ready: &Ready) -> Result<Outcome, Failed> {
        let node = &self.lab.atlas.tools[self.executed.plan.steps[at].tool];
        let name = &node.tool.server;
        let ran = !self.executed.steps.is_empty();
        let Some(member) = self.crew.get(name) else { return Err((ran, "execute.no_server")) };
        if self.begun.insert(name.clone())
            && let Some(server) = self.stage.again(name).await
        {
            member.server = server;
        }
        let mut user = User { binder: &mut self.binder, node };
        let outcome = call_asking(member.server.as_mut(), &node.tool.name, &ready.arguments, &mut user).await;
        if let Some(known) = member.known.as_mut().filter(|_| !node.read_only) {
            known.changes += 1;
        }
        Ok(outcome)
    }

    /// The edges of later steps for which a result has nothing.
    fn lacking(&self, at: usize, outcome: &Outcome) -> Option<Vec<u32>> {
        let view = view(outcome);
        let edges = self.executed.plan.edges_out(at);
        let lacking: Vec<u32> = edges.filter(|edge| !self.binder.offers(*edge, view.as_deref())).collect();
        (!lacking.is_empty()).then_some(lacking)
    }

    /// Takes back the call that was just made; says whether that was possible.
    async fn undo(&mut self, at: usize) -> Result<bool, Failed> {
        let node = &self.lab.atlas.tools[self.executed.plan.steps[at].tool];
        let Some(member) = self.crew.get(&node.tool.server) else { return Ok(false) };
        match member.server.kind() {
            ServerKind::Real => return Ok(node.read_only),
            ServerKind::Recorded => return Ok(false),
            ServerKind::Sandboxed => {}
        }
        let Some(again) = self.stage.again(&node.tool.server).await else { return Ok(false) };
        member.server = again;
        for step in self.executed.steps.iter().filter(|step| step.tool.server == node.tool.server) {
            repeat(member.server.as_mut(), step).await;
        }
        Ok(true)
    }

    fn keep(&mut self, at: usize, ready: Ready, outcome: Outcome) {
        let tool = self.executed.plan.steps[at].tool;
        let view = view(&outcome).map(std::borrow::Cow::into_owned);
        self.covered.tools.push(tool as u32);
        if !outcome.asked.is_empty() {
            self.covered.asked.push(tool as u32);
        }
        self.done.push(Some(Done { view: view.clone().filter(|_| outcome.is_ok()) }));
        self.executed.edges.extend(&ready.edges);
        self.executed.views.push(view);
        self.executed.steps.push(Step {
            tool: self.lab.atlas.tools[tool].reference.clone(),
            arguments: ready.arguments,
            bindings: ready.bindings,
            outcome,
            state: None,
            fault: None,
        });
    }

    /// No usable answer came: the server begins anew, and the tool counts as failed.
    fn lose(&mut self, at: usize) -> Failed {
        let tool = self.executed.plan.steps[at].tool;
        self.covered.tools.push(tool as u32);
        self.covered.failed = Some(tool as u32);
        self.stage.leave(&self.lab.atlas.tools[tool].tool.server);
        (true, "execute.no_result")
    }

    /// A call that could not be made. Where the user had nothing to say, she will not have more the next time.
    fn unbound(&mut self, at: usize, reason: &Unbindable) -> Failed {
        let tool = self.executed.plan.steps[at].tool;
        tracing::debug!(tool = %self.lab.atlas.tools[tool].reference, %reason, "not bound");
        if *reason == Unbindable::NoLiteral {
            self.covered.tools.push(tool as u32);
            self.covered.failed = Some(tool as u32);
        }
        (!self.executed.steps.is_empty(), reason.code())
    }

    /// Notes what the failure teaches.
    fn give_up(&mut self, at: usize, unwanted: Unwanted, ready: Ready, outcome: &Outcome) -> Failed {
        let tool = self.executed.plan.steps[at].tool;
        let node = &self.lab.atlas.tools[tool];
        self.covered.tools.push(tool as u32);
        match unwanted {
            Unwanted::Refused | Unwanted::Failed => {
                let message = outcome.failure.as_ref().map(|failure| failure.message.as_str()).unwrap_or_default();
                tracing::debug!(tool = %node.reference, arguments = %ready.arguments, message, "given up");
                self.covered.failed = Some(tool as u32);
                self.covered.blamed = ready.edges;
                let named = |(_, other): &(usize, &ToolNode)| {
                    other.tool.server == node.tool.server && message.contains(other.tool.name.as_str())
                };
                let advised = self.lab.atlas.tools.iter().enumerate().filter(named);
                self.covered.advised = advised.map(|(tool, _)| tool as u32).collect();
                (true, "execute.tool_error")
            }
            Unwanted::Empty(edges) => {
                let lacking: Vec<String> =
                    edges.iter().map(|edge| self.lab.atlas.edges[*edge as usize].from.path.to_string()).collect();
                tracing::debug!(tool = %node.reference, arguments = %ready.arguments, ?lacking, "has nothing to offer");
                self.covered.blamed = edges;
                self.covered.failed = Some(tool as u32);
                (true, "execute.empty_result")
            }
        }
    }

    /// What ran, with the rounds as far as they got: of the last one the user wanted what nothing else uses.
    fn finish(mut self, rounds: &[Round]) -> Executed {
        let ran = self.executed.steps.len();
        self.executed.plan.steps.truncate(ran);
        for round in rounds {
            let mut round = round.clone();
            let whole = round.turns.iter().flatten().all(|step| *step < ran);
            round.turns.iter_mut().for_each(|turn| turn.retain(|step| *step < ran));
            round.turns.retain(|turn| !turn.is_empty());
            if round.turns.is_empty() {
                break;
            }
            if !whole {
                let wanted = self.executed.plan.goals(&self.lab.atlas);
                round.goals =
                    wanted.into_iter().filter(|goal| round.turns.iter().flatten().any(|step| step == goal)).collect();
            }
            self.executed.rounds.push(round);
            if !whole {
                break;
            }
        }
        self.executed
    }
}

/// `None` where no usable answer came at all.
fn unwanted(failure: &Failure) -> Option<Unwanted> {
    match (failure.boundary, failure.kind) {
        (Boundary::Tool, FailureKind::Conflict | FailureKind::NotAllowed) => Some(Unwanted::Refused),
        (Boundary::Tool, _) => Some(Unwanted::Failed),
        (Boundary::Server | Boundary::Transport | Boundary::Sandbox, _) => None,
    }
}
