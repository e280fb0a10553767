//! The operators, a file for every family.

pub mod behaviour;
pub mod crowd;
pub mod descriptions;
pub mod form;
pub mod groups;
pub mod names;
pub mod nesting;
pub mod outputs;
pub mod parameters;
pub mod presence;
pub mod required;
pub mod upgrade;
