//! The file store as the world has it.

use super::Files;
use super::types::{Access, File, Folder, Permission, Share};
use crate::kit::Table;
use crate::world::World;
use crate::world::agenda::appointments;
use crate::world::cast::Cast;
use crate::world::papers::{Paper, papers};
use crate::world::texts::Library;
use crate::world::trade::Trade;

pub fn generate(world: &World) -> Files {
    let cast = Cast::generate(world);
    let appointments = appointments(world, &cast);
    let trade = Trade::generate(world, cast.locale);
    let papers = papers(world, &cast, &appointments, &trade);
    let library = Library { world, cast: &cast, appointments: &appointments, trade: &trade };
    // The top folder has index 0, the others follow in the order of the world.
    let folder_id = |folder: Option<usize>| world.id("fld", folder.map_or(0, |index| index + 1));
    let root_id = folder_id(None);
    let root = Folder { id: root_id.clone(), name: "My files".to_owned(), parent_id: None };
    let mut folders = Table::from_iter([(root_id.clone(), root)]);
    for (index, folder) in papers.folders.iter().enumerate() {
        let id = folder_id(Some(index));
        folders.insert(id.clone(), Folder { id, name: folder.name.clone(), parent_id: Some(folder_id(folder.parent)) });
    }
    let files = papers.files.iter().enumerate().map(|(index, paper)| {
        let file = file(world, &cast, index, paper, folder_id(Some(paper.folder)), library.text(index, paper));
        (file.id.clone(), file)
    });
    Files { owner: cast.owner.member(), root_id, folders, files: files.collect() }
}

fn file(world: &World, cast: &Cast, index: usize, paper: &Paper, folder_id: String, content: String) -> File {
    let permission = |edits: bool| if edits { Permission::Editor } else { Permission::Viewer };
    let share = |(person, edits): &(usize, bool)| Share {
        email: cast.people[*person].email.clone(),
        permission: permission(*edits),
    };
    let mut shared_with: Vec<Share> = paper.shared.iter().map(share).collect();
    let mut access = Access::Owner;
    if paper.owner.is_some() {
        let edits = world.rng("access", index).chance(50);
        access = if edits { Access::Editor } else { Access::Viewer };
        shared_with.push(Share { email: cast.owner.email.clone(), permission: permission(edits) });
    }
    File {
        id: world.id("fil", index),
        name: paper.name.clone(),
        folder_id,
        content,
        owner: paper.owner.map_or(&cast.owner, |owner| &cast.people[owner]).member(),
        access,
        shared_with,
        created_at: paper.created,
        modified_at: paper.modified,
    }
}
