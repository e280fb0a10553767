//! The tools that play: on one speaker or television, for one profile, with a queue.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ITEM, Media, PLAYER, PLAYLIST};
use crate::kit::{Call, Int, Ordered, Time, ToolError, conflict, invalid, not_allowed};

type Result<T> = std::result::Result<T, ToolError>;

/// How many titles a queue holds.
const MOST: usize = 100;

/// Returns what plays on each speaker and television, how far it is, and what comes next. Use it to get their ids.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetNowPlaying {
    /// Only this speaker or television.
    pub device_id: Option<String>,
}

/// Plays a title or a whole playlist on a speaker or television, in place of what plays there. Respects the age limit and daily minutes of the profile.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlayMedia {
    /// Id of the speaker or television; films need a television.
    pub device_id: String,
    /// Id of the title; give this or playlist_id.
    pub item_id: Option<String>,
    /// Id of the playlist; give this or item_id.
    pub playlist_id: Option<String>,
    /// Id of the profile that listens or watches (default: the user's own).
    pub profile_id: Option<String>,
}

/// Adds a title to the queue of a speaker or television. Fails if nothing plays there; then use play_media.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QueueMedia {
    /// Id of the speaker or television.
    pub device_id: String,
    /// Id of the title.
    pub item_id: String,
    /// Whether it shall come next instead of last (default false).
    pub play_next: Option<bool>,
}

/// What to do with what plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Pause,
    Resume,
    Skip,
    Stop,
    SetVolume,
}

/// Pauses, resumes, skips or stops what plays on a speaker or television, or sets its volume. Stopping empties the queue.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ControlPlayback {
    /// Id of the speaker or television.
    pub device_id: String,
    /// What to do.
    pub action: Action,
    /// New volume; needed for set_volume.
    pub volume_percent: Option<Int<0, 100>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ShownPlayer {
    /// Id of the speaker or television; the same as in the smart home.
    pub device_id: String,
    /// Its name.
    pub name: String,
    /// Room it stands in.
    pub room_name: String,
    /// Whether it can show films.
    pub has_screen: bool,
    /// Whether it can be reached.
    pub is_online: bool,
    /// Its volume.
    pub volume_percent: i64,
    /// What it is doing.
    pub state: PlayerState,
    /// Id of the profile that listens or watches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile_id: Option<String>,
    /// What plays or is paused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<Queued>,
    /// When what plays will be over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Time>,
    /// What comes next, in order.
    pub queue: Vec<Queued>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct NowPlaying {
    /// The speakers and televisions, by room and name.
    pub players: Vec<ShownPlayer>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Started {
    /// The speaker or television as it is now.
    pub player: ShownPlayer,
    /// Titles of the playlist that were left out because of the profile's age limit or because there is no screen.
    pub left_out: Vec<String>,
}

pub fn get_now_playing(media: &Media, call: &Call, args: GetNowPlaying) -> Result<NowPlaying> {
    let Some(device_id) = &args.device_id else { return Ok(NowPlaying { players: media.shown_players(call.now) }) };
    let player = PLAYER.get(&media.players, device_id)?;
    Ok(NowPlaying { players: vec![player.settled(call.now).0.shown()] })
}

pub fn play_media(media: &mut Media, call: &mut Call, args: PlayMedia) -> Result<Started> {
    let player = online(media, &args.device_id)?;
    let profile = media.profile(args.profile_id.as_ref())?.clone();
    let mut left_out = Vec::new();
    let items: Vec<Item> = match (&args.item_id, &args.playlist_id) {
        (Some(item_id), None) => {
            let item = ITEM.get(&media.items, item_id)?;
            playable(player, item, &profile)?;
            vec![item.clone()]
        }
        (None, Some(playlist_id)) => {
            let list = PLAYLIST.get(&media.playlists, playlist_id)?;
            let items = list.entries.iter().filter_map(|entry| media.items.get(&entry.item_id));
            let (fit, unfit): (Vec<&Item>, Vec<&Item>) =
                items.partition(|item| playable(player, item, &profile).is_ok());
            left_out = unfit.into_iter().map(|item| item.title.clone()).collect();
            if fit.is_empty() {
                return Err(conflict(format!(
                    "{} has nothing that can be played here for {}.",
                    list.name, profile.name
                )));
            }
            fit.into_iter().cloned().collect()
        }
        _ => {
            return Err(invalid(
                "Give either item_id or playlist_id. Use search_media or list_playlists to find them.",
            ));
        }
    };
    let played = media.minutes_today(&profile.id, call.now);
    if let (Some(limit), Some(first)) = (profile.daily_minutes, items.first())
        && played + first.duration_seconds / 60 > limit
    {
        return Err(not_allowed(format!(
            "{} has played {played} of {limit} minutes today and {} takes {} more.",
            profile.name,
            first.title,
            first.duration_seconds / 60
        )));
    }
    let player = settle(media, &args.device_id, call.now)?;
    let mut items = items.iter().map(Item::queued);
    player.profile_id = Some(profile.id);
    player.begin(items.next(), call.now);
    player.queue = items.collect();
    Ok(Started { player: note(media, &args.device_id)?, left_out })
}

pub fn queue_media(media: &mut Media, call: &mut Call, args: QueueMedia) -> Result<ShownPlayer> {
    let player = online(media, &args.device_id)?.settled(call.now).0;
    let item = ITEM.get(&media.items, &args.item_id)?;
    if player.current.is_none() {
        return Err(conflict(format!("Nothing plays on {}. Use play_media.", player.name)));
    }
    playable(&player, item, media.profile(player.profile_id.as_ref())?)?;
    if player.queue.len() >= MOST {
        return Err(not_allowed(format!("The queue holds {MOST} titles at most. Wait or skip some.")));
    }
    let queued = item.queued();
    let player = settle(media, &args.device_id, call.now)?;
    let place = if args.play_next.unwrap_or(false) { 0 } else { player.queue.len() };
    player.queue.insert(place, queued);
    Ok(player.shown())
}

pub fn control_playback(media: &mut Media, call: &mut Call, args: ControlPlayback) -> Result<ShownPlayer> {
    let player = online(media, &args.device_id)?.settled(call.now).0;
    let wanted = match args.action {
        Action::Pause => player.state == PlayerState::Playing,
        Action::Resume => player.state == PlayerState::Paused,
        Action::Skip | Action::Stop => player.current.is_some(),
        Action::SetVolume => true,
    };
    if !wanted {
        let state = match player.state {
            PlayerState::Playing => "playing",
            PlayerState::Paused => "paused",
            PlayerState::Idle => "idle",
        };
        return Err(conflict(format!("{} is {state}. Use get_now_playing to see what plays where.", player.name)));
    }
    if (args.action == Action::SetVolume) != args.volume_percent.is_some() {
        return Err(invalid("Argument `volume_percent`: it is needed for set_volume and for no other action."));
    }
    let player = settle(media, &args.device_id, call.now)?;
    match args.action {
        Action::Pause => {
            player.played_seconds += player.since.map_or(0, |since| seconds(since, call.now));
            player.since = None;
            player.state = PlayerState::Paused;
        }
        Action::Resume => {
            player.since = Some(call.now);
            player.state = PlayerState::Playing;
        }
        Action::Skip => {
            let next = (!player.queue.is_empty()).then(|| player.queue.remove(0));
            player.begin(next, call.now);
        }
        Action::Stop => {
            player.queue.clear();
            player.begin(None, call.now);
        }
        Action::SetVolume => {
            player.volume_percent = args.volume_percent.map_or(player.volume_percent, |volume| volume.0);
        }
    }
    if args.action == Action::Skip { note(media, &args.device_id) } else { Ok(player.shown()) }
}

fn online<'a>(media: &'a Media, device_id: &str) -> Result<&'a Player> {
    let player = PLAYER.get(&media.players, device_id)?;
    if !player.is_online {
        return Err(conflict(format!("{} is offline. Use another one; get_now_playing lists them.", player.name)));
    }
    Ok(player)
}

fn playable(player: &Player, item: &Item, profile: &Profile) -> Result<()> {
    if item.kind == MediaKind::Film && !player.has_screen {
        return Err(conflict(format!("{} is a film and {} has no screen. Use a television.", item.title, player.name)));
    }
    if item.age_rating > profile.max_age_rating {
        return Err(not_allowed(format!(
            "{} is rated {} and the profile of {} plays titles up to {}.",
            item.title, item.age_rating, profile.name, profile.max_age_rating
        )));
    }
    Ok(())
}

/// Brings a player up to date: what has ended meanwhile goes into the history.
fn settle<'a>(media: &'a mut Media, device_id: &str, now: Time) -> Result<&'a mut Player> {
    let before = PLAYER.get(&media.players, device_id)?;
    let player = before.settled(now).0;
    for play in media.begun(before, now) {
        media.plays.insert(play.key(), play);
    }
    let place = PLAYER.get_mut(&mut media.players, device_id)?;
    *place = player;
    Ok(place)
}

/// Writes what has just begun into the history.
fn note(media: &mut Media, device_id: &str) -> Result<ShownPlayer> {
    let player = PLAYER.get(&media.players, device_id)?;
    let item = player.current.as_ref().and_then(|current| media.items.get(&current.item_id));
    let profile = player.profile_id.as_ref().and_then(|id| media.profiles.get(id));
    if let (Some(item), Some(profile), Some(since)) = (item, profile, player.since) {
        let play = Play::of(item, profile, player, since);
        media.plays.insert(play.key(), play);
    }
    Ok(player.shown())
}

/// Seconds between two moments of the same offset.
fn seconds(from: Time, to: Time) -> i64 {
    let minutes = to.minutes_since(from).max(0);
    let start = from.plus_minutes(minutes);
    minutes * 60 + (1..60).take_while(|seconds| start.plus_seconds(*seconds) <= to).count() as i64
}

impl Player {
    fn begin(&mut self, current: Option<Queued>, now: Time) {
        self.state = if current.is_some() { PlayerState::Playing } else { PlayerState::Idle };
        self.since = current.is_some().then_some(now);
        self.profile_id = self.profile_id.take().filter(|_| current.is_some());
        self.played_seconds = 0;
        self.current = current;
    }

    fn ends_at(&self) -> Option<Time> {
        let current = self.current.as_ref()?;
        Some(self.since?.plus_seconds(current.duration_seconds - self.played_seconds))
    }

    /// How it is at a later time, and which titles have begun by themselves until then.
    pub(super) fn settled(&self, now: Time) -> (Self, Vec<(String, Time)>) {
        let (mut player, mut begun) = (self.clone(), Vec::new());
        while let Some(end) = player.ends_at().filter(|end| *end <= now) {
            let next = (!player.queue.is_empty()).then(|| player.queue.remove(0));
            begun.extend(next.iter().map(|next| (next.item_id.clone(), end)));
            player.begin(next, end);
        }
        (player, begun)
    }

    pub(super) fn shown(&self) -> ShownPlayer {
        ShownPlayer {
            device_id: self.device_id.clone(),
            name: self.name.clone(),
            room_name: self.room_name.clone(),
            has_screen: self.has_screen,
            is_online: self.is_online,
            volume_percent: self.volume_percent,
            state: self.state,
            profile_id: self.profile_id.clone(),
            current: self.current.clone(),
            ends_at: self.ends_at(),
            queue: self.queue.clone(),
        }
    }
}

impl Media {
    pub(super) fn shown_players(&self, now: Time) -> Vec<ShownPlayer> {
        let mut players: Vec<ShownPlayer> = self.players.values().map(|player| player.settled(now).0.shown()).collect();
        players.order_by(|a, b| (&a.room_name, &a.name, &a.device_id).cmp(&(&b.room_name, &b.name, &b.device_id)));
        players
    }

    /// How long a profile has played today.
    pub(super) fn minutes_today(&self, profile_id: &str, now: Time) -> i64 {
        let today = self.history(now).into_iter().filter(|play| play.profile_id == profile_id);
        let today = today.filter(|play| play.started_at.day() == now.day());
        today.map(|play| play.duration_seconds.min(seconds(play.started_at, now))).sum::<i64>() / 60
    }

    /// All that has been played until now.
    pub(super) fn history(&self, now: Time) -> Vec<Play> {
        let mut plays: Vec<Play> = self.plays.values().cloned().collect();
        plays.extend(self.players.values().flat_map(|player| self.begun(player, now)));
        plays
    }

    /// What has begun by itself on a player until now.
    fn begun(&self, player: &Player, now: Time) -> Vec<Play> {
        let profile = player.profile_id.as_ref().and_then(|id| self.profiles.get(id));
        let (_, begun) = player.settled(now);
        let play = |(item_id, started_at): (String, Time)| {
            Some(Play::of(self.items.get(&item_id)?, profile?, player, started_at))
        };
        begun.into_iter().filter_map(play).collect()
    }
}

impl Play {
    pub(super) fn of(item: &Item, profile: &Profile, player: &Player, started_at: Time) -> Self {
        Self {
            item_id: item.id.clone(),
            title: item.title.clone(),
            creator: item.creator.clone(),
            profile_id: profile.id.clone(),
            profile_name: profile.name.clone(),
            device_id: player.device_id.clone(),
            device_name: player.name.clone(),
            started_at,
            duration_seconds: item.duration_seconds,
        }
    }

    pub(super) fn key(&self) -> String {
        format!("{} {}", self.started_at, self.device_id)
    }
}
