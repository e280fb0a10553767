//! Updating: when some tools changed, only what they touch is scored anew, and the result is that of a full rebuild.
//!
//! An input is touched when one of the outputs that it is compared with changed, came or went, or when a word on either
//! side of such a pair became rarer or more common by a whole step. All other edges are taken over with their evidence.

use std::collections::{HashMap, HashSet};

use super::Graph;
use super::build::Reading;
use super::index::Index;
use super::meaning::{Meaning, Subject};
use super::net::Node;
use super::words::Word;
use crate::inventory::{Inventory, Shapes};
use crate::model::{Edge, Problem, ToolRef};

/// What an update had to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Updated {
    /// Tools that are new, gone or other than they were.
    pub tools: usize,
    /// Inputs that were scored anew.
    pub scored: usize,
    /// Inputs in all.
    pub inputs: usize,
}

impl Graph {
    /// The graph of an inventory, given the graph of an older one. Evidence from executions, trials and people stays
    /// with edges between tools that did not change.
    pub fn update(&self, inventory: &Inventory, shapes: &Shapes) -> (Self, Vec<Problem>, Updated) {
        let old = Reading::of_nodes(self.nodes().iter().cloned());
        let new = Reading::of(inventory, shapes);
        let problems = new.problems();
        let change = Change::between(&old, &new);
        let (mut old_index, mut new_index) = (old.index(), new.index());
        let mut updated = Updated { tools: change.tools.len(), scored: 0, inputs: new.inputs.len() };
        let mut edges: Vec<Edge> = Vec::new();
        for input in &new.inputs {
            let before = change
                .before
                .get(&input.tool)
                .map(|tool| &old.inputs[old.first_inputs[*tool as usize] + input.leaf as usize]);
            let candidates = new.candidates(input, &mut new_index);
            let same = |before: &&Meaning| {
                !change.told(&new.subjects[input.tool as usize])
                    && !change.touches(input, &candidates, before, &old, &mut old_index)
            };
            let taken = before.filter(same);
            if taken.is_some() {
                edges
                    .extend(self.producers(&new.input(input)).filter(|edge| edge.evidence.declared.is_some()).cloned());
            } else {
                updated.scored += 1;
                edges.extend(new.scored(input, candidates).into_iter().map(|edge| self.with_evidence(edge, &change)));
            }
        }
        // Edges that only executions, trials or people know.
        let kept = |tool: &ToolRef| !change.tools.contains(tool);
        edges.extend(
            self.edges()
                .iter()
                .filter(|edge| edge.evidence.declared.is_none() && kept(&edge.from.tool) && kept(&edge.to.tool))
                .cloned(),
        );
        // What a model of meaning said is said anew, or by nobody.
        for edge in edges.iter_mut().filter(|edge| edge.evidence.embedded.is_some()) {
            edge.evidence.embedded = None;
            (edge.confidence, edge.class) = super::score::combined(&edge.evidence);
        }
        (Self::of(new.into_nodes(), edges), problems, updated)
    }

    /// An edge with what executions, trials and people said of it before, where its tools are what they were.
    fn with_evidence(&self, mut edge: Edge, change: &Change) -> Edge {
        let changed = change.tools.contains(&edge.from.tool) || change.tools.contains(&edge.to.tool);
        if let Some(before) = self.edge(&edge.from, &edge.to).filter(|_| !changed) {
            let declared = edge.evidence.declared.take();
            edge.evidence = before.evidence.clone();
            edge.evidence.declared = declared;
            (edge.confidence, edge.class) = super::score::combined(&edge.evidence);
        }
        edge
    }
}

/// What is other than it was.
struct Change {
    /// Tools that are new, gone or other than they were.
    tools: HashSet<ToolRef>,
    /// New number of a tool that stayed the same -> old number.
    before: HashMap<u32, u32>,
    /// Words that became rarer or more common by a step, by their new numbers.
    words: HashSet<Word>,
    /// Outputs of the new and the old reading that changed or have such a word near.
    new_outputs: Vec<bool>,
    old_outputs: Vec<bool>,
    /// The old number of every new output whose tool stayed the same.
    outputs_before: Vec<Option<u32>>,
}

impl Change {
    fn between(old: &Reading, new: &Reading) -> Self {
        let known: HashMap<&ToolRef, (u32, &Node)> =
            old.nodes.iter().enumerate().map(|(i, node)| (&node.tool, (i as u32, node))).collect();
        let mut before = HashMap::new();
        let mut tools: HashSet<ToolRef> = known.keys().map(|tool| (*tool).clone()).collect();
        for (i, node) in new.nodes.iter().enumerate() {
            match known.get(&node.tool) {
                Some((number, same)) if **same == *node => {
                    before.insert(i as u32, *number);
                    tools.remove(&node.tool);
                }
                _ => _ = tools.insert(node.tool.clone()),
            }
        }
        let words: HashSet<Word> = new
            .vocabulary
            .words()
            .filter(|(word, number)| {
                let was = old.vocabulary.find(word).map(|number| old.vocabulary.weight(number));
                was != Some(new.vocabulary.weight(*number))
            })
            .map(|(_, number)| number)
            .collect();
        let names: HashSet<&str> =
            new.vocabulary.words().filter(|(_, number)| words.contains(number)).map(|(word, _)| word).collect();
        let old_words: HashSet<Word> = names.iter().filter_map(|word| old.vocabulary.find(word)).collect();
        let firsts = firsts(old);
        let old_number = |output: &Meaning| before.get(&output.tool).map(|tool| firsts[*tool as usize] + output.leaf);
        Self {
            outputs_before: new.outputs.iter().map(old_number).collect(),
            new_outputs: outputs(new, &tools, &words),
            old_outputs: outputs(old, &tools, &old_words),
            tools,
            before,
            words,
        }
    }

    /// Whether what is said of a tool has a word that became rarer or more common.
    fn told(&self, subject: &Subject) -> bool {
        subject.words().any(|word| self.words.contains(&word))
    }

    /// Whether anything that decides an input's edges changed.
    fn touches(
        &self,
        input: &Meaning,
        candidates: &[u32],
        before: &Meaning,
        old: &Reading,
        old_index: &mut Index,
    ) -> bool {
        if has(input, &self.words) || candidates.iter().any(|output| self.new_outputs[*output as usize]) {
            return true;
        }
        let mut were = old.candidates(before, old_index);
        let mut are: Vec<u32> = candidates.iter().filter_map(|output| self.outputs_before[*output as usize]).collect();
        were.sort_unstable();
        are.sort_unstable();
        were != are || were.iter().any(|output| self.old_outputs[*output as usize])
    }
}

/// The number of every tool's first output.
fn firsts(reading: &Reading) -> Vec<u32> {
    let counts = reading.nodes.iter().map(|node| node.outputs.len() as u32);
    counts.scan(0, |next, count| Some(std::mem::replace(next, *next + count))).collect()
}

/// The outputs of changed tools, and those with a changed word near.
fn outputs(reading: &Reading, tools: &HashSet<ToolRef>, words: &HashSet<Word>) -> Vec<bool> {
    let told: Vec<bool> = reading
        .nodes
        .iter()
        .zip(&reading.subjects)
        .map(|(node, subject)| tools.contains(&node.tool) || subject.words().any(|word| words.contains(&word)))
        .collect();
    reading.outputs.iter().map(|output| told[output.tool as usize] || has(output, words)).collect()
}

fn has(meaning: &Meaning, words: &HashSet<Word>) -> bool {
    let mut all = meaning.name.iter().chain(&meaning.full).chain(&meaning.context).chain(&meaning.text);
    all.any(|word| words.contains(word))
}
