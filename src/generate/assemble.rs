//! Assembling: the executed steps and the written texts become a conversation.

use jiff::civil::DateTime;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::execute::Executed;
use crate::model::{Episode, Message, Step, ToolCall, ToolInView, Turn};
use crate::synth::{Clarification, Written};
use crate::wording::{month_name, weekday_name};

/// The conversation: system; then for each request the user, what the assistant asks first, one message per turn of calls
/// with their results, and the answer.
pub(super) fn conversation(
    episode: &Episode,
    tools: &[ToolInView],
    executed: &Executed,
    written: &Written,
    rng: &mut ChaCha8Rng,
) -> (Vec<Message>, Vec<Turn>) {
    let mut system = system(episode, rng);
    if let Some(rule) = &written.rule {
        system = format!("{system} {rule}");
    }
    let mut messages = vec![Message::System { text: system }];
    let mut turns = Vec::new();
    for (round, exchange) in executed.rounds.iter().zip(&written.exchanges) {
        messages.push(Message::User { text: exchange.query.clone() });
        if let Some(Clarification { question, reply }) = &exchange.clarified {
            say(question, &mut messages, &mut turns);
            messages.push(Message::User { text: reply.clone() });
        }
        for turn in &round.turns {
            turns.push(Turn::of(messages.len(), turn.clone()));
            let calls: Vec<ToolCall> =
                turn.iter().map(|step| call(&executed.steps[*step], *step, tools, rng)).collect();
            let results: Vec<Message> = calls
                .iter()
                .map(|call| Message::Tool { call_id: call.id.clone(), text: executed.steps[call.step].outcome.text() })
                .collect();
            messages.push(Message::Assistant { text: None, calls });
            messages.extend(results);
        }
        say(&exchange.answer, &mut messages, &mut turns);
    }
    (messages, turns)
}

/// A turn of text alone.
fn say(text: &str, messages: &mut Vec<Message>, turns: &mut Vec<Turn>) {
    turns.push(Turn::of(messages.len(), Vec::new()));
    messages.push(Message::Assistant { text: Some(text.to_owned()), calls: Vec::new() });
}

/// A step as the model calls it.
pub(super) fn call(step: &Step, at: usize, tools: &[ToolInView], rng: &mut ChaCha8Rng) -> ToolCall {
    let exposed = tools.iter().find(|view| view.tool.reference() == step.tool).map(|view| view.exposed.clone());
    ToolCall {
        id: call_id(rng),
        name: exposed.unwrap_or_else(|| step.tool.tool.clone()),
        arguments: step.arguments.clone(),
        step: at,
    }
}

/// Nine letters and digits, the one form of id that every trainer accepts.
pub(super) fn call_id(rng: &mut ChaCha8Rng) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    (0..9).map(|_| char::from(*SIGNS.choose(rng).unwrap_or(&b'0'))).collect()
}

/// What the assistant is told: the clock, because users speak of tomorrow.
fn system(episode: &Episode, rng: &mut ChaCha8Rng) -> String {
    let now: DateTime = episode.now.get(..19).and_then(|civil| civil.parse().ok()).unwrap_or_default();
    let offset = episode.now.get(19..).unwrap_or("Z");
    let date = format!("{}, {} {} {}", weekday_name(now.weekday()), now.day(), month_name(now.date()), now.year());
    let clock = format!("{:02}:{:02} (UTC{offset})", now.hour(), now.minute());
    let forms = [
        format!("You are a helpful assistant with access to tools. It is {date}, {clock}."),
        format!("Current time: {date}, {clock}. Use the tools where they help and answer from their results."),
        format!("You help the user with the tools at hand. Now: {} ({date}, {clock}).", episode.now),
        format!("Today is {date}. Local time {clock}."),
    ];
    forms.choose(rng).cloned().unwrap_or_default()
}
