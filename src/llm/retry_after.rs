//! How long an endpoint asks to be left alone: `Retry-After` in seconds or as a date, and OpenAI's milliseconds.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};

/// Longer waits than this say "not today"; the number only has to stay printable.
const LONGEST: f64 = 1e8;

/// The wait that the headers ask for, seen from a moment.
pub(super) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    if let Some(milliseconds) = text("retry-after-ms").and_then(number) {
        return Some(Duration::from_secs_f64(milliseconds / 1000.0));
    }
    let asked = text(RETRY_AFTER.as_str())?;
    match number(asked) {
        Some(seconds) => Some(Duration::from_secs_f64(seconds)),
        // A date that is over asks for no wait.
        None => httpdate::parse_http_date(asked).ok().map(|date| date.duration_since(now).unwrap_or_default()),
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| (0.0..=LONGEST).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_dates_and_milliseconds_are_read() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let wait = |name: &'static str, value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            retry_after(&headers, now)
        };
        assert_eq!(wait("retry-after", "2"), Some(Duration::from_secs(2)));
        assert_eq!(wait("retry-after", "0.5"), Some(Duration::from_millis(500)));
        assert_eq!(wait("retry-after", "Sun, 06 Nov 1994 08:49:47 GMT"), Some(Duration::from_secs(10)));
        assert_eq!(wait("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("retry-after-ms", "250"), Some(Duration::from_millis(250)));
        for odd in ["-1", "nan", "inf", "1e300", "soon", ""] {
            assert_eq!(wait("retry-after", odd), None, "{odd}");
        }
    }
}
