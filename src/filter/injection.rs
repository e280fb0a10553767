//! Injection: a result that gives orders to the model instead of telling something.
//!
//! Source of the forms: Greshake et al. 2023, "Not what you've signed up for", and the templates of AgentDojo (2024).

use super::case::{Case, Rule, finding};
use crate::model::{Action, Finding, Message};

/// The rule.
pub struct Injection;

/// Orders about orders.
const ORDERS: &[&str] = &[
    "ignore all previous", "ignore previous instructions", "ignore the previous", "ignore your instructions",
    "ignore the above", "disregard all previous", "disregard previous", "disregard the above",
    "forget your instructions", "forget all previous", "override your instructions", "new instructions:",
    "your new task is", "you are now a", "reveal your system prompt", "do not tell the user", "don't tell the user",
    "without telling the user", "without informing the user", "before you can solve the task",
    "this is an important message from",
];

/// Marks of chat templates, which no result has a reason to contain.
const MARKS: &[&str] =
    &["<|im_start|>", "<|im_end|>", "<|system|>", "<|assistant|>", "[inst]", "<<sys>>", "<information>"];

impl Rule for Injection {
    fn judge(&self, case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
        for (at, message) in case.trajectory.messages.iter().enumerate() {
            let Message::Tool { text, .. } = message else { continue };
            let lower = text.to_lowercase();
            let words = lower.split_whitespace().collect::<Vec<_>>().join(" ");
            let turn = case.turn_at(at);
            if let Some(order) = ORDERS.iter().find(|order| words.contains(**order)) {
                report(turn, finding("injection.order_in_result", Action::Drop, *order));
            } else if let Some(mark) = MARKS.iter().find(|mark| lower.contains(**mark)) {
                report(turn, finding("injection.template_mark", Action::Drop, *mark));
            }
        }
    }
}
