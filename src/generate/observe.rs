//! Observed evidence: what a run's own executions say of the graph.

use crate::graph::{Flow, Graph, flows};
use crate::model::Problem;
use crate::store::{StoreError, StoredRun};

/// Flows that are handed to the graph together.
const BATCH: usize = 20_000;

/// A graph that learns from rows.
pub(super) struct Observer {
    graph: Graph,
    waiting: Vec<Flow>,
}

impl Observer {
    pub fn new(graph: Graph) -> Self {
        Self { graph, waiting: Vec::new() }
    }

    /// Adds what flowed in a row.
    pub fn add(&mut self, flows: Vec<Flow>) {
        self.waiting.extend(flows);
        if self.waiting.len() >= BATCH {
            self.graph.observe(&self.waiting);
            self.waiting.clear();
        }
    }

    /// Adds the rows of a stored run. Rows that are not what the run wrote are no evidence; they are reported.
    pub fn add_run(&mut self, run: &StoredRun) -> Result<Vec<Problem>, StoreError> {
        let mut problems = Vec::new();
        for trajectory in run.trajectories()? {
            match trajectory {
                Ok(trajectory) => self.add(flows(&trajectory.steps)),
                Err(StoreError::Row(problem)) => {
                    problems.push(Problem::new(format!("row {}", problem.index()), problem.to_string()));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(problems)
    }

    pub fn into_graph(mut self) -> Graph {
        self.graph.observe(&self.waiting);
        self.graph
    }
}

/// Adds to a graph what flowed in a run's trajectories.
pub fn observe(graph: &mut Graph, run: &StoredRun) -> Result<Vec<Problem>, StoreError> {
    let mut observer = Observer::new(std::mem::take(graph));
    let problems = observer.add_run(run);
    *graph = observer.into_graph();
    problems
}
