//! The codes of what a task cannot keep of its source, in one list, and how many of each a task has lost.

use std::fmt;

/// What a task has lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost {
    pub code: &'static str,
    /// How many of the kind.
    pub count: usize,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count {
            1 => f.write_str(self.code),
            count => write!(f, "{} ({count})", self.code),
        }
    }
}

/// Names of arguments that a call of the reference does not tell; the tool and the value are looked for, not the argument.
pub const ARGUMENT_NAMES: &str = "argument_names";
/// Whose a called tool is; any server's will do.
pub const CALL_SERVER: &str = "call_server";
/// The time of the episode: the source names none, so a fixed one stands there.
pub const CLOCK: &str = "clock";
/// What the benchmark itself judges by: a judge's question stands in its place.
pub const CRITERION: &str = "criterion";
/// How calls depend on each other, as prose; it is a hint for the judge now.
pub const DEPENDENCIES: &str = "dependencies";
/// Assertions on the benchmark's own environment.
pub const ENV_ASSERTIONS: &str = "env_assertions";
/// Tools of a server that are not to be seen; they are in view.
pub const EXCLUDED_TOOLS: &str = "excluded_tools";
/// Files that the task reads or should write; the files are not in the task.
pub const FILES: &str = "files";
/// Tools that come into view in the course of the talk; they are there from the start.
pub const HELD_BACK_TOOLS: &str = "held_back_tools";
/// The world before the first call.
pub const INITIAL_STATE: &str = "initial_state";
/// What was said before the task begins.
pub const MESSAGE_HISTORY: &str = "message_history";
/// Results that the gold calls had.
pub const RESULTS: &str = "results";
/// The rules that the agent is held to; they are in another file of the benchmark.
pub const POLICY: &str = "policy";
/// The calls as a reference: one of them cannot be told in full.
pub const REFERENCE: &str = "reference";
/// Criteria that do not decide here, because others do.
pub const SECOND_BASIS: &str = "second_basis";
/// Which servers are in view.
pub const SERVERS: &str = "servers";
/// The end state of the benchmark's own environment, by which it judges.
pub const STATE_CHECK: &str = "state_check";
/// Calls that the user makes with tools of her own.
pub const USER_ACTIONS: &str = "user_actions";
/// How the simulated user is to behave: facts of it now.
pub const USER_PROMPT: &str = "user_prompt";
