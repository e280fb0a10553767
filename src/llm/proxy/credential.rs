//! What is secret in a request: found, so that it can be masked, and replaced by the key of the lab.

use axum::http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::Url;

use super::operation::Operation;
use crate::llm::{Key, SettingsError};

const X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// Headers with a key for the endpoint.
const HEADERS: [HeaderName; 4] =
    [AUTHORIZATION, X_API_KEY, HeaderName::from_static("api-key"), HeaderName::from_static("x-goog-api-key")];

/// Parameters of the query with a key for the endpoint.
const PARAMETERS: [&str; 2] = ["key", "api-key"];

/// All secrets that the request holds, as keys that know how to mask themselves.
pub(super) fn secrets(headers: &HeaderMap, url: Option<&Url>) -> Vec<Key> {
    let mut found = Vec::new();
    for name in HEADERS.iter().chain(&[PROXY_AUTHORIZATION]) {
        for value in headers.get_all(name) {
            // The word before the secret, such as `Bearer`, is too short to be taken for one.
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            found.extend(text.split_whitespace().filter_map(|word| secret(name.as_str(), word)));
        }
    }
    for value in headers.get_all(COOKIE) {
        let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
        let values = text.split(';').filter_map(|cookie| cookie.split_once('='));
        found.extend(values.filter_map(|(_, value)| secret("cookie", value)));
    }
    let pairs = url.into_iter().flat_map(Url::query_pairs).filter(|(name, _)| PARAMETERS.contains(&name.as_ref()));
    found.extend(pairs.filter_map(|(name, value)| secret(&name, &value)));
    found
}

/// Puts the key where the agent put its own, or where the API has it if the agent has none.
pub(super) fn replace(
    key: &Key,
    headers: &mut HeaderMap,
    url: &mut Url,
    operation: Option<Operation>,
) -> Result<(), SettingsError> {
    let mut placed = false;
    for name in HEADERS {
        if headers.contains_key(&name) {
            placed = true;
            let value = header(key, &name)?;
            headers.insert(name, value);
        }
    }
    let query = url.query().unwrap_or_default().to_owned();
    if query.split('&').any(is_key) {
        placed = true;
        let encoded = encoded(key, url)?;
        let parts = query.split('&').map(|part| match part.split_once('=') {
            Some((name, _)) if is_key(part) => format!("{name}={encoded}"),
            _ => part.to_owned(),
        });
        url.set_query(Some(&parts.collect::<Vec<_>>().join("&")));
    }
    if !placed {
        let name = if operation == Some(Operation::Message) { X_API_KEY } else { AUTHORIZATION };
        let value = header(key, &name)?;
        headers.insert(name, value);
    }
    Ok(())
}

fn header(key: &Key, name: &HeaderName) -> Result<HeaderValue, SettingsError> {
    key.header(if *name == AUTHORIZATION { "Bearer " } else { "" })
}

/// A secret under the name of its place, in the letters of a variable.
fn secret(place: &str, text: &str) -> Option<Key> {
    Key::read(&place.to_ascii_uppercase().replace('-', "_"), |_| Some(text.to_owned())).ok()
}

fn is_key(part: &str) -> bool {
    part.split_once('=').is_some_and(|(name, _)| PARAMETERS.contains(&name))
}

/// The key as it stands in a query.
fn encoded(key: &Key, url: &Url) -> Result<String, SettingsError> {
    let mut url = url.clone();
    url.query_pairs_mut().clear().append_key_only(&String::from_utf8_lossy(key.header("")?.as_bytes()));
    Ok(url.query().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(value: &str) -> Key {
        Key::read("LAB_KEY", |_| Some(value.to_owned())).unwrap()
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn every_place_of_a_secret_is_known() {
        let headers = headers(&[
            ("authorization", "Bearer secret-of-header"),
            ("x-api-key", "secret-of-anthropic"),
            ("cookie", "a=1; session=secret-of-cookie"),
        ]);
        let url = Url::parse("http://a/v1?alt=sse&key=secret%2Fof%2Fquery").unwrap();
        let secrets = secrets(&headers, Some(&url));
        let said = "secret-of-header secret-of-anthropic secret-of-cookie secret/of/query sse Bearer";
        let masked = secrets.iter().fold(said.to_owned(), |text, key| key.redact(&text));
        assert!(!masked.contains("secret"), "{masked}");
        assert!(masked.ends_with("sse Bearer"), "{masked}");
    }

    #[test]
    fn the_key_stands_where_the_agent_had_its_own() {
        let replaced = |given: &[(&'static str, &'static str)], query: &str, operation| {
            let mut headers = headers(given);
            let mut url = Url::parse(&format!("http://a/v1{query}")).unwrap();
            replace(&key("lab key/1"), &mut headers, &mut url, operation).unwrap();
            let mut shown: Vec<String> =
                headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
            shown.extend(url.query().map(str::to_owned));
            shown.join("; ")
        };
        assert_eq!(replaced(&[("authorization", "Bearer x")], "", None), "authorization: Bearer lab key/1");
        assert_eq!(replaced(&[("api-key", "x")], "?a=%20", None), "api-key: lab key/1; a=%20");
        assert_eq!(replaced(&[], "?alt=sse&key=x", None), "alt=sse&key=lab+key%2F1");
        assert_eq!(replaced(&[], "", Some(Operation::Message)), "x-api-key: lab key/1");
        assert_eq!(replaced(&[], "", Some(Operation::Chat)), "authorization: Bearer lab key/1");
    }
}
