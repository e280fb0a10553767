//! Which keys to hold out, so that about as many rows as wanted have no other and few rows mix the two.
//!
//! That is a cut of a hypergraph, and the best one cannot be found in reasonable time. Several greedy searches with
//! different first keys are improved by turns and swaps of keys, and the best result is taken.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::cut::{Cut, Groups};
use super::row::Keyed;

/// Searches from different first keys, if these are few.
const SEARCHES: usize = 12;
/// The same, if they are many.
const FEW_SEARCHES: usize = 3;
/// Rows that the search looks at, if keys are few: the shares of more rows would hardly differ.
const SAMPLE: usize = 50_000;
/// Keys that are tried for the next place.
const TRIED: usize = 64;
/// How far the rows may be from what is wanted, as a share of it, before rows are lost to come nearer.
const TOLERANCE: f64 = 0.2;
/// Rounds of turning and swapping keys.
const ROUNDS: usize = 6;
/// Keys above which single turns take too long.
const MOST_TURNED: usize = 5000;
/// Keys above which swaps take too long.
const MOST_SWAPPED: usize = 400;

/// How bad a cut is: first the rows too many or too few beyond the tolerance, then those lost, then those too many or too
/// few.
type Loss = (usize, usize, usize);

/// The keys to hold out of these rows, by their numbers; `wanted` is the share of the rows that shall have no other keys.
pub(super) fn hold_out(keyed: &Keyed, rows: &[usize], wanted: f64, rng: &mut ChaCha8Rng) -> Vec<u32> {
    let many = keyed.names.len() > MOST_SWAPPED;
    let mut rows = rows.to_vec();
    if !many && rows.len() > SAMPLE {
        rows = rows.partial_shuffle(rng, SAMPLE).0.to_vec();
    }
    let wanted = (wanted * rows.len() as f64).round() as usize;
    search(&Groups::of(keyed, rows), wanted, if many { FEW_SEARCHES } else { SEARCHES }, rng)
}

fn search(groups: &Groups, wanted: usize, searches: usize, rng: &mut ChaCha8Rng) -> Vec<u32> {
    let mut keys: Vec<usize> = (0..groups.with_key.len()).filter(|key| !groups.with_key[*key].is_empty()).collect();
    keys.shuffle(rng);
    let firsts: Vec<usize> = keys.iter().copied().take(searches).collect();
    let mut best: Option<(Loss, Vec<u32>)> = None;
    for first in firsts {
        let mut cut = grow(groups, wanted, first, &keys, rng);
        if keys.len() <= MOST_TURNED {
            improve(&mut cut, wanted, &keys);
        }
        let found = loss(&cut, wanted);
        if best.as_ref().is_none_or(|(least, _)| found < *least) {
            let held = (0..).zip(&cut.held).filter(|(_, held)| **held).map(|(key, _)| key).collect();
            best = Some((found, held));
        }
    }
    best.map(|(_, held)| held).unwrap_or_default()
}

/// Holds out key by key until the rows are enough, and goes back to the best point on the way.
fn grow<'g>(groups: &'g Groups, wanted: usize, first: usize, keys: &[usize], rng: &mut ChaCha8Rng) -> Cut<'g> {
    let mut cut = Cut::new(groups);
    let mut path: Vec<usize> = Vec::new();
    let (mut best, mut best_length) = (loss(&cut, wanted), 0);
    let mut next = Some(first);
    while let Some(key) = next {
        cut.turn(key);
        path.push(key);
        let now = loss(&cut, wanted);
        if now < best {
            (best, best_length) = (now, path.len());
        }
        next = (cut.pure < wanted).then(|| next_key(&cut, groups, wanted, keys, rng)).flatten();
    }
    path.split_off(best_length).into_iter().for_each(|key| cut.turn(key));
    cut
}

/// The key that completes most rows for those that it spoils.
fn next_key(cut: &Cut, groups: &Groups, wanted: usize, keys: &[usize], rng: &mut ChaCha8Rng) -> Option<usize> {
    let room = (wanted as f64 * (1.0 + TOLERANCE)).ceil() as usize - cut.pure;
    let mut best: Option<(f64, usize)> = None;
    for key in candidates(cut, groups, keys, rng) {
        let change = cut.change(key);
        if change.gained > room {
            continue;
        }
        // A row that comes nearer is worth something, else no row of three keys would ever be completed.
        let good = change.gained as f64 + 0.3 * change.nearer as f64;
        let value = good / (good + change.spoiled as f64).max(1.0) * rng.random_range(0.9..1.1);
        if best.is_none_or(|(most, _)| value > most) {
            best = Some((value, key));
        }
    }
    best.map(|(_, key)| key)
}

/// All keys, if they are few; else some, half of them of rows that are mixed.
fn candidates(cut: &Cut, groups: &Groups, keys: &[usize], rng: &mut ChaCha8Rng) -> Vec<usize> {
    if keys.len() <= 4 * TRIED {
        return keys.iter().copied().filter(|key| !cut.held[*key]).collect();
    }
    let mut some: Vec<usize> = Vec::with_capacity(2 * TRIED);
    for _ in 0..TRIED {
        some.extend(cut.missing(rng.random_range(0..groups.weights.len())).next());
        some.push(keys[rng.random_range(0..keys.len())]);
    }
    some.retain(|key| !cut.held[*key]);
    some
}

/// Turns single keys, and swaps them if they are few, as long as that makes the cut better.
fn improve(cut: &mut Cut, wanted: usize, keys: &[usize]) {
    let mut best = loss(cut, wanted);
    for _ in 0..ROUNDS {
        let before = best;
        for key in keys {
            let partners = if keys.len() <= MOST_SWAPPED { keys } else { &[] };
            turn_or_swap(cut, wanted, *key, partners, &mut best);
        }
        if best == before {
            break;
        }
    }
}

/// Turns a key, alone or with one partner on the other side, if that is better than `best`; else leaves all as it was.
fn turn_or_swap(cut: &mut Cut, wanted: usize, key: usize, partners: &[usize], best: &mut Loss) {
    let partners = if cut.held[key] { partners } else { &[] };
    cut.turn(key);
    let mut now = loss(cut, wanted);
    for partner in partners.iter().filter(|partner| **partner != key) {
        if now < *best {
            break;
        }
        if !cut.held[*partner] {
            cut.turn(*partner);
            now = loss(cut, wanted);
            if now >= *best {
                cut.turn(*partner);
            }
        }
    }
    if now < *best {
        *best = now;
    } else {
        cut.turn(key);
    }
}

fn loss(cut: &Cut, wanted: usize) -> Loss {
    let off = cut.pure.abs_diff(wanted);
    let tolerated = (wanted as f64 * TOLERANCE) as usize;
    (off.saturating_sub(tolerated), cut.mixed, off)
}
