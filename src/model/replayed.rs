//! What a replay found of one trajectory.

use serde::Serialize;

/// What executing a stored trajectory again came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "as")]
pub enum Replayed {
    /// Every call gave the same bytes and left the same state.
    Same { calls: usize },
    /// Something is not as stored.
    Differs { differences: Vec<Difference> },
    /// Some servers cannot be replayed; the calls of the others agreed.
    NotReplayable { servers: Vec<String>, calls: usize },
}

/// One thing that is not as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// E.g. `step 2 (mail.send_message): result`.
    pub place: String,
    pub stored: String,
    pub found: String,
}
