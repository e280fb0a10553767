//! The report as CSV (RFC 4180): a row for every agent, operator and severity, and one for the base of every agent.
//!
//! Shares and differences are from 0 to 1. A figure that cannot be told is an empty field.

use crate::drift::experiment::contrast::Contrast;
use crate::drift::experiment::figures::Figures;
use crate::drift::experiment::outcome::Outcome;
use crate::drift::experiment::pair::Damage;
use crate::drift::experiment::rate::{Mean, Rate};
use crate::drift::experiment::told::{MODES, verdict};

/// A row as columns with their names.
type Fields = Vec<(String, String)>;

/// The report as CSV, with a header.
pub fn csv(outcome: &Outcome) -> String {
    let base = outcome.agents.iter().map(|agent| fields(&agent.name, "", 0.0, &agent.base));
    let drifted = outcome.rows.iter().map(|row| fields(&row.agent, &row.operator, row.severity, &row.figures));
    let mut rows: Vec<Fields> = base.chain(drifted).collect();
    // Bases stand before what is compared with them.
    rows.sort_by(|a, b| a[0].1.cmp(&b[0].1));
    let names = rows.first().map(|fields| line(fields.iter().map(|(name, _)| name.as_str())));
    let lines = rows.iter().map(|fields| line(fields.iter().map(|(_, value)| value.as_str())));
    names.into_iter().chain(lines).collect()
}

fn line<'f>(fields: impl Iterator<Item = &'f str>) -> String {
    fields.map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

fn fields(agent: &str, operator: &str, severity: f64, figures: &Figures) -> Fields {
    let counts = figures.counts;
    let mut row = Columns(Vec::new());
    row.add("agent", agent);
    row.add("operator", operator);
    row.add("severity", severity.to_string());
    row.count("trials", counts.trials);
    row.count("infrastructure", counts.infrastructure);
    row.count("undecided", counts.undecided);
    row.count("unsolvable", counts.unsolvable);
    row.count("unpaired", counts.unpaired);
    row.rate("success", figures.success);
    row.damage("drop", figures.damage);
    row.damage("forgetting", figures.forgetting);
    row.mean("calls", figures.calls);
    row.mean("wasted_calls", figures.wasted);
    row.mean("stale_calls", figures.stale);
    row.rate("recovery", figures.recovery);
    let adaptation = figures.adaptation;
    row.add("adapt_trials", adaptation.map_or(String::new(), |adaptation| adaptation.trials.to_string()));
    row.add("adapt_adapted", adaptation.map_or(String::new(), |adaptation| adaptation.adapted.to_string()));
    row.number("adapt_lower", adaptation.and_then(|adaptation| adaptation.lower));
    row.number("adapt_median", adaptation.and_then(|adaptation| adaptation.median));
    row.number("adapt_upper", adaptation.and_then(|adaptation| adaptation.upper));
    row.rate("refusal", figures.refusal);
    row.rate("needless_refusal", figures.needless);
    for (mode, name) in MODES {
        row.count(&format!("failed_{name}"), figures.failures.get(&mode).copied().unwrap_or(0));
    }
    row.0
}

struct Columns(Fields);

impl Columns {
    fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    fn count(&mut self, name: &str, count: u64) {
        self.add(name, count.to_string());
    }

    fn number(&mut self, name: &str, number: Option<f64>) {
        self.add(name, number.map_or(String::new(), |number| format!("{number:.6}")));
    }

    fn rate(&mut self, name: &str, rate: Option<Rate>) {
        self.add(&format!("{name}_tasks"), rate.map_or(String::new(), |rate| rate.tasks.to_string()));
        self.add(&format!("{name}_trials"), rate.map_or(String::new(), |rate| rate.trials.to_string()));
        self.add(&format!("{name}_hits"), rate.map_or(String::new(), |rate| rate.hits.to_string()));
        self.number(name, rate.map(|rate| rate.rate));
        self.number(&format!("{name}_low"), rate.map(|rate| rate.interval.low));
        self.number(&format!("{name}_high"), rate.map(|rate| rate.interval.high));
    }

    fn mean(&mut self, name: &str, mean: Option<Mean>) {
        self.number(name, mean.map(|mean| mean.mean));
        self.number(&format!("{name}_low"), mean.map(|mean| mean.interval.low));
        self.number(&format!("{name}_high"), mean.map(|mean| mean.interval.high));
    }

    fn damage(&mut self, name: &str, damage: Option<Damage>) {
        let drop: Option<Contrast> = damage.map(|damage| damage.drop);
        self.add(&format!("{name}_tasks"), drop.map_or(String::new(), |drop| drop.tasks.to_string()));
        self.add(&format!("{name}_pairs"), damage.map_or(String::new(), |damage| damage.pairs.to_string()));
        self.number(&format!("{name}_base"), damage.map(|damage| damage.base));
        self.number(&format!("{name}_drifted"), damage.map(|damage| damage.drifted));
        self.number(name, drop.map(|drop| drop.mean));
        self.number(&format!("{name}_low"), drop.map(|drop| drop.interval.low));
        self.number(&format!("{name}_high"), drop.map(|drop| drop.interval.high));
        self.number(&format!("{name}_p"), drop.map(|drop| drop.p));
        self.number(&format!("{name}_q"), drop.map(|drop| drop.q));
        self.add(&format!("{name}_verdict"), drop.map_or("", |drop| verdict(drop.comparison)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drift::experiment::rate::Draws;
    use crate::drift::experiment::sample::trial;
    use crate::drift::experiment::trial::Trial;

    #[test]
    fn every_row_has_the_columns_of_the_header_whatever_agents_are_called() {
        let base = trial("a \"b\",\nc", "t", 1, true);
        let drifted = Trial { operator: Some("nest".to_owned()), severity: 0.25, passed: Some(false), ..base.clone() };
        let text = csv(&Outcome::of(&[drifted, base], Draws { rounds: 50, seed: 1 }));
        let records: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(records.len(), 3);
        let columns = records[0].split(',').count();
        for (record, start) in
            records[1..].iter().zip([",,0,1,0,0,0,0,1,1,1,1.000000,", ",nest,0.25,1,0,0,0,0,1,1,0,0.000000,"])
        {
            let rest = record.strip_prefix("\"a \"\"b\"\",\nc\"").unwrap();
            assert!(rest.starts_with(start), "{rest}");
            assert_eq!(rest.split(',').count(), columns);
        }
        let at = records[0].split(',').position(|name| name == "drop").unwrap();
        let drifted: Vec<&str> = records[2].rsplitn(columns, ',').collect();
        assert_eq!((drifted[columns - 1 - at], drifted[columns - 1 - at - 5]), ("1.000000", "too few tasks"));
    }

    #[test]
    fn no_trials_are_no_text() {
        assert_eq!(csv(&Outcome::of(&[], Draws { rounds: 50, seed: 1 })), "");
    }
}
