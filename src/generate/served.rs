//! What is done to an executed chain before it becomes a row: things called by their number, and calls that must not be
//! made taken out again.

use super::execute::Executed;
use crate::chain::{Atlas, Source};
use crate::model::{Binding, Choice, Fact, Path, Segment, Step};
use crate::synth::Wanted;

impl Executed {
    /// Says of items that the user called by their number that this is how she picked them.
    pub fn call_by_number(&mut self, numbered: &[(usize, Path)]) {
        for bound in self.steps.iter_mut().flat_map(|step| &mut step.bindings) {
            let Binding::Output { step, path, choice } = &mut bound.binding else { continue };
            let Some(item) = path.item().filter(|item| numbered.contains(&(*step, item.clone()))) else { continue };
            if let Some(Segment::Index(index)) = item.segments().last() {
                *choice = Choice::Ordinal { index: *index };
            }
        }
    }

    /// Puts the last change that the user wants behind everything else that she wants.
    pub fn last_change_last(&self, atlas: &Atlas, wanted: &mut Wanted) {
        if let Some(denied) = self.last_change(atlas) {
            wanted.goals.retain(|goal| *goal != denied);
            wanted.goals.push(denied);
        }
    }

    /// The last change that the user wants and nothing else draws on.
    pub fn last_change(&self, atlas: &Atlas) -> Option<usize> {
        let goals = self.rounds.first().map_or(&[][..], |round| &round.goals);
        let used = |step: usize| self.plan.steps.iter().any(|other| other.needs().any(|need| need == step));
        let change = |goal: &&usize| !atlas.tools[self.plan.steps[**goal].tool].read_only && !used(**goal);
        goals.iter().rev().find(change).copied()
    }

    /// Takes the last change out, with what was called for it alone; gives what was taken out.
    pub fn deny(&mut self, atlas: &Atlas, facts: &mut Vec<Fact>) -> Vec<Step> {
        let Some(denied) = self.last_change(atlas) else { return Vec::new() };
        let others = self.rounds.iter().flat_map(|round| &round.goals).copied().filter(|goal| *goal != denied);
        let kept = self.plan.ancestors(others);
        self.without(|step| !kept.contains(&step), facts)
    }

    /// Takes steps out that none of the others draws on; gives them.
    pub fn without(&mut self, out: impl Fn(usize) -> bool, facts: &mut Vec<Fact>) -> Vec<Step> {
        let kept: Vec<usize> = (0..self.steps.len()).filter(|step| !out(*step)).collect();
        // Those that are taken out count on behind the others.
        let behind = |old: usize| kept.len() + (0..old).filter(|step| !kept.contains(step)).count();
        let place = |old: usize| kept.iter().position(|step| *step == old).unwrap_or_else(|| behind(old));
        let mut denied = Vec::new();
        let (mut steps, mut views, mut planned) = (Vec::new(), Vec::new(), Vec::new());
        let old = std::mem::take(&mut self.steps).into_iter().zip(std::mem::take(&mut self.views));
        for (at, ((mut step, view), plan)) in old.zip(std::mem::take(&mut self.plan.steps)).enumerate() {
            step.renumber(&place);
            if !kept.contains(&at) {
                denied.push(step);
                continue;
            }
            // An input of which every value comes from elsewhere by now draws on nothing that is gone.
            let mut plan = plan.moved(&place);
            plan.inputs.retain(|input| !matches!(input.source, Source::Edge { step, .. } if step >= kept.len()));
            steps.push(step);
            views.push(view);
            planned.push(plan);
        }
        (self.steps, self.views, self.plan.steps) = (steps, views, planned);
        for round in &mut self.rounds {
            round.goals = round.goals.iter().filter(|goal| kept.contains(goal)).map(|goal| place(*goal)).collect();
            round.turns.iter_mut().for_each(|turn| {
                *turn = turn.iter().filter(|step| kept.contains(step)).map(|step| place(*step)).collect();
            });
            round.turns.retain(|turn| !turn.is_empty());
        }
        facts.retain(|fact| kept.contains(&fact.step));
        facts.iter_mut().for_each(|fact| fact.step = place(fact.step));
        self.servers.retain(|server| self.steps.iter().any(|step| step.tool.server == server.name));
        denied
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::{Plan, PlannedInput, PlannedStep, Round};
    use crate::model::{Outcome, ToolRef};

    #[test]
    fn a_plan_without_a_step_names_it_no_more() {
        let step = |tool: &str| Step {
            tool: ToolRef::new("shop", tool),
            arguments: serde_json::json!({}),
            bindings: Vec::new(),
            outcome: Outcome::default(),
            state: None,
            fault: None,
        };
        let drawn = PlannedInput { input: 0, source: Source::Edge { edge: 0, step: 0 } };
        let steps = vec![PlannedStep { tool: 0, inputs: Vec::new() }, PlannedStep { tool: 1, inputs: vec![drawn] }];
        let rounds = vec![Round { goals: vec![1], turns: vec![vec![0], vec![1]], changes_mind: false }];
        // The second step was planned to draw on the first one, and its value comes from elsewhere by now.
        let mut executed = Executed {
            plan: Plan { steps },
            steps: vec![step("list"), step("get")],
            views: vec![None, None],
            rounds,
            servers: Vec::new(),
            edges: Vec::new(),
        };
        executed.without(|at| at == 0, &mut Vec::new());
        assert_eq!(executed.plan.ancestors([0]).into_iter().collect::<Vec<_>>(), [0]);
        assert_eq!(executed.rounds[0].goals, [0]);
    }
}
