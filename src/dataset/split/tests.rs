//! The rules of the module, on small hand-made cases.

use std::collections::{BTreeSet, HashSet};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use super::*;

fn shares(fractions: &[(&str, f64)]) -> Vec<Share> {
    fractions.iter().map(|(name, fraction)| Share { name: name.to_string(), fraction: *fraction }).collect()
}

fn usual() -> Vec<Share> {
    shares(&[("train", 0.8), ("dev", 0.1), ("test", 0.1)])
}

/// Rows of 1 to 4 tools; mostly of one server, whose tools are near each other.
fn rows(count: usize, tools: usize, seed: u64) -> Vec<Row> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut row = || {
        let home = rng.random_range(0..tools);
        let names: Vec<usize> = (0..rng.random_range(1..=4))
            .map(|_| match rng.random_bool(0.85) {
                true => home / 8 * 8 + rng.random_range(0..8),
                false => rng.random_range(0..tools),
            })
            .collect();
        let entity = format!("e{}", rng.random_range(0..count * 4));
        let row = Row::default().with(Kind::Tool, names.iter().map(|name| format!("t{name}")));
        row.with(Kind::Server, names.iter().map(|name| format!("s{}", name / 8))).with(Kind::Entity, [entity])
    };
    (0..count).map(|_| row()).collect()
}

fn keys<'r>(rows: &'r [Row], of: &[usize], kinds: &[Kind]) -> HashSet<&'r Key> {
    of.iter().flat_map(|row| &rows[*row].keys).filter(|key| kinds.contains(&key.kind)).collect()
}

/// No key is in two parts, and every row is in one place.
fn check(rows: &[Row], split: &Split, kinds: &[Kind]) {
    for (at, part) in split.parts.iter().enumerate() {
        for other in &split.parts[..at] {
            let (one, other) = (keys(rows, &part.rows, kinds), keys(rows, &other.rows, kinds));
            assert!(one.is_disjoint(&other), "{:?}", one.intersection(&other).next());
        }
        let held: HashSet<&Key> = part.held.iter().collect();
        assert!(held.is_empty() || keys(rows, &part.rows, kinds).is_subset(&held));
    }
    let mut all: Vec<usize> = split.parts.iter().flat_map(|part| &part.rows).chain(&split.left_out).copied().collect();
    all.sort_unstable();
    assert_eq!(all, (0..rows.len()).collect::<Vec<_>>());
}

#[test]
fn no_key_is_in_two_parts_whatever_the_rows() {
    for seed in 0..60 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let rows = rows(rng.random_range(60..400), rng.random_range(24..160), seed);
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|_| rng.random_bool(0.5)).collect();
        match split(&rows, &usual(), seed, &kinds) {
            Ok(split) => check(&rows, &split, &kinds),
            Err(error) => assert!(matches!(error, SplitError::Tied { .. }), "{error}"),
        }
    }
}

#[test]
fn rows_that_share_an_entity_stay_together_and_none_is_left_out() {
    let rows: Vec<Row> = (0..1000).map(|row| Row::default().with(Kind::Entity, [format!("e{}", row / 5)])).collect();
    let split = split(&rows, &usual(), 1, &[Kind::Entity]).unwrap();
    check(&rows, &split, &[Kind::Entity]);
    let sizes: Vec<usize> = split.parts.iter().map(|part| part.rows.len()).collect();
    assert_eq!((sizes, split.left_out.len(), split.tie), (vec![800, 100, 100], 0, None));
}

#[test]
fn a_giant_component_is_cut_and_the_key_that_ties_it_is_named() {
    // Ten groups of ten tools, tied by one tool that every eighth row has.
    let rows: Vec<Row> = (0..2000)
        .map(|row: usize| {
            let group = row % 10;
            let tools = [row / 10 % 10, row / 100 % 10].map(|tool| format!("t{group}-{tool}"));
            Row::default().with(Kind::Tool, tools).with(Kind::Tool, (row / 10).is_multiple_of(8).then_some("time.now"))
        })
        .collect();
    let split = split(&rows, &usual(), 1, &[Kind::Tool]).unwrap();
    check(&rows, &split, &[Kind::Tool]);
    let tie = split.tie.unwrap();
    assert_eq!((tie.key.to_string().as_str(), tie.component, tie.without), ("tool \"time.now\"", 2000, 200));
    // One group of 200 rows for each, less the eighth that has the common tool.
    let sizes: Vec<usize> = split.parts.iter().map(|part| part.rows.len()).collect();
    assert!(split.left_out.len() <= 60, "{sizes:?}, {} left out", split.left_out.len());
    assert!((160..=240).contains(&sizes[1]) && (160..=240).contains(&sizes[2]), "{sizes:?}");
}

#[test]
fn few_rows_are_lost_beside_the_best_cut() {
    for seed in 0..20 {
        let rows = rows(150, 16, seed);
        let Ok(found) = unseen(&rows, Kind::Tool, 0.2, seed) else { panic!("seed {seed}") };
        let tools: Vec<String> = (0..16).map(|tool| format!("t{tool}")).collect();
        // All 2^16 sets of tools.
        let sets: Vec<u32> = rows
            .iter()
            .map(|row| row.keys.iter().filter_map(|key| tools.iter().position(|tool| *tool == key.name)))
            .map(|places| places.fold(0, |set, place| set | 1 << place))
            .collect();
        let cost = |held: u32| {
            let pure = sets.iter().filter(|set| **set & !held == 0).count();
            let mixed = sets.iter().filter(|set| **set & !held != 0 && **set & held != 0).count();
            (24..=36).contains(&pure).then_some(mixed)
        };
        let best = (0..1 << 16).filter_map(cost).min();
        let lost = found.left_out.len();
        assert!(
            best.is_none_or(|best| lost as f64 <= 1.1 * best as f64 + 1.0),
            "seed {seed}: {lost} lost, {best:?} at best"
        );
    }
}

#[test]
fn unseen_tools_and_servers_are_not_in_training() {
    for seed in 0..20 {
        let rows = rows(500, 160, seed);
        for kind in [Kind::Tool, Kind::Server] {
            let found = unseen(&rows, kind, 0.15, seed).unwrap();
            let (train, test) = (keys(&rows, &found.train, &[kind]), keys(&rows, &found.test, &[kind]));
            assert!(train.is_disjoint(&test));
            assert!((50..=100).contains(&found.test.len()), "{} of {kind:?}", found.test.len());
            assert_eq!(found.train.len() + found.test.len() + found.left_out.len(), rows.len());
            let held: BTreeSet<&Key> = found.held.iter().collect();
            assert!(found.left_out.iter().all(|row| rows[*row].keys.iter().any(|key| held.contains(key))));
        }
    }
}

#[test]
fn equal_seeds_split_alike_and_others_do_not() {
    let rows = rows(300, 80, 5);
    let of = |seed, kind| split(&rows, &usual(), seed, &[kind]).unwrap();
    assert_eq!(of(1, Kind::Tool), of(1, Kind::Tool));
    assert_eq!(of(1, Kind::Entity), of(1, Kind::Entity));
    assert_ne!(of(1, Kind::Entity), of(2, Kind::Entity));
}

#[test]
fn without_kinds_rows_are_drawn_freely_and_keyless_rows_go_where_they_are_needed() {
    let rows = vec![Row::default(); 50];
    for kinds in [&[][..], &Kind::ALL[..]] {
        let split = split(&rows, &shares(&[("train", 0.8), ("test", 0.2)]), 3, kinds).unwrap();
        assert_eq!([split.parts[0].rows.len(), split.parts[1].rows.len()], [40, 10]);
    }
}

#[test]
fn what_cannot_be_split_says_why() {
    let rows: Vec<Row> = (0..100).map(|_| Row::default().with(Kind::Server, ["only"])).collect();
    let error = |wants: &[Share], kinds: &[Kind]| split(&rows, wants, 1, kinds).unwrap_err().to_string();
    assert_eq!(
        error(&usual(), &[Kind::Server]),
        "find rows for part \"dev\": shared keys tie 100 rows together, and server \"only\" is in 100 of them (hint: choose fewer kinds)"
    );
    assert_eq!(error(&[], &[]), "split rows: name at least one part");
    assert_eq!(error(&shares(&[("a", 0.5), ("b", 0.4)]), &[]), "split rows: the shares make 0.9 together, and not 1");
    assert!(matches!(split(&rows, &shares(&[("a", f64::NAN)]), 1, &[]), Err(SplitError::Fraction { .. })));
    assert_eq!(error(&shares(&[("a", 0.5), ("a", 0.5)]), &[]), "split rows: two parts are named \"a\"");
    assert!(unseen(&rows, Kind::Tool, 0.1, 1).is_err());
}
