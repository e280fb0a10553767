//! A knowledge graph: people, companies, projects and services, what is known of them, and how they hang together.

mod data;
mod editing;
mod merging;
mod paths;
mod reading;
mod relating;
mod types;

use std::fmt::Write as _;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Noun, Table};
use crate::world::World;
use types::{Entity, Relation};

const ENTITY: Noun = Noun { name: "entity", finder: "search_entities" };
const RELATION: Noun = Noun { name: "relation", finder: "get_entity" };

/// The whole graph.
#[derive(Debug, Clone, Serialize)]
pub struct KnowledgeGraph {
    entities: Table<Entity>,
    relations: Table<Relation>,
}

impl Server for KnowledgeGraph {
    const NAME: &'static str = "knowledge_graph";
    const TITLE: &'static str = "Knowledge graph";
    const DESCRIPTION: &'static str =
        "What the user knows of people, companies, projects and services, as entities with observations and relations.";
    const INSTRUCTIONS: &'static str = "Search before you create: search_entities finds names and other names. Facts about one entity are observations; \
        what ties two of them together is a relation, which has a direction (Anna works_for Acme).";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_entities", reading::search_entities),
            read("get_entity", reading::get_entity),
            read("list_neighbors", paths::list_neighbors),
            read("find_entity_path", paths::find_entity_path),
            write("create_entity", editing::create_entity),
            write("add_observations", editing::add_observations),
            write("create_relation", relating::create_relation),
            write("delete_relation", relating::delete_relation).destructive(),
            write("merge_entities", merging::merge_entities).destructive(),
            write("delete_entity", editing::delete_entity).destructive(),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let listed = |graph: &Self| {
            let one =
                |(id, entity): (&String, &Entity)| Listed { values: vec![id.clone()], title: entity.name.clone() };
            graph.entities.iter().map(one).collect()
        };
        vec![
            resource::template(
                "graph://entities/{entity_id}",
                "entity",
                "An entity with its observations and relations, as JSON.",
                "application/json",
                listed,
                |graph, _, vars| resource::json_text(&graph.view(vars.get("entity_id"))?),
            ),
            resource::fixed(
                "graph://overview",
                "overview",
                "How many entities and relations of each kind the graph has.",
                "text/markdown",
                |graph, _| Ok(overview(graph)),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        let names = |graph: &Self| graph.entities.values().map(|entity| entity.name.clone()).collect();
        vec![prompt::new("brief_me_on", reading::brief_me_on).complete("entity_name", names)]
    }
}

fn overview(graph: &KnowledgeGraph) -> String {
    let mut kinds = std::collections::BTreeMap::<(&str, String), usize>::new();
    for entity in graph.entities.values() {
        *kinds.entry(("entity", entity.entity_type.name().to_owned())).or_default() += 1;
    }
    for relation in graph.relations.values() {
        *kinds.entry(("relation", relation.relation_type.clone())).or_default() += 1;
    }
    let mut text = "# Knowledge graph\n\n| | kind | count |\n|---|---|---:|\n".to_owned();
    for ((what, kind), count) in kinds {
        let _ = writeln!(text, "| {what} | {kind} | {count} |");
    }
    text
}
