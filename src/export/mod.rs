//! What consumers of a run get: one file per target format, and the data card.
//!
//! There is no row that every trainer reads right. A [`Profile`] knows what its consumer accepts,
//! rewrites what can be rewritten, and refuses the rest with a reason that is counted.

mod axolotl;
mod card;
mod chat;
mod declared;
mod dpo;
mod gorilla;
mod hermes;
mod kto;
mod llamafactory;
mod mcplab;
mod mistral;
mod ms_swift;
mod nemo_gym;
mod number;
mod openai;
mod parquet;
mod prm;
mod profile;
mod row;
mod sink;
mod slime;
mod spaced;
mod structure;
mod sts;
mod talk;
mod template;
mod toucan;
mod trl;
mod truth;
mod verl;
mod verl_rl;
mod write;
mod xlam;

pub use axolotl::Axolotl;
pub use card::{Card, data_card, export_card};
pub use declared::Declared;
pub use dpo::Dpo;
pub use gorilla::Gorilla;
pub use hermes::{Hermes, plain_text};
pub use kto::Kto;
pub use llamafactory::{LlamaFactory, LlamaFactoryTurns};
pub use mcplab::Mcplab;
pub use mistral::Mistral;
pub use ms_swift::MsSwift;
pub use nemo_gym::NemoGym;
pub use openai::OpenAi;
pub use prm::Prm;
pub use profile::{Arguments, Exported, Masks, Profile, Refusal, lines, profile, profiles, targets};
pub use row::{Cell, Column, Form, Row};
pub use sink::{Sink, SinkError, Storage, Target};
pub use slime::Slime;
pub use sts::Sts;
pub use talk::Talk;
pub use template::{Rendered, Report, Seen, Template, TemplateError, check as check_template};
pub use toucan::Toucan;
pub use trl::Trl;
pub use verl::Verl;
pub use verl_rl::VerlRl;
pub use write::{Counts, ExportError, export};
pub use xlam::XLam;
