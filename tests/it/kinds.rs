//! Kinds of rows: what each of them promises, on the rows of one run and on servers of its own.

use std::collections::BTreeSet;

use mcplab::exec::{self, FaultLayer, Server};
use mcplab::generate::{Mix, MixError, episode};
use mcplab::model::{Binding, Boundary, Contribution, FailureKind, Fault, Kind, Message, Outcome, Seed, Trajectory};
use mcplab::wording::{Clock, Mentions};
use serde_json::json;

use crate::rows::rows;

fn of(kind: Kind) -> Vec<&'static Trajectory> {
    let found: Vec<&Trajectory> = rows().iter().filter(|row| row.kind == kind).collect();
    assert!(!found.is_empty(), "no row is of the kind {}", kind.name());
    found
}

fn said(row: &Trajectory) -> Vec<&str> {
    let users = row.messages.iter().filter_map(|message| match message {
        Message::User { text } => Some(text.as_str()),
        _ => None,
    });
    users.collect()
}

#[test]
fn a_talk_has_several_requests_and_an_answer_to_each() {
    for row in of(Kind::MultiTurn) {
        let asked = said(row).len();
        let answered = row.turns.iter().filter(|turn| turn.steps.is_empty()).count();
        assert!(asked > 1 && asked == answered, "row {}: {asked} requests, {answered} answers", row.index);
    }
}

#[test]
fn what_is_missing_is_asked_for_before_anything_is_called() {
    for row in of(Kind::MissingParameter) {
        let texts = said(row);
        assert_eq!(texts.len(), 2, "row {}", row.index);
        assert!(row.turns[0].steps.is_empty(), "row {} calls before it asks", row.index);
        // A call was made with what she replied and had not said before.
        let clock = Clock::parse(&row.episode.now).unwrap();
        let (before, after) = (Mentions::read(texts[0], &clock), Mentions::read(texts[1], &clock));
        let bound = row.steps.iter().flat_map(|step| &step.bindings);
        let replied = bound.into_iter().any(|bound| match &bound.binding {
            Binding::User { value } => {
                let name = bound.path.last_field().unwrap_or_default();
                after.has(value, name) && !before.has(value, name)
            }
            _ => false,
        });
        assert!(replied, "row {}: {} / {}", row.index, texts[0], texts[1]);
    }
}

#[test]
fn where_no_tool_helps_none_of_that_kind_is_in_view() {
    for row in of(Kind::NoTool) {
        assert!(row.steps.is_empty() && row.servers.is_empty(), "row {}", row.index);
        assert!(row.tools.len() >= 5, "row {} shows {} tools", row.index, row.tools.len());
        for wanted in row.labels["wanted"].split(' ') {
            let server = wanted.split('.').next().unwrap();
            let helps = row.tools.iter().find(|view| view.tool.server == server);
            assert!(helps.is_none(), "row {} would need {wanted} and shows {}", row.index, helps.unwrap().exposed);
        }
    }
}

#[test]
fn what_a_policy_forbids_is_not_called_and_stands_beside_the_row() {
    for row in of(Kind::Policy) {
        let forbidden = row.branches.iter().find(|branch| branch.reason == "policy.forbidden").unwrap();
        let denied = forbidden.steps.last().unwrap();
        assert!(row.steps.iter().all(|step| step.tool != denied.tool || step.arguments != denied.arguments));
        assert!(row.tools.iter().any(|view| view.tool.reference() == denied.tool), "it could have been called");
        let Message::System { text } = &row.messages[0] else { panic!("row {} has no system message", row.index) };
        let rule = text.to_lowercase();
        assert!(["not", "no ", "never", "refuse"].iter().any(|word| rule.contains(word)), "{text}");
    }
}

#[test]
fn a_recovered_row_names_its_twin_and_differs_by_one_fault() {
    for row in of(Kind::Recovery) {
        let twin = rows().iter().find(|other| other.id.to_string() == row.labels["twin"]).unwrap();
        assert_eq!(said(twin), said(row));
        assert_eq!(
            twin.facts.iter().map(|fact| &fact.value).collect::<Vec<_>>(),
            row.facts.iter().map(|fact| &fact.value).collect::<Vec<_>>()
        );
        let struck: Vec<&Fault> = row.steps.iter().filter_map(|step| step.fault.as_ref()).collect();
        assert_eq!(struck.iter().map(|fault| fault.name()).collect::<Vec<_>>(), [row.labels["fault"].as_str()]);
        let recovering = row.turns.iter().filter(|turn| turn.contribution == Some(Contribution::Recovery)).count();
        assert_eq!(row.steps.len(), twin.steps.len() + recovering, "row {}", row.index);
        assert!(row.steps.last().unwrap().outcome.is_ok() || row.facts.is_empty());
    }
}

#[test]
fn long_chains_are_long_and_views_are_of_every_size() {
    for row in of(Kind::Long) {
        assert!((5..=15).contains(&row.steps.len()), "row {} has {} calls", row.index, row.steps.len());
    }
    let sizes: BTreeSet<usize> = rows().iter().map(|row| row.tools.len()).collect();
    assert!(*sizes.first().unwrap() >= 5 && *sizes.last().unwrap() <= 60 && sizes.len() > 20, "{sizes:?}");
}

#[test]
fn branches_are_calls_that_were_made_and_came_out_otherwise() {
    let mut slips = BTreeSet::new();
    for row in rows() {
        for branch in &row.branches {
            assert_eq!(branch.calls.len(), branch.steps.len());
            let turn = &row.turns[branch.turn];
            if let ([own], [other]) = (turn.steps.as_slice(), branch.steps.as_slice()) {
                let own = &row.steps[*own];
                assert!(own.tool != other.tool || own.arguments != other.arguments, "row {}", row.index);
                assert!(
                    own.outcome != other.outcome || own.state != other.state,
                    "row {}: {}",
                    row.index,
                    branch.reason
                );
            }
            slips.insert(branch.reason.split('.').next().unwrap());
        }
    }
    assert!(slips.len() >= 4, "{slips:?}");
}

#[test]
fn turns_are_classed_by_what_becomes_of_the_episode_without_them() {
    let classed = rows().iter().flat_map(|row| &row.turns).filter_map(|turn| turn.contribution);
    let classes: BTreeSet<Contribution> = classed.collect();
    for class in [Contribution::Necessary, Contribution::Informing, Contribution::Recovery] {
        assert!(classes.contains(&class), "{classes:?}");
    }
    for row in rows() {
        for (at, turn) in
            row.turns.iter().enumerate().filter(|(_, turn)| turn.contribution == Some(Contribution::Informing))
        {
            let changes = turn.steps.iter().any(|step| {
                let own = &row.steps[*step];
                let earlier = row.steps[..*step].iter().rev().find(|other| other.tool.server == own.tool.server);
                let start = row.servers.iter().find(|used| used.name == own.tool.server).unwrap().start_state;
                earlier.map_or(start, |other| other.state) != own.state
            });
            assert!(!changes, "row {}: turn {at} changes something and only informs", row.index);
        }
    }
}

#[test]
fn weights_are_checked_and_a_kind_without_weight_is_never_drawn() {
    let unknown = Mix::with([("multiturn", 1.0)]).unwrap_err();
    assert!(matches!(&unknown, MixError::Unknown { name } if name == "multiturn"));
    assert!(unknown.to_string().contains("multi_turn"), "{unknown}");
    assert!(matches!(Mix::with([("single", -1.0)]), Err(MixError::Weight { .. })));
    assert_eq!(Mix::with(Kind::ALL.map(|kind| (kind.name(), 0.0))), Err(MixError::Empty));
    let mix = Mix::with(Kind::ALL.map(|kind| (kind.name(), if kind == Kind::Long { 1.0 } else { 0.0 }))).unwrap();
    assert_eq!(mix.draw(Seed(3), |_| true), Some(Kind::Long));
    assert_eq!(mix.draw(Seed(3), |kind| kind != Kind::Long), None);
    let all: BTreeSet<Kind> = (0..400).filter_map(|row| Mix::default().draw(Seed(row), |_| true)).collect();
    assert_eq!(all.len(), Kind::ALL.len());
}

fn contacts() -> Box<dyn Server> {
    exec::builtin().unwrap().open("contacts").unwrap()
}

async fn struck(fault: Fault) -> (Outcome, Outcome, Box<dyn Server>) {
    let mut server: Box<dyn Server> = Box::new(FaultLayer::over(contacts(), [(0, fault)]));
    server.reset(&episode(Seed(5))).await.unwrap();
    let first = server.call("list_contacts", &json!({})).await;
    let second = server.call("list_contacts", &json!({})).await;
    (first, second, server)
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[test]
fn a_fault_strikes_one_call_and_leaves_no_trace() {
    block_on(async {
        let mut clean = contacts();
        clean.reset(&episode(Seed(5))).await.unwrap();
        let good = clean.call("list_contacts", &json!({})).await;
        let message = || "as decided".to_owned();
        for (fault, boundary, kind) in [
            (Fault::Timeout { message: message() }, Boundary::Transport, FailureKind::Timeout),
            (Fault::RateLimit { message: message() }, Boundary::Tool, FailureKind::Limit),
            (Fault::NotFound { message: message() }, Boundary::Tool, FailureKind::NotFound),
            (Fault::Conflict { message: message() }, Boundary::Tool, FailureKind::Conflict),
            (Fault::StaleVersion { message: message() }, Boundary::Tool, FailureKind::Conflict),
        ] {
            let (first, second, mut server) = struck(fault).await;
            let failure = first.failure.unwrap();
            assert_eq!((failure.boundary, failure.kind, failure.message.as_str()), (boundary, kind, "as decided"));
            assert_eq!(second.structured, good.structured);
            assert_eq!(server.state_digest(), clean.state_digest());
        }
        let (first, second, _) = struck(Fault::PartialResult { kept: 2 }).await;
        let part = first.structured.unwrap();
        assert_eq!(part["contacts"].as_array().unwrap().len(), 2);
        assert_eq!(
            (&part["partial"], part["total"].as_u64()),
            (&json!(true), second.structured.as_ref().map(|whole| whole["contacts"].as_array().unwrap().len() as u64))
        );
        let (first, second, _) = struck(Fault::MalformedPayload { bytes: 40 }).await;
        assert!(first.is_ok() && first.value().is_none() && second.text().starts_with(&first.text()));
    });
}

#[test]
fn a_tool_that_is_gone_comes_back_with_the_next_list() {
    block_on(async {
        let fault = Fault::ListChanged { message: "gone".to_owned() };
        let (first, second, mut server) = struck(fault).await;
        for outcome in [first, second] {
            assert_eq!(outcome.failure.unwrap().kind, FailureKind::UnknownTool);
        }
        assert_eq!(server.events().await[0]["method"], "notifications/tools/list_changed");
        let mut fork = server.fork().await.unwrap();
        server.list().await.unwrap();
        assert!(server.call("list_contacts", &json!({})).await.is_ok());
        assert!(!fork.call("list_contacts", &json!({})).await.is_ok(), "the fork was made before that");
    });
}
