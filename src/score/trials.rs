//! Several trials of one task: the chance that one of k passes, and that all of k do.

/// pass@k: the chance that at least one of k trials passes, unbiased from n trials of which c passed (Chen et al. 2021,
/// arXiv:2107.03374). None if there are fewer than k trials.
pub fn pass_at_k(n: u64, c: u64, k: u64) -> Option<f64> {
    if k == 0 || k > n || c > n {
        return None;
    }
    // 1 - C(n-c, k) / C(n, k), factor by factor.
    let failed = n - c;
    Some(1.0 - if failed < k { 0.0 } else { (0..k).map(|i| (failed - i) as f64 / (n - i) as f64).product() })
}

/// pass^k: the chance that all of k trials pass, unbiased from n trials of which c passed (Yao et al. 2024,
/// arXiv:2406.12045). None if there are fewer than k trials.
pub fn pass_hat_k(n: u64, c: u64, k: u64) -> Option<f64> {
    if k == 0 || k > n || c > n {
        return None;
    }
    // C(c, k) / C(n, k)
    Some(if c < k { 0.0 } else { (0..k).map(|i| (c - i) as f64 / (n - i) as f64).product() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All choices of k among n trials, of which the first c passed.
    fn counted(n: u64, c: u64, k: u64) -> (f64, f64) {
        let choices: Vec<u32> = (0_u32..1 << n).filter(|choice| u64::from(choice.count_ones()) == k).collect();
        let passed = (1_u32 << c) - 1;
        let share = |count: usize| count as f64 / choices.len() as f64;
        let any = choices.iter().filter(|choice| *choice & passed != 0).count();
        let all = choices.iter().filter(|choice| *choice & passed == **choice).count();
        (share(any), share(all))
    }

    #[test]
    fn both_are_what_counting_all_choices_gives() {
        for n in 1..=8 {
            for c in 0..=n {
                for k in 1..=n {
                    let (any, all) = counted(n, c, k);
                    assert!((pass_at_k(n, c, k).unwrap() - any).abs() < 1e-12, "pass@{k} of {c}/{n}");
                    assert!((pass_hat_k(n, c, k).unwrap() - all).abs() < 1e-12, "pass^{k} of {c}/{n}");
                }
            }
        }
        assert_eq!((pass_at_k(3, 1, 4), pass_hat_k(3, 1, 0), pass_at_k(3, 4, 1)), (None, None, None));
    }

    #[test]
    fn many_trials_do_not_overflow() {
        let found = pass_at_k(100_000, 50, 1000).unwrap();
        assert!((found - 0.395).abs() < 0.001, "{found}");
    }
}
