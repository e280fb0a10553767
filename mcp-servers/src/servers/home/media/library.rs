//! The tools that look at titles and profiles.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ITEM, Media};
use crate::kit::{Call, Cursor, Int, Limit, Ordered, Query, Time, ToolError, page};

type Result<T> = std::result::Result<T, ToolError>;

/// How titles are sorted.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sorting {
    Title,
    Newest,
    Shortest,
}

/// Finds music, films, podcast episodes and audiobooks by words, kind, genre, length or age rating. Use it to get a title's id.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchMedia {
    /// Words of title, creator, album or podcast; all of them must match.
    pub query: Option<Query>,
    /// Only titles of this kind.
    pub kind: Option<MediaKind>,
    /// Only titles of this genre.
    pub genre: Option<Genre>,
    /// Only titles that take at most so many minutes.
    pub max_minutes: Option<Int<1, 2000>>,
    /// Only titles released in this year or later.
    pub from_year: Option<Int<1900, 2100>>,
    /// Only titles that this profile may play.
    pub profile_id: Option<String>,
    /// In which order (default title).
    pub sort_by: Option<Sorting>,
    /// How many titles to return at most (default 10).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemList {
    /// The titles found, in the wanted order.
    pub items: Vec<Item>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Returns one title with its ratings in the household, when it was last played, and the playlists it is in.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetMediaItem {
    /// Id of the title.
    pub item_id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemDetails {
    /// The title.
    pub item: Item,
    /// What members of the household have rated it.
    pub ratings: Vec<Rating>,
    /// How often it was played in the household.
    pub play_count: usize,
    /// When it was last played.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_played_at: Option<Time>,
    /// The playlists that it is in.
    pub playlists: Vec<NamedPlaylist>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct NamedPlaylist {
    /// Id of the playlist.
    pub id: String,
    /// Name of the playlist.
    pub name: String,
}

/// Lists the profiles of the household with their limits and how many minutes each has played today.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListMediaProfiles {}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ProfileToday {
    /// Id of the profile.
    pub id: String,
    /// Whose it is.
    pub name: String,
    /// Whether it is a child's.
    pub is_child: bool,
    /// Highest age rating that it plays.
    pub max_age_rating: i64,
    /// How many minutes a day it plays at most, where that is limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub daily_minutes: Option<i64>,
    /// How many minutes it has played today.
    pub minutes_today: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ProfileList {
    /// The profiles; the user's own first.
    pub profiles: Vec<ProfileToday>,
}

pub fn search_media(media: &Media, _: &Call, args: SearchMedia) -> Result<ItemList> {
    let limit = args.profile_id.as_ref().map(|id| media.profile(Some(id))).transpose()?;
    let found = |item: &&Item| {
        args.query.as_ref().is_none_or(|query| query.matches(texts(item)))
            && args.kind.is_none_or(|kind| item.kind == kind)
            && args.genre.is_none_or(|genre| item.genre == genre)
            && args.max_minutes.is_none_or(|minutes| item.duration_seconds <= minutes.0 * 60)
            && args.from_year.is_none_or(|year| item.year >= year.0)
            && limit.is_none_or(|profile| item.age_rating <= profile.max_age_rating)
    };
    let mut found: Vec<&Item> = media.items.values().filter(found).collect();
    found.order_by(|a, b| (&a.title, &a.id).cmp(&(&b.title, &b.id)));
    match args.sort_by.unwrap_or(Sorting::Title) {
        Sorting::Title => {}
        Sorting::Newest => found.order_by_key(|item| -item.year),
        Sorting::Shortest => found.order_by_key(|item| item.duration_seconds),
    }
    let (found, next_cursor) = page(found, args.cursor, args.limit, 10);
    Ok(ItemList { items: found.into_iter().cloned().collect(), next_cursor })
}

pub fn get_media_item(media: &Media, call: &Call, args: GetMediaItem) -> Result<ItemDetails> {
    let item = ITEM.get(&media.items, &args.item_id)?;
    let has = |list: &&Playlist| list.entries.iter().any(|entry| entry.item_id == item.id);
    let named = |list: &Playlist| NamedPlaylist { id: list.id.clone(), name: list.name.clone() };
    let mut plays = media.history(call.now);
    plays.retain(|play| play.item_id == item.id);
    Ok(ItemDetails {
        item: item.clone(),
        ratings: media.ratings.values().filter(|rating| rating.item_id == item.id).cloned().collect(),
        play_count: plays.len(),
        last_played_at: plays.iter().map(|play| play.started_at).max(),
        playlists: media.playlists.values().filter(has).map(named).collect(),
    })
}

pub fn list_media_profiles(media: &Media, call: &Call, _: ListMediaProfiles) -> Result<ProfileList> {
    let mut profiles: Vec<&Profile> = media.profiles.values().collect();
    profiles.order_by_key(|profile| (profile.id != media.own_profile, profile.name.clone(), profile.id.clone()));
    let today = |profile: &Profile| ProfileToday {
        id: profile.id.clone(),
        name: profile.name.clone(),
        is_child: profile.is_child,
        max_age_rating: profile.max_age_rating,
        daily_minutes: profile.daily_minutes,
        minutes_today: media.minutes_today(&profile.id, call.now),
    };
    Ok(ProfileList { profiles: profiles.into_iter().map(today).collect() })
}

fn texts(item: &Item) -> impl Iterator<Item = &str> {
    [item.title.as_str(), &item.creator].into_iter().chain(item.collection.as_deref())
}
