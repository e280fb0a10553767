//! What the address book holds, shows and takes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Cursor, Day, Email, Limit, Query, Text, Time};

/// The user.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Profile {
    /// Mail address of the user.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Full name of the user.
    pub name: String,
    /// Company the user works for.
    pub company: String,
    /// Job title of the user.
    pub job_title: String,
    /// Phone number of the user.
    pub phone: String,
    /// City the user lives in.
    pub home_city: String,
    /// Country the user lives in.
    pub country: String,
}

/// A person of the address book.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Contact {
    /// Id of the contact.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Mail address.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Company the person works for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Job title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_title: Option<String>,
    /// City the person lives in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Date of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthday: Option<Day>,
    /// Free notes about the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Ids of the groups the contact belongs to.
    pub group_ids: Vec<String>,
    /// When the contact was last changed.
    pub updated_at: Time,
}

/// A person in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ContactSummary {
    /// Id of the contact.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Mail address.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Company the person works for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// City the person lives in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ContactList {
    /// The contacts found, by name.
    pub contacts: Vec<ContactSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A group of contacts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Group {
    /// Id of the group.
    pub id: String,
    /// Name of the group.
    pub name: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct GroupSummary {
    /// Id of the group.
    pub id: String,
    /// Name of the group.
    pub name: String,
    /// How many contacts belong to it.
    pub member_count: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct GroupList {
    /// All groups, by name.
    pub groups: Vec<GroupSummary>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DeletedContact {
    /// Id of the contact that is gone.
    pub id: String,
    /// Name of the contact that is gone.
    pub name: String,
    /// Always true.
    pub deleted: bool,
}

/// Returns name, mail address, company and home city of the user. Use it when a task needs the user's own details.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetMyProfile {}

/// Finds contacts by words of their name, mail address, company, job title, city or notes. Use it to get a person's id or mail address.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchContacts {
    /// Words to search for; all of them must match.
    pub query: Query,
    /// How many contacts to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Lists contacts by name, all of them or those of one group. Use it to go through the address book page by page.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListContacts {
    /// Only contacts of the group with this id.
    pub group_id: Option<String>,
    /// How many contacts to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

/// Returns everything known about one contact: phone, company, birthday, notes and groups.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetContact {
    /// Id of the contact.
    pub contact_id: String,
}

/// Adds a person to the address book. Fails if a contact with the same mail address exists.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateContact {
    /// Full name.
    pub name: Text<100>,
    /// Mail address.
    pub email: Email,
    /// Phone number with country code.
    pub phone: Option<Text<40>>,
    /// Company the person works for.
    pub company: Option<Text<100>>,
    /// Job title.
    pub job_title: Option<Text<100>>,
    /// City the person lives in.
    pub city: Option<Text<100>>,
    /// Date of birth.
    pub birthday: Option<Day>,
    /// Free notes about the person.
    pub notes: Option<Text<1000>>,
}

/// Changes details of a contact; what is left out stays as it is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateContact {
    /// Id of the contact to change.
    pub contact_id: String,
    /// New full name.
    pub name: Option<Text<100>>,
    /// New mail address.
    pub email: Option<Email>,
    /// New phone number with country code.
    pub phone: Option<Text<40>>,
    /// New company.
    pub company: Option<Text<100>>,
    /// New job title.
    pub job_title: Option<Text<100>>,
    /// New city.
    pub city: Option<Text<100>>,
    /// New date of birth.
    pub birthday: Option<Day>,
    /// New notes, in place of the old ones.
    pub notes: Option<Text<1000>>,
}

/// Removes a contact from the address book for good.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteContact {
    /// Id of the contact to remove.
    pub contact_id: String,
}

/// Lists the groups of the address book with their ids. Use it before working with a group.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListContactGroups {}

/// Puts a contact into a group.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddContactToGroup {
    /// Id of the contact.
    pub contact_id: String,
    /// Id of the contact group.
    pub group_id: String,
}

/// Takes a contact out of a group; the contact itself stays.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveContactFromGroup {
    /// Id of the contact.
    pub contact_id: String,
    /// Id of the contact group.
    pub group_id: String,
}
