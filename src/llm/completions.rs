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
    let echoed = choice["text"].as_str().is_some_and(|text| text.len() >= prompt.len());
    let log = &choice["logprobs"];
    let (Some(tokens), Some(given), true) = (log["tokens"].as_array(), log["token_logprobs"].as_array(), echoed) else {
        return Err(ModelError::BadAnswer(
            "the endpoint does not give a text back with its log-probabilities (hint: vLLM does, and llama-cpp-python \
             with --logits_all true)"
                .to_owned(),
        ));
    };
    let tokens: Vec<&str> = tokens.iter().map(|token| token.as_str().unwrap_or_default()).collect();
    if log["top_logprobs"].as_array().is_some_and(|likeliest| come_late(&tokens, likeliest)) {
        return Err(ModelError::BadAnswer(
            "the endpoint gives every token the log-probability of a place too late, as llama-cpp-python does where a \
             text does not begin with the model's BOS token (hint: --chat-template with one that begins with its text, \
             such as <|endoftext|> or <s>)"
                .to_owned(),
        ));
    }
    let places = places(&tokens, prompt).ok_or_else(|| {
        ModelError::BadAnswer("the tokens that the endpoint gives back are not those of the text".to_owned())
    })?;
    let known = places.into_iter().zip(given).filter_map(|(begins, given)| Some((begins?, given.as_f64()?)));
    Ok(known.map(|(begins, given)| TokenCost { begins, nats: (-given).max(0.0) }).collect())
}

/// Whether what was likeliest at a place is mostly the token behind it.
fn come_late(tokens: &[&str], likeliest: &[Value]) -> bool {
    let top = |given: &Value| -> Option<String> {
        let given = given.as_object()?.iter().filter_map(|(token, given)| Some((token, given.as_f64()?)));
        given.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(token, _)| token.clone())
    };
    let tops: Vec<Option<String>> = likeliest.iter().map(top).collect();
    let hits = |behind: usize| {
        let pairs = tops.iter().zip(tokens.iter().skip(behind));
        pairs.filter(|(top, token)| !token.is_empty() && top.as_deref() == Some(**token)).count()
    };
    hits(1) > hits(0).max(1) * 2
}

/// Where every token of a text begins in it, in characters; none for what comes after the text.
///
/// Endpoints do not show some tokens: those that stand for signs such as `<|im_start|>`, and those that are a part of a
/// character. They begin where the token before them ends, and the shown ones behind them are looked for. Places that the
/// endpoint tells are not asked for: llama-cpp-python counts tokens that it does not show as nothing.
fn places(tokens: &[&str], text: &str) -> Option<Vec<Option<usize>>> {
    let is_shown = |token: &str| !token.is_empty() && !token.contains(char::REPLACEMENT_CHARACTER);
    let mut places = Vec::with_capacity(tokens.len());
    let (mut cursor, mut characters, mut hidden) = (0, 0, 0);
    for (at, token) in tokens.iter().enumerate() {
        if cursor >= text.len() {
            break;
        }
        if !is_shown(token) {
            hidden += 1;
            continue;
        }
        let rest = &text[cursor..];
        let skipped = match rest.starts_with(token) && hidden == 0 {
            true => 0,
            false => {
                let run = tokens[at..].iter().take_while(|token| is_shown(token)).count();
                // The last token is none of the text, and may be a part of what would stand behind it.
                let found = (1..=run).rev().find_map(|length| rest.find(&tokens[at..at + length].concat()));
                match found {
                    Some(skipped) => skipped,
                    None if at + 1 == tokens.len() => break,
                    None => return None,
                }
            }
        };
        places.extend(std::iter::repeat_n(Some(characters), hidden));
        hidden = 0;
        characters += rest[..skipped].chars().count();
        places.push(Some(characters));
        characters += token.chars().count();
        cursor += skipped + token.len();
    }
    places.resize(tokens.len(), None);
    Some(places)
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

    /// In the way of llama-cpp-python 0.3.36.
    #[test]
    fn tokens_that_are_not_shown_have_their_places() {
        let text = "<|endoftext|><|im_start|>user\nCafé 🦀 is\n<|im_end|>\n";
        let tokens = ["", "user", "\n", "Café", " ", "\u{fffd}", "", " is", "\n", "", "\n", "Hm"];
        let begins: Vec<Option<usize>> = places(&tokens, text).unwrap();
        let at = |word: &str| text[..text.find(word).unwrap()].chars().count();
        let (user, is, end) = (at("user"), at(" is"), at("<|im_end|>"));
        let expected = [0, user, user + 4, user + 5, user + 9, user + 10, user + 10, is, is + 3, end, end + 10];
        assert_eq!(begins[..11], expected.map(Some));
        assert_eq!(begins[11], None);
        assert_eq!(places(&["user", "\nCoffee", " is"], text), None);
        assert_eq!(places(&["<|endoftext|>", "<|im_start|>", "user"], text).unwrap()[2], Some(user));
    }

    #[test]
    fn costs_of_another_place_are_refused() {
        let tokens = ["The", " capital", " of", " France", " is", " Paris", "."];
        let top = |token: &str| json!({token: -0.5, " other": -2.0});
        let right = json!([null, top(" city"), top(" of"), top(" Peru"), top(" is"), top(" Paris"), top(".")]);
        let late = json!([null, top(" of"), top(" the"), top(" is"), top(" Paris"), top("."), top(" It")]);
        let costs = |likeliest: &Value| {
            let log =
                json!({"tokens": tokens, "token_logprobs": [null, -1, -1, -1, -1, -1, -1], "top_logprobs": likeliest});
            costs(&answer(&tokens.concat(), log), &tokens.concat())
        };
        assert_eq!(costs(&right).unwrap().len(), 6);
        let error = costs(&late).unwrap_err().to_string();
        assert!(error.contains("too late") && error.contains("hint"), "{error}");
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
