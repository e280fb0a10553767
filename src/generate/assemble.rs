//! Assembling: the executed steps and the written texts become a conversation.

use std::sync::Arc;

use jiff::civil::DateTime;
use rand::RngExt;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;

use crate::chain::Atlas;
use crate::inventory::exposed_names;
use crate::model::{Episode, Message, Step, Tool, ToolCall, ToolInView, Turn, Verdict};
use crate::synth::Written;
use crate::wording::{month_name, weekday_name};

/// Tools in view of a row: from as many as are needed to this many.
const MOST_TOOLS: usize = 14;

/// The tools in view: those called, others of the same servers, and some of other servers.
pub(super) fn tools_in_view(atlas: &Atlas, used: &[usize], rng: &mut ChaCha8Rng) -> Vec<ToolInView> {
    let mut view: Vec<usize> = used.to_vec();
    view.sort_unstable();
    view.dedup();
    let servers: Vec<&str> = view.iter().map(|tool| atlas.tools[*tool].tool.server.as_str()).collect();
    let (mut near, mut far): (Vec<usize>, Vec<usize>) = (0..atlas.tools.len())
        .filter(|tool| !view.contains(tool))
        .partition(|tool| servers.contains(&atlas.tools[*tool].tool.server.as_str()));
    let wanted = rng.random_range(view.len() + 3..=(view.len() + 3).max(MOST_TOOLS));
    let from_near = ((wanted - view.len()) * 2).div_ceil(3);
    near.shuffle(rng);
    far.shuffle(rng);
    near.truncate(from_near);
    far.truncate(wanted - view.len() - near.len().min(wanted - view.len()));
    view.extend(near);
    view.extend(far);
    view.shuffle(rng);
    let tools: Vec<&Arc<Tool>> = view.iter().map(|tool| &atlas.tools[*tool].tool).collect();
    let names = exposed_names(&tools.iter().map(|tool| tool.as_ref()).collect::<Vec<_>>());
    names.into_iter().zip(tools).map(|(exposed, tool)| ToolInView { exposed, tool: Arc::clone(tool) }).collect()
}

/// The conversation: system, user, one assistant message per turn of calls with their results, answer.
pub(super) fn conversation(
    episode: &Episode,
    tools: &[ToolInView],
    steps: &[Step],
    turns: &[Vec<usize>],
    written: &Written,
    rng: &mut ChaCha8Rng,
) -> (Vec<Message>, Vec<Turn>) {
    let mut messages =
        vec![Message::System { text: system(episode, rng) }, Message::User { text: written.query.clone() }];
    let mut judged = Vec::new();
    for turn in turns {
        judged.push(Turn { message: messages.len(), steps: turn.clone(), verdict: Verdict::default() });
        let calls: Vec<ToolCall> = turn.iter().map(|step| call(&steps[*step], *step, tools, rng)).collect();
        let results: Vec<Message> = calls
            .iter()
            .map(|call| Message::Tool { call_id: call.id.clone(), text: steps[call.step].outcome.text() })
            .collect();
        messages.push(Message::Assistant { text: None, calls });
        messages.extend(results);
    }
    judged.push(Turn { message: messages.len(), steps: Vec::new(), verdict: Verdict::default() });
    messages.push(Message::Assistant { text: Some(written.answer.clone()), calls: Vec::new() });
    (messages, judged)
}

fn call(step: &Step, at: usize, tools: &[ToolInView], rng: &mut ChaCha8Rng) -> ToolCall {
    let exposed = tools.iter().find(|view| view.tool.reference() == step.tool).map(|view| view.exposed.clone());
    ToolCall {
        id: call_id(rng),
        name: exposed.unwrap_or_else(|| step.tool.tool.clone()),
        arguments: step.arguments.clone(),
        step: at,
    }
}

/// Nine letters and digits, the one form of id that every trainer accepts.
fn call_id(rng: &mut ChaCha8Rng) -> String {
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
