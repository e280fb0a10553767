//! What the file store holds, shows and takes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Cursor, Email, Limit, Query, Text, Time};
use crate::world::cast::Member;

/// What somebody may do with a shared file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    Viewer,
    Editor,
}

/// What the user may do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    Owner,
    Editor,
    Viewer,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Share {
    /// Mail address of the person.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// What the person may do.
    pub permission: Permission,
}

#[derive(Debug, Clone, Serialize)]
pub struct Folder {
    pub id: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct File {
    pub id: String,
    pub name: String,
    pub folder_id: String,
    pub content: String,
    pub owner: Member,
    pub access: Access,
    pub shared_with: Vec<Share>,
    pub created_at: Time,
    pub modified_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FolderInfo {
    /// Id of the folder.
    pub id: String,
    /// Name of the folder.
    pub name: String,
    /// Path of the folder, from the top folder on.
    pub path: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FileSummary {
    /// Id of the file.
    pub id: String,
    /// Name of the file.
    pub name: String,
    /// Path of the file, from the top folder on.
    pub path: String,
    /// Size of the content in bytes.
    pub size_bytes: usize,
    /// When the file was last changed.
    pub modified_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FolderListing {
    /// The folder that was looked into.
    pub folder: FolderInfo,
    /// Folders inside it, by name.
    pub folders: Vec<FolderInfo>,
    /// Files inside it, by name.
    pub files: Vec<FileSummary>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FileList {
    /// The files found, by path.
    pub files: Vec<FileSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FileInfo {
    /// Id of the file.
    pub id: String,
    /// Name of the file.
    pub name: String,
    /// Path of the file, from the top folder on.
    pub path: String,
    /// Id of the folder it lies in.
    pub folder_id: String,
    /// Kind of content.
    pub mime_type: String,
    /// Size of the content in bytes.
    pub size_bytes: usize,
    /// Who owns the file.
    pub owner: Member,
    /// What the user may do with it.
    pub access: Access,
    /// With whom it is shared.
    pub shared_with: Vec<Share>,
    /// When the file was made.
    pub created_at: Time,
    /// When the file was last changed.
    pub modified_at: Time,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FileContent {
    /// Id of the file.
    pub id: String,
    /// Name of the file.
    pub name: String,
    /// Kind of content.
    pub mime_type: String,
    /// The whole content.
    pub content: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeletedFile {
    /// Id of the file that is gone.
    pub id: String,
    /// Name of the file that is gone.
    pub name: String,
    /// Always true.
    pub deleted: bool,
}

/// Shows the folders and files inside a folder. Without arguments it shows the top folder.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListFolder {
    /// Id of the folder (default: the top folder).
    pub folder_id: Option<String>,
    /// Path of the folder such as /Personal/Recipes, in place of its id.
    pub path: Option<Text<400>>,
}

/// Finds files by words of their name, folder or content. Use it to get a file's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchFiles {
    /// Words to search for; all of them must match.
    pub query: Query,
    /// How many files to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns what is known about a file without its content: size, owner, access, sharing and dates.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetFileInfo {
    /// Id of the file.
    pub file_id: String,
}

/// Returns the whole content of a file.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadFile {
    /// Id of the file.
    pub file_id: String,
}

/// Creates a text file. Fails if the folder has a file with that name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateFile {
    /// Name of the file with its ending, such as notes.md.
    pub name: Text<120>,
    /// Content of the file.
    pub content: Text<20000>,
    /// Id of the folder to put it in (default: the top folder).
    pub folder_id: Option<String>,
}

/// Adds text to the end of a file, on a new line.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppendToFile {
    /// Id of the file.
    pub file_id: String,
    /// Text to add.
    pub text: Text<5000>,
}

/// Creates a folder. Fails if there is one with that name in the same place.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateFolder {
    /// Name of the folder.
    pub name: Text<120>,
    /// Id of the folder to put it in (default: the top folder).
    pub parent_folder_id: Option<String>,
}

/// Moves a file into another folder.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveFile {
    /// Id of the file.
    pub file_id: String,
    /// Id of the folder it goes to.
    pub folder_id: String,
}

/// Gives a file another name in the same folder.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameFile {
    /// Id of the file.
    pub file_id: String,
    /// New name with its ending.
    pub new_name: Text<120>,
}

/// Makes a copy of a file that the user owns; it is not shared with anybody.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyFile {
    /// Id of the file.
    pub file_id: String,
    /// Id of the folder the copy goes to (default: the same folder).
    pub folder_id: Option<String>,
    /// Name of the copy (default: "Copy of" and the name).
    pub new_name: Option<Text<120>>,
}

/// Removes a file that the user owns, for good.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteFile {
    /// Id of the file.
    pub file_id: String,
}

/// Shares a file that the user owns with a person, or changes what the person may do.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareFile {
    /// Id of the file.
    pub file_id: String,
    /// Mail address of the person.
    pub email: Email,
    /// What the person may do.
    pub permission: Permission,
}
