//! Making, describing and deleting entities.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ENTITY, KnowledgeGraph};
use crate::kit::{Call, Text, ToolError, conflict, counted, invalid};

type Result<T> = std::result::Result<T, ToolError>;

/// So much is known of one entity at most.
const MOST_OBSERVATIONS: usize = 60;

/// A fact with a name, as callers give it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProperty {
    /// What it is, such as email or founded.
    pub name: Text<40>,
    /// Its value.
    pub value: Text<200>,
}

/// Creates an entity. Fails if one of the same type has that name or is also called so; use add_observations then.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateEntity {
    /// Name of the entity.
    pub name: Text<120>,
    /// What kind of thing it is.
    pub entity_type: EntityType,
    /// What else it is called.
    #[schemars(length(max = 10))]
    pub other_names: Option<Vec<Text<120>>>,
    /// Facts with a name.
    #[schemars(length(max = 20))]
    pub properties: Option<Vec<NewProperty>>,
    /// What was observed, a sentence each.
    #[schemars(length(max = 20))]
    pub observations: Option<Vec<Text<300>>>,
}

/// Adds observations to an entity; those that it has already are passed over. Use it for what you have learned.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddObservations {
    /// Id of the entity.
    pub entity_id: String,
    /// What was observed, a sentence each.
    #[schemars(length(min = 1, max = 20))]
    pub observations: Vec<Text<300>>,
    /// Where it comes from.
    pub source: Option<Text<120>>,
}

/// Deletes an entity with its observations. Fails while it has relations, unless detach is true, which deletes them, too.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteEntity {
    /// Id of the entity.
    pub entity_id: String,
    /// Whether its relations are deleted, too (default false).
    pub detach: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeletedEntity {
    /// Id of the entity that is gone.
    pub entity_id: String,
    /// Its name.
    pub name: String,
    /// How many relations went with it.
    pub deleted_relation_count: usize,
}

fn few<T>(list: &[T], most: usize, argument: &str) -> Result<()> {
    match list.len() > most {
        true => Err(invalid(format!("Argument `{argument}`: at most {most} are allowed, not {}.", list.len()))),
        false => Ok(()),
    }
}

pub fn create_entity(graph: &mut KnowledgeGraph, call: &mut Call, args: CreateEntity) -> Result<EntityView> {
    let other_names = args.other_names.unwrap_or_default();
    let properties = args.properties.unwrap_or_default();
    let observations = args.observations.unwrap_or_default();
    few(&other_names, 10, "other_names")?;
    few(&properties, 20, "properties")?;
    few(&observations, 20, "observations")?;
    let wanted = args.name.0.to_lowercase();
    let same = |(_, entity): &(&String, &Entity)| {
        entity.entity_type == args.entity_type && entity.names().any(|name| name.to_lowercase() == wanted)
    };
    if let Some((id, entity)) = graph.entities.iter().find(same) {
        return Err(conflict(format!(
            "There is a {} called {} already ({id}). Use add_observations to tell more of it.",
            entity.entity_type.name(),
            entity.name
        )));
    }
    let observation = |text: Text<300>| Observation { text: text.0, source: None, observed_at: call.now };
    let entity = Entity {
        name: args.name.0,
        entity_type: args.entity_type,
        other_names: other_names.into_iter().map(|name| name.0).collect(),
        properties: properties.into_iter().map(|one| Property { name: one.name.0, value: one.value.0 }).collect(),
        observations: observations.into_iter().map(observation).collect(),
        created_at: call.now,
        updated_at: call.now,
    };
    let id = call.ids.mint("ent");
    graph.entities.insert(id.clone(), entity);
    graph.view(&id)
}

pub fn add_observations(graph: &mut KnowledgeGraph, call: &mut Call, args: AddObservations) -> Result<EntityView> {
    let entity = ENTITY.get(&graph.entities, &args.entity_id)?;
    if args.observations.is_empty() {
        return Err(invalid("Argument `observations`: give at least one."));
    }
    few(&args.observations, 20, "observations")?;
    let mut observations = entity.observations.clone();
    let source = args.source.map(|source| source.0);
    for Text(text) in args.observations {
        if !observations.iter().any(|known| known.text.to_lowercase() == text.to_lowercase()) {
            observations.push(Observation { text, source: source.clone(), observed_at: call.now });
        }
    }
    if observations.len() == entity.observations.len() {
        return Err(conflict(format!("All of that is known of {} already.", entity.name)));
    }
    if observations.len() > MOST_OBSERVATIONS {
        return Err(conflict(format!("{} would have more than {MOST_OBSERVATIONS} observations.", entity.name)));
    }
    let entity = ENTITY.get_mut(&mut graph.entities, &args.entity_id)?;
    entity.observations = observations;
    entity.updated_at = call.now;
    graph.view(&args.entity_id)
}

pub fn delete_entity(graph: &mut KnowledgeGraph, _: &mut Call, args: DeleteEntity) -> Result<DeletedEntity> {
    let name = ENTITY.get(&graph.entities, &args.entity_id)?.name.clone();
    let ties: Vec<String> = graph.ties(&args.entity_id).map(|(id, ..)| id.clone()).collect();
    if !ties.is_empty() && !args.detach.unwrap_or(false) {
        return Err(conflict(format!(
            "{name} has {}. Set detach to delete all together, or use merge_entities if it is a duplicate.",
            counted(ties.len(), "relation")
        )));
    }
    for id in &ties {
        graph.relations.remove(id);
    }
    graph.entities.remove(&args.entity_id);
    Ok(DeletedEntity { entity_id: args.entity_id, name, deleted_relation_count: ties.len() })
}
