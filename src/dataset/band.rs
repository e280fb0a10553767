//! Bands: rows and calls judged by losses and ratings that a model gave, one at a time.
//!
//! No model is asked here. Losses are mean negative log-likelihoods a token, in nats.

use serde::{Deserialize, Serialize};

/// What an answer costs a model, with the instruction before it and without.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerLosses {
    pub with_instruction: f64,
    pub without: f64,
}

/// What the rest of a text costs a model, by what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallLosses {
    /// Neither the call nor its result.
    pub without_call: f64,
    /// The call alone.
    pub without_result: f64,
    /// The call and its result.
    pub with_result: f64,
}

/// The instruction-following difficulties that are kept: from `least` to `most`, and below 1 in any case.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct IfdBand {
    pub least: f64,
    pub most: f64,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// So easy that it teaches nothing.
    Below,
    Inside,
    /// Harder than the band.
    Above,
    /// The instruction makes the answer no likelier, so the two hardly belong together.
    Misaligned,
}

#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum BandError {
    #[error("use the {what} {value}: it is no number from 0 on")]
    Number { what: &'static str, value: f64 },
    #[error("divide by the loss without instruction: it is 0")]
    NoLoss,
    #[error("keep what lies from {least} to {most}: no number does")]
    Empty { least: f64, most: f64 },
}

impl AnswerLosses {
    /// The instruction-following difficulty: the loss with the instruction as a share of that without (Li et al. 2024,
    /// arXiv:2308.12032). Some code calls the ratio of the perplexities so, which is another number.
    pub fn ifd(self) -> Result<f64, BandError> {
        let with_instruction = number("loss with instruction", self.with_instruction)?;
        let without = number("loss without instruction", self.without)?;
        if without > 0.0 { Ok(with_instruction / without) } else { Err(BandError::NoLoss) }
    }
}

impl IfdBand {
    pub fn new(least: f64, most: f64) -> Result<Self, BandError> {
        let band =
            Self { least: number("lower end of the band", least)?, most: number("upper end of the band", most)? };
        if least <= most { Ok(band) } else { Err(BandError::Empty { least, most }) }
    }

    /// Where a row lies.
    pub fn place(self, losses: AnswerLosses) -> Result<Place, BandError> {
        let ifd = losses.ifd()?;
        Ok(match ifd {
            _ if ifd >= 1.0 => Place::Misaligned,
            _ if ifd < self.least => Place::Below,
            _ if ifd > self.most => Place::Above,
            _ => Place::Inside,
        })
    }
}

impl CallLosses {
    /// How much cheaper the call and its result make the rest than the better of the two without a result, in nats; below 0
    /// if they make it dearer (Schick et al. 2023, arXiv:2302.04761, section 2).
    pub fn gain(self) -> Result<f64, BandError> {
        let without_call = number("loss without call", self.without_call)?;
        let without_result = number("loss without result", self.without_result)?;
        Ok(without_call.min(without_result) - number("loss with result", self.with_result)?)
    }

    /// Whether the call is kept: it gains at least `tau`, which is 1.0 for most tools of the paper, whose losses are weighted
    /// sums over the next tokens.
    pub fn helps(self, tau: f64) -> Result<bool, BandError> {
        Ok(self.gain()? >= number("least gain", tau)?)
    }
}

/// Whether a rating is good enough, e.g. 4.5 of 5 (AlpaGasus: Chen et al. 2024, arXiv:2307.08701).
pub fn rated(rating: f64, least: f64) -> Result<bool, BandError> {
    Ok(number("rating", rating)? >= number("least rating", least)?)
}

fn number(what: &'static str, value: f64) -> Result<f64, BandError> {
    if value.is_finite() && value >= 0.0 { Ok(value) } else { Err(BandError::Number { what, value }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_lie_below_in_or_above_the_band_and_from_one_on_they_are_misaligned() {
        let band = IfdBand::new(0.3, 0.9).unwrap();
        let places = [0.1, 0.3, 0.9, 0.95, 1.0, 2.0].map(|with_instruction| {
            let losses = AnswerLosses { with_instruction, without: 1.0 };
            band.place(losses).unwrap()
        });
        use Place::{Above, Below, Inside, Misaligned};
        assert_eq!(places, [Below, Inside, Inside, Above, Misaligned, Misaligned]);
    }

    #[test]
    fn a_call_helps_only_if_its_result_does() {
        let losses = CallLosses { without_call: 3.0, without_result: 2.5, with_result: 1.5 };
        assert_eq!((losses.gain(), losses.helps(1.0), losses.helps(1.1)), (Ok(1.0), Ok(true), Ok(false)));
        let worse = CallLosses { with_result: 4.0, ..losses };
        assert_eq!(worse.gain(), Ok(-1.5));
    }

    #[test]
    fn ratings_are_kept_from_the_threshold_on() {
        assert_eq!([4.4, 4.5, 5.0].map(|rating| rated(rating, 4.5)), [Ok(false), Ok(true), Ok(true)]);
    }

    #[test]
    fn what_is_no_loss_is_named() {
        let text = |error: BandError| error.to_string();
        let losses = AnswerLosses { with_instruction: f64::NAN, without: 1.0 };
        assert_eq!(text(losses.ifd().unwrap_err()), "use the loss with instruction NaN: it is no number from 0 on");
        assert_eq!(AnswerLosses { with_instruction: 1.0, without: 0.0 }.ifd(), Err(BandError::NoLoss));
        assert_eq!(IfdBand::new(0.9, 0.1), Err(BandError::Empty { least: 0.9, most: 0.1 }));
        let losses = CallLosses { without_call: 1.0, without_result: -0.5, with_result: 1.0 };
        assert!(matches!(losses.gain(), Err(BandError::Number { what: "loss without result", .. })));
        assert!(rated(f64::INFINITY, 4.5).is_err());
    }
}
