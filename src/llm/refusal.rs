//! What an endpoint says when it does not answer, as an error with one short line.

use std::time::SystemTime;

use reqwest::header::HeaderMap;
use serde_json::Value;

use super::ModelError;
use super::retry_after::retry_after;

/// An error page is not worth more characters of a message.
const LONGEST: usize = 300;

/// Makes an error of a status, the text of the body, the body as JSON (null if it is none) and the headers.
pub(super) fn refusal(status: u16, text: &str, body: &Value, headers: &HeaderMap) -> ModelError {
    let retry_after = retry_after(headers, SystemTime::now());
    let message = match status {
        300..=399 => "a redirect, which is not followed (hint: name the final address as the endpoint)".to_owned(),
        _ => short(said(body).unwrap_or(text)),
    };
    match status {
        429 if !is_about_money(body) => ModelError::RateLimited { message, retry_after },
        _ => ModelError::Status { status, message, retry_after },
    }
}

/// The status that some gateways put into the body of an answer with status 200: the one of the provider behind them.
pub(super) fn status_within(body: &Value) -> Option<u16> {
    body["error"]["code"].as_u64().and_then(|code| u16::try_from(code).ok())
}

/// One line that fits into a message.
pub(super) fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None if line.is_empty() => "nothing".to_owned(),
        None => line,
    }
}

fn said(body: &Value) -> Option<&str> {
    ["/error/message", "/error", "/message", "/detail"].iter().find_map(|place| body.pointer(place)?.as_str())
}

/// An account without money answers 429 as well, and waiting does not help it.
fn is_about_money(body: &Value) -> bool {
    let word = |name: &str| body["error"][name].as_str().unwrap_or_default();
    [word("code"), word("type")].iter().any(|word| word.contains("quota") || word.contains("billing"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn messages_are_one_short_line() {
        assert_eq!(short("too\n  long"), "too long");
        assert_eq!(short(&"ä".repeat(1000)).chars().count(), LONGEST + 3);
        assert_eq!(short(" \n"), "nothing");
    }

    #[test]
    fn the_reason_is_found_where_endpoints_put_it() {
        for body in [json!({"error": {"message": "no"}}), json!({"error": "no"}), json!({"detail": "no"})] {
            let error = refusal(404, "raw", &body, &HeaderMap::new());
            assert_eq!(error.to_string(), "ask the model: the endpoint answered 404: no");
        }
        assert!(refusal(500, "raw", &Value::Null, &HeaderMap::new()).to_string().ends_with("raw"));
    }
}
