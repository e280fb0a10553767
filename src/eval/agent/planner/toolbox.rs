//! The tools in view with the words that speak of them, and which of them a clause asks for.

use std::collections::HashMap;

use serde_json::Value;

use super::clause::Clause;
use super::words::{Deed, akin, deed_of, families, is_filler, of_name, of_text};
use crate::chain::{Atlas, Input, ToolNode};
use crate::graph::Graph;
use crate::inventory::{Inventory, Server, Shapes};
use crate::model::{ServerKind, Tool, ToolInView};

/// How much a word counts by where it stands.
const IN_NAME: f32 = 1.0;
const IN_PARAMETER: f32 = 0.5;
const IN_DESCRIPTION: f32 = 0.4;
const IN_OUTPUT: f32 = 0.4;
const IN_TEXT: f32 = 0.15;
/// How near a word of the same family is to the word itself.
const FAMILY: f32 = 0.65;
/// The first words of an input's description say what it is.
const DESCRIBED: usize = 12;
/// Rarity is counted over at least so many tools, so that a handful of them does not make every word common.
const FEWEST: usize = 60;
/// What a word of a tool's name counts against it that nobody said.
const UNSAID: f32 = 0.2;
/// What a word for looking something up counts beside others.
const READING: f32 = 0.3;
/// What the wrong kind of deed counts.
const OTHER_DEED: f32 = 2.4;
const NEAR_DEED: f32 = 0.5;

/// The tools with their words.
#[derive(Clone, Debug)]
pub(super) struct Toolbox {
    pub atlas: Atlas,
    /// The exposed name of every tool of the atlas.
    pub exposed: Vec<String>,
    /// The words of every input of every tool.
    inputs: Vec<Vec<Wording>>,
    bags: Vec<Bag>,
    /// How rare a stem is among the tools.
    rarity: HashMap<String, f32>,
    families: HashMap<usize, f32>,
}

/// The words that speak of an input.
#[derive(Clone, Debug)]
pub(super) struct Wording {
    /// Stems of the last field's name.
    pub name: Vec<String>,
    /// The first telling stems of the description.
    pub text: Vec<String>,
    /// The listed values that are texts, with their stems.
    pub choices: Vec<(Value, Vec<String>)>,
}

impl Wording {
    fn of(input: &Input) -> Self {
        let leaf = &input.leaf;
        let choice = |value: &Value| Some((value.clone(), of_name(value.as_str()?)));
        Self {
            name: leaf.path.last_field().into_iter().flat_map(of_name).collect(),
            text: leaf.description.iter().flat_map(|text| of_text(text)).take(DESCRIBED).collect(),
            choices: leaf.enum_values.iter().filter_map(choice).collect(),
        }
    }
}

/// The words that speak of a tool.
#[derive(Clone, Debug, Default)]
struct Bag {
    stems: HashMap<String, f32>,
    families: HashMap<usize, f32>,
    /// Stems of the name.
    name: Vec<String>,
    /// Stems of what the tool is about.
    nouns: Vec<String>,
}

impl Bag {
    fn add(&mut self, stems: impl IntoIterator<Item = String>, weight: f32) {
        for stem in stems {
            for family in families(&stem) {
                let slot = self.families.entry(*family).or_default();
                *slot = slot.max(weight);
            }
            let slot = self.stems.entry(stem).or_default();
            *slot = slot.max(weight);
        }
    }

    fn of(node: &ToolNode) -> Self {
        let name = of_name(&node.tool.name);
        let mut nouns: Vec<String> = name
            .iter()
            .enumerate()
            .filter(|(at, stem)| *at > 0 || deed_of(stem) == Deed::None)
            .map(|(_, stem)| stem.clone())
            .collect();
        nouns.retain(|stem| !is_filler(stem));
        if nouns.is_empty() {
            nouns.clone_from(&name);
        }
        let mut bag = Self { name, nouns, ..Self::default() };
        bag.add(bag.name.clone(), IN_NAME);
        bag.add(of_name(&node.tool.server), IN_DESCRIPTION);
        bag.add(node.tool.title.iter().flat_map(|title| of_text(title)), IN_NAME * 0.9);
        let description = &node.tool.description;
        let lead = description.find(". ").map_or(description.as_str(), |end| &description[..end]);
        bag.add(of_text(lead), IN_DESCRIPTION);
        bag.add(of_text(description), IN_TEXT);
        for input in &node.inputs {
            bag.add(input.leaf.path.fields().flat_map(of_name), IN_PARAMETER);
            bag.add(input.leaf.description.iter().flat_map(|text| of_text(text)), IN_TEXT);
            bag.add(input.leaf.enum_values.iter().filter_map(|value| value.as_str()).flat_map(of_name), IN_PARAMETER);
        }
        for output in node.outputs.iter().filter(|_| node.read_only) {
            bag.add(output.path.last_field().into_iter().flat_map(of_name), IN_OUTPUT);
        }
        bag
    }
}

impl Toolbox {
    /// Lays out the tools with the graph of what they declare.
    pub fn new(tools: &[ToolInView]) -> Self {
        let mut servers: Vec<Server> = Vec::new();
        for tool in tools.iter().map(|view| view.tool.as_ref()) {
            match servers.iter_mut().find(|server| server.name == tool.server) {
                Some(server) => server.tools.push(tool.clone()),
                None => servers.push(server(tool)),
            }
        }
        let inventory = Inventory::of(servers);
        let (graph, _) = Graph::build(&inventory, &Shapes::default());
        let atlas = Atlas::new(inventory.tools(), &graph);
        let exposed = atlas.tools.iter().map(|node| {
            let view = tools.iter().find(|view| view.tool.reference() == node.reference);
            view.map_or_else(|| node.tool.name.clone(), |view| view.exposed.clone())
        });
        let bags: Vec<Bag> = atlas.tools.iter().map(Bag::of).collect();
        let rare = |uses: usize| (1.0 + atlas.tools.len().max(FEWEST) as f32 / (1.0 + uses as f32)).ln();
        let mut uses: HashMap<String, usize> = HashMap::new();
        let mut family_uses: HashMap<usize, usize> = HashMap::new();
        for bag in &bags {
            let telling = |weight: &f32| *weight > IN_TEXT;
            bag.stems
                .iter()
                .filter(|(_, w)| telling(w))
                .for_each(|(stem, _)| *uses.entry(stem.clone()).or_default() += 1);
            bag.families
                .iter()
                .filter(|(_, w)| telling(w))
                .for_each(|(at, _)| *family_uses.entry(*at).or_default() += 1);
        }
        Self {
            exposed: exposed.collect(),
            inputs: atlas.tools.iter().map(|node| node.inputs.iter().map(Wording::of).collect()).collect(),
            bags,
            rarity: uses.into_iter().map(|(stem, uses)| (stem, rare(uses))).collect(),
            families: family_uses.into_iter().map(|(family, uses)| (family, rare(uses))).collect(),
            atlas,
        }
    }

    pub fn node(&self, tool: usize) -> &ToolNode {
        &self.atlas.tools[tool]
    }

    /// Stems of what a tool is about: `standing`, `order` of `list_standing_orders`.
    pub fn nouns(&self, tool: usize) -> &[String] {
        &self.bags[tool].nouns
    }

    pub fn wording(&self, tool: usize, input: usize) -> &Wording {
        &self.inputs[tool][input]
    }

    /// Whether any tool's name begins with a word of this stem.
    pub fn is_verb(&self, stem: &str) -> bool {
        self.bags.iter().any(|bag| bag.name.len() > 1 && bag.name[0] == stem)
    }

    /// Whether the tools speak of a word.
    pub fn knows(&self, stem: &str) -> bool {
        self.rarity.contains_key(stem) || families(stem).iter().any(|family| self.families.contains_key(family))
    }

    fn rarity(&self, stem: &str) -> f32 {
        self.rarity.get(stem).copied().unwrap_or_else(|| (1.0 + self.bags.len().max(FEWEST) as f32).ln())
    }

    /// How well the words of a clause speak of a tool. The first words count most: what follows tells which one is meant.
    pub fn likeness(&self, clause: &Clause, tool: usize) -> f32 {
        let bag = &self.bags[tool];
        let stems = clause.stems.iter().zip(&clause.depths);
        let said: f32 = stems.map(|(stem, depth)| head(*depth) * self.said(stem, bag)).sum();
        let known = |word: &String| clause.stems.iter().any(|stem| akin(stem, word));
        // One looks things up without a word for it.
        let silent = |word: &String| clause.deed != Deed::None && deed_of(word) == Deed::Read;
        let unsaid = bag.name.iter().filter(|word| !known(word) && !silent(word));
        let unsaid: f32 = unsaid.map(|word| self.rarity(word)).sum();
        said - UNSAID * unsaid - deed_gap(clause.deed, self.node(tool))
    }

    /// What one word of a clause says for a tool.
    fn said(&self, stem: &str, bag: &Bag) -> f32 {
        let own = bag.stems.get(stem).map_or(0.0, |weight| weight * self.rarity(stem));
        let near = families(stem)
            .iter()
            .filter_map(|family| Some(FAMILY * bag.families.get(family)? * self.families.get(family)?));
        let verb = if deed_of(stem) == Deed::Read { READING } else { 1.0 };
        verb * near.fold(own, f32::max)
    }
}

/// How much a word counts by its depth.
fn head(depth: usize) -> f32 {
    const WEIGHTS: [f32; 4] = [1.0, 0.65, 0.45, 0.35];
    WEIGHTS[depth.min(3)]
}

/// What the deed of a tool counts against it.
fn deed_gap(wanted: Deed, node: &ToolNode) -> f32 {
    match wanted {
        Deed::None => 0.0,
        Deed::Read if node.read_only => 0.0,
        Deed::Read => OTHER_DEED,
        _ if node.read_only => OTHER_DEED,
        Deed::Create if node.creates => 0.0,
        Deed::Remove if node.destructive => 0.0,
        Deed::Change if !node.creates && !node.destructive => 0.0,
        _ => NEAR_DEED,
    }
}

fn server(tool: &Tool) -> Server {
    Server {
        name: tool.server.clone(),
        kind: ServerKind::Recorded,
        title: None,
        version: None,
        protocol: None,
        instructions: None,
        tools: vec![tool.clone()],
        resources: Vec::new(),
        resource_templates: Vec::new(),
        prompts: Vec::new(),
    }
}

/// Whether a field of this name holds what is of no use to people.
pub(super) fn is_handle_name(name: &str) -> bool {
    let last = of_name(name).pop().unwrap_or_default();
    matches!(last.as_str(), "id" | "ids" | "cursor" | "token" | "etag" | "uuid" | "hash")
}

/// Whether a stem says only what kind of value a field holds, not what of.
pub(super) fn is_general(stem: &str) -> bool {
    matches!(
        stem,
        "id" | "ids"
            | "email"
            | "mail"
            | "name"
            | "key"
            | "number"
            | "code"
            | "path"
            | "uuid"
            | "address"
            | "ref"
            | "expect"
            | "version"
            | "phone"
    )
}
