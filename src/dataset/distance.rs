//! How far apart two rows are: the Jaccard distance of their feature sets.

use std::cmp::Ordering;

/// Shared features among all, from 0 to 1; both sets are sorted, each feature once. Two empty sets are equal.
pub fn jaccard(one: &[u64], other: &[u64]) -> f64 {
    let (mut at, mut beside, mut shared) = (0, 0, 0);
    while let (Some(left), Some(right)) = (one.get(at), other.get(beside)) {
        match left.cmp(right) {
            Ordering::Less => at += 1,
            Ordering::Greater => beside += 1,
            Ordering::Equal => (at, beside, shared) = (at + 1, beside + 1, shared + 1),
        }
    }
    let all = one.len() + other.len() - shared;
    if all == 0 { 1.0 } else { shared as f64 / all as f64 }
}

/// From 0 for equal sets to 1 for sets that share nothing. It is a metric.
pub fn jaccard_distance(one: &[u64], other: &[u64]) -> f64 {
    1.0 - jaccard(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_compared_by_what_they_share() {
        assert_eq!(jaccard(&[1, 2, 3], &[2, 3, 4]), 0.5);
        assert_eq!((jaccard(&[], &[]), jaccard(&[1], &[])), (1.0, 0.0));
        assert_eq!(jaccard_distance(&[1, 9], &[1, 9]), 0.0);
    }
}
