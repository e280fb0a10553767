//! Experiments: agents at the same tasks, with drifted tools and without, and what the drift costs them.
//!
//! A [`Plan`] says what is tried, cell by cell. A runner records a [`Trial`] for every episode. [`Outcome::of`] tells
//! the figures: all damage from pairs of the same agent, task and seed, with intervals over tasks. [`text()`],
//! [`csv()`], [`svg()`], [`svg_operators()`] and [`page()`] show them.
//!
//! From the bottom up: `rate` and `contrast` are shares and differences with their noise; `pair` brings trials
//! together; `adapt`, `figures` and `curve` are what a group of trials comes to; `outcome` is all groups; `told` and
//! `findings` are the words for them; `chart` draws.
//!
//! Pure: no file, no clock; every draw comes from a seed.

mod adapt;
mod chart;
mod choice;
mod contrast;
mod csv;
mod curve;
mod curves;
mod dots;
mod figures;
mod findings;
mod outcome;
mod page;
mod pair;
mod plan;
mod rate;
mod tables;
mod text;
mod told;
mod trial;

#[cfg(test)]
mod outcome_tests;
#[cfg(test)]
mod plan_tests;
#[cfg(test)]
mod sample;

pub use adapt::Adaptation;
pub use choice::{Operators, Tasks};
pub use contrast::Contrast;
pub use csv::csv;
pub use curve::{Area, Curve, Point};
pub use curves::svg;
pub use dots::svg_operators;
pub use figures::{Counts, Figures};
pub use outcome::{Agent, Between, Damaging, Level, Outcome, Row};
pub use page::page;
pub use pair::Damage;
pub use plan::{Cell, Drift, Plan, PlanError, When};
pub use rate::{Draws, Mean, Rate};
pub use text::text;
pub use trial::Trial;
