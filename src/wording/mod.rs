//! How people write values, and how to read them back: clock times, dates, durations, numbers, names.
//!
//! Both the writer's gates and the turn filter need the way back, and neither may use the other, so
//! it lies below both.

mod clock;
mod figures;
mod frame;
mod language;
mod meaning;
mod mentions;
mod quotes;
mod telling;

pub use clock::{Clock, ClockError, month_name, weekday_name};
pub use figures::{Figure, figures};
pub use frame::{anchors, frame};
pub use meaning::{Meaning, meaning};
pub use mentions::{Mentions, month_of, weekday_of};
pub use quotes::{outside, quotations, unquoted};
pub use telling::leaked;
