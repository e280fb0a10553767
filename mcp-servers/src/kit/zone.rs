//! Time zones of places, by the rules of POSIX, so that no database is needed.

use std::cell::RefCell;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::time::{Day, Time};

thread_local! {
    /// The rules that have been read: timetables ask for the same few again and again.
    static READ: RefCell<Vec<(&'static str, TimeZone)>> = const { RefCell::new(Vec::new()) };
}

/// The zone of a place.
#[derive(Debug, PartialEq, Eq)]
pub struct Zone {
    /// Its name in the IANA database.
    pub name: &'static str,
    /// Its rule of these years, as POSIX writes it.
    pub posix: &'static str,
}

impl Zone {
    fn rules(&self) -> TimeZone {
        READ.with_borrow_mut(|read| {
            let known = read.iter().find(|(posix, _)| *posix == self.posix).map(|(_, rules)| rules.clone());
            known.unwrap_or_else(|| {
                let rules = TimeZone::posix(self.posix).unwrap_or(TimeZone::UTC);
                read.push((self.posix, rules.clone()));
                rules
            })
        })
    }

    /// The moment so many minutes after midnight of a day, as clocks there show it.
    pub fn at(&self, day: Day, minute: i64) -> Time {
        let local = day.midnight().saturating_add(jiff::SignedDuration::from_mins(minute));
        Time::new(local, self.offset_of(local))
    }

    /// A moment as clocks there show it.
    pub fn show(&self, time: Time) -> Time {
        let Ok(moment) = time.offset().to_timestamp(time.civil()) else { return time };
        time.in_offset(self.rules().to_offset(moment))
    }

    fn offset_of(&self, local: DateTime) -> Offset {
        let rules = self.rules();
        rules.to_timestamp(local).map_or(Offset::UTC, |moment| rules.to_offset(moment))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_follow_the_seasons() {
        let berlin = Zone { name: "Europe/Berlin", posix: "CET-1CEST,M3.5.0,M10.5.0/3" };
        assert_eq!(berlin.at(Day::new(2026, 1, 5), 600).to_string(), "2026-01-05T10:00:00+01:00");
        assert_eq!(berlin.at(Day::new(2026, 7, 5), 600).to_string(), "2026-07-05T10:00:00+02:00");
        let noon = Time::parse("2026-07-05T12:00:00-04:00").expect("a time");
        assert_eq!(berlin.show(noon).to_string(), "2026-07-05T18:00:00+02:00");
    }
}
