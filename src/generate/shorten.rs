//! Detours: a value that is fetched although it was there already. The chain is made without the call that fetched it,
//! as an assistant would who looks at what she has.

use serde_json::Value;

use super::execute::Executed;
use super::lab::Lab;
use crate::chain::{Coverage, Source};
use crate::model::{Binding, Choice, Path, Segment};

/// A value that an earlier step of the same way had already.
struct Shortcut {
    step: usize,
    bound: usize,
    /// The step that is not needed for it.
    past: usize,
    from: usize,
    path: Path,
    choice: Choice,
}

impl Executed {
    /// Draws values from where they came first, and takes out the calls that nothing draws on any more. With a
    /// memory, a detour along an edge that no row has gone yet stays: it adds to the corpus, and the filter sees to it that it is
    /// not trained on. Says which edges
    /// were not needed; `None` where the chain is as it was.
    pub fn shorten(&mut self, lab: &Lab, memory: Option<&Coverage>) -> Option<Vec<u32>> {
        let mut unneeded: Option<Vec<u32>> = None;
        while let Some(shortcut) = self.shortcut(lab, memory) {
            let general = shortcut.path.generalised();
            let place = &mut self.steps[shortcut.step].bindings[shortcut.bound];
            let input_path = place.path.generalised();
            place.binding = Binding::Output { step: shortcut.from, path: shortcut.path, choice: shortcut.choice };
            let node = &lab.atlas.tools[self.plan.steps[shortcut.step].tool];
            let from = self.plan.steps[shortcut.from].tool;
            for planned in &mut self.plan.steps[shortcut.step].inputs {
                let input = &node.inputs[planned.input];
                let Source::Edge { edge, step } = &mut planned.source else { continue };
                if *step != shortcut.past || input.leaf.path.generalised() != input_path {
                    continue;
                }
                unneeded.get_or_insert_default().push(*edge);
                if let Some(at) = self.edges.iter().position(|known| known == edge) {
                    self.edges.remove(at);
                }
                *step = shortcut.from;
                let known = input.supplies.iter().find(|supply| supply.tool == from && supply.path == general);
                if let Some(supply) = known {
                    *edge = supply.edge;
                    self.edges.push(supply.edge);
                }
            }
            unneeded.get_or_insert_default();
            self.drop_unused(lab);
        }
        unneeded
    }

    fn shortcut(&self, lab: &Lab, memory: Option<&Coverage>) -> Option<Shortcut> {
        for (step, called) in self.steps.iter().enumerate() {
            for (bound, place) in called.bindings.iter().enumerate() {
                let Binding::Output { step: past, path: told, .. } = &place.binding else { continue };
                let Some(value) = place.path.get(&called.arguments).filter(|value| value.is_string()) else { continue };
                let goal = self.rounds.iter().any(|round| round.goals.contains(past));
                let reads = lab.atlas.tools[self.plan.steps[*past].tool].read_only;
                let new = memory.is_some_and(|memory| self.edges_into(step).any(|edge| memory.edge(edge) == 0));
                if !reads || goal || new {
                    continue;
                }
                for earlier in &self.steps[*past].bindings {
                    let Binding::Output { step: from, path, choice } = &earlier.binding else { continue };
                    let Some(view) = self.views[*from].as_ref() else { continue };
                    let item = path.item().unwrap_or_else(Path::root);
                    let Some(thing) = item.get(view) else { continue };
                    // Of an inner list the first item is meant, unless it is said otherwise.
                    let first = |at: &Path| !at.segments().iter().any(|segment| matches!(segment, Segment::Index(1..)));
                    let tells = |(at, leaf): &(Path, &Value)| *leaf == value && told.is_like(at) && first(at);
                    let leaf = Path::leaves(thing).into_iter().find(tells);
                    if let Some((within, _)) = leaf {
                        let segments = item.segments().iter().chain(within.segments()).cloned().collect::<Vec<_>>();
                        let path = Path::from(segments);
                        return Some(Shortcut { step, bound, past: *past, from: *from, path, choice: choice.clone() });
                    }
                }
            }
        }
        None
    }

    /// The edges that a step is planned to draw along.
    pub fn edges_into(&self, step: usize) -> impl Iterator<Item = u32> + '_ {
        self.plan.steps[step].inputs.iter().filter_map(|input| match input.source {
            Source::Edge { edge, .. } => Some(edge),
            Source::Literal | Source::Default => None,
        })
    }

    /// Takes out reading steps that nobody asked for and nothing draws on.
    fn drop_unused(&mut self, lab: &Lab) {
        loop {
            let used = |step: usize| {
                self.steps
                    .iter()
                    .flat_map(|step| &step.bindings)
                    .any(|bound| matches!(bound.binding, Binding::Output { step: from, .. } if from == step))
            };
            let goal = |step: usize| self.rounds.iter().any(|round| round.goals.contains(&step));
            let idle =
                |step: &usize| lab.atlas.tools[self.plan.steps[*step].tool].read_only && !used(*step) && !goal(*step);
            let Some(idle) = (0..self.steps.len()).find(idle) else { return };
            let edges: Vec<u32> = self.edges_into(idle).collect();
            for edge in edges {
                if let Some(at) = self.edges.iter().position(|known| *known == edge) {
                    self.edges.remove(at);
                }
            }
            self.without(|step| step == idle, &mut Vec::new());
        }
    }
}
