//! The media library: music, films, podcasts and audiobooks, playlists, and what plays where in the house.

mod data;
mod library;
mod playing;
mod playlists;
mod taste;
mod titles;
mod types;

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::prompt;
use crate::kit::resource::{self, Listed};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Message, Noun, Prompt, Resource, Table, ToolError, counted, invalid};
use crate::world::World;
use types::{GENRES, Genre, Item, Play, Player, Playlist, Profile, Rating};

const ITEM: Noun = Noun { name: "title", finder: "search_media" };
const PLAYER: Noun = Noun { name: "speaker or television", finder: "get_now_playing" };
const PLAYLIST: Noun = Noun { name: "playlist", finder: "list_playlists" };
const PROFILE: Noun = Noun { name: "profile", finder: "list_media_profiles" };

/// The library of one household.
#[derive(Debug, Clone, Serialize)]
pub struct Media {
    items: Table<Item>,
    /// Id of the profile that is meant where none is named.
    own_profile: String,
    players: Table<Player>,
    playlists: Table<Playlist>,
    plays: Table<Play>,
    profiles: Table<Profile>,
    ratings: Table<Rating>,
}

/// Puts together a playlist of a genre from the library, for an occasion.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MakePlaylist {
    /// Genre of the playlist.
    genre: String,
    /// What it is for, such as a dinner with friends.
    occasion: Option<String>,
}

impl Server for Media {
    const NAME: &'static str = "media";
    const TITLE: &'static str = "Media";
    const DESCRIPTION: &'static str = "The household's music, films, podcasts and audiobooks: search, playlists, playing on speakers, ratings and history.";
    const INSTRUCTIONS: &'static str = "Speakers and televisions have the same ids as in the smart home. Without a profile_id the user's own profile is meant. \
        Profiles of children have an age limit and minutes per day that playing respects.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_media", library::search_media),
            read("get_media_item", library::get_media_item),
            read("list_media_profiles", library::list_media_profiles),
            read("list_playlists", playlists::list_playlists),
            read("get_playlist", playlists::get_playlist),
            write("create_playlist", playlists::create_playlist),
            write("add_to_playlist", playlists::add_to_playlist),
            write("move_in_playlist", playlists::move_in_playlist).idempotent(),
            write("remove_from_playlist", playlists::remove_from_playlist).destructive(),
            read("get_now_playing", playing::get_now_playing),
            write("play_media", playing::play_media),
            write("queue_media", playing::queue_media),
            write("control_playback", playing::control_playback),
            write("rate_media", taste::rate_media).idempotent(),
            read("list_play_history", taste::list_play_history),
            read("recommend_media", taste::recommend_media),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let playlists = |media: &Self| {
            let listed = |list: &Playlist| Listed { values: vec![list.id.clone()], title: list.name.clone() };
            media.playlists.values().map(listed).collect()
        };
        vec![
            resource::fixed(
                "media://now-playing",
                "now_playing",
                "What plays on each speaker and television. Subscribe to it to hear of changes.",
                "application/json",
                |media: &Self, now| resource::json_text(&media.shown_players(now)),
            ),
            resource::template(
                "media://playlists/{playlist_id}",
                "playlist",
                "A playlist as a numbered list.",
                "text/markdown",
                playlists,
                |media, _, vars| {
                    let list = PLAYLIST.get(&media.playlists, vars.get("playlist_id"))?;
                    Ok(playlist_text(list))
                },
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        let make = |media: &Self, _, args: MakePlaylist| {
            let genre = GENRES.iter().find(|(_, word)| *word == args.genre);
            let Some((genre, word)) = genre else {
                return Err(invalid(format!(
                    "Argument `genre`: {:?} is no genre of the library.",
                    crate::kit::shorten(&args.genre)
                )));
            };
            let count = media.items.values().filter(|item| item.genre == *genre).count();
            let occasion =
                args.occasion.map_or_else(String::new, |occasion| format!(" for {}", crate::kit::shorten(&occasion)));
            Ok(vec![Message::User(format!(
                "Make a playlist of {word}{occasion}. The library has {} of that genre. Prefer what I have rated \
                 well (see get_media_item and list_play_history), leave out what I played this week, order it from calm to \
                 lively, and create it with create_playlist. Tell me the names of the titles and how long it all takes.",
                counted(count, "title")
            ))])
        };
        vec![prompt::new("make_playlist", make).complete("genre", |media: &Self| {
            let there = |genre: &Genre| media.items.values().any(|item| item.genre == *genre);
            GENRES.iter().filter(|(genre, _)| there(genre)).map(|(_, word)| (*word).to_owned()).collect()
        })]
    }
}

fn playlist_text(list: &Playlist) -> String {
    let mut text = format!("# {}\n\n", list.name);
    for (number, entry) in list.entries.iter().enumerate() {
        let seconds = entry.duration_seconds;
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}. {} – {} ({}:{:02})",
            number + 1,
            entry.title,
            entry.creator,
            seconds / 60,
            seconds % 60
        );
    }
    text
}

impl Media {
    /// The profile that is meant.
    fn profile(&self, profile_id: Option<&String>) -> Result<&Profile, ToolError> {
        PROFILE.get(&self.profiles, profile_id.unwrap_or(&self.own_profile))
    }
}
