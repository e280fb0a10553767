//! What the media library holds and shows.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::Time;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    Track,
    Film,
    PodcastEpisode,
    Audiobook,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Genre {
    Pop,
    Rock,
    Jazz,
    Classical,
    Electronic,
    Folk,
    Soul,
    HipHop,
    Drama,
    Comedy,
    Thriller,
    Documentary,
    Animation,
    Romance,
    News,
    History,
    Science,
    Culture,
    Children,
}

/// The genres as people write them.
pub const GENRES: [(Genre, &str); 19] = [
    (Genre::Pop, "pop"),
    (Genre::Rock, "rock"),
    (Genre::Jazz, "jazz"),
    (Genre::Classical, "classical"),
    (Genre::Electronic, "electronic"),
    (Genre::Folk, "folk"),
    (Genre::Soul, "soul"),
    (Genre::HipHop, "hip_hop"),
    (Genre::Drama, "drama"),
    (Genre::Comedy, "comedy"),
    (Genre::Thriller, "thriller"),
    (Genre::Documentary, "documentary"),
    (Genre::Animation, "animation"),
    (Genre::Romance, "romance"),
    (Genre::News, "news"),
    (Genre::History, "history"),
    (Genre::Science, "science"),
    (Genre::Culture, "culture"),
    (Genre::Children, "children"),
];

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Item {
    /// Id of the title.
    pub id: String,
    /// What it is.
    pub kind: MediaKind,
    /// Its title.
    pub title: String,
    /// Artist, director, host or author.
    pub creator: String,
    /// Album or podcast that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection: Option<String>,
    /// Number of the track or episode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// Genre.
    pub genre: Genre,
    /// Year of release.
    pub year: i64,
    /// How long it is, in seconds.
    pub duration_seconds: i64,
    /// From which age it is suitable: 0, 6, 12, 16 or 18.
    pub age_rating: i64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PlaylistEntry {
    /// Id of this place in the playlist.
    pub id: String,
    /// Id of the title.
    pub item_id: String,
    /// Its title.
    pub title: String,
    /// Artist, director, host or author.
    pub creator: String,
    /// How long it is, in seconds.
    pub duration_seconds: i64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Playlist {
    /// Id of the playlist.
    pub id: String,
    /// Name of the playlist.
    pub name: String,
    /// Id of the profile that it belongs to; nobody for lists of the service's editors, which cannot be changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile_id: Option<String>,
    /// What it plays, in order.
    pub entries: Vec<PlaylistEntry>,
    /// When it was last changed.
    pub updated_at: Time,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Profile {
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
}

/// Something in a queue.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Queued {
    /// Id of the title.
    pub item_id: String,
    /// Its title.
    pub title: String,
    /// How long it is, in seconds.
    pub duration_seconds: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlayerState {
    Playing,
    Paused,
    Idle,
}

/// A speaker or television of the house.
#[derive(Debug, Clone, Serialize)]
pub struct Player {
    pub device_id: String,
    pub name: String,
    pub room_name: String,
    pub has_screen: bool,
    pub is_online: bool,
    pub volume_percent: i64,
    pub state: PlayerState,
    /// Whose profile plays.
    pub profile_id: Option<String>,
    pub current: Option<Queued>,
    /// How much of the current title had played when it was last started or paused.
    pub played_seconds: i64,
    /// Since when it has played without a pause.
    pub since: Option<Time>,
    pub queue: Vec<Queued>,
}

/// Something that has been played.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Play {
    /// Id of the title.
    pub item_id: String,
    /// Its title.
    pub title: String,
    /// Artist, director, host or author.
    pub creator: String,
    /// Id of the profile.
    pub profile_id: String,
    /// Name of the profile.
    pub profile_name: String,
    /// Id of the speaker or television.
    pub device_id: String,
    /// Name of the speaker or television.
    pub device_name: String,
    /// When it began.
    pub started_at: Time,
    /// How long the title is, in seconds.
    pub duration_seconds: i64,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rating {
    /// Id of the profile.
    pub profile_id: String,
    /// Name of the profile.
    pub profile_name: String,
    /// Id of the title.
    pub item_id: String,
    /// The title.
    pub title: String,
    /// 1 to 5.
    pub stars: i64,
}

impl Item {
    pub fn queued(&self) -> Queued {
        Queued { item_id: self.id.clone(), title: self.title.clone(), duration_seconds: self.duration_seconds }
    }
}
