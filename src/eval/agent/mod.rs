//! Agents: whatever attempts a task.
//!
//! | agent | what it is |
//! |---|---|
//! | [`Oracle`] | plays the reference: the upper bound, and a test of the tasks |
//! | [`Null`] | calls nothing and says nothing |
//! | [`Random`] | calls any tool with any arguments |
//! | [`GraphPlanner`] | no model: the dependency graph and the words of the request |
//! | [`Native`], [`Structured`], [`React`] | a language model with the endpoint's tool calls, with replies of one JSON Schema, or with calls written in its text |
//! | [`Recorded`] | conversations that were held elsewhere |
//! | [`Program`] | any command, unchanged, that speaks MCP |

mod graph_planner;
mod idle;
mod native;
mod oracle;
mod planner;
mod program;
mod random;
mod react;
mod recorded;
mod structured;
mod told;
mod traffic;
mod written;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use graph_planner::GraphPlanner;
pub use idle::Null;
pub use native::Native;
pub use oracle::Oracle;
pub use program::{Program, ProgramError};
pub use random::Random;
pub use react::React;
pub use recorded::{Move, Recorded};
pub use structured::Structured;
pub use traffic::{EXCHANGES, Traffic};

use super::scene::Scene;
use super::world::Worlds;
use crate::llm::Usage;

/// What an attempt cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Requests to a model.
    #[serde(default)]
    pub requests: u64,
    #[serde(default)]
    pub input_tokens: u64,
    #[serde(default)]
    pub output_tokens: u64,
}

impl Spent {
    pub fn add(&mut self, usage: Option<Usage>) {
        self.requests += 1;
        if let Some(Usage { input_tokens, output_tokens }) = usage {
            self.input_tokens += input_tokens;
            self.output_tokens += output_tokens;
        }
    }
}

/// Attempts tasks, several at the same time.
#[async_trait::async_trait]
pub trait Agent: Send + Sync {
    /// As it is named in reports.
    fn name(&self) -> &str;

    /// Attempts the task of a scene, and hands the scene back as it left it. `trial` tells attempts at one task apart.
    async fn attempt(&self, scene: Scene, worlds: &Arc<Worlds>, trial: u32) -> (Scene, Spent);
}
