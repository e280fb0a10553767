//! Plans: wishes are met, edges join the steps that they say, and requests split them without losing a step.

use std::collections::BTreeSet;

use mcplab::chain::{Atlas, Coverage, Ingredient, Plan, Sampler, Source, Wish, sample_plan};
use mcplab::exec;
use mcplab::generate::Lab;
use mcplab::model::{Kind, Seed};

fn lab() -> Lab {
    let module = exec::builtin().unwrap();
    let names = ["contacts", "calendar", "mail", "files", "notes", "trips"];
    let listings = module.listings().filter(|listing| names.contains(&listing.server.as_str()));
    Lab::new(listings.cloned().collect(), &Default::default()).unwrap().0
}

/// Every edge leads from an earlier step's tool to the input that it fills.
fn check_edges(plan: &Plan, atlas: &Atlas) {
    for (at, step) in plan.steps.iter().enumerate() {
        for planned in &step.inputs {
            if let Source::Edge { edge, step: from } = planned.source {
                let edge = &atlas.edges[edge as usize];
                assert!(from < at, "step {at} draws on step {from}");
                assert_eq!(edge.from.tool, atlas.tools[plan.steps[from].tool].reference);
                assert_eq!(edge.to.tool, atlas.tools[step.tool].reference);
                assert_eq!(edge.to.path, atlas.tools[step.tool].inputs[planned.input].leaf.path);
            }
        }
    }
}

#[test]
fn plans_are_as_wished() {
    let lab = lab();
    let coverage = Coverage::default();
    let shaped =
        Kind::ALL.into_iter().filter_map(Kind::shape).map(|shape| Wish::of_calls(1..=8).shaped_as(Some(shape)));
    let wishes = [
        Wish::default(),
        Wish::of_calls(5..=15),
        Wish::of_calls(2..=7).with(Ingredient::Talk),
        Wish::of_calls(1..=4).with(Ingredient::NeededWord),
        Wish::of_calls(1..=5).with(Ingredient::Change),
        Wish { sampler: Sampler::Walk, ..Wish::of_calls(2..=6) },
    ];
    for wish in wishes.into_iter().chain(shaped) {
        let mut met = 0;
        for seed in 0..30 {
            let Some(plan) = sample_plan(&lab.atlas, &coverage, &wish, &mut Seed(seed).rng()) else { continue };
            assert!(wish.is_met(&plan, &lab.atlas), "{wish:?}");
            check_edges(&plan, &lab.atlas);
            assert_eq!(sample_plan(&lab.atlas, &coverage, &wish, &mut Seed(seed).rng()), Some(plan));
            met += 1;
        }
        assert!(met >= 20, "{met} of 30 times: {wish:?}");
    }
}

#[test]
fn requests_split_a_plan_without_losing_a_step() {
    let lab = lab();
    let wish = Wish::of_calls(2..=8).with(Ingredient::Talk);
    let (mut talks, mut regrets) = (0, 0);
    for seed in 0..120 {
        let Some(plan) = sample_plan(&lab.atlas, &Coverage::default(), &wish, &mut Seed(seed).rng()) else { continue };
        let (talk, rounds) = plan.in_talk(&lab.atlas, &mut Seed(seed).derive("talk", 0).rng());
        check_edges(&talk, &lab.atlas);
        let steps: Vec<usize> = rounds.iter().flat_map(|round| &round.turns).flatten().copied().collect();
        assert_eq!(steps, (0..talk.steps.len()).collect::<Vec<_>>(), "turns are in the order of steps");
        let regretted = rounds.iter().filter(|round| round.changes_mind).count();
        assert_eq!(talk.steps.len(), plan.steps.len() + regretted);
        let goals: BTreeSet<usize> = rounds.iter().flat_map(|round| round.goals.iter().copied()).collect();
        assert!(plan.in_one_round(&lab.atlas).0.goals(&lab.atlas).len() <= goals.len());
        for round in &rounds {
            // A later request may be for what an earlier one has brought along.
            assert!(!round.goals.is_empty());
        }
        talks += usize::from(rounds.len() > 1);
        regrets += regretted;
    }
    assert!(talks >= 60 && regrets >= 1, "{talks} talks, {regrets} changes of mind");
}
