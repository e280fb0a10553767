//! Roles: what the user may do with a document, and the tool that gives others a role.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{DOCUMENT, Documents};
use crate::kit::{Call, Email, Ordered, ToolError, conflict, not_allowed};
use crate::world::cast::Member;

type Result<T> = std::result::Result<T, ToolError>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GivenRole {
    Viewer,
    Commenter,
    Editor,
    None,
}

/// Gives a person a role in a document that the user owns, changes it, or takes it away (none). People of other companies cannot be editors.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareDocument {
    /// Id of the document.
    pub document_id: String,
    /// Mail address of the person.
    pub email: Email,
    /// The new role; none takes the access away.
    pub role: GivenRole,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DocumentSharing {
    /// Id of the document.
    pub document_id: String,
    /// Title of the document.
    pub title: String,
    /// Who owns it.
    pub owner: Member,
    /// Who else may see it, and with which role.
    pub shared_with: Vec<Share>,
}

pub fn share_document(all: &mut Documents, _: &mut Call, args: ShareDocument) -> Result<DocumentSharing> {
    let document = all.allowed(&args.document_id, Role::Owner, "share it")?;
    let email = args.email.0;
    if email == all.owner.email {
        return Err(conflict("You own the document and need no role in it."));
    }
    let role = match args.role {
        GivenRole::Viewer => Some(Role::Viewer),
        GivenRole::Commenter => Some(Role::Commenter),
        GivenRole::Editor => Some(Role::Editor),
        GivenRole::None => None,
    };
    let has = document.shared_with.iter().any(|share| share.email == email);
    if role.is_none() && !has {
        return Err(conflict(format!("{email} has no access to {} anyway.", document.title)));
    }
    let host = |email: &str| email.split('@').nth(1).map(str::to_owned);
    if role == Some(Role::Editor) && host(&email) != host(&all.owner.email) {
        return Err(not_allowed(format!(
            "{email} belongs to another company; people outside can be viewer or commenter only."
        )));
    }
    let name = all.people.get(&email).cloned();
    let document = DOCUMENT.get_mut(&mut all.documents, &args.document_id)?;
    document.shared_with.retain(|share| share.email != email);
    document.shared_with.extend(role.map(|role| Share { email, name, role }));
    document.shared_with.order_by(|a, b| a.email.cmp(&b.email));
    Ok(DocumentSharing {
        document_id: document.id.clone(),
        title: document.title.clone(),
        owner: document.owner.clone(),
        shared_with: document.shared_with.clone(),
    })
}

impl Documents {
    /// The role of the user.
    pub fn role(&self, document: &Document) -> Role {
        if document.owner == self.owner {
            return Role::Owner;
        }
        let mine = document.shared_with.iter().find(|share| share.email == self.owner.email);
        mine.map_or(Role::Viewer, |share| share.role)
    }

    /// A document in which the user has a role at least.
    pub fn allowed(&self, document_id: &str, least: Role, deed: &str) -> Result<&Document> {
        let document = DOCUMENT.get(&self.documents, document_id)?;
        let role = self.role(document);
        if role >= least {
            return Ok(document);
        }
        let owner = &document.owner.name;
        let other = match (least, role) {
            (Role::Editor, Role::Commenter) => " Use suggest_document_edit or comment_on_document instead.",
            _ => "",
        };
        Err(not_allowed(format!(
            "Your role in {} is {}, so you cannot {deed}; {owner} gives roles.{other}",
            document.title,
            role.word()
        )))
    }

    /// The document of a section.
    pub fn home(&self, section_id: &str) -> Result<(&Document, &Section)> {
        let inside = |document: &&Document| document.sections.iter().any(|section| section.id == section_id);
        let document = self.documents.values().find(inside);
        let found = document.and_then(|document| {
            let section = document.sections.iter().find(|section| section.id == section_id)?;
            Some((document, section))
        });
        found.ok_or_else(|| {
            let id = crate::kit::shorten(section_id);
            ToolError::NotFound(format!("No section has the id {id}. Use get_document_outline to find ids."))
        })
    }
}
