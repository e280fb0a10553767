//! The survey: what real servers' results look like, before the first row.
//!
//! Most real tools declare no output. A look around each real server teaches the shapes of what its reading tools
//! return, and from these the graph gets output parameters that no schema names.

use super::crew::Crew;
use super::episode::episode;
use super::lab::Lab;
use super::look::look_deeper;
use crate::inventory::Shapes;
use crate::model::{Episode, Seed, ServerKind};

/// Looks around the servers of a crew that are not sandboxed, at a time that descends from the seed.
pub async fn survey(lab: &Lab, crew: &mut Crew, seed: Seed) -> Shapes {
    survey_at(lab, crew, &episode(seed.derive("survey", 0))).await
}

/// Looks around the servers of a crew that are not sandboxed.
pub async fn survey_at(lab: &Lab, crew: &mut Crew, episode: &Episode) -> Shapes {
    let mut shapes = Shapes::default();
    for member in crew.iter_mut().filter(|member| member.server.kind() != ServerKind::Sandboxed) {
        look_deeper(member, &lab.atlas, episode, &lab.places).await;
        for (tool, view) in member.known.iter().flat_map(|known| &known.seen) {
            shapes.observe(&lab.atlas.tools[*tool].reference, view);
        }
    }
    shapes
}
