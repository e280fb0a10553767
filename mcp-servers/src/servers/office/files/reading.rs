//! The tools that look into the store, and how folders become paths.

use super::types::*;
use super::{FILE, FOLDER, Files};
use crate::kit::{Call, Ordered, ToolError, invalid, page, shorten};

type Result<T> = std::result::Result<T, ToolError>;

pub fn list_folder(store: &Files, _: &Call, args: ListFolder) -> Result<FolderListing> {
    let folder = match (&args.folder_id, &args.path) {
        (Some(_), Some(_)) => return Err(invalid("Give folder_id or path, not both.")),
        (Some(folder_id), None) => FOLDER.get(&store.folders, folder_id)?,
        (None, Some(path)) => store.folder_at(&path.0)?,
        (None, None) => FOLDER.get(&store.folders, &store.root_id)?,
    };
    let inside = store.folders.values().filter(|other| other.parent_id.as_deref() == Some(&folder.id));
    let mut folders: Vec<FolderInfo> = inside.map(|folder| store.folder_info(folder)).collect();
    folders.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let files = store.files.values().filter(|file| file.folder_id == folder.id);
    let mut files: Vec<FileSummary> = files.map(|file| store.summary(file)).collect();
    files.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    Ok(FolderListing { folder: store.folder_info(folder), folders, files })
}

pub fn search_files(store: &Files, _: &Call, args: SearchFiles) -> Result<FileList> {
    let found = |file: &&File| {
        let folder = store.folders.get(&file.folder_id).map_or("", |folder| folder.name.as_str());
        args.query.matches([file.name.as_str(), folder, &file.content])
    };
    let mut files: Vec<FileSummary> = store.files.values().filter(found).map(|file| store.summary(file)).collect();
    files.order_by(|a, b| (&a.path, &a.id).cmp(&(&b.path, &b.id)));
    let (files, next_cursor) = page(files, args.cursor, args.limit, 10);
    Ok(FileList { files, next_cursor })
}

pub fn get_file_info(store: &Files, _: &Call, args: GetFileInfo) -> Result<FileInfo> {
    Ok(store.info(FILE.get(&store.files, &args.file_id)?))
}

pub fn read_file(store: &Files, _: &Call, args: ReadFile) -> Result<FileContent> {
    let file = FILE.get(&store.files, &args.file_id)?;
    Ok(FileContent {
        id: file.id.clone(),
        name: file.name.clone(),
        mime_type: mime_type(&file.name).to_owned(),
        content: file.content.clone(),
    })
}

impl Files {
    pub(super) fn info(&self, file: &File) -> FileInfo {
        let FileSummary { id, name, path, size_bytes, modified_at } = self.summary(file);
        FileInfo {
            id,
            mime_type: mime_type(&name).to_owned(),
            name,
            path,
            folder_id: file.folder_id.clone(),
            size_bytes,
            owner: file.owner.clone(),
            access: file.access,
            shared_with: file.shared_with.clone(),
            created_at: file.created_at,
            modified_at,
        }
    }

    pub(super) fn folder_info(&self, folder: &Folder) -> FolderInfo {
        FolderInfo { id: folder.id.clone(), name: folder.name.clone(), path: self.path(&folder.id) }
    }

    fn summary(&self, file: &File) -> FileSummary {
        let folder = self.path(&file.folder_id);
        FileSummary {
            id: file.id.clone(),
            name: file.name.clone(),
            path: format!("{}/{}", folder.trim_end_matches('/'), file.name),
            size_bytes: file.content.len(),
            modified_at: file.modified_at,
        }
    }

    /// `/` for the top folder, else the names from there on.
    fn path(&self, folder_id: &str) -> String {
        let mut names = Vec::new();
        let mut next = self.folders.get(folder_id);
        while let Some(folder) = next
            && let Some(parent_id) = &folder.parent_id
        {
            names.push(folder.name.as_str());
            next = self.folders.get(parent_id);
        }
        names.reverse();
        format!("/{}", names.join("/"))
    }

    fn folder_at(&self, path: &str) -> Result<&Folder> {
        let wanted = format!("/{}", path.trim_matches('/')).to_lowercase();
        let found = self.folders.values().find(|folder| self.path(&folder.id).to_lowercase() == wanted);
        found.ok_or_else(|| {
            ToolError::NotFound(format!(
                "There is no folder {}. Use list_folder without arguments to see the top folder.",
                shorten(path)
            ))
        })
    }
}

fn mime_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("md") => "text/markdown",
        Some("csv") => "text/csv",
        Some("json") => "application/json",
        _ => "text/plain",
    }
}
