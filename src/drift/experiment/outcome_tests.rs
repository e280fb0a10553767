//! Outcomes of trials whose truth is known.

use super::curve::Curve;
use super::outcome::Outcome;
use super::pair::{Damage, Pair, pairs};
use super::rate::Draws;
use super::sample::{World, trial};
use super::trial::Trial;
use crate::score::{Comparison, FailureMode, wilson};

const DRAWS: Draws = Draws { rounds: 200, seed: 11 };

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} {b}");
}

/// Eight tasks at one seed: the base passes all but the last, the drifted only the first two.
fn small() -> Vec<Trial> {
    let base = (0..8).map(|at| trial("a", &format!("t{at}"), 1, at != 7));
    let drifted = (0..8).map(|at| Trial {
        operator: Some("nest".to_owned()),
        severity: 0.5,
        touched: at < 6,
        wasted_calls: at % 2,
        stale_calls: 1,
        recovered: Some(at < 2),
        failure: (at >= 2).then_some(FailureMode::WrongArgument),
        ..trial("a", &format!("t{at}"), 1, at < 2)
    });
    base.chain(drifted).collect()
}

#[test]
fn a_small_experiment_comes_to_the_figures_counted_by_hand() {
    let outcome = Outcome::of(&small(), DRAWS);
    let agent = &outcome.agents[0];
    let damage = agent.drifted.damage.unwrap();
    assert_eq!((damage.base, damage.drifted, damage.pairs, damage.drop.tasks), (0.875, 0.25, 8, 8));
    close(damage.drop.mean, 0.625);
    // Five tasks are lost and none is won: 2 / 2^5.
    close(damage.drop.p, 0.0625);
    assert_eq!(damage.drop.comparison, Comparison::WithinNoise);
    // Tasks 6 and 7 are not touched; 6 is lost, 7 never passed.
    close(agent.drifted.forgetting.unwrap().drop.mean, 0.5);
    assert_eq!(agent.drifted.forgetting.unwrap().drop.comparison, Comparison::TooFew);
    let recovery = agent.drifted.recovery.unwrap();
    assert_eq!((recovery.hits, recovery.trials, recovery.interval), (2, 8, wilson(2, 8)));
    assert_eq!((agent.drifted.wasted.unwrap().mean, agent.drifted.stale.unwrap().mean), (0.5, 1.0));
    assert_eq!(agent.drifted.failures[&FailureMode::WrongArgument], 6);
    // From 1 at the base to 2 / 7 at 0.5, the highest severity.
    close(agent.curve.area.unwrap().mean, (1.0 + 2.0 / 7.0) / 2.0);
    let points: Vec<(f64, f64)> = agent.curve.points.iter().map(|point| (point.severity, point.success.rate)).collect();
    assert_eq!(points, [(0.0, 0.875), (0.5, 0.25)]);
    assert_eq!((outcome.rows.len(), outcome.tasks, outcome.seeds), (1, 8, 1));
    assert_eq!(outcome.rows[0].figures, outcome.operators[0].figures);
}

#[test]
fn trials_that_broke_down_change_no_figure_and_are_counted() {
    let trials = small();
    let clean = Outcome::of(&trials, DRAWS);
    let mut broken = trials.clone();
    for of in [&trials[0], &trials[8], &trials[9]] {
        let calls = Some(9);
        let failure = Some(FailureMode::Infrastructure);
        broken.push(Trial { passed: None, failure, calls: 50, wasted_calls: 50, calls_to_adapt: calls, ..of.clone() });
    }
    let mut outcome = Outcome::of(&broken, DRAWS);
    let counts = [outcome.agents[0].base.counts, outcome.agents[0].drifted.counts, outcome.rows[0].figures.counts];
    assert_eq!(counts.map(|counts| (counts.trials, counts.infrastructure)), [(9, 1), (10, 2), (10, 2)]);
    outcome.agents[0].base.counts = clean.agents[0].base.counts;
    for counts in [
        &mut outcome.agents[0].drifted.counts, &mut outcome.operators[0].figures.counts,
        &mut outcome.severities[0].figures.counts, &mut outcome.rows[0].figures.counts,
    ] {
        *counts = clean.rows[0].figures.counts;
    }
    assert_eq!(outcome, clean);
}

#[test]
fn unsolvable_trials_tell_of_refusal_alone() {
    let mut trials = small();
    let gone = |task: &str, declined: bool| Trial {
        operator: Some("remove".to_owned()),
        severity: 1.0,
        passed: None,
        solvable: false,
        declined,
        ..trial("a", task, 1, false)
    };
    trials.extend([gone("t0", true), gone("t1", true), gone("t2", false)]);
    trials.push(Trial { solvable: true, passed: Some(false), ..gone("t3", true) });
    let outcome = Outcome::of(&trials, DRAWS);
    let row = &outcome.rows[1].figures;
    assert_eq!((row.counts.unsolvable, row.counts.undecided, row.damage.unwrap().pairs), (3, 0, 1));
    let refusal = row.refusal.unwrap();
    assert_eq!((refusal.hits, refusal.trials, refusal.interval), (2, 3, wilson(2, 3)));
    assert_eq!((row.needless.unwrap().hits, row.needless.unwrap().trials), (1, 1));
    assert_eq!(outcome.rows[0].figures.refusal, None);
}

#[test]
fn the_order_of_trials_does_not_matter() {
    let world = World {
        tasks: 10,
        seeds: 2,
        k: 2,
        agents: vec![("a", 0.9), ("b", 0.7)],
        operators: vec![("x", 0.5)],
        severities: vec![0.5, 1.0],
    };
    let mut trials = world.trials(3);
    let forth = Outcome::of(&trials, DRAWS);
    trials.reverse();
    assert_eq!(Outcome::of(&trials, DRAWS), forth);
}

#[test]
fn intervals_hold_the_truth_about_as_often_as_they_say() {
    let world = World {
        tasks: 40,
        seeds: 2,
        k: 2,
        agents: vec![("a", 0.8)],
        operators: vec![("x", 0.5)],
        severities: vec![1.0],
    };
    let (mut drops, mut areas, mut rates) = (0, 0, 0);
    for seed in 0..200 {
        let trials = world.trials(seed);
        let pairs = pairs(&trials);
        let pairs: Vec<&Pair> = pairs.iter().collect();
        let curve = Curve::of(&trials.iter().collect::<Vec<_>>(), &pairs, DRAWS);
        drops += u32::from(Damage::of(&pairs, DRAWS).unwrap().drop.interval.holds(World::drop(0.8, 0.5, 1.0)));
        // Half of the success is left at 1, so that the mean between is 0.75; of 0.8 and 0.4 it leaves 0.3.
        areas += u32::from(curve.area.unwrap().interval.holds(0.75));
        rates += u32::from(curve.points[1].success.interval.holds(0.3));
    }
    for covered in [drops, areas, rates] {
        assert!((180..=199).contains(&covered), "{drops} {areas} {rates} of 200");
    }
}

#[test]
fn where_nothing_is_lost_little_is_found() {
    let operators: Vec<(&str, f64)> = ["a", "b", "c", "d", "e"].map(|name| (name, 0.0)).into();
    let world = World { tasks: 24, seeds: 2, k: 1, agents: vec![("a", 0.8)], operators, severities: vec![1.0] };
    let (mut found, mut beside) = (0, 0);
    for seed in 0..60 {
        let outcome = Outcome::of(&world.trials(seed), Draws { rounds: 200, seed });
        let told = |comparison| matches!(comparison, Comparison::Worse | Comparison::Better);
        found += u32::from(outcome.operators.iter().any(|one| told(one.figures.damage.unwrap().drop.comparison)));
        beside += u32::from(outcome.operators[0].next.is_some_and(|next| told(next.comparison)));
    }
    // Of 60 at 5% these are more than 7 once in a hundred times.
    assert!(found <= 7 && beside <= 7, "{found} experiments of 60 find damage, {beside} a most damaging operator");
}

#[test]
fn operators_and_agents_stand_in_order_of_what_is_true_of_them() {
    let operators = vec![("mild", 0.02), ("strong", 0.9), ("middling", 0.5)];
    let agents = vec![("able", 0.95), ("weak", 0.4)];
    let world = World { tasks: 60, seeds: 2, k: 2, agents, operators, severities: vec![0.5, 1.0] };
    let outcome = Outcome::of(&world.trials(1), DRAWS);
    let names: Vec<&str> = outcome.operators.iter().map(|operator| operator.name.as_str()).collect();
    assert_eq!(names, ["strong", "middling", "mild"]);
    let verdicts: Vec<Comparison> =
        outcome.operators.iter().map(|one| one.figures.damage.unwrap().drop.comparison).collect();
    assert_eq!(verdicts, [Comparison::Worse, Comparison::Worse, Comparison::WithinNoise]);
    assert_eq!(outcome.operators[0].next.unwrap().comparison, Comparison::Worse);
    // The able one has more to lose.
    assert_eq!((outcome.between.len(), outcome.between[0].contrast.comparison), (1, Comparison::Worse));
    for row in &outcome.rows {
        let takes = world.operators.iter().find(|(name, _)| *name == row.operator).unwrap().1;
        let skill = world.agents.iter().find(|(name, _)| *name == row.agent).unwrap().1;
        let truth = World::drop(skill, takes, row.severity);
        let drop = row.figures.damage.unwrap().drop;
        assert!((drop.mean - truth).abs() < 0.12, "{} {} {}: {drop:?} {truth}", row.agent, row.operator, row.severity);
    }
}
