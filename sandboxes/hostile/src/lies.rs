//! Lies about the state and its revision, which a host that keeps digests by revision may fall for.

use crate::server::{Outcome, Server, Tool};

pub const TOOLS: &[Tool] = &[
    Tool {
        name: "state_lies",
        does: "From now on the state has another text each time it is asked for.",
        argument: None,
        run: |server, _| {
            server.lies.state.on = true;
            server.answer()
        },
    },
    Tool {
        name: "revision_lies",
        does: "From now on the revision is another one each time it is asked for.",
        argument: None,
        run: |server, _| {
            server.lies.revision.on = true;
            server.answer()
        },
    },
    Tool {
        name: "add_unseen",
        does: "Adds to the counter, and leaves the revision as it was.",
        argument: Some(("amount", 1)),
        run: add_unseen,
    },
];

/// What is lied about.
#[derive(Default)]
pub struct Lies {
    pub state: Lie,
    pub revision: Lie,
}

/// A number that goes up whenever it is looked at, once it is switched on.
#[derive(Default)]
pub struct Lie {
    pub on: bool,
    asked: u64,
}

impl Lie {
    /// 0 as long as there is no lie.
    pub fn next(&mut self) -> u64 {
        self.asked += u64::from(self.on);
        self.asked
    }
}

fn add_unseen(server: &mut Server, amount: usize) -> Outcome {
    server.count = server.count.wrapping_add(amount as u64);
    server.answer()
}
