//! Edges proven by running the consumer in forks of the built-in servers.

use std::collections::{BTreeMap, BTreeSet};

use mcplab::exec::{self, Server};
use mcplab::graph::{Graph, Proof, Proofs};
use mcplab::inventory::{Inventory, Shapes};
use mcplab::model::{Digest, Episode, Parameter, ProofClass, Seed, ToolRef};
use mcplab::prove::{Pairs, Report, Scene, perturbed, prove};

const NOW: &str = "2026-03-05T14:30:00+01:00";

fn proven(names: &[&str], pairs: Pairs) -> (Report, Graph) {
    let module = exec::builtin().unwrap();
    let listings = module.listings().filter(|listing| names.contains(&listing.server.as_str())).cloned().collect();
    let (inventory, _) = Inventory::normalise(listings);
    let (graph, _) = Graph::build(&inventory, &Shapes::default());
    let servers: Vec<Box<dyn Server>> = names.iter().filter_map(|name| module.open(name)).collect();
    assert_eq!(servers.len(), names.len());
    let scene = Scene { episode: Episode { seed: Seed(1), now: NOW.to_owned() }, paths: Vec::new() };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    (runtime.block_on(prove(&graph, &inventory, servers, &scene, pairs)), graph)
}

fn parameter(text: &str) -> (ToolRef, mcplab::model::Path) {
    let mut parts = text.splitn(3, '.');
    let tool = ToolRef::new(parts.next().unwrap(), parts.next().unwrap());
    (tool, parts.next().unwrap().parse().unwrap())
}

fn find<'r>(report: &'r Report, from: &str, to: &str) -> &'r Proof {
    let ((from, from_path), (to, to_path)) = (parameter(from), parameter(to));
    let (from, to) = (Parameter::output(from, from_path), Parameter::input(to, to_path));
    let found = report.proofs.iter().find(|proof| proof.from == from && proof.to == to);
    found.unwrap_or_else(|| panic!("nothing was found out about {from} -> {to}"))
}

#[test]
fn trials_tell_what_is_needed_accepted_and_refused() {
    let (report, _) = proven(&["calendar", "contacts", "mail"], Pairs::Every);
    let ids = find(&report, "calendar.list_events.events[].id", "calendar.get_event.event_id");
    assert_eq!((ids.proven.class, ids.proven.perturbed_accepted, ids.proven.echo), (ProofClass::Strong, 0, false));
    assert!(ids.proven.accepted >= 2 && ids.proven.perturbed == 3, "{ids:?}");
    let made = find(&report, "calendar.create_event.id", "calendar.cancel_event.event_id");
    assert_eq!(made.proven.class, ProofClass::Strong, "an id that was made in the same fork: {made:?}");
    let echo = find(&report, "calendar.get_event.id", "calendar.update_event.event_id");
    assert!(echo.proven.class == ProofClass::Strong && echo.proven.echo, "{echo:?}");
    let text = find(&report, "mail.get_message.body", "mail.reply_to_message.body");
    assert_eq!(text.proven.class, ProofClass::Weak, "{text:?}");
    let wrong = find(&report, "calendar.list_events.events[].title", "calendar.get_event.event_id");
    assert_eq!((wrong.proven.class, wrong.proven.accepted), (ProofClass::Refuted, 0));
    assert!(report.unreached.len() <= 2, "{:?}", report.unreached);
}

#[test]
fn trials_are_the_same_every_time_and_what_is_kept_of_them_is_true() {
    let names = ["calendar", "contacts", "tasks"];
    let ((first, graph), (second, _)) = (proven(&names, Pairs::Edges), proven(&names, Pairs::Edges));
    assert_eq!(first.proofs, second.proofs);
    let kept = Proofs::parse(include_str!("../../tool-graphs/builtin.jsonl")).unwrap();
    let module = exec::builtin().unwrap();
    let (inventory, _) = Inventory::normalise(module.listings().cloned().collect());
    let digests: BTreeMap<String, Digest> =
        inventory.servers().iter().map(|server| (server.name.clone(), server.digest())).collect();
    let stale: Vec<&String> = kept
        .servers
        .iter()
        .filter(|(name, digest)| digests.get(*name) != Some(*digest))
        .map(|(name, _)| name)
        .collect();
    assert!(
        stale.is_empty(),
        "these servers changed since their edges were proven: {stale:?}; run \
         `cargo run --release -- graph build --prove --proofs tool-graphs/builtin.jsonl --out /dev/null`"
    );
    // Ids mean the same whoever else takes part, though another server may have known how to make a call.
    let within = |proof: &&Proof| {
        let server = &proof.to.tool.server;
        names.contains(&server.as_str())
            && proof.from.tool.server == *server
            && proof.proven.class == ProofClass::Strong
            && proof.to.path.last_field().is_some_and(|name| name.ends_with("_id"))
    };
    let pairs = |proofs: &[Proof]| -> BTreeSet<(Parameter, Parameter)> {
        proofs.iter().filter(within).map(|proof| (proof.from.clone(), proof.to.clone())).collect()
    };
    let (here, there) = (pairs(&first.proofs), pairs(&kept.proofs));
    let lost: Vec<_> = there.difference(&here).filter(|(from, to)| graph.edge(from, to).is_some()).collect();
    assert!(here.len() > 40 && lost.len() * 10 < there.len(), "{} of {}: {lost:?}", lost.len(), there.len());
}

#[test]
fn perturbed_values_keep_their_shape() {
    let module = exec::builtin().unwrap();
    let (inventory, _) =
        Inventory::normalise(module.listings().filter(|listing| listing.server == "calendar").cloned().collect());
    let (graph, _) = Graph::build(&inventory, &Shapes::default());
    let inputs = graph.inputs(&ToolRef::new("calendar", "update_event"));
    let text = inputs.iter().find(|input| input.leaf.name() == "event_id").unwrap();
    for (value, same) in [("evt_31b", 7), ("TA-50653877", 11), ("2026-03-05T10:00:00+01:00", 25)] {
        for salt in 0..5 {
            let other = perturbed(&value.into(), text, salt).unwrap();
            let other = other.as_str().unwrap();
            assert!(other != value && other.len() == same, "{value} became {other}");
            let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
            assert!(value.chars().map(kind).eq(other.chars().map(kind)), "{value} became {other}");
        }
    }
    let mail = perturbed(&"dana@example.org".into(), text, 0).unwrap();
    assert!(mail.as_str().unwrap().ends_with("@example.org") && mail != "dana@example.org");
}
