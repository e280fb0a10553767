//! The tools that make, extend and remove files, and the rules who may.

use super::types::*;
use super::{FILE, FOLDER, Files};
use crate::kit::{Call, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// No file grows beyond this, so that a loop of calls cannot fill the memory.
const MOST_BYTES: usize = 100_000;

pub fn create_file(store: &mut Files, call: &mut Call, args: CreateFile) -> Result<FileInfo> {
    let folder_id = store.folder_or_root(args.folder_id)?;
    store.check_name(&folder_id, &args.name.0)?;
    let file = File {
        id: call.ids.mint("fil"),
        name: args.name.0,
        folder_id,
        content: format!("{}\n", args.content.0),
        owner: store.owner.clone(),
        access: Access::Owner,
        shared_with: Vec::new(),
        created_at: call.now,
        modified_at: call.now,
    };
    let info = store.info(&file);
    store.files.insert(file.id.clone(), file);
    Ok(info)
}

pub fn append_to_file(store: &mut Files, call: &mut Call, args: AppendToFile) -> Result<FileInfo> {
    let file = store.editable(&args.file_id)?;
    if file.content.len() + args.text.0.len() > MOST_BYTES {
        return Err(not_allowed(format!("The file {} would grow beyond {MOST_BYTES} bytes.", file.name)));
    }
    let file = FILE.get_mut(&mut store.files, &args.file_id)?;
    if !file.content.is_empty() && !file.content.ends_with('\n') {
        file.content.push('\n');
    }
    file.content.push_str(&args.text.0);
    file.content.push('\n');
    file.modified_at = call.now;
    Ok(store.info(FILE.get(&store.files, &args.file_id)?))
}

pub fn delete_file(store: &mut Files, _: &mut Call, args: DeleteFile) -> Result<DeletedFile> {
    let file = store.owned(&args.file_id)?;
    let deleted = DeletedFile { id: file.id.clone(), name: file.name.clone(), deleted: true };
    store.files.remove(&args.file_id);
    Ok(deleted)
}

impl Files {
    /// A file whose text the user may change.
    pub(super) fn editable(&self, file_id: &str) -> Result<&File> {
        let file = FILE.get(&self.files, file_id)?;
        if file.access == Access::Viewer {
            let owner = &file.owner.email;
            return Err(not_allowed(format!(
                "You may only view {}; it belongs to {owner}. Use copy_file to get a copy of your own.",
                file.name
            )));
        }
        Ok(file)
    }

    /// A file that the user owns.
    pub(super) fn owned(&self, file_id: &str) -> Result<&File> {
        let file = FILE.get(&self.files, file_id)?;
        if file.access != Access::Owner {
            return Err(not_allowed(format!(
                "Only {}, who owns {}, can do that. Use copy_file to get a copy of your own.",
                file.owner.email, file.name
            )));
        }
        Ok(file)
    }

    pub(super) fn folder_or_root(&self, folder_id: Option<String>) -> Result<String> {
        let folder_id = folder_id.unwrap_or_else(|| self.root_id.clone());
        FOLDER.get(&self.folders, &folder_id).map(|folder| folder.id.clone())
    }

    /// A name that a folder can take: well formed and not in use there.
    pub(super) fn check_name(&self, folder_id: &str, name: &str) -> Result<()> {
        if name.contains(['/', '\\']) || name.chars().any(char::is_control) || name.starts_with('.') {
            return Err(invalid("A name has no slashes, no line breaks and does not begin with a dot."));
        }
        let same = |other: &str| other.to_lowercase() == name.to_lowercase();
        if let Some(other) = self.files.values().find(|file| file.folder_id == folder_id && same(&file.name)) {
            return Err(conflict(format!(
                "The folder already has a file {} ({}). Choose another name.",
                other.name, other.id
            )));
        }
        let inside = |folder: &&Folder| folder.parent_id.as_deref() == Some(folder_id) && same(&folder.name);
        if let Some(other) = self.folders.values().find(inside) {
            return Err(conflict(format!("There is already a folder {} ({}) in that place.", other.name, other.id)));
        }
        Ok(())
    }
}
