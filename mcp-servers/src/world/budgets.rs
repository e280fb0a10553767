//! The budget of each project, as the file of the file store has it, so that every server names the same sums.

use super::World;
use super::agenda::Appointment;
use super::cast::Cast;
use super::papers::{Papers, Subject};
use super::texts::Library;
use super::trade::Trade;

/// One line of a budget, in hundredths of the currency's unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BudgetLine {
    pub item: String,
    pub planned: i64,
    pub spent: i64,
}

/// The lines of a project's budget; none where it has no file.
pub fn budget(
    world: &World,
    cast: &Cast,
    appointments: &[Appointment],
    trade: &Trade,
    papers: &Papers,
    project: usize,
) -> Vec<BudgetLine> {
    let library = Library { world, cast, appointments, trade };
    let found = papers.files.iter().enumerate().find(|(_, file)| file.subject == Subject::Budget(project));
    let Some((index, paper)) = found else { return Vec::new() };
    let text = library.text(index, paper);
    text.lines().skip(1).filter_map(line).filter(|line| line.item != "Total").collect()
}

fn line(text: &str) -> Option<BudgetLine> {
    let mut cells = text.split(',');
    let item = cells.next()?.to_owned();
    let mut hundredths = || cells.next()?.replace('.', "").parse().ok();
    Some(BudgetLine { item, planned: hundredths()?, spent: hundredths()? })
}
