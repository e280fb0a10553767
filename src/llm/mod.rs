//! Language models: one [`Model`] trait, two shapes of HTTP behind it, and the layers that make calls cheap and safe.
//!
//! [`open()`] stacks them. A request passes from the top to the bottom and stops where it is answered:
//!
//! | layer | what it does |
//! |---|---|
//! | [`Prepared`] | fills in what the settings say, refuses a request that no endpoint could understand |
//! | [`Recorded`] | answers from the record folder, asks once for equal requests at the same time |
//! | [`Retried`] | repeats what failed for a moment, with backoff, jitter and `Retry-After` |
//! | [`Throttled`] | lets fewer calls run at once while the endpoint is overloaded |
//! | [`Budgeted`] | counts tokens and cost, begins nothing once the budget is spent |
//! | [`Shaped`] | gets JSON of a given shape, in words where the endpoint takes no schema |
//! | [`OpenAi`], [`Anthropic`], [`Completions`] | speak HTTP; only this module opens connections to models |
//!
//! Retrying is outside of throttling, so a call that waits for its next try blocks no other one. The budget is checked
//! last before the wire, so calls that queued up while it was spent begin no more.
//!
//! [`Proxy`] stands beside them: agents of others speak through it to their model, and every exchange is recorded.
//!
//! The key is read once into a [`Key`], which `Debug` does not show, and is replaced by its name in whatever an
//! endpoint says: it reaches no log, no error and no recording.

mod error;
mod message;
mod request;
mod reply;
mod model;
mod key;
mod address;
mod settings;
mod ledger;
mod wire;
mod retry_after;
mod refusal;
mod structured;
mod openai;
mod anthropic;
mod completions;
mod shaped;
mod budgeted;
mod throttled;
mod pace;
mod retried;
mod recording;
mod recorded;
mod prepared;
mod open;
mod proxy;

pub use address::BaseAddress;
pub use anthropic::Anthropic;
pub use budgeted::Budgeted;
pub use completions::{Completions, TokenCost, token_costs};
pub use error::ModelError;
pub use key::Key;
pub use ledger::{Accounts, Ledger};
pub use message::{Arguments, Message, ToolCall};
pub use model::Model;
pub use open::{Opened, open};
pub use openai::OpenAi;
pub use prepared::Prepared;
pub use proxy::{Clock, Exchange, Proxy, Record};
pub use recorded::Recorded;
pub use recording::{RecordError, RecordFolder, RecordFormat};
pub use reply::{Finish, Reply, Usage};
pub use request::{AnswerSchema, Request, ToolSpec};
pub use retried::{Patience, Retried};
pub use settings::{Api, KeyVariable, Settings, SettingsError};
pub use shaped::Shaped;
pub use throttled::Throttled;
pub use wire::Wire;
