//! What the graph holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Int, Time, ToolError};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntityType {
    Person,
    Company,
    Project,
    Service,
    City,
    Group,
    Topic,
}

impl EntityType {
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
            Self::Project => "project",
            Self::Service => "service",
            Self::City => "city",
            Self::Group => "group",
            Self::Topic => "topic",
        }
    }
}

/// A fact with a name, such as an email address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Property {
    /// What it is, such as email or founded.
    pub name: String,
    /// Its value.
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Observation {
    /// What was observed, in a sentence.
    pub text: String,
    /// Where it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// When it was written down.
    pub observed_at: Time,
}

#[derive(Debug, Clone, Serialize)]
pub struct Entity {
    pub name: String,
    pub entity_type: EntityType,
    pub other_names: Vec<String>,
    pub properties: Vec<Property>,
    pub observations: Vec<Observation>,
    pub created_at: Time,
    pub updated_at: Time,
}

#[derive(Debug, Clone, Serialize)]
pub struct Relation {
    pub source_entity_id: String,
    pub relation_type: String,
    pub target_entity_id: String,
    pub created_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Outgoing,
    Incoming,
    Both,
}

/// A relation as one of its ends sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RelationView {
    /// Id of the relation.
    pub relation_id: String,
    /// What the relation is.
    pub relation_type: String,
    /// Whether it begins (outgoing) or ends (incoming) here.
    pub direction: Direction,
    /// Id of the entity at the other end.
    pub entity_id: String,
    /// Name of the entity at the other end.
    pub entity_name: String,
    /// Type of the entity at the other end.
    pub entity_type: EntityType,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct EntityView {
    /// Id of the entity.
    pub id: String,
    /// Name of the entity.
    pub name: String,
    /// What kind of thing it is.
    pub entity_type: EntityType,
    /// What else it is called.
    pub other_names: Vec<String>,
    /// Facts with a name.
    pub properties: Vec<Property>,
    /// What was observed, oldest first.
    pub observations: Vec<Observation>,
    /// What it is related to.
    pub relations: Vec<RelationView>,
    /// When it was made.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

/// How many steps a path may have.
pub type Steps = Int<1, 6>;

/// A relation's type as callers write it: `works_for`.
pub fn relation_type(text: &str) -> Result<String, ToolError> {
    let name: String = text.trim().to_lowercase().replace([' ', '-'], "_");
    let fits = name.len() <= 40 && name.starts_with(|letter: char| letter.is_ascii_lowercase());
    if !fits || !name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_') {
        return Err(crate::kit::invalid(format!(
            "Argument `relation_type`: {:?} is no verb such as works_for; up to 40 small letters and _ are allowed.",
            crate::kit::shorten(text)
        )));
    }
    Ok(name)
}
