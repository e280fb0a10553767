//! Making one entity of two that turned out to be the same.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ENTITY, KnowledgeGraph};
use crate::kit::{Call, Ordered, ToolError, conflict, invalid};

/// Makes one entity of two of the same type: the kept one gets the names, properties, observations and relations of the
/// duplicate, which is deleted. Fails if their mail addresses or domains differ, unless allow_differences is true.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeEntities {
    /// Id of the entity that stays.
    pub kept_entity_id: String,
    /// Id of the entity that goes.
    pub duplicate_entity_id: String,
    /// Whether they are the same though their mail addresses or domains differ (default false).
    pub allow_differences: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Merged {
    /// The entity that stayed, as it is now.
    pub entity: EntityView,
    /// Id of the entity that went.
    pub deleted_entity_id: String,
    /// How many relations moved to the kept entity.
    pub moved_relation_count: usize,
    /// How many relations were dropped because the kept entity has them already, or because both ends became one.
    pub dropped_relation_count: usize,
}

pub fn merge_entities(graph: &mut KnowledgeGraph, call: &mut Call, args: MergeEntities) -> Result<Merged, ToolError> {
    let (kept_id, gone_id) = (args.kept_entity_id, args.duplicate_entity_id);
    let mut kept = ENTITY.get(&graph.entities, &kept_id)?.clone();
    let gone = ENTITY.get(&graph.entities, &gone_id)?.clone();
    if kept_id == gone_id {
        return Err(invalid("Both ids name the same entity; give two different ones."));
    }
    if kept.entity_type != gone.entity_type {
        return Err(conflict(format!(
            "{} is a {} and {} is a {}; only entities of one type can be merged.",
            kept.name,
            kept.entity_type.name(),
            gone.name,
            gone.entity_type.name()
        )));
    }
    let differs = |one: &&Property| {
        ["email", "domain"].contains(&one.name.as_str())
            && kept.properties.iter().any(|other| other.name == one.name && other.value != one.value)
    };
    if let Some(one) = gone.properties.iter().find(differs).filter(|_| !args.allow_differences.unwrap_or(false)) {
        return Err(conflict(format!(
            "{} and {} differ in {}, so they may not be the same. Set allow_differences if they are.",
            kept.name, gone.name, one.name
        )));
    }
    for name in gone.names() {
        if !kept.names().any(|known| known.to_lowercase() == name.to_lowercase()) {
            kept.other_names.push(name.to_owned());
        }
    }
    for property in &gone.properties {
        if !kept.properties.iter().any(|known| known.name == property.name) {
            kept.properties.push(property.clone());
        }
    }
    for observation in &gone.observations {
        if !kept.observations.iter().any(|known| known.text == observation.text) {
            kept.observations.push(observation.clone());
        }
    }
    kept.observations.order_by_key(|observation| observation.observed_at);
    kept.updated_at = call.now;
    let ends = |relation: &Relation| {
        (relation.source_entity_id.clone(), relation.relation_type.clone(), relation.target_entity_id.clone())
    };
    let mut known: BTreeSet<_> = graph.ties(&kept_id).map(|(_, relation, _)| ends(relation)).collect();
    let moving: Vec<(String, Relation)> =
        graph.ties(&gone_id).map(|(id, relation, _)| (id.clone(), relation.clone())).collect();
    let (mut moved, mut dropped) = (0, 0);
    for (id, mut relation) in moving {
        for end in [&mut relation.source_entity_id, &mut relation.target_entity_id] {
            if *end == gone_id {
                end.clone_from(&kept_id);
            }
        }
        if relation.source_entity_id == relation.target_entity_id || !known.insert(ends(&relation)) {
            graph.relations.remove(&id);
            dropped += 1;
        } else {
            graph.relations.insert(id, relation);
            moved += 1;
        }
    }
    graph.entities.remove(&gone_id);
    graph.entities.insert(kept_id.clone(), kept);
    Ok(Merged {
        entity: graph.view(&kept_id)?,
        deleted_entity_id: gone_id,
        moved_relation_count: moved,
        dropped_relation_count: dropped,
    })
}
