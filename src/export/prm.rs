//! Rows for process reward models: the steps of an episode, each with a label of right or wrong.
//!
//! A step is what the model was shown since its last turn, and the turn. Labels come from the verdicts; a branch gives a row
//! that goes wrong in its last step.

use super::hermes::{self, Plain};
use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, Row, column};
use super::talk::Talk;
use crate::store::Decoded;

/// Stepwise supervision.
pub struct Prm;

const COLUMNS: [Column; 3] =
    [column("prompt", Form::Text), column("completions", Form::Texts), column("labels", Form::Flags)];

impl Profile for Prm {
    fn name(&self) -> &'static str {
        "prm"
    }

    fn description(&self) -> &'static str {
        "stepwise supervision (TRL's PRM, Axolotl's `stepwise_supervised`): prompt, completions, labels"
    }

    fn keeps(&self) -> &'static str {
        "every turn as a step with its verdict as the label, results as text before the next step; branches as wrong last steps"
    }

    fn loses(&self) -> &'static str {
        "the structure of messages: all is Hermes text"
    }

    fn masks(&self) -> Masks {
        Masks::Marked("label false")
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn wants(&self) -> Decoded {
        Decoded::WithoutSteps
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let said = hermes::said(talk)?;
        let first = said.iter().position(|plain| plain.role == "assistant").unwrap_or(said.len());
        let prompt: String = said[..first].iter().map(|plain| framed(plain.role, &plain.content)).collect();
        let steps = steps(&said[first..]);
        let mut rows = vec![row(&prompt, steps.iter().map(|step| (step.whole(&step.turn), step.good)))];
        for branch in &talk.trajectory.branches {
            let place = talk.trajectory.turns.get(branch.turn).map(|turn| turn.message);
            let Some(at) = steps.iter().position(|step| Some(step.message) == place) else { continue };
            let before = steps[..at].iter().map(|step| (step.whole(&step.turn), step.good));
            let wrong = steps[at].whole(&hermes::turn(None, &branch.calls));
            rows.push(row(&prompt, before.chain([(wrong, false)])));
        }
        Ok(Exported { rows, rewrites: Vec::new() })
    }
}

struct Step {
    /// What the model was shown before it, written out.
    shown: String,
    turn: String,
    good: bool,
    message: usize,
}

impl Step {
    fn whole(&self, turn: &str) -> String {
        format!("{}{}", self.shown, framed("assistant", turn))
    }
}

fn steps(said: &[Plain]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut shown = String::new();
    for plain in said {
        match plain.role {
            "assistant" => steps.push(Step {
                shown: std::mem::take(&mut shown),
                turn: plain.content.clone(),
                good: plain.trained,
                message: plain.last,
            }),
            role => shown.push_str(&framed(role, &plain.content)),
        }
    }
    steps
}

fn framed(role: &str, content: &str) -> String {
    format!("<|im_start|>{role}\n{content}<|im_end|>\n")
}

fn row(prompt: &str, steps: impl Iterator<Item = (String, bool)>) -> Row {
    let (texts, labels) = steps.unzip();
    Row(vec![Cell::Text(prompt.to_owned()), Cell::Texts(texts), Cell::Flags(labels)])
}
