//! Estimates against true similarities, recall of planted copies, determinism.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::*;
use crate::dataset::distance::jaccard;
use crate::dataset::words::{set, shingles};

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// A text of words that are drawn from many.
fn text(words: usize, rng: &mut ChaCha8Rng) -> Vec<String> {
    (0..words).map(|_| format!("w{}", rng.random_range(0..5000))).collect()
}

fn signature(words: &[String], permutations: &Permutations) -> Signature {
    Signature::of(shingles(&words.join(" ")), permutations)
}

#[test]
fn the_estimate_is_near_the_true_similarity() {
    let (permutations, mut rng) = (Permutations::new(PERMUTATIONS, 1), rng(2));
    let (mut error, mut square, pairs) = (0.0, 0.0, 2000);
    for _ in 0..pairs {
        let shared = rng.random_range(0..=30);
        let mut all: Vec<u64> = (0..60 - shared).map(|_| rng.next_u64()).collect();
        all.shuffle(&mut rng);
        let (one, other) = (set(all[..30].to_vec()), set(all[30 - shared..].to_vec()));
        let truth = jaccard(&one, &other);
        let estimate = Signature::of(one, &permutations).jaccard(&Signature::of(other, &permutations));
        error += (estimate - truth) / f64::from(pairs);
        // In units of the variance that a binomial of 128 draws has.
        square += (estimate - truth).powi(2) / (truth * (1.0 - truth) / 128.0).max(1e-4) / f64::from(pairs);
    }
    assert!(error.abs() < 0.003, "biased by {error}");
    assert!(square < 1.15, "{square} times the variance");
}

#[test]
fn planted_near_duplicates_are_found_and_nothing_else() {
    let (permutations, mut rng) = (Permutations::new(PERMUTATIONS, 3), rng(4));
    let mut index = Index::new(0.8).unwrap();
    let texts: Vec<Vec<String>> = (0..3000).map(|_| text(40, &mut rng)).collect();
    for (id, words) in texts.iter().enumerate() {
        assert_eq!(index.insert_or_find(id as u64, &signature(words, &permutations)), None);
    }
    let mut found = 0;
    for (id, words) in texts.iter().enumerate() {
        // Another first or last word: 37 of 39 shingles are shared, which is 0.95.
        let mut near = words.clone();
        let place = if id % 2 == 0 { 0 } else { 39 };
        near[place] = "other".to_owned();
        found += usize::from(index.find(&signature(&near, &permutations)).is_some_and(|(found, _)| found == id as u64));
        // The first half alone shares 18 of 38 shingles, and 0.48 must never be taken for 0.8.
        assert_eq!(index.find(&signature(&words[..20], &permutations)), None);
    }
    assert!(found as f64 > 0.95 * texts.len() as f64, "{found} of {} were found", texts.len());
}

#[test]
fn the_first_of_several_near_rows_is_found() {
    let permutations = Permutations::new(PERMUTATIONS, 5);
    let words = text(30, &mut rng(6));
    let mut index = Index::new(0.8).unwrap();
    for id in [7, 8] {
        index.insert(id, &signature(&words, &permutations));
    }
    assert_eq!(index.insert_or_find(9, &signature(&words, &permutations)), Some(7));
    assert_eq!(index.len(), 2);
}

#[test]
fn equal_seeds_find_the_same_rows() {
    let run = |seed| {
        let (permutations, mut rng) = (Permutations::new(PERMUTATIONS, seed), rng(8));
        let mut index = Index::new(0.5).unwrap();
        let of = |id| index.insert_or_find(id, &Signature::of((0..12).map(|_| rng.random_range(0..40)), &permutations));
        (0..500).map(of).collect::<Vec<_>>()
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

#[test]
fn bands_are_those_of_datasketch() {
    let cut = |threshold| Bands::of(threshold, 128, Weights::EVEN);
    assert_eq!(cut(0.5), Bands { bands: 25, rows: 5 });
    assert_eq!(cut(0.8), Bands { bands: 9, rows: 13 });
    assert_eq!(cut(0.9), Bands { bands: 5, rows: 25 });
    assert!(Bands::of(0.8, 128, Weights::VERIFIED).chance(0.85) > 0.95);
}

#[test]
fn texts_without_words_are_duplicates_of_each_other_only() {
    let permutations = Permutations::new(PERMUTATIONS, 9);
    let mut index = Index::new(0.8).unwrap();
    assert_eq!(index.insert_or_find(0, &Signature::of(shingles("hello"), &permutations)), None);
    assert_eq!(index.insert_or_find(1, &Signature::of(shingles("?"), &permutations)), None);
    assert_eq!(index.insert_or_find(2, &Signature::of(shingles("!"), &permutations)), Some(1));
}

#[test]
fn thresholds_and_places_are_checked() {
    assert_eq!(Index::new(0.0).unwrap_err(), MinHashError::Threshold(0.0));
    assert!(Index::new(f64::NAN).is_err());
    assert_eq!(Index::with(0.8, 1, Weights::EVEN).unwrap_err(), MinHashError::Places(1));
}

#[test]
fn a_crowd_of_one_frame_is_not_compared_with_all_of_itself_and_copies_are_found_in_it() {
    let (permutations, mut rng) = (Permutations::new(PERMUTATIONS, 10), rng(11));
    let mut index = Index::new(0.8).unwrap();
    // 60 of 100 shingles are shared by any two.
    let signatures: Vec<Signature> =
        (0..6000).map(|_| Signature::of((0..60).chain((0..20).map(|_| rng.next_u64())), &permutations)).collect();
    for (id, signature) in (0..).zip(&signatures) {
        index.insert_or_find(id, signature);
    }
    let most = index.bands().bands * (CROWD + 1);
    assert!(index.compared() < (signatures.len() * most) as u64);
    let copies = signatures.iter().filter(|signature| index.find(signature).is_some()).count();
    assert!(copies > 5940, "{copies}");
}
