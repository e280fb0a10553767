//! What an experiment shows, in sentences. A difference that may be chance is said to be so.

use crate::drift::experiment::contrast::Contrast;
use crate::drift::experiment::figures::Counts;
use crate::drift::experiment::outcome::{Agent, Outcome};
use crate::drift::experiment::told::{hundredth, range};
use crate::report::{clean, counted};
use crate::score::{Comparison, Interval};

/// Operators that are named in a sentence.
const NAMED: usize = 5;

/// The findings, the ground that they stand on first.
pub(super) fn findings(outcome: &Outcome) -> Vec<String> {
    let mut told = vec![ground(outcome)];
    for agent in &outcome.agents {
        told.push(loss(agent));
        told.extend(forgetting(agent));
    }
    told.extend(operators(outcome));
    told.extend(outcome.between.iter().map(|between| {
        let (first, second) = (clean(&between.first), clean(&between.second));
        let (more, less) = if between.contrast.mean < 0.0 { (second, first) } else { (first, second) };
        sentence(format!("{more} loses {} more than {less}", points(&between.contrast)), &between.contrast)
    }));
    told
}

fn ground(outcome: &Outcome) -> String {
    let mut all = Counts::default();
    for counts in outcome.agents.iter().flat_map(|agent| [agent.base.counts, agent.drifted.counts]) {
        all.trials += counts.trials;
        all.infrastructure += counts.infrastructure;
        all.undecided += counts.undecided;
        all.unsolvable += counts.unsolvable;
        all.unpaired += counts.unpaired;
    }
    let tried = [
        counted(all.trials, "trial"),
        counted(outcome.tasks as u64, "task"),
        counted(outcome.agents.len() as u64, "agent"),
        counted(outcome.operators.len() as u64, "operator"),
        counted(outcome.seeds as u64, "seed"),
    ];
    let left = [
        (all.infrastructure, "broke down and counts nowhere", "broke down and count nowhere"),
        (all.undecided, "is not decided", "are not decided"),
        (all.unsolvable, "was not solvable with the drifted tools", "were not solvable with the drifted tools"),
        (all.unpaired, "has no base of the same task and seed", "have no base of the same task and seed"),
    ];
    let left = left.into_iter().filter(|(count, ..)| *count > 0);
    let left =
        left.map(|(count, one, many)| format!(" {} {}.", counted(count, "trial"), if count == 1 { one } else { many }));
    format!("{}.{}", tried.join(", "), left.collect::<String>())
}

fn loss(agent: &Agent) -> String {
    let name = clean(&agent.name);
    let Some(damage) = agent.drifted.damage else {
        return format!("{name}: no drifted trial has a base of the same task and seed, so that no drop can be told.");
    };
    let way = format!("from {} % to {} %", hundredth(damage.base), hundredth(damage.drifted));
    sentence(format!("{name} {} of success by drift, {way}", changes(&damage.drop)), &damage.drop)
}

fn forgetting(agent: &Agent) -> Option<String> {
    let drop = agent.drifted.forgetting?.drop;
    let told = format!("{} {} at tasks whose tools no drift touches", clean(&agent.name), changes(&drop));
    Some(sentence(told, &drop))
}

fn operators(outcome: &Outcome) -> Vec<String> {
    let worse = outcome
        .operators
        .iter()
        .filter(|operator| operator.figures.damage.is_some_and(|damage| damage.drop.comparison == Comparison::Worse));
    let worse: Vec<String> = worse.map(|operator| clean(&operator.name)).collect();
    if outcome.operators.is_empty() {
        return vec!["No trial has drifted tools.".to_owned()];
    }
    let all = counted(outcome.operators.len() as u64, "operator");
    if worse.is_empty() {
        return vec![format!("None of {all} costs success beyond the noise.")];
    }
    let more = if worse.len() > NAMED { format!(" and {} more", worse.len() - NAMED) } else { String::new() };
    let named = worse[..worse.len().min(NAMED)].join(", ");
    let mut told = vec![format!("{} of {all} cost success beyond the noise: {named}{more}.", worse.len())];
    if let [first, second, ..] = outcome.operators.as_slice()
        && let Some(next) = &first.next
    {
        let (first, second) = (clean(&first.name), clean(&second.name));
        told.push(sentence(format!("{first} costs {} more than {second}, the next", points(next)), next));
    }
    told
}

/// `loses 21.3 points (95%: 15.0 to 27.1)`.
fn changes(drop: &Contrast) -> String {
    format!("{} {}", if drop.mean < 0.0 { "gains" } else { "loses" }, points(drop))
}

/// The size of a difference, whichever sign it has.
fn points(contrast: &Contrast) -> String {
    let Interval { low, high } = contrast.interval;
    let interval = if contrast.mean < 0.0 { Interval { low: -high, high: -low } } else { contrast.interval };
    format!("{} points (95%: {})", hundredth(contrast.mean.abs()), range(interval))
}

/// What is told, with the doubt that it deserves.
fn sentence(told: String, contrast: &Contrast) -> String {
    match contrast.comparison {
        Comparison::Worse | Comparison::Better => format!("{told}."),
        Comparison::WithinNoise => format!("{told}: within the noise."),
        Comparison::TooFew => format!("{told}: {} are too few to tell.", counted(contrast.tasks as u64, "task")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_called_chance_and_sizes_have_no_sign() {
        let drop = |mean: f64, comparison| Contrast {
            tasks: 4,
            mean,
            interval: Interval { low: mean - 0.1, high: mean + 0.1 },
            p: 0.5,
            q: 0.5,
            comparison,
        };
        let told = |drop: Contrast| sentence(format!("a {}", changes(&drop)), &drop);
        assert_eq!(told(drop(0.25, Comparison::Worse)), "a loses 25.0 points (95%: 15.0 to 35.0).");
        assert_eq!(
            told(drop(-0.05, Comparison::WithinNoise)),
            "a gains 5.0 points (95%: -5.0 to 15.0): within the noise."
        );
        assert_eq!(
            told(drop(0.0, Comparison::TooFew)),
            "a loses 0.0 points (95%: -10.0 to 10.0): 4 tasks are too few to tell."
        );
    }
}
