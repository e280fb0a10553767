//! The planner: one plan, grown from a goal backward to what it needs and forward to what can use it.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::atlas::{Atlas, Demand, Input, Supply, ToolNode};
use super::coverage::Coverage;
use super::plan::{Plan, PlannedInput, PlannedStep, Source};
use super::role::Role;
use super::wish::Wish;

/// Producers of producers deeper than this are not planned.
const MAX_DEPTH: usize = 4;

/// Filters one searches by.
const MAX_FILTERS: usize = 2;

/// Nobody searches by everything at once; and a filter that came from another result knows nothing of what the user
/// would say besides, so it stands alone.
fn few_filters(node: &ToolNode, inputs: &mut Vec<PlannedInput>) {
    let optional = |planned: &PlannedInput| !node.inputs[planned.input].leaf.required;
    let drawn = inputs.iter().any(|planned| optional(planned) && matches!(planned.source, Source::Edge { .. }));
    let mut said = 0;
    inputs.retain(|planned| {
        let filter = optional(planned) && planned.source == Source::Literal;
        said += usize::from(filter);
        !filter || (!drawn && said <= MAX_FILTERS)
    });
}

/// How natural it is to go on with what a tool returned: one goes on with what was found, sometimes with what was
/// just made, never with what was sent, changed or thrown away.
fn gives(node: &ToolNode) -> f64 {
    match (node.read_only, node.creates) {
        (true, _) => 1.0,
        (false, true) => 0.25,
        (false, false) => 0.0,
    }
}

/// The odds of an edge, flattened: 0.5 is 1, 0.9 is 3, 0.99 is 10.
fn odds(confidence: f64) -> f64 {
    let doubt = (1.0 - confidence).max(0.001);
    (confidence / doubt).sqrt()
}

/// How often a plan begins with an edge that the corpus lacks.
const TOWARD_NEW: f64 = 0.75;

/// The weights of all ways of the atlas, summed up. What was never gone comes first, the least tried of it before the others;
/// what fails is tried again, but seldom.
fn sums(atlas: &Atlas, coverage: &Coverage) -> Vec<f64> {
    let weight = |(tool, input, supply): &(usize, usize, usize)| {
        let supply = &atlas.tools[*tool].inputs[*input].supplies[*supply];
        let likely = coverage.success(*tool as u32) * coverage.success(supply.tool as u32);
        let seldom = match coverage.edge(supply.edge) {
            0 => 1.0 / (1.0 + coverage.blame(supply.edge) as f64),
            gone => 0.03 / (1.0 + gone as f64).powi(2) * coverage.trust(supply.edge),
        };
        seldom * likely * if supply.trusted { 1.0 } else { 0.5 }
    };
    let mut total = 0.0;
    let added = atlas.ways.iter().map(|way| {
        total += weight(way);
        total
    });
    added.collect()
}

/// Grows one plan.
pub(super) struct Planner<'p> {
    atlas: &'p Atlas,
    coverage: &'p Coverage,
    wish: &'p Wish,
    rng: &'p mut ChaCha8Rng,
    plan: Plan,
    /// Tools whose inputs are being planned: what they need does not come from themselves.
    underway: Vec<usize>,
}

impl<'p> Planner<'p> {
    pub fn new(atlas: &'p Atlas, coverage: &'p Coverage, wish: &'p Wish, rng: &'p mut ChaCha8Rng) -> Self {
        Self { atlas, coverage, wish, rng, plan: Plan::default(), underway: Vec::new() }
    }

    /// The plan, if one came of it.
    pub fn sample(mut self) -> Option<Plan> {
        let length = self.length();
        let aims = self.wish.one_of.is_empty() && length > 1 && self.rng.random_bool(TOWARD_NEW);
        if !(aims && self.along_new_edge()) {
            let goal = self.first_goal()?;
            if !self.add(goal, 0, None) {
                return None;
            }
        }
        for _ in 0..2 * self.most() {
            if self.plan.steps.len() >= length {
                break;
            }
            let widened = self.rng.random_bool(0.75) && self.widen();
            if !widened && self.rng.random_bool(0.6) {
                let server = self.atlas.tools[self.plan.steps[0].tool].tool.server.clone();
                let near = self.rng.random_bool(0.6).then_some(server);
                if let Some(goal) = self.goal(near.as_deref()) {
                    self.add(goal, 0, None);
                }
            }
        }
        (self.plan.steps.len() <= self.most()).then_some(self.plan)
    }

    /// Begins with an edge that no row has gone yet, or few have: its producer and its consumer. False where that cannot be
    /// planned.
    fn along_new_edge(&mut self) -> bool {
        let (atlas, coverage) = (self.atlas, self.coverage);
        let sums = coverage.ways(|| sums(atlas, coverage));
        let Some(total) = sums.last().copied().filter(|total| *total > 0.0) else { return false };
        let drawn = self.rng.random_range(0.0..total);
        let Some(&(tool, input, supply)) = atlas.ways.get(sums.partition_point(|sum| *sum <= drawn)) else {
            return false;
        };
        let supply = &atlas.tools[tool].inputs[input].supplies[supply];
        let open = atlas.tools[tool].plannable && atlas.tools[supply.tool].plannable;
        self.underway.push(tool);
        let fed = open && self.add(supply.tool, 1, None);
        self.underway.pop();
        let step = self.plan.steps.len().saturating_sub(1);
        let source = Source::Edge { edge: supply.edge, step };
        let gone = fed && self.add(tool, 0, Some(PlannedInput { input, source }));
        if !gone {
            self.plan.steps.clear();
        }
        gone
    }

    /// One of the tools that are wished for, or any.
    fn first_goal(&mut self) -> Option<usize> {
        let wished: Vec<usize> =
            self.wish.one_of.iter().copied().filter(|tool| self.atlas.tools[*tool].plannable).collect();
        if wished.is_empty() { self.goal(None) } else { wished.choose(self.rng).copied() }
    }

    /// Lengths seldom seen so far are likelier, short ones a little favoured.
    fn length(&mut self) -> usize {
        let lengths: Vec<usize> = self.wish.calls.clone().collect();
        let weight = |length: &usize| 1.0 / (1.0 + self.coverage.length(*length) as f64) / (4.0 + *length as f64);
        lengths.choose_weighted(self.rng, weight).copied().unwrap_or(2)
    }

    fn most(&self) -> usize {
        *self.wish.calls.end()
    }

    /// A tool to reach for, seldom used ones first.
    fn goal(&mut self, server: Option<&str>) -> Option<usize> {
        let tools: Vec<usize> = (0..self.atlas.tools.len())
            .filter(|tool| self.atlas.tools[*tool].plannable && !self.has(*tool))
            .filter(|tool| server.is_none_or(|server| self.atlas.tools[*tool].tool.server == server))
            .collect();
        let coverage = self.coverage;
        // Squared, so that what hardly ever succeeds does not outweigh everything else once that is covered.
        let weight = |tool: &usize| coverage.success(*tool as u32).powi(2) / (1.0 + coverage.tool(*tool as u32) as f64);
        tools.choose_weighted(self.rng, weight).ok().copied()
    }

    fn has(&self, tool: usize) -> bool {
        self.plan.steps.iter().any(|step| step.tool == tool)
    }

    /// Plans a tool and everything it needs; `given` is an input already decided.
    fn add(&mut self, tool: usize, depth: usize, given: Option<PlannedInput>) -> bool {
        if depth > MAX_DEPTH || self.plan.steps.len() >= self.most() {
            return false;
        }
        let mark = self.plan.steps.len();
        self.underway.push(tool);
        let inputs = self.inputs(tool, depth, given);
        self.underway.pop();
        match inputs.filter(|_| self.plan.steps.len() < self.most()) {
            Some(inputs) => self.plan.steps.push(PlannedStep { tool, inputs }),
            None => {
                self.plan.steps.truncate(mark);
                return false;
            }
        }
        true
    }

    /// Where the inputs of a call come from; `None` where one that it needs cannot be had.
    fn inputs(&mut self, tool: usize, depth: usize, given: Option<PlannedInput>) -> Option<Vec<PlannedInput>> {
        let node = &self.atlas.tools[tool];
        self.prepare(tool, depth);
        let mut inputs = Vec::new();
        let optional_rate = if node.read_only { 0.45 } else { 0.3 };
        // Handles first: they say what the call is about. Versions last: they are those of what it is about.
        let mut order: Vec<usize> = (0..node.inputs.len()).collect();
        order.sort_by_key(|at| (node.inputs[*at].is_stamp(), node.inputs[*at].role != Role::Handle));
        for at in order {
            let input = &node.inputs[at];
            if let Some(given) = given.as_ref().filter(|given| given.input == at) {
                inputs.push(given.clone());
                continue;
            }
            // What was seldom given is given more often.
            let seldom = 1.0 / (1.0 + self.coverage.given(tool as u32, at as u32) as f64).sqrt();
            let rate = optional_rate * (0.8 + 0.6 * seldom);
            let wanted = input.leaf.required || !node.renames(input) && self.wants(input, rate);
            if !wanted {
                continue;
            }
            let source = match self.stamp(input, &inputs) {
                None if input.leaf.required || !input.is_stamp() => self.source(input, depth, node.destructive),
                stamp => stamp,
            };
            match source.filter(|source| !self.is_roundabout(node, input, source, &inputs)) {
                Some(source) => inputs.push(PlannedInput { input: at, source }),
                None if input.leaf.required => return None,
                None => {}
            }
        }
        inputs.sort_by_key(|planned| planned.input);
        self.change_something(node, &mut inputs);
        if node.read_only {
            few_filters(node, &mut inputs);
        }
        self.complete(node, depth, &mut inputs).then_some(inputs)
    }

    /// The version that a change expects is read where the thing itself was found.
    fn stamp(&self, input: &Input, inputs: &[PlannedInput]) -> Option<Source> {
        let steps = inputs.iter().filter_map(|input| match input.source {
            Source::Edge { step, .. } => Some(step),
            Source::Literal | Source::Default => None,
        });
        let from = |step: usize| {
            let supply = input.supplies.iter().find(|supply| supply.tool == self.plan.steps[step].tool)?;
            Some(Source::Edge { edge: supply.edge, step })
        };
        if input.is_stamp() { steps.filter_map(from).next() } else { None }
    }

    /// Objects that are given in part get what they need; false where that cannot be had.
    fn complete(&mut self, node: &ToolNode, depth: usize, inputs: &mut Vec<PlannedInput>) -> bool {
        let within =
            |at: usize| node.inputs[at].leaf.path.segments().split_last().map_or(&[][..], |(_, within)| within);
        for (at, input) in node.inputs.iter().enumerate().filter(|(_, input)| input.leaf.required_here) {
            let given =
                |planned: &PlannedInput| node.inputs[planned.input].leaf.path.segments().starts_with(within(at));
            let lacks = inputs.iter().all(|planned| planned.input != at);
            if within(at).is_empty() || !lacks || !inputs.iter().any(given) {
                continue;
            }
            match self.source(input, depth, node.destructive) {
                Some(source) => inputs.push(PlannedInput { input: at, source }),
                None => return false,
            }
        }
        inputs.sort_by_key(|planned| planned.input);
        true
    }

    /// Nobody asks for an update that changes nothing, or searches for nothing: one of the optional inputs is given.
    fn change_something(&mut self, node: &ToolNode, inputs: &mut Vec<PlannedInput>) {
        let optional = |at: &usize| {
            let input = &node.inputs[*at];
            !input.leaf.required && input.role.sayable() && !node.renames(input)
        };
        if !(node.updates || node.searches) || inputs.iter().any(|planned| optional(&planned.input)) {
            return;
        }
        let open: Vec<usize> = (0..node.inputs.len()).filter(optional).collect();
        if let Some(&input) = open.choose(self.rng) {
            inputs.push(PlannedInput { input, source: Source::Literal });
            inputs.sort_by_key(|planned| planned.input);
        }
    }

    /// Where a tool seldom succeeds on its own, a tool after which it did succeed goes before it.
    fn prepare(&mut self, tool: usize, depth: usize) {
        let success = self.coverage.success(tool as u32);
        if success > 0.6 || self.rng.random_bool(success) {
            return;
        }
        let node = &self.atlas.tools[tool];
        let helpers: Vec<usize> = (0..self.atlas.tools.len())
            .filter(|helper| *helper != tool && !self.has(*helper))
            .filter(|helper| {
                let helper = &self.atlas.tools[*helper];
                helper.tool.server == node.tool.server && !helper.read_only && !helper.destructive
            })
            .collect();
        let coverage = self.coverage;
        let weight = |helper: &usize| 0.2 + coverage.success_after(*helper as u32, tool as u32) as f64;
        if let Ok(&helper) = helpers.choose_weighted(self.rng, weight) {
            self.add(helper, depth + 1, None);
        }
    }

    fn wants(&mut self, input: &Input, rate: f64) -> bool {
        let natural = !matches!(input.role, Role::Paging | Role::Flag | Role::Opaque);
        natural && self.rng.random_bool(rate)
    }

    fn source(&mut self, input: &Input, depth: usize, destroys: bool) -> Option<Source> {
        if input.leaf.constant.is_some() {
            return Some(Source::Default);
        }
        let strong = input.supplies.iter().any(|supply| supply.trusted);
        let draws = match input.role {
            Role::Handle => true,
            Role::Enum | Role::Flag | Role::Date | Role::DateTime | Role::Minutes | Role::Quantity | Role::Version => {
                false
            }
            Role::Email => strong && self.rng.random_bool(0.85),
            _ => strong && self.rng.random_bool(if input.is_made() { 0.9 } else { 0.35 }),
        };
        if draws && let Some(source) = self.supply(input, depth, destroys) {
            return Some(source);
        }
        if input.role.sayable() {
            return Some(Source::Literal);
        }
        match input.role {
            Role::Flag | Role::Paging if input.leaf.required || input.leaf.required_here => Some(Source::Literal),
            _ => (input.leaf.required && input.leaf.default.is_some()).then_some(Source::Default),
        }
    }

    /// Picks an edge into the input, preferring what is in the plan already and what is seldom used.
    fn supply(&mut self, input: &Input, depth: usize, destroys: bool) -> Option<Source> {
        let mut supplies: Vec<&Supply> = input
            .supplies
            .iter()
            .filter(|supply| self.atlas.tools[supply.tool].plannable && gives(&self.atlas.tools[supply.tool]) > 0.0)
            .filter(|supply| input.role == Role::Handle || supply.trusted)
            .filter(|supply| !self.underway.contains(&supply.tool))
            .take(24)
            .collect();
        let doubtful: Vec<u32> = supplies.iter().map(|supply| supply.edge).filter(|edge| self.doubts(*edge)).collect();
        supplies.retain(|supply| !doubtful.contains(&supply.edge));
        for _ in 0..4 {
            let coverage = self.coverage;
            let plan = &self.plan;
            let weight = |supply: &&Supply| {
                let present = plan.steps.iter().any(|step| step.tool == supply.tool);
                let node = &self.atlas.tools[supply.tool];
                let sure = if supply.trusted { 1.0 } else { 0.15 };
                let novel = 1.0 / (1.0 + coverage.edge(supply.edge) as f64).sqrt();
                let there =
                    if node.outputs.iter().any(|leaf| leaf.path == supply.path && leaf.required) { 1.0 } else { 0.3 };
                odds(supply.confidence)
                    * gives(node)
                    * sure
                    * novel
                    * there
                    * coverage.trust(supply.edge)
                    * if present { 4.0 } else { 1.0 }
            };
            let supply = *supplies.choose_weighted(self.rng, weight).ok()?;
            let present = self.plan.steps.iter().position(|step| step.tool == supply.tool);
            let taken = |step: usize| self.is_consumed_by_destruction(step) || destroys && self.is_changed(step);
            if let Some(step) = present.filter(|step| !taken(*step)) {
                return Some(Source::Edge { edge: supply.edge, step });
            }
            if present.is_none() && self.add(supply.tool, depth + 1, None) {
                let step = self.plan.steps.len() - 1;
                return Some(Source::Edge { edge: supply.edge, step });
            }
            supplies.retain(|other| other.tool != supply.tool);
        }
        None
    }

    /// Whether a thing would be related to itself, as in moving a file to the folder that it is in or forwarding a
    /// mail to its sender: another input is drawn from the same step already, and this one is beside it there.
    fn is_roundabout(&self, node: &ToolNode, input: &Input, source: &Source, inputs: &[PlannedInput]) -> bool {
        let Source::Edge { edge, step } = source else { return false };
        let origin = self.origin(*step);
        let same = |planned: &&PlannedInput| matches!(planned.source, Source::Edge { step: other, .. } if self.origin(other) == origin);
        let beside = self.atlas.edges[*edge as usize].from.path.last_field().is_some_and(|name| name.ends_with("_id"));
        let about = inputs.iter().filter(same).any(|planned| node.inputs[planned.input].role == Role::Handle);
        let own = about && input.role != Role::Handle && !(node.read_only && input.leaf.required);
        (beside || input.role == Role::Email) && inputs.iter().any(|planned| same(&planned)) || own
    }

    /// The step in which the thing was found that a step looks up by its handle.
    fn origin(&self, step: usize) -> usize {
        let planned = &self.plan.steps[step];
        let node = &self.atlas.tools[planned.tool];
        let looked_up = planned.inputs.iter().find_map(|input| match input.source {
            Source::Edge { step, .. } if node.inputs[input.input].role == Role::Handle => Some(step),
            _ => None,
        });
        looked_up.filter(|_| node.is_getter()).map_or(step, |found| self.origin(found))
    }

    /// Whether an edge along which calls keep failing is left alone this time.
    fn doubts(&mut self, edge: u32) -> bool {
        let trust = self.coverage.trust(edge);
        trust < 0.5 && !self.rng.random_bool(2.0 * trust)
    }

    /// Adds a tool that can use a result already in the plan.
    fn widen(&mut self) -> bool {
        let mut options = Vec::new();
        for (step, planned) in self.plan.steps.iter().enumerate() {
            let node = &self.atlas.tools[planned.tool];
            let gives = gives(node);
            if gives == 0.0 || self.is_consumed_by_destruction(step) || !self.rng.random_bool(gives) {
                continue;
            }
            for demand in &node.demands {
                let input = &self.atlas.tools[demand.tool].inputs[demand.input];
                let fits = matches!(input.role, Role::Handle | Role::Email | Role::Path | Role::Person | Role::Word);
                let known = self.has(demand.tool) || !self.atlas.tools[demand.tool].plannable;
                let trusted = self.atlas.edges[demand.edge as usize].trusted();
                let undone = self.atlas.tools[demand.tool].destructive && self.is_changed(step);
                if fits && !known && !undone && (trusted || input.role == Role::Handle) {
                    options.push((step, *demand));
                }
            }
        }
        let coverage = self.coverage;
        let weight = |(_, demand): &(usize, Demand)| {
            let confidence = f64::from(self.atlas.edges[demand.edge as usize].confidence);
            odds(confidence) * coverage.success(demand.tool as u32) * coverage.trust(demand.edge)
                / (1.0 + coverage.edge(demand.edge) as f64).sqrt()
        };
        let Ok(&(step, demand)) = options.choose_weighted(self.rng, weight) else { return false };
        if self.doubts(demand.edge) {
            return false;
        }
        let source = Source::Edge { edge: demand.edge, step };
        self.add(demand.tool, 0, Some(PlannedInput { input: demand.input, source }))
    }

    /// Whether a thing found in this step is changed by another step: nobody changes what she throws away.
    fn is_changed(&self, step: usize) -> bool {
        let changes =
            |other: &PlannedStep| !self.atlas.tools[other.tool].read_only && other.needs().any(|need| need == step);
        self.plan.steps.iter().any(changes)
    }

    /// Whether a thing found in this step is deleted or cancelled later in the plan.
    fn is_consumed_by_destruction(&self, step: usize) -> bool {
        self.plan
            .steps
            .iter()
            .any(|other| self.atlas.tools[other.tool].destructive && other.needs().any(|need| need == step))
    }
}
