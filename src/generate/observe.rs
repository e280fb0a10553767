//! Observed evidence: what a run's own executions say of the graph.

use crate::graph::{Flow, Graph, flows};
use crate::model::Problem;
use crate::store::{StoreError, StoredRun};

/// Flows that are handed to the graph together.
const BATCH: usize = 20_000;

/// Adds to a graph what flowed in a run's trajectories. Rows that are not what the run wrote are no evidence; they
/// are reported.
pub fn observe(graph: &mut Graph, run: &StoredRun) -> Result<Vec<Problem>, StoreError> {
    let mut problems = Vec::new();
    let mut found: Vec<Flow> = Vec::new();
    for trajectory in run.trajectories()? {
        match trajectory {
            Ok(trajectory) => found.extend(flows(&trajectory.steps)),
            Err(StoreError::Row(problem)) => {
                problems.push(Problem::new(format!("row {}", problem.index()), problem.to_string()));
            }
            Err(error) => return Err(error),
        }
        if found.len() >= BATCH {
            graph.observe(&found);
            found.clear();
        }
    }
    graph.observe(&found);
    Ok(problems)
}
