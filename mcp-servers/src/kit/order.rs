//! Sorting with one routine for everything: the library's own is compiled anew for every list and every key, which made a
//! quarter of the guest.

use std::cmp::Ordering;

/// Lists that can be put into order; equals keep theirs.
pub trait Ordered<T> {
    /// Sorts by a comparison.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// Sorts by a key, which is made once for each item.
    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);
}

impl<T> Ordered<T> for [T] {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let order = order(self.len(), &mut |a, b| compare(&self[a], &self[b]));
        rearrange(self, &order);
    }

    fn order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        let order = order(self.len(), &mut |a, b| keys[a].cmp(&keys[b]));
        rearrange(self, &order);
    }
}

/// Puts to each place the item that the order names.
fn rearrange<T>(items: &mut [T], order: &[usize]) {
    for (place, from) in order.iter().enumerate() {
        // What was there has moved to where its own successor came from.
        let mut from = *from;
        while from < place {
            from = order[from];
        }
        items.swap(place, from);
    }
}

/// Which item comes to each place.
fn order(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::rng::Rng;

    #[test]
    fn lists_are_sorted_as_the_library_does() {
        for seed in 0..200 {
            let mut rng = Rng::new(seed, "order", 0);
            let len = rng.index(40);
            let list: Vec<(i64, usize)> = (0..len).map(|place| (rng.range(0, 9), place)).collect();
            let (mut ours, mut theirs) = (list.clone(), list);
            ours.order_by_key(|item| item.0);
            theirs.sort_by_key(|item| item.0);
            assert_eq!(ours, theirs);
        }
    }
}
