//! The base address of an endpoint, which is not shown while it may hold a secret.

use std::fmt;

use reqwest::Url;
use serde::Deserialize;

use super::SettingsError;

/// An address up to and with `/v1`, as it was typed.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct BaseAddress(String);

impl BaseAddress {
    /// The address of a call below the base. A base without a path means `/v1`, as every endpoint has it.
    pub(super) fn join(&self, path: &str) -> Result<Url, SettingsError> {
        let mut url = Url::parse(self.0.trim())
            .map_err(|_| SettingsError::Endpoint("is no address (hint: it looks like http://127.0.0.1:11434/v1)"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(SettingsError::Endpoint("must begin with http:// or https://"));
        }
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err(SettingsError::Endpoint("takes no user, password or query (hint: a key belongs into key_env)"));
        }
        let base = url.path().trim_end_matches('/');
        let base = if base.is_empty() { "/v1" } else { base };
        let full = format!("{base}/{path}");
        url.set_path(&full);
        Ok(url)
    }
}

/// Whether an address is on this machine.
pub(super) fn is_local(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host == "localhost" || host == "[::1]" || host.starts_with("127."))
}

impl<T: Into<String>> From<T> for BaseAddress {
    fn from(address: T) -> Self {
        Self(address.into())
    }
}

impl fmt::Debug for BaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.join("").is_ok() { &self.0 } else { "[no plain address]" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_completed_and_show_no_secrets() {
        let full = |base: &str| BaseAddress::from(base).join("messages").map(|url| url.to_string());
        assert_eq!(full("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080/v1/messages");
        assert_eq!(full(" https://openrouter.ai/api/v1/ ").unwrap(), "https://openrouter.ai/api/v1/messages");
        for wrong in ["127.0.0.1:80", "ftp://host/", "https://ada:secret@host/v1", "https://host/v1?key=secret", ""] {
            let shown = format!("{:?} {}", BaseAddress::from(wrong), full(wrong).unwrap_err());
            assert!(!shown.contains("secret"), "{shown}");
        }
        assert_eq!(format!("{:?}", BaseAddress::from("http://[::1]:1/v1")), "http://[::1]:1/v1");
    }

    #[test]
    fn this_machine_is_recognised() {
        let local = |base: &str| is_local(&BaseAddress::from(base).join("").unwrap());
        assert!(local("http://localhost:1") && local("http://127.0.0.1") && local("http://[::1]:80/v1"));
        assert!(!local("https://api.openai.com/v1") && !local("http://192.168.0.7:8000"));
    }
}
