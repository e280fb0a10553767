//! Order: calls stand in the order in which they were made, every result right behind its calls.

use super::case::{Case, Rule, finding};
use crate::model::{Action, Finding, Message, ToolCall};

/// The rule.
pub struct Order;

impl Rule for Order {
    fn judge(&self, case: &Case<'_>, report: &mut dyn FnMut(usize, Finding)) {
        let messages = &case.trajectory.messages;
        let (mut message, mut step) = (0, 0);
        for (turn, judged) in case.trajectory.turns.iter().enumerate() {
            let later = judged.message > message || turn == 0;
            let next = judged.steps.iter().all(|at| *at >= step) && judged.steps.is_sorted();
            if !later || !next {
                report(turn, finding("order.turns_out_of_order", Action::Drop, format!("message {}", judged.message)));
            }
            message = judged.message;
            step = judged.steps.iter().max().map_or(step, |last| last + 1);
            let Some(Message::Assistant { calls, .. }) = messages.get(judged.message) else { continue };
            if let Some(call) = misplaced(calls, &messages[judged.message + 1..]) {
                report(turn, finding("order.result_not_behind_call", Action::Drop, call.id.clone()));
            }
        }
        for (at, message) in messages.iter().enumerate() {
            let Message::Tool { call_id, .. } = message else { continue };
            let made = |message: &Message| matches!(message, Message::Assistant { calls, .. } if calls.iter().any(|call| call.id == *call_id));
            if !messages[..at].iter().any(made) {
                report(case.turn_at(at), finding("order.result_before_call", Action::Drop, call_id.clone()));
            }
        }
        let asked = messages.iter().find(|message| !matches!(message, Message::System { .. }));
        if !matches!(asked, Some(Message::User { .. })) {
            report(0, finding("order.nobody_asked", Action::Drop, "the first message is not the user's"));
        }
    }
}

/// A call whose result is not among the messages right behind the calls.
fn misplaced<'c>(calls: &'c [ToolCall], behind: &[Message]) -> Option<&'c ToolCall> {
    let behind = &behind[..calls.len().min(behind.len())];
    calls.iter().find(|call| {
        !behind.iter().any(|message| matches!(message, Message::Tool { call_id, .. } if *call_id == call.id))
    })
}
