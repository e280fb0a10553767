//! How many calls may run at once: halved when the endpoint is overloaded, one more after a round that went well.

use std::time::Duration;

use tokio::time::Instant;

/// The arithmetic of additive increase and multiplicative decrease, without any waiting.
#[derive(Debug)]
pub(super) struct Pace {
    limit: usize,
    most: usize,
    /// Calls that went well since the limit last changed.
    good: usize,
    /// How often the limit was cut. Calls that began before the last cut say nothing about the limit since then, so one
    /// burst of refusals halves once.
    cuts: u64,
    /// Permits that are out and must not come back, because the limit fell while they were in use.
    surplus: usize,
    /// Nothing begins before this moment.
    not_before: Option<Instant>,
}

/// What a call that ended changes about the permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    None,
    /// One more may run.
    Grow,
    /// So many fewer may run.
    Shrink(usize),
}

impl Pace {
    pub fn new(most: usize) -> Self {
        let most = most.max(1);
        Self { limit: most, most, good: 0, cuts: 0, surplus: 0, not_before: None }
    }

    pub fn limit(&self) -> usize {
        self.limit
    }

    /// What a call that begins now has to remember.
    pub fn cuts(&self) -> u64 {
        self.cuts
    }

    pub fn not_before(&self) -> Option<Instant> {
        self.not_before
    }

    pub fn well(&mut self, cuts: u64) -> Change {
        if cuts != self.cuts || self.limit == self.most {
            return Change::None;
        }
        self.good += 1;
        if self.good < self.limit {
            return Change::None;
        }
        self.good = 0;
        self.limit += 1;
        if self.surplus > 0 {
            self.surplus -= 1;
            return Change::None;
        }
        Change::Grow
    }

    pub fn overloaded(&mut self, cuts: u64, wait: Option<Duration>, now: Instant) -> Change {
        if let Some(until) = wait.and_then(|wait| now.checked_add(wait)) {
            self.not_before = self.not_before.max(Some(until));
        }
        if cuts != self.cuts {
            return Change::None;
        }
        self.cuts += 1;
        self.good = 0;
        let half = (self.limit / 2).max(1);
        let fewer = self.limit - half;
        self.limit = half;
        if fewer == 0 { Change::None } else { Change::Shrink(fewer) }
    }

    /// Permits that could not be taken back at once are kept when they return.
    pub fn owed(&mut self, permits: usize) {
        self.surplus += permits;
    }

    /// Whether a permit that returns is to be kept.
    pub fn keeps(&mut self) -> bool {
        let keeps = self.surplus > 0;
        self.surplus -= usize::from(keeps);
        keeps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_burst_halves_once_and_a_good_round_adds_one() {
        let mut pace = Pace::new(8);
        let now = Instant::now();
        let first = pace.cuts();
        assert_eq!(pace.overloaded(first, None, now), Change::Shrink(4));
        assert_eq!(pace.overloaded(first, None, now), Change::None);
        assert_eq!((pace.well(first), pace.limit()), (Change::None, 4));
        let second = pace.cuts();
        let changes: Vec<Change> = (0..9).map(|_| pace.well(second)).collect();
        assert_eq!(changes.iter().filter(|change| **change == Change::Grow).count(), 2);
        assert_eq!(pace.limit(), 6);
    }

    #[test]
    fn it_never_falls_below_one_nor_rises_above_the_most() {
        let mut pace = Pace::new(2);
        for _ in 0..5 {
            pace.overloaded(pace.cuts(), None, Instant::now());
            assert_eq!(pace.limit(), 1);
        }
        for _ in 0..50 {
            pace.well(pace.cuts());
        }
        assert_eq!(pace.limit(), 2);
    }

    #[test]
    fn a_permit_that_is_owed_is_kept_or_forgiven() {
        let mut pace = Pace::new(4);
        pace.overloaded(0, None, Instant::now());
        pace.owed(2);
        assert!(pace.keeps());
        assert_eq!((pace.well(1), pace.well(1)), (Change::None, Change::None));
        assert_eq!(pace.limit(), 3);
        assert!(!pace.keeps());
    }
}
