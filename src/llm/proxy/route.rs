//! Which episode a path names, and where at the endpoint it leads.

use reqwest::Url;

/// What stands before the episode.
const EPISODE: &str = "/e/";

/// Every client of the APIs puts it before the path, if its base address does not.
const VERSION: &str = "/v1";

/// The path of a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub episode: Option<String>,
    /// Without the episode, as it was written.
    pub path: String,
}

impl Route {
    pub fn of(path: &str) -> Self {
        let inside = path.strip_prefix(EPISODE).filter(|inside| !inside.is_empty() && !inside.starts_with('/'));
        match inside.map(|inside| inside.split_once('/').unwrap_or((inside, ""))) {
            Some((episode, rest)) => Self { episode: Some(episode.to_owned()), path: format!("/{rest}") },
            None => Self { episode: None, path: path.to_owned() },
        }
    }

    /// The address below the base of the endpoint; none for a path that could lead out of it. `/v1` is the base itself,
    /// whatever it is called there; other paths lie beside the `/v1` of the base, if it has one.
    pub fn below(&self, base: &Url, query: Option<&str>) -> Option<Url> {
        if !self.path.starts_with('/') || self.path.split(['/', '\\']).any(is_dots) {
            return None;
        }
        let base_path = base.path().trim_end_matches('/');
        let after_version = self.path.strip_prefix(VERSION).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let full = match after_version {
            Some(rest) => format!("{base_path}{rest}"),
            None => format!("{}{}", base_path.strip_suffix(VERSION).unwrap_or(base_path), self.path),
        };
        let mut url = base.clone();
        url.set_path(&full);
        url.set_query(query);
        Some(url)
    }
}

/// Whether an address would leave its folder by this segment, or drop it.
fn is_dots(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::BaseAddress;

    #[test]
    fn an_episode_stands_before_the_path() {
        let route = |path| {
            let Route { episode, path } = Route::of(path);
            (episode.unwrap_or_default(), path)
        };
        let is = |episode: &str, path: &str| (episode.to_owned(), path.to_owned());
        assert_eq!(route("/e/mail-7/v1/messages"), is("mail-7", "/v1/messages"));
        assert_eq!(route("/e/mail-7"), is("mail-7", "/"));
        assert_eq!(route("/e//v1/messages"), is("", "/e//v1/messages"));
        assert_eq!(route("/embeddings/e/1"), is("", "/embeddings/e/1"));
    }

    #[test]
    fn paths_lead_below_the_base() {
        let below = |base: &str, path: &str, query| {
            let base = BaseAddress::from(base).join("").unwrap();
            Route::of(path).below(&base, query).map(|url| url.to_string())
        };
        let is = |text: &str| Some(text.to_owned());
        assert_eq!(below("http://a", "/v1/messages", Some("beta=true")), is("http://a/v1/messages?beta=true"));
        assert_eq!(below("http://a/v1/", "/health", None), is("http://a/health"));
        assert_eq!(below("https://a/api/v1", "/e/1/v1/x%2Fy//z", None), is("https://a/api/v1/x%2Fy//z"));
        assert_eq!(below("https://a/openai", "/v1/models", None), is("https://a/openai/models"));
        assert_eq!(below("https://a/openai", "/v1beta/models", None), is("https://a/openai/v1beta/models"));
        for out in ["/v1/../admin", "/v1/%2E%2e/admin", r"/v1/..\admin", "/e/1/v1/./x", "", "*"] {
            assert_eq!(below("https://a/api/v1", out, None), None, "{out}");
        }
    }
}
