//! Making and deleting relations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ENTITY, KnowledgeGraph, RELATION};
use crate::kit::{Call, Text, Time, ToolError, conflict, invalid};

type Result<T> = std::result::Result<T, ToolError>;

/// Relates two entities: the source does something to the target, such as "Anna works_for Acme". Fails if they are related
/// so already.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRelation {
    /// Id of the entity where the relation begins.
    pub source_entity_id: String,
    /// What the relation is: a verb such as works_for, works_on, knows or depends_on.
    #[schemars(example = &"works_on", example = &"knows", example = &"depends_on")]
    pub relation_type: Text<60>,
    /// Id of the entity where the relation ends.
    pub target_entity_id: String,
}

/// Deletes a relation; the entities stay.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteRelation {
    /// Id of the relation, as get_entity returns it.
    pub relation_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RelationResult {
    /// Id of the relation.
    pub id: String,
    /// Id of the entity where it begins.
    pub source_entity_id: String,
    /// Name of that entity.
    pub source_name: String,
    /// What the relation is.
    pub relation_type: String,
    /// Id of the entity where it ends.
    pub target_entity_id: String,
    /// Name of that entity.
    pub target_name: String,
    /// When it was made.
    pub created_at: Time,
}

impl KnowledgeGraph {
    fn relation_result(&self, id: &str, relation: &Relation) -> RelationResult {
        RelationResult {
            id: id.to_owned(),
            source_entity_id: relation.source_entity_id.clone(),
            source_name: self.name_of(&relation.source_entity_id).to_owned(),
            relation_type: relation.relation_type.clone(),
            target_entity_id: relation.target_entity_id.clone(),
            target_name: self.name_of(&relation.target_entity_id).to_owned(),
            created_at: relation.created_at,
        }
    }
}

pub fn create_relation(graph: &mut KnowledgeGraph, call: &mut Call, args: CreateRelation) -> Result<RelationResult> {
    let source = ENTITY.get(&graph.entities, &args.source_entity_id)?;
    let target = ENTITY.get(&graph.entities, &args.target_entity_id)?;
    if args.source_entity_id == args.target_entity_id {
        return Err(invalid("An entity cannot be related to itself; give two different ones."));
    }
    let relation = Relation {
        relation_type: relation_type(&args.relation_type.0)?,
        source_entity_id: args.source_entity_id,
        target_entity_id: args.target_entity_id,
        created_at: call.now,
    };
    let same = graph.relations.iter().find(|(_, other)| {
        other.relation_type == relation.relation_type
            && other.source_entity_id == relation.source_entity_id
            && other.target_entity_id == relation.target_entity_id
    });
    if let Some((id, other)) = same {
        return Err(conflict(format!("{} {} {} already ({id}).", source.name, other.relation_type, target.name)));
    }
    let id = call.ids.mint("rel");
    let result = graph.relation_result(&id, &relation);
    graph.relations.insert(id, relation);
    Ok(result)
}

pub fn delete_relation(graph: &mut KnowledgeGraph, _: &mut Call, args: DeleteRelation) -> Result<RelationResult> {
    let relation = RELATION.get(&graph.relations, &args.relation_id)?;
    let result = graph.relation_result(&args.relation_id, relation);
    graph.relations.remove(&args.relation_id);
    Ok(result)
}
