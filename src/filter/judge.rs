//! The model judge: one more opinion on a row, and how far it can be trusted.
//!
//! Before it may drop anything its agreement with labelled rows is measured as Cohen's kappa (Cohen 1960), which is 0 for an
//! opinion that only knows how many rows are bad. The labels cost nothing: rows as they are, and rows with a planted defect.

use serde::Serialize;
use serde_json::{Value, json};

use crate::llm::{Message as Said, Request};
use crate::model::{Message, Trajectory};

/// Agreement from which on a judge may drop rows: *substantial* (Landis and Koch 1977).
pub const TRUSTED: f64 = 0.61;

/// Longer results are cut: the judge is to see whether they were used well, not to read them.
const SHOWN: usize = 700;

const RULES: &str = "You check one conversation between a user and an assistant that calls tools. It is BAD if a call has an argument \
that neither the user nor an earlier result gave, if a needed call is missing or a call serves nothing, if calls are in the \
wrong order, if an error is passed over, or if the answer states something that no result says or leaves out what was \
asked. Otherwise it is GOOD. Answer with JSON: {\"verdict\": \"GOOD\" or \"BAD\", \"reason\": \"...\"}.";

/// What a judge says of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Opinion {
    pub good: bool,
    pub reason: String,
}

/// The question for a row.
pub fn question(row: &Trajectory) -> Request {
    let shape = json!({
        "type": "object",
        "properties": {"verdict": {"type": "string", "enum": ["GOOD", "BAD"]}, "reason": {"type": "string"}},
        "required": ["verdict", "reason"],
        "additionalProperties": false
    });
    let text: Vec<String> = row.messages.iter().map(told).collect();
    Request::new([Said::system(RULES), Said::user(text.join("\n"))])
        .answered_by("verdict", shape)
        .with_temperature(0.0)
        .with_seed(0)
}

const RATING: &str = "You rate one conversation between a user and an assistant that calls tools, as an example that a model is trained \
on: from 1 (harmful) over 3 (acceptable) to 5 (right in every call and every statement, and natural). Answer with JSON: \
{\"rating\": a number, \"reason\": \"...\"}.";

/// The question how good a row is as an example (AlpaGasus, Chen et al. 2024, arXiv:2307.08701).
pub fn rating_question(row: &Trajectory) -> Request {
    let shape = json!({
        "type": "object",
        "properties": {"rating": {"type": "number", "minimum": 1, "maximum": 5}, "reason": {"type": "string"}},
        "required": ["rating", "reason"],
        "additionalProperties": false
    });
    let text: Vec<String> = row.messages.iter().map(told).collect();
    Request::new([Said::system(RATING), Said::user(text.join("\n"))])
        .answered_by("rating", shape)
        .with_temperature(0.0)
        .with_seed(0)
}

/// Reads a rating; `None` where a reply is none from 1 to 5.
pub fn rating(reply: &str) -> Option<f64> {
    let value: Value = serde_json::from_str(reply.trim()).ok()?;
    value.get("rating")?.as_f64().filter(|rating| (1.0..=5.0).contains(rating))
}

fn told(message: &Message) -> String {
    match message {
        Message::System { text } => format!("SYSTEM: {text}"),
        Message::User { text } => format!("USER: {text}"),
        Message::Assistant { text, calls } => {
            let said = text.iter().map(|text| format!("ASSISTANT: {text}"));
            let called = calls.iter().map(|call| format!("CALL {}: {} {}", call.id, call.name, call.arguments));
            said.chain(called).collect::<Vec<_>>().join("\n")
        }
        Message::Tool { call_id, text } => {
            let cut: String = text.chars().take(SHOWN).collect();
            let more = if cut.len() < text.len() { " [..]" } else { "" };
            format!("RESULT {call_id}: {cut}{more}")
        }
    }
}

/// Reads a reply; `None` where it is no verdict.
pub fn opinion(reply: &str) -> Option<Opinion> {
    let value: Value = serde_json::from_str(reply.trim()).ok()?;
    let good = match value.get("verdict")?.as_str()? {
        "GOOD" => true,
        "BAD" => false,
        _ => return None,
    };
    let reason = value.get("reason").and_then(Value::as_str).unwrap_or_default().to_owned();
    Some(Opinion { good, reason })
}

/// How well opinions agree with labels.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// Good rows that were called good, and bad.
    pub good: (u64, u64),
    /// Rows with a planted defect that were called good, and bad.
    pub bad: (u64, u64),
    /// Replies that were no verdict.
    pub unread: u64,
}

impl Agreement {
    /// Adds an opinion on a row of which it is known whether it is good.
    pub fn add(&mut self, is_good: bool, opinion: Option<&Opinion>) {
        let Some(opinion) = opinion else {
            self.unread += 1;
            return;
        };
        let counts = if is_good { &mut self.good } else { &mut self.bad };
        *(if opinion.good { &mut counts.0 } else { &mut counts.1 }) += 1;
    }

    pub fn rows(&self) -> u64 {
        self.good.0 + self.good.1 + self.bad.0 + self.bad.1
    }

    /// Cohen's kappa, from -1 to 1; 0 where nothing can be told.
    pub fn kappa(&self) -> f64 {
        let all = self.rows() as f64;
        if all == 0.0 {
            return 0.0;
        }
        let observed = (self.good.0 + self.bad.1) as f64 / all;
        let (labelled, called) = ((self.good.0 + self.good.1) as f64 / all, (self.good.0 + self.bad.0) as f64 / all);
        let expected = labelled * called + (1.0 - labelled) * (1.0 - called);
        if expected >= 1.0 { 0.0 } else { (observed - expected) / (1.0 - expected) }
    }

    /// Whether the judge may drop rows.
    pub fn is_trusted(&self) -> bool {
        self.kappa() >= TRUSTED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agreement(good: (u64, u64), bad: (u64, u64)) -> Agreement {
        Agreement { good, bad, unread: 0 }
    }

    #[test]
    fn kappa_is_one_for_the_truth_and_zero_for_a_guess() {
        assert!((agreement((20, 0), (0, 20)).kappa() - 1.0).abs() < 1e-9);
        assert!(agreement((10, 10), (10, 10)).kappa().abs() < 1e-9);
        assert!(agreement((20, 0), (20, 0)).kappa().abs() < 1e-9);
        // The example of Cohen's table: 0.7 observed, 0.5 expected.
        assert!((agreement((20, 5), (10, 15)).kappa() - 0.4).abs() < 1e-9);
        assert!(agreement((19, 1), (2, 18)).is_trusted() && !agreement((15, 5), (8, 12)).is_trusted());
    }

    #[test]
    fn what_is_no_verdict_is_counted_apart() {
        assert_eq!(opinion("{\"verdict\": \"MAYBE\"}"), None);
        assert_eq!(opinion("good"), None);
        let bad = opinion("{\"verdict\": \"BAD\", \"reason\": \"the id is made up\"}").unwrap();
        assert!(!bad.good && bad.reason == "the id is made up");
        let mut agreement = Agreement::default();
        agreement.add(true, None);
        agreement.add(false, Some(&bad));
        assert_eq!((agreement.unread, agreement.bad), (1, (0, 1)));
    }
}
