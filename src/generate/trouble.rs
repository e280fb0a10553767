//! Trouble: which fault can strike which call of a good trajectory, and how one gets over it.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::lab::Lab;
use crate::chain::Coverage;
use crate::exec::longest_list;
use crate::inventory::view;
use crate::model::{Binding, Fault, Segment, Step, Trajectory};

/// A fault at one step.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    pub step: usize,
    pub fault: Fault,
    /// The step that is made again before the struck one is: what the call was about is looked up anew.
    pub reread: Option<usize>,
}

/// Draws trouble for a trajectory: first what kind, then where.
pub(super) fn trouble(lab: &Lab, memory: &Coverage, row: &Trajectory, rng: &mut ChaCha8Rng) -> Option<Trouble> {
    // Kinds that seldom struck so far first; not every kind can strike every chain.
    let weight = |name: &&str| 1.0 / (1.0 + memory.fault(name) as f64).powi(2);
    let mut open: Vec<&str> = Fault::NAMES.to_vec();
    while !open.is_empty() {
        let kind = open.choose_weighted(rng, weight).copied().ok()?;
        open.retain(|other| *other != kind);
        let mut places: Vec<usize> = (0..row.steps.len()).collect();
        while !places.is_empty() {
            let at = places.swap_remove(rng.random_range(0..places.len()));
            if let Some(trouble) = at_step(lab, row, at, kind, rng) {
                return Some(trouble);
            }
        }
    }
    None
}

fn at_step(lab: &Lab, row: &Trajectory, at: usize, kind: &str, rng: &mut ChaCha8Rng) -> Option<Trouble> {
    let step = &row.steps[at];
    let node = &lab.atlas.tools[lab.atlas.find(&step.tool)?];
    let source = read_before(lab, row, step);
    let seconds = *[2, 5, 10, 15, 30].choose(rng)?;
    let pick = |texts: &[String], rng: &mut ChaCha8Rng| texts.choose(rng).cloned().unwrap_or_default();
    let what = node.entity.last().cloned().unwrap_or_else(|| "item".to_owned());
    let retried = |fault: Fault| Some(Trouble { step: at, fault, reread: None });
    match kind {
        "timeout" if node.read_only => retried(Fault::Timeout {
            message: pick(
                &[
                    format!("Request timed out after {seconds} seconds."),
                    "The server did not answer in time.".to_owned(),
                    format!("Timeout: no response within {seconds} s."),
                ],
                rng,
            ),
        }),
        "rate_limit" => retried(Fault::RateLimit {
            message: pick(
                &[
                    format!("Rate limit exceeded. Try again in {seconds} seconds."),
                    format!("Too many requests; retry after {seconds} s."),
                    "429 Too Many Requests: slow down and try again.".to_owned(),
                ],
                rng,
            ),
        }),
        "list_changed" => {
            let tool = &step.tool.tool;
            retried(Fault::ListChanged {
                message: pick(
                    &[
                        format!("Unknown tool: {tool}. The list of tools has changed; it is being loaded anew."),
                        format!("Tool {tool} is not available while the server reloads its tools."),
                    ],
                    rng,
                ),
            })
        }
        "malformed_payload" if node.read_only && step.outcome.value().is_some() => {
            let length = step.outcome.text().len();
            (length > 80)
                .then(|| rng.random_range(length / 4..length * 3 / 4))
                .and_then(|bytes| retried(Fault::MalformedPayload { bytes }))
        }
        "partial_result" if node.read_only => {
            let (_, total) = longest_list(view(&step.outcome)?.as_ref())?;
            let needed = first_needed(row, at);
            let kept = needed.unwrap_or(total / 2);
            (total >= 2 && kept < total && (kept > 0 || needed.is_some()))
                .then(|| retried(Fault::PartialResult { kept }))
                .flatten()
        }
        "not_found" => Some(Trouble {
            step: at,
            fault: Fault::NotFound {
                message: pick(
                    &[
                        format!("There is no {what} with this id."),
                        format!("The {what} was not found."),
                        format!("No such {what}; it may have been moved."),
                    ],
                    rng,
                ),
            },
            reread: Some(source?),
        }),
        "conflict" if !node.read_only => Some(Trouble {
            step: at,
            fault: Fault::Conflict {
                message: pick(
                    &[
                        format!("Another change to this {what} was under way. Read it again and repeat the call."),
                        format!(
                            "Conflict: the {what} is locked by another session. Load it again before you change it."
                        ),
                    ],
                    rng,
                ),
            },
            reread: Some(source?),
        }),
        "stale_version" if !node.read_only && node.inputs.iter().any(|input| input.is_stamp()) => Some(Trouble {
            step: at,
            fault: Fault::StaleVersion {
                message: format!("The {what} has changed since it was read. Read the current version first."),
            },
            reread: Some(source?),
        }),
        _ => None,
    }
}

/// The reading step of the same server that a step draws on, if it draws on one.
fn read_before(lab: &Lab, row: &Trajectory, step: &Step) -> Option<usize> {
    step.bindings.iter().find_map(|bound| match &bound.binding {
        Binding::Output { step: from, .. } => {
            let producer = &row.steps[*from];
            let node = &lab.atlas.tools[lab.atlas.find(&producer.tool)?];
            (node.read_only && producer.tool.server == step.tool.server).then_some(*from)
        }
        _ => None,
    })
}

/// The least index of a list item of a step's result that a later step draws on.
fn first_needed(row: &Trajectory, at: usize) -> Option<usize> {
    let bindings = row.steps.iter().flat_map(|step| &step.bindings);
    let items = bindings.filter_map(|bound| match &bound.binding {
        Binding::Output { step, path, .. } if *step == at => match path.item()?.segments().last()? {
            Segment::Index(index) => Some(*index),
            _ => None,
        },
        _ => None,
    });
    items.min()
}
