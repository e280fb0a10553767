//! Rows for reinforcement learning with verl: the prompt, and what a reward function needs.

use serde_json::{Value, json};

use super::chat;
use super::hermes;
use super::profile::{Exported, Masks, Profile, Refusal};
use super::row::{Cell, Column, Form, ROLE_CONTENT, column};
use super::talk::Talk;
use super::truth::ground_truth;
use crate::store::Decoded;

/// Prompts with ground truth.
pub struct VerlRl;

const REWARD: [Column; 2] = [column("style", Form::Text), column("ground_truth", Form::Text)];
const EXTRA: [Column; 4] =
    [column("index", Form::Number), column("id", Form::Text), column("kind", Form::Text), column("tools", Form::Text)];
const COLUMNS: [Column; 5] = [
    column("data_source", Form::Text),
    column("prompt", Form::Chat(ROLE_CONTENT)),
    column("ability", Form::Text),
    column("reward_model", Form::Object(&REWARD)),
    column("extra_info", Form::Object(&EXTRA)),
];

impl Profile for VerlRl {
    fn name(&self) -> &'static str {
        "verl-rl"
    }

    fn description(&self) -> &'static str {
        "verl RL: data_source, prompt, ability, reward_model, extra_info"
    }

    fn keeps(&self) -> &'static str {
        "the prompt with the tools as Hermes text; facts, reference calls, seed and states as JSON text in the ground truth"
    }

    fn loses(&self) -> &'static str {
        "what the assistant did; rows in which the user speaks again are refused"
    }

    fn masks(&self) -> Masks {
        Masks::None
    }

    fn columns(&self) -> &'static [Column] {
        &COLUMNS
    }

    fn wants(&self) -> Decoded {
        Decoded::WithoutSteps
    }

    fn rows(&self, talk: &Talk<'_>) -> Result<Exported, Refusal> {
        let request = talk.only_request()?.len();
        let row = talk.trajectory;
        let said = hermes::said(talk)?;
        let prompt = said.iter().take_while(|plain| plain.last < request && plain.role != "assistant");
        let prompt = prompt.map(|plain| (plain.role, plain.content.clone())).collect();
        let truth: Value = json!(ground_truth(talk));
        Ok(Exported::one(vec![
            Cell::Text("mcplab".to_owned()),
            Cell::Chat(prompt),
            Cell::Text("tool_use".to_owned()),
            Cell::Object(vec![Cell::Text("rule".to_owned()), Cell::Text(truth.to_string())]),
            Cell::Object(vec![
                Cell::Number(i64::try_from(row.index).unwrap_or(i64::MAX)),
                Cell::Text(row.id.to_string()),
                Cell::Text(row.kind.name().to_owned()),
                Cell::Text(chat::tools(talk)),
            ]),
        ]))
    }
}
