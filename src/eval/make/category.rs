//! Which cells of the grid a row may stand in, and how many of each are still wanted.

use std::collections::BTreeMap;

use crate::model::{Binding, Kind, Step, Trajectory};
use crate::score::Category;

/// The cells that a row is an example of, the rarest first.
pub fn categories(row: &Trajectory) -> Vec<Category> {
    let many = row.servers.len() > 1;
    if row.steps.iter().any(|step| crate::exec::is_bridge(&step.tool.tool)) && row.kind != Kind::Resources {
        return Vec::new();
    }
    match row.kind {
        Kind::NoTool | Kind::Policy => Vec::new(),
        Kind::Recovery => vec![Category::ErrorRecovery],
        Kind::MultiTurn | Kind::MissingParameter => vec![Category::MultiTurn],
        Kind::Resources | Kind::Elicitation => vec![Category::Resources],
        _ if row.steps.len() == 1 => vec![Category::ManyServersSingle, Category::OneServerSingle],
        _ => {
            let drawn = row.steps.iter().any(draws);
            let grid = match (many, drawn) {
                (false, false) => Category::OneServerParallel,
                (false, true) => Category::OneServerSequential,
                (true, false) => Category::ManyServersParallel,
                (true, true) => Category::ManyServersSequential,
            };
            if drawn && changes(row) > 1 { vec![Category::Stateful, grid] } else { vec![grid] }
        }
    }
}

fn draws(step: &Step) -> bool {
    step.bindings.iter().any(|bound| matches!(bound.binding, Binding::Output { .. }))
}

/// Calls after which their server was in another state than before.
fn changes(row: &Trajectory) -> usize {
    let mut states: BTreeMap<&str, _> =
        row.servers.iter().map(|server| (server.name.as_str(), server.start_state)).collect();
    let mut changed = 0;
    for step in &row.steps {
        let before = states.insert(&step.tool.server, step.state);
        changed += usize::from(before.is_some_and(|before| before != step.state));
    }
    changed
}

/// How many tasks of each cell are wanted, and where they are to come from.
#[derive(Clone, Debug)]
pub struct Quota {
    left: BTreeMap<Category, usize>,
    /// Tasks so far by cell and server: the fewer a server has, the rather it gets the next one.
    servers: BTreeMap<(Category, String), usize>,
    /// A server's share of a cell.
    most: usize,
}

impl Quota {
    pub fn new(grid: usize, beyond: usize, most: usize) -> Self {
        let wanted = |category: &Category| match category {
            Category::Stateful | Category::MultiTurn | Category::ErrorRecovery | Category::Resources => beyond,
            _ => grid,
        };
        let left = Category::ALL.iter().map(|category| (*category, wanted(category))).collect();
        Self { left, servers: BTreeMap::new(), most }
    }

    pub fn is_filled(&self) -> bool {
        self.left.values().all(|left| *left == 0)
    }

    /// What is still wanted.
    pub fn left(&self) -> impl Iterator<Item = (Category, usize)> {
        self.left.iter().filter(|(_, left)| **left > 0).map(|(category, left)| (*category, *left))
    }

    /// The cell that a row is wanted for.
    pub fn wants(&self, row: &Trajectory) -> Option<Category> {
        let open = |category: &Category| {
            let used = |name: &str| self.servers.get(&(*category, name.to_owned())).copied().unwrap_or_default();
            self.left[category] > 0 && row.servers.iter().all(|server| used(&server.name) < self.most)
        };
        categories(row).into_iter().filter(open).max_by_key(|category| self.left[category])
    }

    /// Notes that a row has become a task.
    pub fn took(&mut self, category: Category, row: &Trajectory) {
        if let Some(left) = self.left.get_mut(&category) {
            *left = left.saturating_sub(1);
        }
        for server in &row.servers {
            *self.servers.entry((category, server.name.clone())).or_default() += 1;
        }
    }
}
