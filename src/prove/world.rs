//! What is known of the servers while they are explored: tools, witnesses, and where values came from.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use super::Scene;
use super::witness::{Sample, Witness};
use crate::chain::Role;
use crate::graph::{Graph, Input, JsonType, Output};
use crate::inventory::Inventory;
use crate::model::{Parameter, Path, ToolRef};

/// Values of one parameter that are remembered.
const SAMPLES: usize = 8;
/// Values of one result that are looked at.
const LEAVES: usize = 1_500;
/// Successful calls of one tool that are remembered.
pub(super) const WITNESSES: usize = 3;

/// A tool under trial.
pub(super) struct Subject<'g> {
    pub reference: ToolRef,
    pub read_only: bool,
    /// It may be called.
    pub open: bool,
    pub inputs: &'g [Input],
    pub outputs: &'g [Output],
    /// Results may show more than what is known of the output.
    pub partly_told: bool,
    pub roles: Vec<Role>,
    /// For every input the tools and output paths that the graph believes to feed it, best first.
    pub producers: Vec<Vec<(usize, Path)>>,
    /// Successful calls.
    pub witnesses: Vec<usize>,
    /// For every input a successful call in which it was given.
    pub given: Vec<Option<usize>>,
}

/// Everything known.
pub(super) struct World<'g> {
    pub scene: &'g Scene,
    pub subjects: Vec<Subject<'g>>,
    pub witnesses: Vec<Witness>,
    /// By tool, then output path.
    pub samples: Vec<BTreeMap<Path, Vec<Sample>>>,
    pub calls: u64,
    /// Results of tools that declare none.
    pub views: Vec<(usize, Value)>,
}

impl<'g> World<'g> {
    pub fn new(graph: &'g Graph, inventory: &Inventory, scene: &'g Scene) -> Self {
        let places: HashMap<&ToolRef, usize> =
            graph.nodes().iter().enumerate().map(|(i, node)| (&node.tool, i)).collect();
        let producers = |input: &Parameter| -> Vec<(usize, Path)> {
            let edges = graph.producers(input);
            edges.filter_map(|edge| Some((*places.get(&edge.from.tool)?, edge.from.path.clone()))).collect()
        };
        let subject = |node: &'g crate::graph::Node| {
            let inputs = node.inputs.iter();
            Subject {
                reference: node.tool.clone(),
                read_only: inventory.tool(&node.tool).and_then(|tool| tool.annotations.read_only) == Some(true),
                open: true,
                roles: inputs.clone().map(|input| Role::of(&input.leaf)).collect(),
                producers: inputs
                    .map(|input| producers(&Parameter::input(node.tool.clone(), input.leaf.path.clone())))
                    .collect(),
                given: vec![None; node.inputs.len()],
                witnesses: Vec::new(),
                inputs: &node.inputs,
                outputs: &node.outputs,
                partly_told: node.is_open(),
            }
        };
        let subjects: Vec<Subject<'g>> = graph.nodes().iter().map(subject).collect();
        let samples = vec![BTreeMap::new(); subjects.len()];
        Self { scene, subjects, witnesses: Vec::new(), samples, calls: 0, views: Vec::new() }
    }

    /// Leaves all tools of a server alone that may change it.
    pub fn spare(&mut self, server: &str) {
        for subject in self.subjects.iter_mut().filter(|subject| subject.reference.server == server) {
            subject.open = subject.read_only;
        }
    }

    /// The tools of a server that may be called.
    pub fn of_server(&self, server: &str) -> Vec<usize> {
        let open = |subject: &Subject<'_>| subject.open && subject.reference.server == server;
        (0..self.subjects.len()).filter(|tool| open(&self.subjects[*tool])).collect()
    }

    pub fn unreached(&self) -> Vec<ToolRef> {
        let unreached = self.subjects.iter().filter(|subject| subject.witnesses.is_empty());
        unreached.map(|subject| subject.reference.clone()).collect()
    }

    /// Remembers a successful call and what it showed.
    pub fn add(&mut self, witness: Witness, view: &Value) {
        let number = self.witnesses.len();
        let call = witness.last();
        let tool = call.tool;
        let said: Vec<&Value> = Path::leaves(&call.arguments).into_iter().map(|(_, value)| value).collect();
        for (path, value) in Path::leaves(view).into_iter().take(LEAVES) {
            if matches!(JsonType::of(value), JsonType::Null | JsonType::Array | JsonType::Object) {
                continue;
            }
            let samples = self.samples[tool].entry(path.generalised()).or_default();
            if samples.len() < SAMPLES && samples.iter().all(|sample| sample.value != *value) {
                let echo = said.contains(&value);
                samples.push(Sample { value: value.clone(), witness: number, path, echo });
            }
        }
        for (path, _) in Path::leaves(&call.arguments) {
            let general = path.generalised();
            let subject = &mut self.subjects[tool];
            if let Some(at) = subject.inputs.iter().position(|input| input.leaf.path == general) {
                subject.given[at].get_or_insert(number);
            }
        }
        if self.subjects[tool].partly_told {
            self.views.push((tool, view.clone()));
        }
        self.subjects[tool].witnesses.push(number);
        self.witnesses.push(witness);
    }
}
