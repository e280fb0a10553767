//! What an answer claims: values of several types, read from words, and compared with what is expected.
//!
//! Nothing here knows how values are said by the writer of queries, so that a wrong phrase is not read back as right.
//! From the bottom up: `text` folds texts and `words` splits them; `number`, `unit`, `money`, `date`, `time` and `boolean`
//! read one type each; [`Reading`] holds all that an answer says, without what it denies; [`Claim`] is what is expected.

mod boolean;
mod date;
mod denial;
mod expected;
mod money;
mod number;
mod reading;
mod text;
mod time;
mod unit;
mod words;

pub use date::{day, iso};
pub use expected::{Claim, ClaimError, Need, Tolerance};
pub use reading::Reading;
pub use text::{folded, places, same};

#[cfg(test)]
mod tests;
