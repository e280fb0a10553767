//! A language model without tool calls of its own: it writes its calls into its text (ReAct, Yao et al. 2022,
//! arXiv:2210.03629).
//!
//! A step is `Thought: ..`, `Action: NAME`, `Action Input: {..}`; the result comes back as `Observation: ..`; the end is
//! `Final Answer: ..`. A text with neither is an answer as it stands.

use serde_json::Value;

use super::told::{Manner, Said, Told};
use crate::eval::scene::Wanted;
use crate::llm::{Request, ToolSpec};

/// Where the model must stop, for what follows is not for it to say.
const OBSERVATION: &str = "Observation:";

const HOW: &str = "To call a tool write exactly these three lines and stop:\nThought: why\nAction: the tool's name\nAction Input: \
     one JSON object\nYou then get its result as Observation. When all is done, write:\nFinal Answer: what the user is to read";

/// Thoughts, actions and observations.
pub struct Steps;

/// Any model behind a loop over thoughts, actions and observations.
pub type React = Told<Steps>;

impl Manner for Steps {
    const NAME: &str = "react";
    const HOW: &str = HOW;

    fn asks(request: Request, _: &[ToolSpec]) -> Request {
        request.stopped_by(OBSERVATION)
    }

    fn own(text: String) -> String {
        text.split(OBSERVATION).next().unwrap_or_default().trim().to_owned()
    }

    fn read(text: &str) -> Said {
        match parse(text) {
            Written::Action { thought, name, input } => {
                let arguments = match serde_json::from_str(&input) {
                    Ok(Value::Object(map)) => Ok(map),
                    Ok(_) => Err((input, "not a JSON object".to_owned())),
                    Err(error) => Err((input, error.to_string())),
                };
                Said::Call { thought, wanted: Wanted { id: String::new(), name, arguments } }
            }
            Written::Answer(answer) => Said::Answer(answer),
        }
    }

    fn result(_: &str, text: &str) -> String {
        format!("{OBSERVATION} {text}")
    }
}

/// What a model wrote.
#[derive(Debug, PartialEq, Eq)]
enum Written {
    Action { thought: Option<String>, name: String, input: String },
    Answer(String),
}

fn parse(text: &str) -> Written {
    const ACTION: &str = "Action:";
    const INPUT: &str = "Action Input:";
    const ANSWER: &str = "Final Answer:";
    let action = text.find(ACTION);
    let answer = text.find(ANSWER);
    if let Some(at) = action.filter(|at| answer.is_none_or(|answer| *at < answer)) {
        let rest = &text[at + ACTION.len()..];
        let (name, input) = match rest.split_once(INPUT) {
            Some((name, input)) => (name, input),
            None => (rest, "{}"),
        };
        let name = name.trim().lines().next().unwrap_or_default().trim_matches(|c: char| "`*\"' ".contains(c));
        let thought = text[..at].trim().trim_start_matches("Thought:").trim();
        return Written::Action {
            thought: Some(thought.to_owned()).filter(|thought| !thought.is_empty()),
            name: name.to_owned(),
            input: first_object(input),
        };
    }
    Written::Answer(match answer {
        Some(at) => text[at + ANSWER.len()..].trim().to_owned(),
        None => text.trim_start_matches("Thought:").trim().to_owned(),
    })
}

/// The first JSON object of a text, without fences and whatever stands behind it; the text as it is if there is none.
fn first_object(text: &str) -> String {
    let Some(start) = text.find('{') else { return text.trim().to_owned() };
    let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter::<Value>();
    match values.next() {
        Some(Ok(value)) => value.to_string(),
        _ => text[start..].trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_and_answers_are_read_as_small_models_write_them() {
        let action = |text: &str| match parse(text) {
            Written::Action { name, input, .. } => (name, input),
            other => panic!("{other:?}"),
        };
        let plain = "Thought: look\nAction: find_trains\nAction Input: {\"to\": \"Rome\"}";
        assert_eq!(action(plain), ("find_trains".to_owned(), r#"{"to":"Rome"}"#.to_owned()));
        let fenced = "Action: `find_trains`\nAction Input:\n```json\n{\"to\": \"Rome\"}\n```\nthat is it";
        assert_eq!(action(fenced), ("find_trains".to_owned(), r#"{"to":"Rome"}"#.to_owned()));
        assert_eq!(action("Action: list\nAction Input: none").1, "none");
        assert_eq!(action("Action: list").1, "{}");
        assert_eq!(parse("Thought: done\nFinal Answer: It is 5."), Written::Answer("It is 5.".to_owned()));
        assert_eq!(parse("It is 5."), Written::Answer("It is 5.".to_owned()));
    }
}
