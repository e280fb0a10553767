//! Few rows that stand for all: greedy k-center over call skeletons, and greedy cover of tools and edges.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use crate::dataset::distance::jaccard_distance;
use crate::dataset::hash::Spreading;

/// Which `k` items are centers, so that no item is far from its nearest one: `first`, then always the item that is farthest
/// from those chosen (Gonzalez 1985; the core set of Sener & Savarese 2018, arXiv:1708.00489). No `k` items leave less
/// than half of the greatest distance that these leave.
///
/// Items are sorted feature sets, compared by Jaccard distance. Of equal items the first is chosen; copies of centers come
/// last. All items are chosen if there are no more than `k`; none, if `first` is no item.
///
/// The time is `k` times the items in the worst case, but items that share nothing with a new center cost next to nothing.
pub fn k_center(items: &[Vec<u64>], k: usize, first: usize) -> Vec<usize> {
    if first >= items.len() {
        return Vec::new();
    }
    let features = Features::of(items);
    let mut shared = vec![0; items.len()];
    let mut centers: Vec<usize> = Vec::with_capacity(k.min(items.len()));
    // Sets that share nothing with any center are 1 from all of them.
    let mut nearest = vec![1.0_f64; items.len()];
    let mut next = first;
    while centers.len() < k.min(items.len()) {
        for item in features.near(&items[next], &mut shared) {
            let common = std::mem::take(&mut shared[item]);
            let all = items[item].len() + items[next].len() - common;
            let distance = if all == 0 { 0.0 } else { 1.0 - common as f64 / all as f64 };
            nearest[item] = nearest[item].min(distance);
        }
        // Less than any distance, so that it is not chosen again; no later center is nearer.
        nearest[next] = -1.0;
        centers.push(next);
        let far = |one: &usize, other: &usize| nearest[*one].total_cmp(&nearest[*other]);
        // `max_by` gives the last of equals.
        next = (0..items.len()).rev().max_by(far).unwrap_or(first);
    }
    centers
}

/// The greatest distance of an item from its nearest center, from 0 to 1.
pub fn radius(items: &[Vec<u64>], centers: &[usize]) -> f64 {
    let nearest =
        |item: &Vec<u64>| centers.iter().map(|center| jaccard_distance(item, &items[*center])).fold(1.0, f64::min);
    items.iter().map(nearest).fold(0.0, f64::max)
}

/// At most `k` items that cover the most: always the item with the most that is not yet covered, which comes within 1 - 1/e
/// of the best choice (Nemhauser, Wolsey & Fisher 1978). It ends when nothing new is left, which a few items may reach; see
/// [`cover_again`].
///
/// Gains only shrink, so that an item is counted again only when it comes to the top (Minoux 1978).
pub fn cover(items: &[Vec<u32>], k: usize) -> Vec<usize> {
    let all = (0..items.len()).collect();
    cover_of(items, all, k)
}

/// As [`cover`], but when everything is covered it starts again with the items that are left, so that `k` items are chosen
/// and what is rare comes as often as it can. Items without anything to cover come last.
pub fn cover_again(items: &[Vec<u32>], k: usize) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    let mut left: Vec<usize> = (0..items.len()).collect();
    while chosen.len() < k {
        let round = cover_of(items, left.clone(), k - chosen.len());
        if round.is_empty() {
            chosen.extend(left.into_iter().take(k - chosen.len()));
            break;
        }
        let taken: HashSet<usize> = round.iter().copied().collect();
        left.retain(|at| !taken.contains(at));
        chosen.extend(round);
    }
    chosen
}

/// The items that have each feature.
struct Features {
    with: HashMap<u64, Vec<u32>, Spreading>,
    without_any: Vec<u32>,
}

impl Features {
    fn of(items: &[Vec<u64>]) -> Self {
        let mut features = Self { with: HashMap::default(), without_any: Vec::new() };
        for (at, item) in (0..).zip(items) {
            item.iter().for_each(|feature| features.with.entry(*feature).or_default().push(at));
            if item.is_empty() {
                features.without_any.push(at);
            }
        }
        features
    }

    /// The items that share features with this one, and how many are added up in `shared`; of one without features, the
    /// others without.
    fn near(&self, item: &[u64], shared: &mut [usize]) -> Vec<usize> {
        let mut near: Vec<usize> = Vec::new();
        for other in item.iter().filter_map(|feature| self.with.get(feature)).flatten() {
            let other = *other as usize;
            if shared[other] == 0 {
                near.push(other);
            }
            shared[other] += 1;
        }
        if item.is_empty() {
            near.extend(self.without_any.iter().map(|other| *other as usize));
        }
        near
    }
}

fn cover_of(items: &[Vec<u32>], among: Vec<usize>, k: usize) -> Vec<usize> {
    let mut covered: HashSet<u32> = HashSet::new();
    let gain = |at: usize, covered: &HashSet<u32>| {
        let new: HashSet<u32> = items[at].iter().copied().filter(|thing| !covered.contains(thing)).collect();
        new.len()
    };
    let mut best: BinaryHeap<(usize, Reverse<usize>)> =
        among.into_iter().map(|at| (gain(at, &covered), Reverse(at))).collect();
    let mut chosen = Vec::new();
    while chosen.len() < k
        && let Some((stale, Reverse(at))) = best.pop()
        && stale > 0
    {
        let now = gain(at, &covered);
        if now == stale {
            covered.extend(&items[at]);
            chosen.push(at);
        } else {
            best.push((now, Reverse(at)));
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use rand::RngExt;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::*;
    use crate::dataset::words::set;

    fn sets(count: usize, seed: u64) -> Vec<Vec<u64>> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        (0..count).map(|_| set((0..rng.random_range(0..9)).map(|_| rng.random_range(0..12)).collect())).collect()
    }

    /// The same without any shortcut.
    fn plain(items: &[Vec<u64>], k: usize, first: usize) -> Vec<usize> {
        let mut centers = vec![first];
        while centers.len() < k.min(items.len()) {
            let left = (0..items.len()).filter(|at| !centers.contains(at));
            let far = |at: &usize| {
                let distances = centers.iter().map(|center| jaccard_distance(&items[*at], &items[*center]));
                distances.fold(f64::INFINITY, f64::min)
            };
            let next = left.rev().max_by(|one, other| far(one).total_cmp(&far(other)));
            centers.extend(next);
        }
        centers
    }

    #[test]
    fn shortcuts_change_nothing() {
        for seed in 0..60 {
            let items = sets(80, seed);
            assert_eq!(k_center(&items, 25, 3), plain(&items, 25, 3), "seed {seed}");
        }
    }

    #[test]
    fn the_next_center_is_the_farthest_item_and_copies_come_last() {
        let items = vec![vec![1, 2], vec![1, 2], vec![1, 2, 3], vec![8, 9], vec![8, 9]];
        assert_eq!(k_center(&items, 5, 0), [0, 3, 2, 1, 4]);
        assert_eq!(radius(&items, &[0, 3, 2]), 0.0);
        assert!((radius(&items, &[0, 3]) - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn more_centers_than_items_or_none_are_no_trouble() {
        assert_eq!(k_center(&[vec![1], vec![2]], 9, 1), [1, 0]);
        assert_eq!(k_center(&[vec![1]], 0, 0), [0; 0]);
        assert_eq!(k_center(&[], 3, 0), [0; 0]);
    }

    #[test]
    fn what_covers_most_comes_first_and_nothing_is_covered_twice() {
        let items = vec![vec![1, 2], vec![1, 2, 3, 3], vec![4], vec![3, 4], vec![]];
        assert_eq!(cover(&items, 9), [1, 2]);
        assert_eq!(cover(&items, 1), [1]);
    }

    #[test]
    fn covering_again_chooses_as_many_as_asked_for() {
        let items = vec![vec![1, 2], vec![1, 2, 3], vec![4], vec![3, 4], vec![]];
        assert_eq!(cover_again(&items, 4), [1, 2, 0, 3]);
        assert_eq!(cover_again(&items, 9), [1, 2, 0, 3, 4]);
    }

    #[test]
    fn lazy_counting_changes_nothing() {
        for seed in 0..40 {
            let items: Vec<Vec<u32>> =
                sets(60, seed).iter().map(|set| set.iter().map(|feature| *feature as u32).collect()).collect();
            let (mut covered, mut chosen) = (HashSet::new(), Vec::new());
            loop {
                let gain = |at: &usize| items[*at].iter().filter(|thing| !covered.contains(*thing)).count();
                let Some(best) = (0..items.len()).rev().max_by_key(gain).filter(|at| gain(at) > 0) else { break };
                covered.extend(items[best].iter().copied());
                chosen.push(best);
            }
            assert_eq!(cover(&items, 60), chosen, "seed {seed}");
        }
    }
}
