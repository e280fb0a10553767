//! The output check: what the answer must claim, and what it must not.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::score::claim::{Claim, Reading, iso};
use crate::score::episode::{Episode, Judged};

/// A demand on the answer's text.
///
/// An answer that says everything claims the right value too: `at_most_claims` and `distractors` are what it fails by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputCheck {
    pub name: String,
    pub claim: Claim,
    /// The answer must not claim it.
    #[serde(default)]
    pub absent: bool,
    /// Only sentences and lines that mention one of these count: "Rome is 15 and Oslo 3 degrees".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
    /// How many different values of this type the answer may claim; of texts, how many of the items and distractors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most_claims: Option<usize>,
    /// Values that the answer must not claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distractors: Vec<Claim>,
}

impl OutputCheck {
    pub fn judge(&self, episode: &Episode) -> Judged {
        match read(episode) {
            Some(reading) => self.judge_read(&reading),
            None => Judged::not_evaluated(format!("the clock {:?} is no RFC 3339 time", episode.now)),
        }
    }

    /// Judges an answer that was read before.
    pub fn judge_read(&self, reading: &Reading) -> Judged {
        let about = reading.about(&self.about);
        let about = about.as_deref();
        let known: Vec<String> = std::iter::once(&self.claim).chain(&self.distractors).flat_map(Claim::texts).collect();
        let lacking = self.claim.lacking(reading, about, &known);
        if self.absent {
            return match lacking {
                Some(_) => Judged::passed(""),
                None => Judged::failed(format!("the answer claims {}", self.claim)),
            };
        }
        if let Some(lacking) = lacking {
            let about = if self.about.is_empty() { String::new() } else { format!(" of {}", self.about.join(" or ")) };
            return Judged::failed(format!("the answer does not claim {lacking}{about}"));
        }
        if let Some(wrong) = self.distractors.iter().find(|wrong| wrong.lacking(reading, about, &known).is_none()) {
            return Judged::failed(format!("the answer also claims {wrong}"));
        }
        let claims = self.at_most_claims.map(|most| (most, self.claim.claimed(reading, about, &known)));
        match claims.filter(|(most, claimed)| claimed > most) {
            Some((most, claimed)) => {
                Judged::failed(format!("the answer claims {claimed} values, at most {most} were asked for"))
            }
            None => Judged::passed(""),
        }
    }
}

/// Reads an episode's answer; none where its clock cannot be read.
pub fn read(episode: &Episode) -> Option<Reading> {
    let today: Date = iso(&episode.now)?;
    Some(Reading::of(&episode.answer, today))
}
