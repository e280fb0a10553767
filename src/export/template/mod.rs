//! Rows seen through a model's own chat template: what of them the model would be trained on, and what the template loses.
//!
//! Most templates were written for talking, not for training: some encode arguments twice, some show only the first of
//! parallel calls, some leave the tools out. A row is rendered as its trainer would, and what went in is looked for in what
//! came out.

mod check;
mod found;
mod jinja;
mod rendered;

pub use check::{Report, Seen, check};
pub use jinja::{Template, TemplateError};
pub use rendered::Rendered;
