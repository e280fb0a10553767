//! The tools that change where files lie and what they are called.

use super::types::*;
use super::{FILE, FOLDER, Files};
use crate::kit::{Call, ToolError, conflict};

type Result<T> = std::result::Result<T, ToolError>;

pub fn create_folder(store: &mut Files, call: &mut Call, args: CreateFolder) -> Result<FolderInfo> {
    let parent_id = store.folder_or_root(args.parent_folder_id)?;
    store.check_name(&parent_id, &args.name.0)?;
    let folder = Folder { id: call.ids.mint("fld"), name: args.name.0, parent_id: Some(parent_id) };
    // Its path is only known once it hangs in the tree.
    store.folders.insert(folder.id.clone(), folder.clone());
    Ok(store.folder_info(&folder))
}

pub fn move_file(store: &mut Files, _: &mut Call, args: MoveFile) -> Result<FileInfo> {
    let file = store.owned(&args.file_id)?;
    let folder = FOLDER.get(&store.folders, &args.folder_id)?;
    if file.folder_id == folder.id {
        return Err(conflict(format!("The file {} already lies in {}.", file.name, folder.name)));
    }
    store.check_name(&folder.id, &file.name)?;
    FILE.get_mut(&mut store.files, &args.file_id)?.folder_id = args.folder_id;
    Ok(store.info(FILE.get(&store.files, &args.file_id)?))
}

pub fn rename_file(store: &mut Files, call: &mut Call, args: RenameFile) -> Result<FileInfo> {
    let file = store.editable(&args.file_id)?;
    store.check_name(&file.folder_id, &args.new_name.0)?;
    let file = FILE.get_mut(&mut store.files, &args.file_id)?;
    file.name = args.new_name.0;
    file.modified_at = call.now;
    Ok(store.info(FILE.get(&store.files, &args.file_id)?))
}

pub fn copy_file(store: &mut Files, call: &mut Call, args: CopyFile) -> Result<FileInfo> {
    let file = FILE.get(&store.files, &args.file_id)?;
    let folder_id = store.folder_or_root(Some(args.folder_id.unwrap_or_else(|| file.folder_id.clone())))?;
    let name = args.new_name.map_or_else(|| format!("Copy of {}", file.name), |name| name.0);
    store.check_name(&folder_id, &name)?;
    let copy = File {
        id: call.ids.mint("fil"),
        name,
        folder_id,
        content: file.content.clone(),
        owner: store.owner.clone(),
        access: Access::Owner,
        shared_with: Vec::new(),
        created_at: call.now,
        modified_at: call.now,
    };
    let info = store.info(&copy);
    store.files.insert(copy.id.clone(), copy);
    Ok(info)
}
