//! Agents that do nothing, and the verdicts that follow from scores.

use serde_json::json;

use super::*;
use crate::score::grade::score;

fn task(check: Value) -> Task {
    serde_json::from_value(json!({
        "id": "t", "category": "one_server_single", "prompt": "What is Bo's salary?", "servers": [{"name": "staff"}],
        "now": "2026-12-30T09:00:00+01:00", "basis": "output", "checks": [check]
    }))
    .unwrap()
}

fn audit(task: &Task, answer: &str, mutants: &[(Mutation, Score)]) -> Audit {
    let start: States =
        [("staff".to_owned(), json!({"staff": [{"name": "Bo", "pay": "€300"}, {"name": "Cy", "pay": "€200"}]}).into())]
            .into();
    let good = Episode { answer: answer.to_owned(), ..null_agent(task, &start) };
    let scores = [good, null_agent(task, &start), refusing_agent(task, &start), say_anything_agent(task, &start)]
        .map(|episode| score(task, &episode));
    let [reference, null, refusing, say_anything] = &scores;
    Audit::of(
        task,
        &Scored {
            reference,
            null,
            refusing,
            say_anything,
            repeating: null,
            clumsy: None,
            alternatives: &[],
            parts: &[],
            mutants,
            replays_agree: Some(true),
            errors: Vec::new(),
        },
    )
}

#[test]
fn a_task_is_sound_if_only_its_reference_passes() {
    let claim = json!({"type": "money", "amount": 300, "currency": "€"});
    let weak = task(json!({"kind": "output", "name": "pay", "claim": claim.clone()}));
    assert_eq!(audit(&weak, "€300", &[]).flaws, [Flaw::SayAnythingPasses]);
    let sound = task(json!({"kind": "output", "name": "pay", "claim": claim, "at_most_claims": 1}));
    assert_eq!(audit(&sound, "It is €300.", &[]).verdict, Verdict::Sound);
    let wrong = audit(&sound, "It is €200.", &[]);
    assert_eq!(wrong.flaws, [Flaw::ReferenceFails("pay: the answer does not claim 300 €".to_owned())]);
    let absent =
        task(json!({"kind": "output", "name": "secret", "claim": {"type": "text", "text": "Zoë"}, "absent": true}));
    let all = [Flaw::NullPasses, Flaw::RefusalPasses, Flaw::SayAnythingPasses, Flaw::RepeatingPasses];
    assert_eq!(audit(&absent, "x", &[]).flaws, all);
}

#[test]
fn broken_references_that_pass_make_a_task_weak_and_all_of_them_broken() {
    let sound = task(json!({"kind": "output", "name": "pay", "claim": {"type": "text", "text": "high"}}));
    let scored = |passed| Score { passed, checks: Vec::new(), failure: None };
    let mutant = |call, passed| (Mutation::Dropped { call }, scored(passed));
    let some = audit(&sound, "high", &[mutant(0, Some(true)), mutant(1, Some(false)), mutant(2, None)]);
    assert_eq!((some.verdict, some.killed, some.mutants), (Verdict::Weak, 1, 2));
    assert_eq!(some.survivors, [Mutation::Dropped { call: 0 }]);
    assert_eq!(audit(&sound, "high", &[mutant(0, Some(true))]).flaws, [Flaw::NoMutantFails]);
    assert_eq!(audit(&sound, "high", &[mutant(0, Some(false))]).verdict, Verdict::Sound);
}

#[test]
fn who_errs_on_the_way_and_then_does_it_right_must_pass() {
    let claim = json!({"type": "money", "amount": 300, "currency": "€"});
    let task = task(json!({"kind": "output", "name": "pay", "claim": claim, "at_most_claims": 1}));
    let start = States::new();
    let said = |answer: &str| score(&task, &Episode { answer: answer.to_owned(), ..null_agent(&task, &start) });
    let (right, wrong) = (said("€300"), said("€301"));
    let audit_all = |clumsy, ways: &[Score], parts: &[Score]| {
        let scored = Scored {
            reference: &right,
            null: &wrong,
            refusing: &wrong,
            say_anything: &wrong,
            repeating: &wrong,
            clumsy,
            alternatives: ways,
            parts,
            mutants: &[],
            replays_agree: None,
            errors: Vec::new(),
        };
        Audit::of(&task, &scored).flaws
    };
    let audit = |clumsy| audit_all(clumsy, &[], &[]);
    let one = |score: &Score| vec![score.clone()];
    assert_eq!(audit_all(None, &one(&right), &one(&wrong)), []);
    assert!(matches!(audit_all(None, &one(&wrong), &[]).as_slice(), [Flaw::AlternativeFails(0, _)]));
    assert_eq!(audit_all(None, &[], &one(&right)), [Flaw::PartPasses]);
    assert_eq!(audit(Some(&right)), []);
    assert_eq!(audit(None), []);
    assert_eq!(audit(Some(&wrong)), [Flaw::ClumsyFails("pay: the answer does not claim 300 €".to_owned())]);
}
