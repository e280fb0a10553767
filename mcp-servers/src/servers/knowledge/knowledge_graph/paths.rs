//! Neighbours and ways between entities.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ENTITY, KnowledgeGraph};
use crate::kit::{Call, Cursor, Int, Limit, Ordered, Text, ToolError, conflict, counted, invalid, page};

type Result<T> = std::result::Result<T, ToolError>;

/// An entity near another.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Neighbor {
    /// Id of the entity.
    pub entity_id: String,
    /// Name of the entity.
    pub name: String,
    /// What kind of thing it is.
    pub entity_type: EntityType,
    /// How many steps away it is.
    pub distance: i64,
    /// Id of the entity through which it was reached.
    pub via_entity_id: String,
    /// The relation through which it was reached.
    pub relation_type: String,
    /// Which way that relation was walked.
    pub direction: Direction,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct NeighborList {
    /// Id of the entity in the middle.
    pub entity_id: String,
    /// Its neighbours, nearest first.
    pub neighbors: Vec<Neighbor>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Lists the entities that are related to one, directly or in a few steps. Use it to see who works on a project or what a
/// person has to do with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListNeighbors {
    /// Id of the entity in the middle.
    pub entity_id: String,
    /// Only relations of this type.
    pub relation_type: Option<Text<60>>,
    /// Only neighbours of this type.
    pub entity_type: Option<EntityType>,
    /// Which way relations are walked (default both).
    pub direction: Option<Direction>,
    /// How many steps away they may be (default 1).
    pub depth: Option<Int<1, 3>>,
    /// How many neighbours to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Finds the shortest way between two entities. Use it to learn how two people or things have to do with each other.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindEntityPath {
    /// Id of the entity where the way begins.
    pub source_entity_id: String,
    /// Id of the entity where the way ends.
    pub target_entity_id: String,
    /// How many steps it may have (default 6).
    pub max_steps: Option<Steps>,
}

/// One step of a way.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PathStep {
    /// Id of the entity where the step begins.
    pub from_entity_id: String,
    /// Name of that entity.
    pub from_name: String,
    /// The relation that is walked.
    pub relation_type: String,
    /// Which way it is walked.
    pub direction: Direction,
    /// Id of the entity where the step ends.
    pub to_entity_id: String,
    /// Name of that entity.
    pub to_name: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct EntityPath {
    /// How many steps the way has.
    pub length: usize,
    /// The steps, in their order.
    pub steps: Vec<PathStep>,
}

/// How an entity was reached.
struct Reached<'a> {
    from: &'a str,
    relation: &'a Relation,
    direction: Direction,
    distance: i64,
}

/// The relations of each entity: (other end, relation, way).
type Ties<'a> = BTreeMap<&'a str, Vec<(&'a str, &'a Relation, Direction)>>;

impl KnowledgeGraph {
    fn all_ties(&self) -> Ties<'_> {
        let mut ties = Ties::new();
        for relation in self.relations.values() {
            let (source, target) = (relation.source_entity_id.as_str(), relation.target_entity_id.as_str());
            ties.entry(source).or_default().push((target, relation, Direction::Outgoing));
            ties.entry(target).or_default().push((source, relation, Direction::Incoming));
        }
        ties
    }

    /// Everything within some steps, breadth first, in the order in which it is reached.
    fn around<'a>(
        &'a self,
        start: &'a str,
        depth: i64,
        wanted: impl Fn(&Relation, Direction) -> bool,
    ) -> Vec<(&'a str, Reached<'a>)> {
        let ties = self.all_ties();
        let (mut seen, mut queue) = (BTreeSet::from([start]), VecDeque::from([(start, 0)]));
        let mut reached = Vec::new();
        while let Some((from, distance)) = queue.pop_front() {
            if distance == depth {
                continue;
            }
            for (other, relation, direction) in ties.get(from).into_iter().flatten() {
                if wanted(relation, *direction) && seen.insert(other) {
                    let distance = distance + 1;
                    reached.push((*other, Reached { from, relation, direction: *direction, distance }));
                    queue.push_back((other, distance));
                }
            }
        }
        reached
    }
}

pub fn list_neighbors(graph: &KnowledgeGraph, _: &Call, args: ListNeighbors) -> Result<NeighborList> {
    ENTITY.get(&graph.entities, &args.entity_id)?;
    let kind = args.relation_type.map(|text| relation_type(&text.0)).transpose()?;
    let ways = args.direction.unwrap_or(Direction::Both);
    let wanted = |relation: &Relation, direction: Direction| {
        kind.as_ref().is_none_or(|kind| relation.relation_type == *kind)
            && (ways == Direction::Both || ways == direction)
    };
    let depth = args.depth.map_or(1, |depth| depth.0);
    let found = graph.around(&args.entity_id, depth, wanted).into_iter().filter_map(|(id, reached)| {
        let entity = graph.entities.get(id)?;
        args.entity_type.is_none_or(|kind| entity.entity_type == kind).then(|| Neighbor {
            entity_id: id.to_owned(),
            name: entity.name.clone(),
            entity_type: entity.entity_type,
            distance: reached.distance,
            via_entity_id: reached.from.to_owned(),
            relation_type: reached.relation.relation_type.clone(),
            direction: reached.direction,
        })
    });
    let mut found: Vec<Neighbor> = found.collect();
    found.order_by(|a, b| (a.distance, &a.name, &a.entity_id).cmp(&(b.distance, &b.name, &b.entity_id)));
    let (neighbors, next_cursor) = page(found, args.cursor, args.limit, 20);
    Ok(NeighborList { entity_id: args.entity_id, neighbors, next_cursor })
}

pub fn find_entity_path(graph: &KnowledgeGraph, _: &Call, args: FindEntityPath) -> Result<EntityPath> {
    let source = ENTITY.get(&graph.entities, &args.source_entity_id)?;
    let target = ENTITY.get(&graph.entities, &args.target_entity_id)?;
    if args.source_entity_id == args.target_entity_id {
        return Err(invalid("The way would begin and end at the same entity; give two different ones."));
    }
    let most = args.max_steps.map_or(6, |steps| steps.0);
    let reached: BTreeMap<&str, Reached> =
        graph.around(&args.source_entity_id, most, |_, _| true).into_iter().collect();
    let mut steps = Vec::new();
    let mut at = args.target_entity_id.as_str();
    while let Some(step) = reached.get(at) {
        steps.push(PathStep {
            from_entity_id: step.from.to_owned(),
            from_name: graph.name_of(step.from).to_owned(),
            relation_type: step.relation.relation_type.clone(),
            direction: step.direction,
            to_entity_id: at.to_owned(),
            to_name: graph.name_of(at).to_owned(),
        });
        at = step.from;
    }
    if steps.is_empty() {
        return Err(conflict(format!(
            "No way of at most {} leads from {} to {}. Use list_neighbors to see what is around each.",
            counted(most, "step"),
            source.name,
            target.name
        )));
    }
    steps.reverse();
    Ok(EntityPath { length: steps.len(), steps })
}
