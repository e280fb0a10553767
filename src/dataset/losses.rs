//! What the texts of rows cost a model: which texts it must be asked about for IFD and Toolformer, and what its answers come to.
//!
//! A row is rendered by a chat template. Counted are the tokens that the assistant says; what else stands there is given.

use std::ops::Range;

use super::band::{AnswerLosses, CallLosses};
use crate::export::{Arguments, Talk, Template, check_template};
use crate::model::{Action, Message, Trajectory, Turn};

/// Conversations between `<|im_start|>` and `<|im_end|>`, for when no template is given.
pub const CHATML: &str = r#"{%- for message in messages -%}
<|im_start|>{{ message.role }}
{{ message.content }}
{%- if loop.first and tools %}

# Tools
{% for tool in tools %}{{ tool | tojson }}
{% endfor -%}
{% endif -%}
{%- for call in message.tool_calls or [] %}
<tool_call>
{"name": {{ call.function.name | tojson }}, "arguments": {{ call.function.arguments | tojson }}}
</tool_call>
{%- endfor -%}
<|im_end|>
{% endfor -%}
{%- if add_generation_prompt -%}<|im_start|>assistant
{% endif -%}"#;

/// A text, and where in it the assistant says what counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub text: String,
    /// In characters.
    stretches: Vec<Range<usize>>,
}

/// A message, and whether what the assistant says in it counts.
type Said = (Message, bool);

/// The texts that tell how much the request helps: the row as it is, and without the words of its user. Counted is all that is
/// trained. None where the template refuses the row.
pub fn answer_texts(template: &Template, row: &Trajectory) -> Option<[Counted; 2]> {
    let trained = |at: usize| row.turns.iter().any(|turn| turn.message == at && turn.verdict.action == Action::Keep);
    let said: Vec<Said> = row.messages.iter().enumerate().map(|(at, message)| (message.clone(), trained(at))).collect();
    let silent = said.iter().map(|(message, counts)| match message {
        Message::User { .. } => (Message::User { text: String::new() }, false),
        other => (other.clone(), *counts),
    });
    let silent = Counted::of(template, row, silent.collect())?;
    Some([Counted::of(template, row, said)?, silent])
}

/// The losses that the means of those texts are.
pub fn answer_losses(means: [Option<f64>; 2]) -> Option<AnswerLosses> {
    let [with_instruction, without] = means;
    Some(AnswerLosses { with_instruction: with_instruction?, without: without? })
}

/// The texts that tell how much the call of a step helps: without it, with it alone, and with its result. Counted is what the
/// assistant says after the result. None where it says nothing any more, or the template refuses one of the texts.
pub fn call_texts(template: &Template, row: &Trajectory, step: usize) -> Option<[Counted; 3]> {
    let (made, id) = row.messages.iter().enumerate().find_map(|(at, message)| match message {
        Message::Assistant { calls, .. } => Some((at, &calls.iter().find(|call| call.step == step)?.id)),
        _ => None,
    })?;
    let is_result = |message: &Message| matches!(message, Message::Tool { call_id, .. } if call_id == id);
    let result = made + row.messages[made..].iter().position(is_result)?;
    let all = || row.messages.iter().cloned().enumerate();
    let counts = |at: usize| at > result;
    let with_result = all().map(|(at, message)| (message, counts(at)));
    let without_result = all().map(|(at, message)| match message {
        Message::Tool { call_id, .. } if at == result => (Message::Tool { call_id, text: String::new() }, false),
        other => (other, counts(at)),
    });
    let without_call = all().filter(|(at, _)| *at != result).filter_map(|(at, message)| match message {
        Message::Assistant { text, mut calls } if at == made => {
            calls.retain(|call| call.id != *id);
            let says = text.is_some() || !calls.is_empty();
            says.then_some((Message::Assistant { text, calls }, false))
        }
        other => Some((other, counts(at))),
    });
    let without_call = Counted::of(template, row, without_call.collect())?;
    let without_result = Counted::of(template, row, without_result.collect())?;
    Some([without_call, without_result, Counted::of(template, row, with_result.collect())?])
}

/// The losses that the means of those texts are.
pub fn call_losses(means: [Option<f64>; 3]) -> Option<CallLosses> {
    let [without_call, without_result, with_result] = means;
    Some(CallLosses { without_call: without_call?, without_result: without_result?, with_result: with_result? })
}

impl Counted {
    fn of(template: &Template, row: &Trajectory, said: Vec<Said>) -> Option<Self> {
        let (messages, counts): (Vec<Message>, Vec<bool>) = said.into_iter().unzip();
        let mut told = Trajectory::begun(row.id, row.episode.clone());
        let assistants =
            messages.iter().enumerate().filter(|(_, message)| matches!(message, Message::Assistant { .. }));
        told.turns = assistants.map(|(at, _)| Turn::of(at, Vec::new())).collect();
        (told.tools, told.messages) = (row.tools.clone(), messages);
        let rendered = check_template(template, &Talk::of(&told).ok()?, Arguments::Object).rendered?;
        let character = |byte: usize| rendered.text.get(..byte).map_or(0, |before| before.chars().count());
        let counted = rendered.spoken.iter().filter(|(at, _)| counts.get(*at) == Some(&true));
        let stretches: Vec<_> = counted
            .map(|(_, range)| character(range.start)..character(range.end))
            .filter(|range| !range.is_empty())
            .collect();
        (!stretches.is_empty()).then_some(Self { text: rendered.text, stretches })
    }

    /// The mean cost of the counted tokens, of costs by where their tokens begin; none if no token counts.
    pub fn mean(&self, costs: impl IntoIterator<Item = (usize, f64)>) -> Option<f64> {
        let counts = |begins: usize| self.stretches.iter().any(|stretch| stretch.contains(&begins));
        let (mut sum, mut count) = (0.0, 0_u32);
        for (_, nats) in costs.into_iter().filter(|(begins, _)| counts(*begins)) {
            sum += nats;
            count += 1;
        }
        (count > 0).then(|| sum / f64::from(count))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Episode, Seed, ToolCall};

    fn row() -> Trajectory {
        let call = |id: &str, step: usize| ToolCall {
            id: id.to_owned(),
            name: "find".to_owned(),
            arguments: json!({"city": "Zürich"}),
            step,
        };
        let result = |id: &str, text: &str| Message::Tool { call_id: id.to_owned(), text: text.to_owned() };
        let tool = json!({"server": "s", "name": "find", "input_schema": {"type": "object"}});
        let mut row = Trajectory::begun(uuid::Uuid::nil(), Episode { seed: Seed(1), now: String::new() });
        row.tools = vec![serde_json::from_value(json!({"exposed": "find", "tool": tool})).expect("a tool in view")];
        row.messages = vec![
            Message::User { text: "Where in Zürich?".to_owned() },
            Message::Assistant { text: None, calls: vec![call("a", 0), call("b", 1)] },
            result("a", "the lake"),
            result("b", "the hill"),
            Message::Assistant { text: Some("By the water.".to_owned()), calls: Vec::new() },
        ];
        row.turns = vec![Turn::of(1, vec![0, 1]), Turn::of(4, Vec::new())];
        row
    }

    fn counted(text: &Counted) -> String {
        let stretch = |range: &Range<usize>| text.text.chars().skip(range.start).take(range.len()).collect::<String>();
        text.stretches.iter().map(stretch).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn the_request_is_taken_away_and_what_is_trained_counts() {
        let template = Template::of(CHATML).unwrap();
        let [with, without] = answer_texts(&template, &row()).unwrap();
        assert!(with.text.contains("Where in Zürich?") && !without.text.contains("Where"));
        assert!(with.text.contains("\"parameters\""), "{}", with.text);
        assert_eq!(counted(&with), counted(&without));
        assert!(counted(&with).contains("{\"name\": \"find\", \"arguments\": {\"city\": \"Zürich\"}}"));
        assert!(counted(&with).contains("|By the water.<|im_end|>"), "{}", counted(&with));
        let mut masked = row();
        masked.turns[0].verdict.action = Action::Mask;
        let [with, _] = answer_texts(&template, &masked).unwrap();
        assert!(counted(&with).starts_with("By the water."), "{}", counted(&with));
    }

    #[test]
    fn a_call_and_its_result_are_taken_away_and_what_comes_after_counts() {
        let template = Template::of(CHATML).unwrap();
        let [without_call, without_result, with_result] = call_texts(&template, &row(), 0).unwrap();
        let has = |text: &Counted| (text.text.matches("<tool_call>").count(), text.text.contains("the lake"));
        assert_eq!([has(&without_call), has(&without_result), has(&with_result)], [(1, false), (2, false), (2, true)]);
        for text in [&without_call, &without_result, &with_result] {
            assert!(counted(text).starts_with("By the water."), "{}", counted(text));
            assert!(text.text.contains("the hill"));
        }
        assert_eq!(call_texts(&template, &row(), 7), None);
    }

    #[test]
    fn tokens_count_where_they_begin() {
        let text = Counted { text: "user: hi\nyou: yes".to_owned(), stretches: std::iter::once(14..17).collect() };
        assert_eq!(text.mean([(0, 9.0), (9, 5.0), (14, 1.0), (16, 2.0), (17, 7.0)]), Some(1.5));
        assert_eq!(text.mean([(0, 9.0)]), None);
        assert_eq!(answer_losses([Some(1.0), None]), None);
        assert!(call_losses([Some(1.0), Some(2.0), Some(0.5)]).unwrap().helps(0.4).unwrap());
    }
}
