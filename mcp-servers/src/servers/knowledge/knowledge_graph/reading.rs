//! Finding and reading entities.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ENTITY, KnowledgeGraph};
use crate::kit::{Call, Cursor, Limit, Message, Ordered, Query, Text, Time, ToolError, page, shorten};

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Serialize, JsonSchema)]
pub struct EntitySummary {
    /// Id of the entity.
    pub id: String,
    /// Name of the entity.
    pub name: String,
    /// What kind of thing it is.
    pub entity_type: EntityType,
    /// How many observations it has.
    pub observation_count: usize,
    /// How many relations it has.
    pub relation_count: usize,
    /// The first observation that has the words, if it is not the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matching_observation: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct EntityList {
    /// The entities found, names that match first.
    pub entities: Vec<EntitySummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Finds entities by words of their names, properties and observations, or lists those of a type. Use it to get an
/// entity's id, and before creating one.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchEntities {
    /// Words to search for; all of them must match.
    pub query: Option<Query>,
    /// Only entities of this type.
    pub entity_type: Option<EntityType>,
    /// How many entities to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns one entity with its properties, observations and relations.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetEntity {
    /// Id of the entity.
    pub entity_id: String,
}

/// Begins a briefing on an entity and what surrounds it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BriefMeOn {
    /// Name of the entity.
    pub entity_name: Text<120>,
}

impl KnowledgeGraph {
    pub fn name_of(&self, id: &str) -> &str {
        self.entities.get(id).map_or("", |entity| &entity.name)
    }

    /// Relations of an entity with their ids and directions.
    pub fn ties<'a>(&'a self, id: &'a str) -> impl Iterator<Item = (&'a String, &'a Relation, Direction)> {
        self.relations.iter().filter_map(move |(relation_id, relation)| {
            if relation.source_entity_id == id {
                return Some((relation_id, relation, Direction::Outgoing));
            }
            (relation.target_entity_id == id).then_some((relation_id, relation, Direction::Incoming))
        })
    }

    pub fn relation_view(&self, relation_id: &str, relation: &Relation, direction: Direction) -> Option<RelationView> {
        let other = match direction {
            Direction::Incoming => &relation.source_entity_id,
            Direction::Outgoing | Direction::Both => &relation.target_entity_id,
        };
        let entity = self.entities.get(other)?;
        Some(RelationView {
            relation_id: relation_id.to_owned(),
            relation_type: relation.relation_type.clone(),
            direction,
            entity_id: other.clone(),
            entity_name: entity.name.clone(),
            entity_type: entity.entity_type,
        })
    }

    pub fn view(&self, id: &str) -> Result<EntityView> {
        let entity = ENTITY.get(&self.entities, id)?;
        let mut relations: Vec<RelationView> = self
            .ties(id)
            .filter_map(|(relation_id, relation, way)| self.relation_view(relation_id, relation, way))
            .collect();
        relations.order_by(|a, b| {
            (&a.relation_type, &a.entity_name, &a.relation_id).cmp(&(&b.relation_type, &b.entity_name, &b.relation_id))
        });
        Ok(EntityView {
            id: id.to_owned(),
            name: entity.name.clone(),
            entity_type: entity.entity_type,
            other_names: entity.other_names.clone(),
            properties: entity.properties.clone(),
            observations: entity.observations.clone(),
            relations,
            created_at: entity.created_at,
            updated_at: entity.updated_at,
        })
    }
}

impl Entity {
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.other_names).map(String::as_str)
    }
}

pub fn search_entities(graph: &KnowledgeGraph, _: &Call, args: SearchEntities) -> Result<EntityList> {
    let query = args.query.as_ref();
    let named = |entity: &Entity| query.is_none_or(|query| query.matches(entity.names()));
    let told = |entity: &Entity| {
        let facts = entity.properties.iter().map(|property| property.value.as_str());
        let observations = entity.observations.iter().map(|observation| observation.text.as_str());
        query.is_none_or(|query| query.matches(entity.names().chain(facts).chain(observations)))
    };
    let mut found: Vec<(bool, &String, &Entity)> = graph
        .entities
        .iter()
        .filter(|(_, entity)| args.entity_type.is_none_or(|kind| entity.entity_type == kind) && told(entity))
        .map(|(id, entity)| (!named(entity), id, entity))
        .collect();
    found.order_by_key(|(unnamed, id, entity)| (*unnamed, entity.name.to_lowercase(), *id));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    let summary = |(unnamed, id, entity): (bool, &String, &Entity)| {
        let texts = entity.observations.iter().map(|observation| &observation.text);
        let matching = texts.filter(|_| unnamed).find(|text| query.is_some_and(|query| query.matches([text.as_str()])));
        EntitySummary {
            id: id.clone(),
            name: entity.name.clone(),
            entity_type: entity.entity_type,
            observation_count: entity.observations.len(),
            relation_count: graph.ties(id).count(),
            matching_observation: matching.cloned(),
        }
    };
    Ok(EntityList { entities: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_entity(graph: &KnowledgeGraph, _: &Call, args: GetEntity) -> Result<EntityView> {
    graph.view(&args.entity_id)
}

pub fn brief_me_on(graph: &KnowledgeGraph, _: Time, args: BriefMeOn) -> Result<Vec<Message>> {
    let wanted = args.entity_name.0.to_lowercase();
    let found = graph.entities.iter().find(|(_, entity)| entity.names().any(|name| name.to_lowercase() == wanted));
    let (id, _) = found.ok_or_else(|| {
        let name = shorten(&args.entity_name.0);
        ToolError::NotFound(format!("No entity is called {name}. Use search_entities to find names."))
    })?;
    let view = graph.view(id)?;
    let ties = view.relations.iter().map(|tie| match tie.direction {
        Direction::Incoming => format!("- {} {} {}", tie.entity_name, tie.relation_type, view.name),
        _ => format!("- {} {} {}", view.name, tie.relation_type, tie.entity_name),
    });
    let facts = view.observations.iter().map(|one| format!("- {}", one.text));
    let lines: Vec<String> = facts.chain(ties).collect();
    Ok(vec![Message::User(format!(
        "Brief me on {} ({}, {id}) in ten lines: what it is, who and what is around it, what I should know before I talk \
         about it. Look at the neighbours with list_neighbors, keep to what the graph says, and say what is missing.\n\n{}",
        view.name,
        view.entity_type.name(),
        lines.join("\n")
    ))])
}
