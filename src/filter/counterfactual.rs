//! The counterfactual: what becomes of an episode when a turn is left out, when a value is another one, when two turns change
//! places.
//!
//! What would have to be executed is put as [`Variant`]s, and whoever has forks of the servers plays them and hands the
//! [`Played`] back; nothing here runs anything. Most turns need no execution: the states behind all steps are known, so a
//! call that changed nothing and that nothing draws on can be told at once. The rest is bounded: all variants of a
//! trajectory together make fewer calls than executing it [`MOST`] times.

use serde_json::Value;

use super::case::{Case, finding};
use crate::model::{Action, Binding, Contribution, Digest, Finding, Outcome, Path, Step};

/// Variants make at most so many times the calls of the episode.
pub const MOST: usize = 4;

/// A part of an episode played otherwise: from the state before a step on, these calls.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The step before which the servers are forked.
    pub from: usize,
    /// Steps that are called there, in this order, as they were or with other arguments.
    pub calls: Vec<(usize, Option<Value>)>,
    about: About,
}

/// What a variant is to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// A turn is left out.
    Without { turn: usize },
    /// A step that draws on a turn gets another value.
    Replaced { turn: usize },
    /// A turn is taken before the one before it.
    Swapped { turn: usize },
}

/// What came out of a variant: for each of its calls the outcome, and the state of its server behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Played(pub Vec<(Outcome, Option<Digest>)>);

/// What counterfactual replay says of a turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruling {
    pub turn: usize,
    pub contribution: Contribution,
    pub finding: Option<Finding>,
}

/// The variants that are worth playing for a case.
pub fn variants(case: &Case<'_>) -> Vec<Variant> {
    let turns = case.trajectory.turns.len();
    let mut all = Vec::new();
    all.extend((0..turns).filter_map(|turn| without(case, turn)));
    all.extend((0..turns).filter_map(|turn| replaced(case, turn)));
    all.extend((1..turns).filter_map(|turn| swapped(case, turn)));
    let mut left = MOST * case.trajectory.steps.len();
    all.retain(|variant: &Variant| {
        let fits = variant.calls.len() <= left;
        left -= if fits { variant.calls.len() } else { 0 };
        fits
    });
    all
}

/// What the variants say of every turn with calls, as far as it can be told.
pub fn rulings(case: &Case<'_>, played: &[(Variant, Played)]) -> Vec<Ruling> {
    let mut rulings = Vec::new();
    for (turn, judged) in case.trajectory.turns.iter().enumerate() {
        if judged.steps.is_empty() || !judged.steps.iter().all(|step| sound(case, *step)) {
            continue;
        }
        if makes_good(case, turn) {
            rulings.push(Ruling { turn, contribution: Contribution::Recovery, finding: None });
            continue;
        }
        let of = |about: About| played.iter().find(|(variant, _)| variant.about == about);
        let harmed = of(About::Without { turn }).and_then(|(variant, played)| harm(case, variant, played));
        let order = of(About::Swapped { turn }).and_then(|(variant, played)| harm(case, variant, played));
        // Whatever the turn gives, the one call that draws on it comes out the same.
        let mut idle = false;
        let contribution = match (&harmed, needed(case, turn)) {
            (Some(_), false) => Contribution::Harmful,
            (_, true)
                if of(About::Replaced { turn })
                    .is_some_and(|(variant, played)| takes_any(case, turn, variant, played)) =>
            {
                idle = true;
                stated_or(case, turn, Contribution::Redundant)
            }
            (_, true) => Contribution::Necessary,
            (None, false) if changes(case, turn) => match of(About::Without { turn }) {
                // What a later request undid was done when the earlier one was answered.
                Some((variant, played)) if same(case, variant, played) && !answered(case, turn, variant) => {
                    Contribution::Redundant
                }
                _ => Contribution::Necessary,
            },
            (None, false) => stated_or(case, turn, Contribution::Redundant),
        };
        let reason = match contribution {
            Contribution::Harmful => harmed.map(|evidence| ("counterfactual.harmful", Action::Drop, evidence)),
            Contribution::Redundant => {
                let tools = judged.steps.iter().map(|step| case.trajectory.steps[*step].tool.to_string());
                let tools = tools.collect::<Vec<_>>().join(", ");
                let evidence = match idle {
                    true => format!("with any other value of {tools} all is the same"),
                    false => format!("without {tools} all is the same"),
                };
                Some(("counterfactual.redundant", Action::Mask, evidence))
            }
            _ => order.map(|evidence| ("counterfactual.wrong_order", Action::Drop, evidence)),
        };
        let finding = reason.map(|(reason, action, evidence)| finding(reason, action, evidence));
        rulings.push(Ruling { turn, contribution, finding });
    }
    rulings
}

/// Whether a step's server tells its state, so that something can be said of it, and its call went well.
fn sound(case: &Case<'_>, step: usize) -> bool {
    case.trajectory.steps.get(step).is_some_and(|step| step.state.is_some() && step.outcome.is_ok())
}

/// The state of a step's server before it.
fn before(case: &Case<'_>, at: usize) -> Option<Digest> {
    let server = &case.trajectory.steps[at].tool.server;
    let earlier = case.trajectory.steps[..at].iter().rev().find(|step| step.tool.server == *server);
    match earlier {
        Some(step) => step.state,
        None => case.trajectory.servers.iter().find(|used| used.name == *server)?.start_state,
    }
}

/// Whether a turn left its servers in another state.
fn changes(case: &Case<'_>, turn: usize) -> bool {
    case.trajectory.turns[turn].steps.iter().any(|step| before(case, *step) != case.trajectory.steps[*step].state)
}

/// Bindings of later steps that draw on a turn: the step, the place in its arguments, the source.
fn draws<'c>(case: &Case<'c>, turn: usize) -> Vec<(usize, &'c Path, &'c Path, usize)> {
    let own = &case.trajectory.turns[turn].steps;
    let mut found = Vec::new();
    for (at, step) in case.trajectory.steps.iter().enumerate() {
        for bound in &step.bindings {
            if let Binding::Output { step: from, path, .. } = &bound.binding
                && own.contains(from)
            {
                found.push((at, &bound.path, path, *from));
            }
        }
    }
    found
}

/// Whether a later call gets a value from a turn that the thing which the turn looked up had not told already.
fn needed(case: &Case<'_>, turn: usize) -> bool {
    let known = |value: &Value, path: &Path, by: usize| {
        case.trajectory.steps[by].bindings.iter().any(|bound| {
            let Binding::Output { step, path: own, .. } = &bound.binding else { return false };
            let view = case.views.get(*step).and_then(Option::as_deref);
            let thing = view.and_then(|view| own.item().unwrap_or_else(Path::root).get(view));
            let tells = |(at, leaf): &(Path, &Value)| *leaf == value && path.is_like(at);
            value.is_string() && thing.is_some_and(|thing| Path::leaves(thing).iter().any(tells))
        })
    };
    draws(case, turn).into_iter().any(|(step, place, path, by)| {
        place.get(&case.trajectory.steps[step].arguments).is_none_or(|value| !known(value, path, by))
    })
}

/// Whether a turn makes good what went wrong: it repeats a call that failed or came back spoilt, or reads anew between.
fn makes_good(case: &Case<'_>, turn: usize) -> bool {
    let steps = &case.trajectory.steps;
    let own = &case.trajectory.turns[turn].steps;
    let wrong = |earlier: usize, step: &Step| {
        let old = &steps[earlier];
        old.tool == step.tool && old.arguments == step.arguments && old.outcome != step.outcome
    };
    let repeats = |step: usize| (0..step).any(|earlier| wrong(earlier, &steps[step]));
    let between = |step: usize| {
        let again = (0..step).any(|earlier| {
            steps[earlier].tool == steps[step].tool && steps[earlier].arguments == steps[step].arguments
        });
        let failed = (0..step).filter(|earlier| !steps[*earlier].outcome.is_ok());
        let retried = |failed: usize| (step + 1..steps.len()).any(|later| wrong(failed, &steps[later]));
        again && failed.into_iter().any(retried)
    };
    own.iter().any(|step| repeats(*step) || between(*step))
}

/// *Informing* where the user is told something of the turn, or that there is nothing.
fn stated_or(case: &Case<'_>, turn: usize, otherwise: Contribution) -> Contribution {
    let own = &case.trajectory.turns[turn].steps;
    let stated = case.trajectory.facts.iter().any(|fact| own.contains(&fact.step));
    // A result in prose, or one with nothing in it, is told in the assistant's own words.
    let untold = own.iter().any(|step| {
        let view = case.views.get(*step).and_then(Option::as_deref);
        view.is_none_or(|view| Path::leaves(view).iter().all(|(_, leaf)| !leaf.is_string()))
    });
    if stated || untold { Contribution::Informing } else { otherwise }
}

/// The rest of the episode without a turn that changed something and that no later call needs.
fn without(case: &Case<'_>, turn: usize) -> Option<Variant> {
    let own = &case.trajectory.turns[turn].steps;
    let (first, last) = (*own.first()?, *own.last()?);
    if !own.iter().all(|step| sound(case, *step)) || !changes(case, turn) || needed(case, turn) {
        return None;
    }
    let servers: Vec<&str> = own.iter().map(|step| case.trajectory.steps[*step].tool.server.as_str()).collect();
    let later = (last + 1..case.trajectory.steps.len())
        .filter(|step| servers.contains(&case.trajectory.steps[*step].tool.server.as_str()));
    let calls: Vec<(usize, Option<Value>)> = later.map(|step| (step, None)).collect();
    // What nobody calls again stays as the turn left it.
    let called = |server: &str| calls.iter().any(|(step, _)| case.trajectory.steps[*step].tool.server == server);
    if !servers.iter().all(|server| called(server)) {
        return None;
    }
    (!calls.is_empty()).then_some(Variant { from: first, calls, about: About::Without { turn } })
}

/// A call that draws on a turn, with the value of the next item of the list.
fn replaced(case: &Case<'_>, turn: usize) -> Option<Variant> {
    for (step, place, path, from) in draws(case, turn) {
        let view = case.views.get(from).and_then(Option::as_deref)?;
        let arguments = &case.trajectory.steps[step].arguments;
        let value =
            |place_there: Path| place_there.get(view).filter(|value| place.get(arguments) != Some(*value)).cloned();
        let other = path.in_neighbours().find_map(value);
        if let Some(other) = other.filter(|_| sound(case, step)) {
            let mut arguments = arguments.clone();
            place.set(&mut arguments, other);
            return Some(Variant { from: step, calls: vec![(step, Some(arguments))], about: About::Replaced { turn } });
        }
    }
    None
}

/// A turn before the one before it, where that one failed on the same server and neither draws on the other: what went well is in
/// a good order.
fn swapped(case: &Case<'_>, turn: usize) -> Option<Variant> {
    let (first, second) = (&case.trajectory.turns[turn - 1].steps, &case.trajectory.turns[turn].steps);
    let step = |at: &usize| case.trajectory.steps.get(*at);
    let server = |at: &usize| step(at).map(|step| step.tool.server.as_str());
    let shared = first.iter().any(|a| second.iter().any(|b| server(a).is_some() && server(a) == server(b)));
    let failed = first.iter().filter_map(step).any(|step| !step.outcome.is_ok());
    let drawn = draws(case, turn - 1).iter().any(|(step, ..)| second.contains(step));
    let from = *first.first()?;
    if drawn || !shared || !failed || !second.iter().all(|step| sound(case, *step)) || !changes(case, turn) {
        return None;
    }
    let calls = second.iter().chain(first).map(|step| (*step, None)).collect();
    Some(Variant { from, calls, about: About::Swapped { turn } })
}

/// Whether the only call that draws on a turn takes any value as well, finds something, and changes nothing.
fn takes_any(case: &Case<'_>, turn: usize, variant: &Variant, played: &Played) -> bool {
    let [(step, _)] = variant.calls.as_slice() else { return false };
    let view = case.views.get(*step).and_then(Option::as_deref);
    let found = view.is_some_and(|view| Path::leaves(view).iter().any(|(_, leaf)| leaf.is_string()));
    let reads = before(case, *step) == case.trajectory.steps[*step].state;
    draws(case, turn).len() == 1 && found && reads && same(case, variant, played)
}

/// Whether everything comes out as it did, the last state included.
fn same(case: &Case<'_>, variant: &Variant, played: &Played) -> bool {
    let steps = &case.trajectory.steps;
    let outcomes =
        variant.calls.iter().zip(&played.0).all(|((step, _), (outcome, _))| steps[*step].outcome == *outcome);
    let last = variant.calls.last().zip(played.0.last());
    outcomes && last.is_some_and(|((step, _), (_, state))| steps[*step].state == *state)
}

/// Whether the user was told something between a turn and what comes after it.
fn answered(case: &Case<'_>, turn: usize, variant: &Variant) -> bool {
    let next = variant.calls.iter().filter_map(|(step, _)| case.turn_of(*step)).min();
    case.texts().any(|(text, _)| text > turn && next.is_some_and(|next| text < next))
}

/// A call that failed in the episode and succeeds in the variant.
fn harm(case: &Case<'_>, variant: &Variant, played: &Played) -> Option<String> {
    let steps = &case.trajectory.steps;
    variant.calls.iter().zip(&played.0).find_map(|((step, other), (outcome, _))| {
        let helped = other.is_none() && !steps[*step].outcome.is_ok() && outcome.is_ok();
        helped.then(|| format!("{} succeeds otherwise", steps[*step].tool))
    })
}
