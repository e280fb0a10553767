//! An audit of the filter: which seeded defects it finds, and what it says of the rows without one.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Filter;
use super::defect::Defect;
use crate::model::{Action, Seed, Trajectory};

/// What became of one kind of defect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    pub planted: u64,
    /// Rows of which a turn is not kept as it is.
    pub found: u64,
    /// The same, by the rule that the defect is for.
    pub by_its_rule: u64,
}

/// Counts over rows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Audit {
    pub rows: u64,
    /// Rows without a defect that the filter drops, by reason, with an example.
    pub dropped: BTreeMap<String, (u64, String)>,
    pub false_drops: u64,
    pub defects: BTreeMap<&'static str, Found>,
    /// A row for each kind in which its defect was not found.
    pub missed: BTreeMap<&'static str, u64>,
}

impl Audit {
    /// What became of every kind that could be planted: its name, its rule, its counts.
    pub fn kinds(&self) -> impl Iterator<Item = (&'static str, &'static str, Found)> + '_ {
        Defect::ALL.iter().filter_map(|defect| Some((defect.name, defect.rule, *self.defects.get(defect.name)?)))
    }

    /// Judges a good row as it is and with a defect of every kind; `other` is any other row.
    pub fn add(&mut self, filter: &Filter, row: &Trajectory, other: &Trajectory, seed: Seed) {
        self.rows += 1;
        let mut clean = row.clone();
        filter.judge(&mut clean);
        let before = objections(&clean);
        let drops =
            clean.turns.iter().flat_map(|turn| &turn.verdict.findings).filter(|found| found.action == Action::Drop);
        for finding in drops {
            let example = format!("row {}: {}", row.index, finding.evidence);
            self.dropped.entry(finding.reason.clone()).or_insert((0, example)).0 += 1;
        }
        self.false_drops += u64::from(clean.turns.iter().any(|turn| turn.verdict.action == Action::Drop));
        for defect in Defect::ALL {
            let mut rng = seed.derive(defect.name, row.index).rng();
            let Some(mut planted) = defect.plant(row, other, &mut rng) else { continue };
            filter.judge(&mut planted);
            let mut after = objections(&planted);
            // What the row is blamed for anyway is not found by this.
            after.retain(|reason, count| before.get(reason).is_none_or(|known| *count > *known));
            let found = self.defects.entry(defect.name).or_default();
            found.planted += 1;
            found.found += u64::from(!after.is_empty());
            let rule = |reason: &String| reason.split('.').next() == Some(defect.rule);
            found.by_its_rule += u64::from(after.keys().any(rule));
            if after.is_empty() {
                self.missed.entry(defect.name).or_insert(row.index);
            }
        }
    }
}

/// How often turns are objected to, by reason.
fn objections(row: &Trajectory) -> BTreeMap<String, usize> {
    let mut reasons = BTreeMap::new();
    let findings = row.turns.iter().flat_map(|turn| &turn.verdict.findings);
    for finding in findings.filter(|finding| finding.action != Action::Keep) {
        *reasons.entry(finding.reason.clone()).or_default() += 1;
    }
    reasons
}
