//! From easy to hard: the order of rows for a curriculum (Bengio et al. 2009), and its stages.

use serde::{Deserialize, Serialize};

/// How hard a row is, the weightiest reason first: rows are compared by calls, then by depth, and so on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Difficulty {
    /// Calls that were made.
    pub calls: u32,
    /// Calls on the longest path of dependencies; 1 if none needs another's result.
    pub depth: u32,
    /// Tools that the model could choose from.
    pub tools: u32,
    /// Characters of the conversation, or tokens; the same for all rows.
    pub length: u64,
}

impl Difficulty {
    /// The longest path of dependencies, where `needs[call]` names the earlier calls whose results a call takes.
    ///
    /// Calls that are not earlier are left out, so that there is no cycle.
    pub fn depth(needs: &[Vec<usize>]) -> u32 {
        let mut depths: Vec<u32> = Vec::with_capacity(needs.len());
        for earlier in needs {
            let before = earlier.iter().filter_map(|call| depths.get(*call)).max();
            depths.push(1 + before.copied().unwrap_or_default());
        }
        depths.into_iter().max().unwrap_or_default()
    }
}

/// The rows from easy to hard; equally hard ones keep their order.
pub fn order(rows: &[Difficulty]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|row| rows[*row]);
    order
}

/// The rows from easy to hard in `k` consecutive stages: the first has the easiest rows. Sizes differ by one at most, the
/// first ones being larger; without rows, or with `k` of 0, there are no stages.
pub fn stages(rows: &[Difficulty], k: usize) -> Vec<Vec<usize>> {
    let order = order(rows);
    let k = k.min(order.len());
    let ends = |stage: usize| (stage * order.len()).div_ceil(k);
    (0..k).map(|stage| order[ends(stage)..ends(stage + 1)].to_vec()).collect()
}

/// The rows dealt into `k` stages that all go from easy to hard, so that easy rows come again before they are forgotten.
/// Their concatenation is the order to train in.
pub fn interleaved(rows: &[Difficulty], k: usize) -> Vec<Vec<usize>> {
    let order = order(rows);
    (0..k.min(order.len())).map(|stage| order.iter().copied().skip(stage).step_by(k).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(calls: &[u32]) -> Vec<Difficulty> {
        calls.iter().map(|calls| Difficulty { calls: *calls, ..Difficulty::default() }).collect()
    }

    #[test]
    fn calls_weigh_more_than_depth_and_equal_rows_keep_their_order() {
        let row = |calls, depth, tools, length| Difficulty { calls, depth, tools, length };
        let rows = [row(2, 1, 9, 9), row(1, 1, 5, 80), row(1, 1, 5, 20), row(1, 1, 5, 80), row(2, 2, 0, 0)];
        assert_eq!(order(&rows), [2, 1, 3, 0, 4]);
    }

    #[test]
    fn stages_follow_each_other_and_interleaved_ones_each_go_from_easy_to_hard() {
        let rows = rows(&[5, 4, 3, 2, 1]);
        assert_eq!(stages(&rows, 2), [vec![4, 3, 2], vec![1, 0]]);
        assert_eq!(interleaved(&rows, 2), [vec![4, 2, 0], vec![3, 1]]);
    }

    #[test]
    fn there_are_never_more_stages_than_rows() {
        assert_eq!((stages(&rows(&[1, 2]), 5).len(), interleaved(&rows(&[1, 2]), 5).len()), (2, 2));
        assert_eq!((stages(&[], 3).len(), stages(&rows(&[1]), 0).len(), interleaved(&[], 3).len()), (0, 0, 0));
    }

    #[test]
    fn depth_is_the_longest_path_and_parallel_calls_have_none() {
        assert_eq!(Difficulty::depth(&[vec![], vec![], vec![]]), 1);
        assert_eq!(Difficulty::depth(&[vec![], vec![0], vec![0], vec![1, 2], vec![9]]), 3);
        assert_eq!(Difficulty::depth(&[]), 0);
    }
}
