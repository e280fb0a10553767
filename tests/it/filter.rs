//! The filter: it finds planted defects, leaves good rows alone, and finds sources where nobody names them.

use mcplab::exec::soft_error;
use mcplab::filter::{Audit, Defect, Filter};
use mcplab::inventory::view;
use mcplab::model::{Action, Message, Seed, Tool, Trajectory};

use crate::rows::rows;

fn filter() -> Filter {
    let mut tools: Vec<&Tool> = rows().iter().flat_map(|row| row.tools.iter().map(|view| view.tool.as_ref())).collect();
    tools.sort_by_key(|tool| tool.reference());
    tools.dedup_by_key(|tool| tool.reference());
    Filter::new(tools, view, soft_error)
}

/// The reasons for which turns of a row are not kept.
fn reasons(filter: &Filter, mut row: Trajectory) -> Vec<String> {
    filter.judge(&mut row);
    let findings = row.turns.iter().flat_map(|turn| &turn.verdict.findings);
    findings.filter(|finding| finding.action != Action::Keep).map(|finding| finding.reason.clone()).collect()
}

fn answering(text: &str) -> Trajectory {
    let mut row = rows()[0].clone();
    row.facts.clear();
    match row.messages.last_mut() {
        Some(Message::Assistant { text: answer, .. }) => *answer = Some(text.to_owned()),
        other => panic!("{other:?}"),
    }
    row
}

#[test]
fn defects_of_every_kind_are_found() {
    let filter = filter();
    let mut audit = Audit::default();
    for pair in rows()[..150].windows(2) {
        audit.add(&filter, &pair[1], &pair[0], Seed(3));
    }
    assert_eq!(audit.false_drops, 0, "{:?}", audit.dropped);
    let kinds: Vec<_> = audit.kinds().collect();
    assert_eq!(kinds.len(), Defect::ALL.len(), "some kind has no place in any row");
    for (name, rule, found) in kinds {
        let may_miss = 1.max(found.planted / 50);
        assert!(found.planted >= 5 && found.found + may_miss >= found.planted, "{name}: {found:?}");
        // Another rule may see it first, as long as the one that is for it is not blind.
        assert!(found.by_its_rule * 10 >= found.planted * 7, "{name} by {rule}: {found:?}");
    }
}

#[test]
fn a_planted_defect_changes_the_row_and_equal_seeds_plant_the_same() {
    let (row, other) = (&rows()[7], &rows()[8]);
    for defect in Defect::ALL {
        let plant = |seed: u64| defect.plant(row, other, &mut Seed(seed).rng());
        let Some(planted) = plant(1) else { continue };
        assert!(planted != *row, "{} changes nothing", defect.name);
        assert_eq!(plant(1), Some(planted));
    }
}

#[test]
fn what_looks_like_a_secret_or_another_language_and_is_none_is_left_alone() {
    let filter = filter();
    let good = [
        "The parcel 1Z999AA10123456784 goes to Łukasz Øster, Hauptstraße 5, 10115 Berlin; call +49 30 5550 1234.",
        "None of them is free. In the pantry: tofu (500 g), rice (1 kg), limes (4), und so weiter.",
        "Order 4111-2222 has the reference 123-456-7890 and the build 0f7fd62a1b2c3d4e5f60718293a4b5c6d7e8f901.",
        "The letter says \"Ich bin nicht da und der Schlüssel ist unter der Matte\".",
        "It starts at 10:30, see https://example.org/a?b=1, or call f() there; the title is \"Why?\".",
        "The file has {\"a\": 1} in it, and the price is 3.50 EUR.",
    ];
    for text in good {
        let found = reasons(&filter, answering(text));
        let wrong = found.iter().find(|reason| reason.starts_with("secrets.") || reason.starts_with("language."));
        assert_eq!(wrong, None, "{text}");
    }
    let bad = [
        ("The card is 5555-5555-5555-4444.", "secrets.card"),
        ("Her number is 123-45-6789, he said.", "secrets.social_security"),
        ("-----BEGIN RSA PRIVATE KEY-----", "secrets.private_key"),
        ("Ich habe es nicht gefunden und wir sind jetzt fertig.", "language.not_english"),
        ("Je ne peux pas vous aider avec cela, mais nous avons une idée.", "language.not_english"),
        ("Σας έστειλα το μήνυμα", "language.not_english"),
        ("I sent it to {recipient.name}.", "language.template_left"),
        ("The total is 0; by hour:. All is well.", "language.gap"),
    ];
    for (text, reason) in bad {
        let found = reasons(&filter, answering(text));
        assert!(found.iter().any(|found| found == reason), "{text}: {found:?}");
    }
}

#[test]
fn sources_are_found_where_nobody_names_them() {
    let filter = filter();
    let made_up = Defect::ALL.iter().find(|defect| defect.name == "made-up argument").unwrap();
    let anonymous = |mut row: Trajectory| {
        row.steps.iter_mut().for_each(|step| step.bindings.clear());
        row
    };
    let ungrounded =
        |row: Trajectory| reasons(&filter, anonymous(row)).iter().any(|reason| reason.starts_with("grounding."));
    let sample = &rows()[..100];
    let wrong = sample.iter().filter(|row| ungrounded((*row).clone())).count();
    assert!(wrong <= 3, "{wrong} of {} good rows", sample.len());
    let planted: Vec<Trajectory> =
        sample.iter().filter_map(|row| made_up.plant(row, &rows()[200], &mut Seed(5).rng())).collect();
    let count = planted.len();
    let found = planted.into_iter().filter(|row| ungrounded(row.clone())).count();
    assert!(count > 30 && found * 100 >= count * 95, "{found} of {count}");
}
