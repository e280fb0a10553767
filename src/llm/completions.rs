//! What every token of a text costs a model: completions that give the prompt back with its log-probabilities (`echo` and
//! `logprobs` of OpenAI's older interface, which vLLM and llama-cpp-python speak).

use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};

use super::openai::usage;
use super::{Finish, Message, Model, ModelError, Reply, Request, SettingsError, Wire};

/// A model behind `POST /completions`. Of a request it sends the one text; the reply's text is what [`token_costs`] reads.
pub struct Completions {
    name: String,
    wire: Wire,
}

/// A token of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TokenCost {
    /// Where it begins, in characters.
    pub begins: usize,
    /// Its negative log-probability after all that stands before it, in nats.
    pub nats: f64,
}

impl Completions {
    pub const PATH: &str = "completions";

    pub fn new(name: impl Into<String>, wire: Wire) -> Result<Self, SettingsError> {
        let wire = wire.with_key(AUTHORIZATION, "Bearer ")?;
        Ok(Self { name: name.into(), wire })
    }
}

#[async_trait::async_trait]
impl Model for Completions {
    fn name(&self) -> &str {
        &self.name
    }

    async fn complete(&self, request: &Request) -> Result<Reply, ModelError> {
        let [Message::User { content: prompt }] = request.messages.as_slice() else {
            return Err(ModelError::Request("log-probabilities are asked for of one text alone".to_owned()));
        };
        // Some servers take 0 tokens for as many as they like, so one is asked for and left out.
        let body = json!({
            "model": self.name, "prompt": prompt, "max_tokens": 1, "temperature": 0.0, "echo": true, "logprobs": 1,
        });
        let answer = self.wire.post(&body).await?;
        let costs = costs(&answer, prompt)?;
        let pairs: Vec<Value> = costs.iter().map(|cost| json!([cost.begins, cost.nats])).collect();
        let text = Value::Array(pairs).to_string();
        Ok(Reply { text, tool_calls: Vec::new(), usage: usage(&answer["usage"]), finish: Finish::Stop })
    }
}

/// The costs that the text of a reply holds.
pub fn token_costs(text: &str) -> Result<Vec<TokenCost>, ModelError> {
    let pairs: Vec<(usize, f64)> = serde_json::from_str(text)
        .map_err(|error| ModelError::BadAnswer(format!("the costs of tokens do not read: {error}")))?;
    Ok(pairs.into_iter().map(|(begins, nats)| TokenCost { begins, nats }).collect())
}

/// Reads the costs of a prompt's tokens; the first token has none.
fn costs(answer: &Value, prompt: &str) -> Result<Vec<TokenCost>, ModelError> {
    let choice = &answer["choices"][0];
    let length = prompt.chars().count();
    let echoed = choice["text"].as_str().is_some_and(|text| text.chars().count() >= length);
    let log = &choice["logprobs"];
    let (Some(tokens), Some(given), true) = (log["tokens"].as_array(), log["token_logprobs"].as_array(), echoed) else {
        return Err(ModelError::BadAnswer(
            "the endpoint does not give a text back with its log-probabilities (hint: vLLM does, and llama-cpp-python \
             with --logits_all true)"
                .to_owned(),
        ));
    };
    let places = log["text_offset"].as_array();
    let mut costs = Vec::with_capacity(given.len());
    let mut next = 0;
    for (at, (token, given)) in tokens.iter().zip(given).enumerate() {
        let told = places.and_then(|places| places.get(at)).and_then(Value::as_u64);
        let begins = told.and_then(|place| usize::try_from(place).ok()).unwrap_or(next);
        next = begins + token.as_str().map_or(0, |token| token.chars().count());
        if begins >= length {
            break;
        }
        if let Some(log_probability) = given.as_f64() {
            costs.push(TokenCost { begins, nats: (-log_probability).max(0.0) });
        }
    }
    Ok(costs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str, log: Value) -> Value {
        json!({"choices": [{"text": text, "logprobs": log}]})
    }

    #[test]
    fn tokens_of_the_prompt_are_told_and_what_was_made_is_not() {
        let log = json!({
            "tokens": ["Hé", "llo", " you", "!"], "token_logprobs": [null, -1.5, -0.25, -9.0],
            "text_offset": [0, 2, 5, 9],
        });
        let told = costs(&answer("Héllo you!", log.clone()), "Héllo you").unwrap();
        assert_eq!(told, [TokenCost { begins: 2, nats: 1.5 }, TokenCost { begins: 5, nats: 0.25 }]);
        let mut without = log;
        without.as_object_mut().unwrap().remove("text_offset");
        assert_eq!(costs(&answer("Héllo you!", without), "Héllo you").unwrap(), told);
    }

    #[test]
    fn an_endpoint_that_gives_nothing_back_is_told_apart() {
        let log = json!({"tokens": ["!"], "token_logprobs": [-0.1], "text_offset": [0]});
        for answer in [answer("!", log), answer("Hello you!", Value::Null), json!({})] {
            let error = costs(&answer, "Hello you").unwrap_err().to_string();
            assert!(error.contains("does not give a text back") && error.contains("hint"), "{error}");
        }
    }

    #[test]
    fn costs_survive_a_recording() {
        let text = json!([[2, 1.5], [5, 0.25]]).to_string();
        assert_eq!(token_costs(&text).unwrap().len(), 2);
        assert!(token_costs("[[1]]").is_err());
    }
}
