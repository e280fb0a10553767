//! Execution: calls that failed are recovered from, told to the user, or the row is not used.

use super::case::{Case, Rule, finding};
use crate::model::{Action, Boundary, Finding, Message, Outcome};

/// Finds an error in a result that says it is none.
pub type SoftError = fn(&Outcome) -> Option<String>;

/// The rule.
pub struct Execution {
    pub soft_error: SoftError,
}

impl Rule for Execution {
    fn judge(&self, case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
        for (turn, at, step) in case.steps() {
            let Some(failure) = &step.outcome.failure else {
                if let Some(message) = (self.soft_error)(&step.outcome) {
                    let evidence = format!("{}: {}", step.tool, shortened(&message));
                    report(turn, finding("execution.soft_error", Action::Drop, evidence));
                }
                continue;
            };
            let evidence = format!("{}: {}", step.tool, shortened(&failure.message));
            let later = || {
                case.trajectory.steps[at + 1..].iter().filter(|later| later.tool == step.tool && later.outcome.is_ok())
            };
            let repeated = later().any(|later| later.arguments == step.arguments);
            let lost = failure.boundary != Boundary::Tool;
            // The same call succeeds later: it was right, and what went wrong was not the caller's fault.
            let finding = match (repeated, later().next().is_some(), lost) {
                (true, ..) => finding("execution.retried_error", Action::Keep, evidence),
                (false, true, false) => finding("execution.recovered_error", Action::Mask, evidence),
                (false, _, true) => finding("execution.no_result", Action::Drop, evidence),
                (false, false, false) if is_told(&case.told(), &failure.message) => {
                    finding("execution.reported_error", Action::Keep, evidence)
                }
                (false, false, false) => finding("execution.unhandled_error", Action::Drop, evidence),
            };
            report(turn, finding);
        }
        check_answer(case, report);
    }
}

/// A trajectory ends with a text for the user.
fn check_answer(case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
    let last = case.trajectory.turns.len().saturating_sub(1);
    let ends = matches!(case.trajectory.messages.last(), Some(Message::Assistant { text: Some(text), .. }) if !text.trim().is_empty());
    if !ends {
        report(last, finding("execution.no_answer", Action::Drop, "the last message is no assistant text"));
    }
}

/// Whether an answer says why a tool refused: its first sentence without technical words, in whatever case. Advice
/// about which tool to use instead is not for the user.
fn is_told(answer: &str, message: &str) -> bool {
    let technical = |sentence: &&str| sentence.split_whitespace().any(|word| word.contains('_'));
    let plain = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
    let reason = message.split_inclusive(". ").find(|sentence| !technical(sentence));
    reason.is_some_and(|reason| plain(answer).contains(&plain(reason)))
}

fn shortened(message: &str) -> String {
    let mut text: String = message.chars().take(160).collect();
    if text.len() < message.len() {
        text.push('…');
    }
    text
}
