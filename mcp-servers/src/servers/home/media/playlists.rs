//! The tools about playlists.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ITEM, Media, PLAYLIST};
use crate::kit::{
    Call, Cursor, Int, Limit, Ordered, Query, Text, Time, ToolError, conflict, invalid, not_allowed, page, shorten,
};

type Result<T> = std::result::Result<T, ToolError>;

/// How many entries a playlist has at most.
const MOST: usize = 200;

/// Lists the playlists of the household and of the editors, by name. Use it to get a playlist's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPlaylists {
    /// Only playlists whose name has these words.
    pub query: Option<Query>,
    /// Only playlists of this profile.
    pub profile_id: Option<String>,
    /// How many playlists to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PlaylistSummary {
    /// Id of the playlist.
    pub id: String,
    /// Name of the playlist.
    pub name: String,
    /// Id of the profile that it belongs to; none for lists of the editors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile_id: Option<String>,
    /// How many entries it has.
    pub entry_count: usize,
    /// How long all of it takes, in minutes.
    pub minutes: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PlaylistList {
    /// The playlists found, by name.
    pub playlists: Vec<PlaylistSummary>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Returns one playlist with its entries in order. The entries' ids are needed to move or remove them.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetPlaylist {
    /// Id of the playlist.
    pub playlist_id: String,
}

/// Creates a playlist, empty or with first titles. Fails if the profile already has one of that name.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePlaylist {
    /// Name of the playlist.
    pub name: Text<80>,
    /// Ids of the first titles, in order.
    #[schemars(length(max = 50))]
    pub item_ids: Option<Vec<String>>,
    /// Id of the profile that it shall belong to (default: the user's own).
    pub profile_id: Option<String>,
}

/// Adds a title to a playlist, at its end or at a position. Fails if it is in the playlist or too old for its profile.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddToPlaylist {
    /// Id of the playlist.
    pub playlist_id: String,
    /// Id of the title.
    pub item_id: String,
    /// Position from 1 on (default: the end).
    pub position: Option<Int<1, 200>>,
}

/// Moves an entry of a playlist to another position.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveInPlaylist {
    /// Id of the playlist.
    pub playlist_id: String,
    /// Id of the entry, as get_playlist returns it.
    pub entry_id: String,
    /// New position from 1 on; beyond the end means the end.
    pub position: Int<1, 200>,
}

/// Removes an entry from a playlist. The title stays in the library.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveFromPlaylist {
    /// Id of the playlist.
    pub playlist_id: String,
    /// Id of the entry, as get_playlist returns it.
    pub entry_id: String,
}

pub fn list_playlists(media: &Media, _: &Call, args: ListPlaylists) -> Result<PlaylistList> {
    if let Some(profile_id) = &args.profile_id {
        media.profile(Some(profile_id))?;
    }
    let found = |list: &&Playlist| {
        args.query.as_ref().is_none_or(|query| query.matches([list.name.as_str()]))
            && (args.profile_id.is_none() || list.profile_id == args.profile_id)
    };
    let mut found: Vec<&Playlist> = media.playlists.values().filter(found).collect();
    found.order_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    let (found, next_cursor) = page(found, args.cursor, args.limit, 20);
    let summary = |list: &Playlist| PlaylistSummary {
        id: list.id.clone(),
        name: list.name.clone(),
        profile_id: list.profile_id.clone(),
        entry_count: list.entries.len(),
        minutes: list.entries.iter().map(|entry| entry.duration_seconds).sum::<i64>() / 60,
    };
    Ok(PlaylistList { playlists: found.into_iter().map(summary).collect(), next_cursor })
}

pub fn get_playlist(media: &Media, _: &Call, args: GetPlaylist) -> Result<Playlist> {
    PLAYLIST.get(&media.playlists, &args.playlist_id).cloned()
}

pub fn create_playlist(media: &mut Media, call: &mut Call, args: CreatePlaylist) -> Result<Playlist> {
    let profile = media.profile(args.profile_id.as_ref())?;
    let same = |list: &Playlist| {
        list.profile_id.as_ref() == Some(&profile.id) && list.name.to_lowercase() == args.name.0.to_lowercase()
    };
    if media.playlists.values().any(same) {
        return Err(conflict(format!(
            "{} already has a playlist called {}. Use add_to_playlist.",
            profile.name, args.name.0
        )));
    }
    let mut item_ids = args.item_ids.unwrap_or_default();
    if item_ids.len() > 50 {
        return Err(invalid(
            "Argument `item_ids`: a new playlist takes 50 titles at most. Add more with add_to_playlist.",
        ));
    }
    let mut seen = std::collections::BTreeSet::new();
    item_ids.retain(|id| seen.insert(id.clone()));
    let items = item_ids.iter().map(|id| fitting(media, id, profile)).collect::<Result<Vec<&Item>>>()?;
    let entries = items.into_iter().map(|item| PlaylistEntry::of(item, call.ids.mint("ple"))).collect();
    let list = Playlist {
        id: call.ids.mint("ply"),
        name: args.name.0,
        profile_id: Some(profile.id.clone()),
        entries,
        updated_at: call.now,
    };
    media.playlists.insert(list.id.clone(), list.clone());
    Ok(list)
}

pub fn add_to_playlist(media: &mut Media, call: &mut Call, args: AddToPlaylist) -> Result<Playlist> {
    let list = own(media, &args.playlist_id)?;
    let item = fitting(media, &args.item_id, media.profile(list.profile_id.as_ref())?)?;
    if list.entries.iter().any(|entry| entry.item_id == item.id) {
        return Err(conflict(format!("{} is already in {}. Use move_in_playlist to move it.", item.title, list.name)));
    }
    if list.entries.len() >= MOST {
        return Err(not_allowed(format!("A playlist has {MOST} entries at most. Remove one first.")));
    }
    let entry = PlaylistEntry::of(item, call.ids.mint("ple"));
    change(media, &args.playlist_id, call.now, |entries| {
        let place = args.position.map_or(entries.len(), |position| position.0 as usize - 1).min(entries.len());
        entries.insert(place, entry);
    })
}

pub fn move_in_playlist(media: &mut Media, call: &mut Call, args: MoveInPlaylist) -> Result<Playlist> {
    let place = place(own(media, &args.playlist_id)?, &args.entry_id)?;
    change(media, &args.playlist_id, call.now, |entries| {
        let entry = entries.remove(place);
        let new = (args.position.0 as usize - 1).min(entries.len());
        entries.insert(new, entry);
    })
}

pub fn remove_from_playlist(media: &mut Media, call: &mut Call, args: RemoveFromPlaylist) -> Result<Playlist> {
    let place = place(own(media, &args.playlist_id)?, &args.entry_id)?;
    change(media, &args.playlist_id, call.now, |entries| {
        entries.remove(place);
    })
}

/// A playlist that members of the household may change.
fn own<'a>(media: &'a Media, playlist_id: &str) -> Result<&'a Playlist> {
    let list = PLAYLIST.get(&media.playlists, playlist_id)?;
    if list.profile_id.is_none() {
        return Err(not_allowed(format!(
            "{} is kept by the editors and cannot be changed. Use create_playlist for a list of your own.",
            list.name
        )));
    }
    Ok(list)
}

/// A title that a profile may play.
fn fitting<'a>(media: &'a Media, item_id: &str, profile: &Profile) -> Result<&'a Item> {
    let item = ITEM.get(&media.items, item_id)?;
    if item.age_rating > profile.max_age_rating {
        return Err(not_allowed(format!(
            "{} is rated {} and the profile of {} plays titles up to {}.",
            item.title, item.age_rating, profile.name, profile.max_age_rating
        )));
    }
    Ok(item)
}

fn place(list: &Playlist, entry_id: &str) -> Result<usize> {
    list.entries.iter().position(|entry| entry.id == entry_id).ok_or_else(|| {
        let id = shorten(entry_id);
        ToolError::NotFound(format!("{} has no entry with the id {id}. Use get_playlist to find ids.", list.name))
    })
}

fn change(
    media: &mut Media,
    playlist_id: &str,
    now: Time,
    change: impl FnOnce(&mut Vec<PlaylistEntry>),
) -> Result<Playlist> {
    let list = PLAYLIST.get_mut(&mut media.playlists, playlist_id)?;
    change(&mut list.entries);
    list.updated_at = now;
    Ok(list.clone())
}

impl PlaylistEntry {
    pub(super) fn of(item: &Item, id: String) -> Self {
        Self {
            id,
            item_id: item.id.clone(),
            title: item.title.clone(),
            creator: item.creator.clone(),
            duration_seconds: item.duration_seconds,
        }
    }
}
