//! Units and numbers: conversion, arithmetic, working days and statistics.

mod converting;
mod dates;
mod evaluating;
mod expression;
mod holidays;
mod statistics;
mod table;

use serde::Serialize;

use crate::kit::Table;
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read};
use crate::world::World;
use holidays::Holiday;

/// What is not the same everywhere: the days on which the user's company does not work.
#[derive(Debug, Clone, Serialize)]
pub struct Units {
    country: String,
    holidays: Table<Holiday>,
}

impl Server for Units {
    const NAME: &'static str = "units";
    const TITLE: &'static str = "Units and numbers";
    const DESCRIPTION: &'static str =
        "Converts units, evaluates arithmetic, counts days and working days, and sums lists of numbers up.";
    const INSTRUCTIONS: &'static str = "Units are named by symbol or name, such as km or kilometre; list_units has them all. Working days leave out weekends \
        and the holidays of the user's company.";

    fn generate(world: &World) -> Self {
        holidays::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("convert_units", converting::convert_units),
            read("list_units", converting::list_units),
            read("evaluate_expression", evaluating::evaluate_expression),
            read("count_days_between", dates::count_days_between),
            read("add_working_days", dates::add_working_days),
            read("summarize_numbers", statistics::summarize_numbers),
        ]
    }
}
