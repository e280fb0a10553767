//! What a configuration says of the world around a guest: the seed of its random bytes and the time.

use jiff::Timestamp;
use serde::Deserialize;

/// What passes on a guest's clock with each call of a tool, whatever kind of guest it is.
pub(crate) const CALL_NANOSECONDS: u64 = 1_000_000_000;

/// The part of the contract's configuration that the host understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Beginning {
    pub server: String,
    pub seed: u64,
    /// Nanoseconds since 1970; 0 for a time before it.
    pub nanoseconds: u64,
}

#[derive(Deserialize)]
struct Written {
    server: String,
    seed: String,
    now: String,
}

impl Beginning {
    /// Reads it from the JSON that `start` takes. The text was made by this crate; what its user put into it was not.
    pub(crate) fn of(config: &str) -> Result<Self, String> {
        let Written { server, seed, now } = serde_json::from_str(config).map_err(|error| error.to_string())?;
        let seed = seed.parse().map_err(|_| format!("the seed is no u64: {seed:?}"))?;
        let time: Timestamp = now.parse().map_err(|_| format!("`now` is no RFC 3339 time with offset: {now:?}"))?;
        Ok(Self { server, seed, nanoseconds: u64::try_from(time.as_nanosecond()).unwrap_or(0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_times_are_named() {
        let of = |now: &str| Beginning::of(&format!(r#"{{"server":"mail","seed":"7","now":"{now}"}}"#));
        let read = of("1970-01-01T01:00:01+01:00").unwrap();
        assert_eq!(read, Beginning { server: "mail".to_owned(), seed: 7, nanoseconds: 1_000_000_000 });
        assert_eq!(of("yesterday").unwrap_err(), "`now` is no RFC 3339 time with offset: \"yesterday\"");
    }
}
