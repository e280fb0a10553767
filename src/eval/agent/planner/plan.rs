//! The planner's decisions: which calls to make next, or what to say.

use serde_json::Value;

use super::clause::Clause;
use super::cut::clauses;
use super::fit::fit;
use super::literal::Said;
use super::policy::Policy;
use super::run::{Got, Lack, Run, Told};
use super::say;
use super::scope::{Scope, scope};
use super::toolbox::Toolbox;
use super::words::{Word, words};
use crate::chain::Role;
use crate::model::{Message, Step, ToolInView};
use crate::wording::Clock;

/// Tools whose words fit best are tried with the literals.
const TRIED: usize = 14;
/// A tool must at least be worth so much, by its words and by its arguments.
const ENOUGH: f32 = 1.1;
/// What a literal counts that finds no place.
const HOMELESS: f32 = 0.6;
/// What an argument counts that must be found first.
const FETCHED: f32 = 0.35;
/// What it counts against a tool for one thing that several are spoken of.
const SEVERAL: f32 = 0.4;
/// How much of a tool's likeness is taken from what the clause says of it alone.
const OWN: f32 = 0.5;
/// How much the likeness of a source to its part of the clause counts.
const SOURCE: f32 = 0.35;
/// What an argument counts whose source is spoken of.
const NAMED: f32 = 0.3;
/// What an argument counts that an earlier result has.
const KNOWN: f32 = 0.3;
/// What an argument counts that nobody has.
const MISSING: f32 = 1.1;

/// The planner for one set of tools.
#[derive(Clone, Debug)]
pub struct Planner {
    toolbox: Toolbox,
}

/// What an agent sees before a decision.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'s> {
    /// RFC 3339 with the user's offset.
    pub now: &'s str,
    pub messages: &'s [Message],
    /// The calls made so far with their results; where their arguments came from is not looked at.
    pub steps: &'s [Step],
}

/// What the planner does next.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Calls by the tools' exposed names, which need nothing of each other.
    Calls(Vec<(String, Value)>),
    Say(String),
}

/// A message of the user with the assistant's question before it, if it answers one.
struct Round<'m> {
    text: &'m str,
    answers: Option<&'m str>,
}

impl Planner {
    /// Builds the planner from the tools in view.
    pub fn new(tools: &[ToolInView]) -> Self {
        Self { toolbox: Toolbox::new(tools) }
    }

    /// Decides what to do next; equal situations give equal decisions.
    pub fn next(&self, situation: &Situation<'_>) -> Act {
        let Ok(clock) = Clock::parse(situation.now) else { return Act::Say(say::declined()) };
        let offset = situation.now.get(19..).unwrap_or("Z");
        let policy = Policy::read(&system(situation.messages));
        let mut run = Run::new(&self.toolbox, situation.steps, offset);
        let mut told = Vec::new();
        let mut asked: Vec<Clause> = Vec::new();
        for round in rounds(situation.messages) {
            // Calls of earlier rounds that were never made stay so.
            run.begin();
            let mut said = clauses(round.text, &clock, &|stem| self.toolbox.is_verb(stem));
            said.iter_mut().for_each(|clause| clause.loosen(&|stem| self.toolbox.knows(stem)));
            let mut goals = match (round.answers, said.as_slice()) {
                (Some(question), [first, ..]) if !asked.is_empty() => {
                    answered(&self.toolbox, &asked, question, first, &told)
                }
                _ => said,
            };
            if goals.is_empty() {
                goals.clone_from(&asked);
            }
            told = self.follow(&mut run, &goals, &policy);
            asked = goals;
        }
        self.act(run, &told)
    }

    /// Follows every goal that a tool can do.
    fn follow(&self, run: &mut Run<'_>, goals: &[Clause], policy: &Policy) -> Vec<Told> {
        let mut told = Vec::new();
        for clause in goals {
            if clause.leans && run.waiting {
                told.push(Told::waiting(clause));
                continue;
            }
            let Some(tool) = self.choose(clause, run) else {
                told.push(Told::nothing(clause));
                continue;
            };
            if policy.forbids(self.toolbox.node(tool)) {
                told.push(Told::forbidden(clause));
                continue;
            }
            told.push(run.goal(clause, tool));
        }
        told
    }

    /// The tool that a clause asks for.
    fn choose(&self, clause: &Clause, run: &Run<'_>) -> Option<usize> {
        let mut ranked: Vec<(f32, usize)> =
            (0..self.toolbox.atlas.tools.len()).map(|tool| (self.toolbox.likeness(clause, tool), tool)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.truncate(TRIED);
        let worth = |(likeness, tool): (f32, usize)| (likeness + self.fitness(clause, tool, run), tool);
        let best = ranked.into_iter().filter(|(likeness, _)| *likeness > -2.0).map(worth);
        let best = best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
        (best.0 >= ENOUGH).then_some(best.1)
    }

    /// How well a clause fits a tool's parameters.
    fn fitness(&self, clause: &Clause, tool: usize, run: &Run<'_>) -> f32 {
        let node = self.toolbox.node(tool);
        let Scope { own, needs } = scope(&self.toolbox, tool, clause, 0);
        let all: Vec<usize> = (0..own.literals.len()).collect();
        let fit = fit(&self.toolbox, tool, &own, &all, run.offset);
        let firm = |literal: &&usize| own.literals[**literal].said != Said::Loose;
        let mut homeless = fit.left.iter().filter(firm).count();
        let mut worth = 0.5 * fit.worth;
        if !needs.is_empty() {
            // What tells of the sources is explained by them.
            worth -= OWN * (self.toolbox.likeness(clause, tool) - self.toolbox.likeness(&own, tool));
            for need in &needs {
                let part = clause.part(&|from| need.region.contains(&from));
                worth += SOURCE * self.toolbox.likeness(&part, need.tool).max(0.0);
            }
        }
        for (at, input) in node.inputs.iter().enumerate() {
            if let Some(need) = needs.iter().find(|need| need.input == at) {
                worth += if input.leaf.required && !node.read_only { NAMED * need.worth } else { 0.0 };
                continue;
            }
            if !input.leaf.required || fit.has(at) || input.leaf.default.is_some() || input.leaf.constant.is_some() {
                continue;
            }
            if run.remembers(&own, tool, at) {
                worth += KNOWN;
                continue;
            }
            let named = homeless > 0 || clause.refers || clause.ordinal.is_some() || clause.literals.is_empty();
            if input.supplies.is_empty() || !named {
                worth -= MISSING;
            } else {
                worth -= FETCHED;
                homeless = homeless.saturating_sub(1);
            }
        }
        // Several things are in a list.
        let one = node.inputs.iter().any(|input| input.leaf.required && input.role == Role::Handle);
        if clause.plural && node.read_only {
            worth += if one { -SEVERAL } else { SEVERAL / 2.0 };
        }
        worth - HOMELESS * homeless as f32
    }

    fn act(&self, run: Run<'_>, told: &[Told]) -> Act {
        if !run.pending.is_empty() {
            let calls = run.pending.into_iter();
            return Act::Calls(
                calls.map(|(tool, arguments)| (self.toolbox.exposed[tool].clone(), arguments)).collect(),
            );
        }
        let unsaid = told.iter().find_map(|told| match &told.got {
            Got::Lacks(Lack::Unsaid { tool, input }) => Some((*tool, *input)),
            _ => None,
        });
        if let Some((tool, input)) = unsaid {
            return Act::Say(say::question(self.toolbox.node(tool), input));
        }
        if told.iter().all(|told| told.tool.is_none() && matches!(told.got, Got::Here(_))) {
            let forbidden = told.iter().any(|told| told.forbidden);
            return Act::Say(if forbidden { say::forbidden() } else { say::declined() });
        }
        Act::Say(say::answer(&self.toolbox, told))
    }
}

/// The goals of a request with the answer to a question in the one that lacked it.
fn answered(toolbox: &Toolbox, asked: &[Clause], question: &str, answer: &Clause, told: &[Told]) -> Vec<Clause> {
    let lacking = told.iter().position(|told| matches!(told.got, Got::Lacks(Lack::Unsaid { .. }))).unwrap_or(0);
    let mut about: Vec<Word> = words(question);
    if let Some(Got::Lacks(Lack::Unsaid { tool, input })) = told.get(lacking).map(|told| &told.got) {
        let name =
            toolbox.node(*tool).inputs[*input].leaf.path.last_field().unwrap_or_default().replace(['_', '-'], " ");
        about = words(&name);
    }
    let mut goals = asked.to_vec();
    if let Some(goal) = goals.get_mut(lacking) {
        *goal = goal.extended(answer, &about);
    }
    goals
}

fn system(messages: &[Message]) -> String {
    let texts = messages.iter().filter_map(|message| match message {
        Message::System { text } => Some(text.as_str()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// The user's messages in order.
fn rounds(messages: &[Message]) -> Vec<Round<'_>> {
    let mut found = Vec::new();
    let mut last: Option<&str> = None;
    for message in messages {
        match message {
            Message::User { text } => {
                let answers = last.take().filter(|text| text.trim_end().ends_with('?'));
                found.push(Round { text, answers });
            }
            Message::Assistant { text: Some(text), calls } if calls.is_empty() => last = Some(text),
            _ => {}
        }
    }
    found
}
