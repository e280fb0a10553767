//! The lab of one run: everything that all rows share.

use std::collections::BTreeMap;

use crate::chain::{Atlas, Place, Plan};
use crate::exec::{is_bridge, soft_error};
use crate::filter::Filter;
use crate::graph::{Graph, Proofs, ProofsError};
use crate::inventory::{Inventory, Listing, Shapes, view};
use crate::model::{Digest, EdgeClass, Problem, ServerKind};
use crate::store::{Scope, ServerScope};
use crate::synth::{Phrasebook, PhrasebookError, Writer};

/// Inventory, graph and tools of the trade.
pub struct Lab {
    pub inventory: Inventory,
    pub graph: Graph,
    pub atlas: Atlas,
    pub writer: Writer,
    pub filter: Filter,
    /// Digest of the guest module, where sandboxed servers take part.
    pub guests: Option<Digest>,
    /// Digest of each server's tools.
    pub server_digests: BTreeMap<String, Digest>,
    /// Places that the user named when she set the servers up.
    pub places: Vec<Place>,
    /// What is proven already of the built-in servers.
    proofs: Proofs,
    may_change: bool,
}

/// What trials have shown of the built-in servers; `mcplab graph build --prove --proofs` makes it anew.
const PROOFS: &str = include_str!("../../tool-graphs/builtin.jsonl");

/// A lab that cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    #[error(transparent)]
    Phrasebook(#[from] PhrasebookError),
    #[error(transparent)]
    Proofs(#[from] ProofsError),
}

/// What is wrong with the servers, by where it was noticed.
#[derive(Debug, Default)]
pub struct Problems {
    pub in_listings: Vec<Problem>,
    /// These may go when the results of tools are known.
    pub in_graph: Vec<Problem>,
}

impl Problems {
    pub fn all(self) -> Vec<Problem> {
        [self.in_listings, self.in_graph].concat()
    }
}

impl Lab {
    /// Sets a lab up from what servers listed and what their results looked like.
    pub fn new(listings: Vec<Listing>, shapes: &Shapes) -> Result<(Self, Problems), LabError> {
        let (inventory, in_listings) = Inventory::normalise(listings);
        let proofs = Proofs::parse(PROOFS)?;
        let server_digests: BTreeMap<String, Digest> =
            inventory.servers().iter().map(|server| (server.name.clone(), server.digest())).collect();
        let (mut graph, in_graph) = Graph::build(&inventory, shapes);
        graph.prove(proofs.about(&server_digests));
        let problems = Problems { in_listings, in_graph };
        let atlas = Atlas::new(inventory.tools(), &graph);
        let writer = Writer::new(Phrasebook::embedded()?);
        let filter = Filter::new(inventory.tools(), view, soft_error);
        Ok((
            Self {
                inventory,
                graph,
                atlas,
                writer,
                filter,
                guests: None,
                server_digests,
                proofs,
                places: Vec::new(),
                may_change: true,
            },
            problems,
        ))
    }

    /// Lets the writer speak as the user's own phrasebooks say: pairs of file name and TOML text.
    pub fn speak(&mut self, phrasebooks: &[(String, String)]) -> Result<(), LabError> {
        self.writer = Writer::new(Phrasebook::with(phrasebooks)?);
        Ok(())
    }

    /// The same lab with a graph made from better known shapes; gives what is still wrong with that.
    pub fn relearn(&mut self, shapes: &Shapes) -> Vec<Problem> {
        let (mut graph, problems) = Graph::build(&self.inventory, shapes);
        graph.prove(self.proofs.about(&self.server_digests));
        self.atlas = Atlas::new(self.inventory.tools(), &graph);
        self.graph = graph;
        self.close_off();
        problems
    }

    /// Leaves no tool to plan that may change something on a real server.
    pub fn forbid_changes(&mut self) {
        self.may_change = false;
        self.close_off();
    }

    /// Whether a plan can be played again without anybody noticing: all its servers are forked for it.
    pub fn is_repeatable(&self, plan: &Plan) -> bool {
        let server = |tool: usize| self.inventory.server(&self.atlas.tools[tool].tool.server);
        plan.steps.iter().all(|step| server(step.tool).is_some_and(|server| server.kind == ServerKind::Sandboxed))
    }

    /// Tools that stand for resources and prompts.
    pub fn resource_tools(&self) -> Vec<usize> {
        (0..self.atlas.tools.len()).filter(|tool| is_bridge(&self.atlas.tools[*tool].tool.name)).collect()
    }

    /// Whether any chain can be planned.
    pub fn can_plan(&self) -> bool {
        self.atlas.tools.iter().any(|node| node.plannable)
    }

    pub fn has_real_servers(&self) -> bool {
        self.inventory.servers().iter().any(|server| server.kind == ServerKind::Real)
    }

    fn close_off(&mut self) {
        if !self.may_change {
            let real = |name: &str| self.inventory.server(name).is_some_and(|server| server.kind == ServerKind::Real);
            self.atlas.forbid(|node| !node.read_only && real(&node.tool.server));
        }
    }

    /// Digests of everything that decides a run's bytes besides seed and settings.
    pub fn inputs(&self) -> BTreeMap<String, Digest> {
        let mut inputs = BTreeMap::from([
            ("inventory".to_owned(), self.inventory.digest()),
            ("graph".to_owned(), Digest::of_bytes(self.graph.to_text().as_bytes())),
        ]);
        inputs.extend(self.writer.phrasebook().digest().map(|digest| ("phrasebook".to_owned(), digest)));
        inputs.extend(self.guests.map(|digest| ("guests".to_owned(), digest)));
        inputs
    }

    /// What coverage is measured against: the tools, and the edges that a chain may go along.
    pub fn scope(&self) -> Scope {
        let supplies = self.atlas.tools.iter().flat_map(|node| &node.inputs).flat_map(|input| &input.supplies);
        let (strong, weak): (Vec<_>, Vec<_>) =
            supplies.partition(|supply| self.graph.edges()[supply.edge as usize].class == EdgeClass::Strong);
        let server = |server: &crate::inventory::Server| ServerScope {
            name: server.name.clone(),
            kind: server.kind,
            tools: server.tools.iter().map(|tool| tool.name.clone()).collect(),
        };
        Scope {
            servers: self.inventory.servers().iter().map(server).collect(),
            strong: strong.len() as u64,
            weak: weak.len() as u64,
        }
    }
}
