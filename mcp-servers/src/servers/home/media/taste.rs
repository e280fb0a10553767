//! The tools about taste: ratings, what was played, and what might please.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::types::*;
use super::{ITEM, Media};
use crate::kit::{Call, Cursor, Day, Int, Limit, Ordered, ToolError, conflict, page};

type Result<T> = std::result::Result<T, ToolError>;

/// Rates a title with 1 to 5 stars for a profile, in place of an earlier rating. Fails if the profile may not play it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateMedia {
    /// Id of the title.
    pub item_id: String,
    /// How much it pleases.
    pub stars: Int<1, 5>,
    /// Id of the profile that rates (default: the user's own).
    pub profile_id: Option<String>,
}

/// Lists what was played in the household, newest first, optionally of one profile or since a day.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListPlayHistory {
    /// Only what this profile has played.
    pub profile_id: Option<String>,
    /// Only what was played on this speaker or television.
    pub device_id: Option<String>,
    /// Only what was played on this day or later.
    pub since: Option<Day>,
    /// How many plays to return at most (default 20).
    pub limit: Option<Limit>,
    /// The next_cursor of the previous page.
    pub cursor: Option<Cursor>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PlayList {
    /// What was played, newest first.
    pub plays: Vec<Play>,
    /// Cursor of the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Recommends titles that a profile has not played or rated, by the genres and creators that it likes. Use it when the user has no title in mind.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecommendMedia {
    /// Id of the profile (default: the user's own).
    pub profile_id: Option<String>,
    /// Only titles of this kind.
    pub kind: Option<MediaKind>,
    /// Only titles of this genre.
    pub genre: Option<Genre>,
    /// How many titles to return at most (default 5).
    pub limit: Option<Limit>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Recommendation {
    /// The title.
    pub item: Item,
    /// Why it is recommended.
    pub reason: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RecommendationList {
    /// The titles, the most promising first.
    pub recommendations: Vec<Recommendation>,
}

pub fn rate_media(media: &mut Media, _: &mut Call, args: RateMedia) -> Result<Rating> {
    let item = ITEM.get(&media.items, &args.item_id)?;
    let profile = media.profile(args.profile_id.as_ref())?;
    if item.age_rating > profile.max_age_rating {
        return Err(conflict(format!(
            "The profile of {} may not play {} and so cannot rate it.",
            profile.name, item.title
        )));
    }
    let rating = Rating {
        profile_id: profile.id.clone(),
        profile_name: profile.name.clone(),
        item_id: item.id.clone(),
        title: item.title.clone(),
        stars: args.stars.0,
    };
    media.ratings.insert(rating.key(), rating.clone());
    Ok(rating)
}

pub fn list_play_history(media: &Media, call: &Call, args: ListPlayHistory) -> Result<PlayList> {
    if let Some(profile_id) = &args.profile_id {
        media.profile(Some(profile_id))?;
    }
    if let Some(device_id) = &args.device_id {
        super::PLAYER.get(&media.players, device_id)?;
    }
    let mut plays = media.history(call.now);
    plays.retain(|play| {
        args.profile_id.as_ref().is_none_or(|profile| play.profile_id == *profile)
            && args.device_id.as_ref().is_none_or(|device| play.device_id == *device)
            && args.since.is_none_or(|day| play.started_at.day() >= day)
    });
    plays.order_by(|a, b| (b.started_at, &a.item_id).cmp(&(a.started_at, &b.item_id)));
    let (plays, next_cursor) = page(plays, args.cursor, args.limit, 20);
    Ok(PlayList { plays, next_cursor })
}

pub fn recommend_media(media: &Media, call: &Call, args: RecommendMedia) -> Result<RecommendationList> {
    let profile = media.profile(args.profile_id.as_ref())?;
    let history = media.history(call.now);
    let played = history.iter().filter(|play| play.profile_id == profile.id).map(|play| play.item_id.as_str());
    let rated = media.ratings.values().filter(|rating| rating.profile_id == profile.id);
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut genres: BTreeMap<Genre, i64> = BTreeMap::new();
    let mut creators: BTreeMap<&str, i64> = BTreeMap::new();
    let points = played.map(|id| (id, 1)).chain(rated.map(|rating| (rating.item_id.as_str(), rating.stars * 2 - 6)));
    for (item_id, points) in points {
        known.insert(item_id);
        if let Some(item) = media.items.get(item_id) {
            *genres.entry(item.genre).or_default() += points;
            *creators.entry(&item.creator).or_default() += points;
        }
    }
    let fits = |item: &&Item| {
        item.age_rating <= profile.max_age_rating
            && !known.contains(item.id.as_str())
            && args.kind.is_none_or(|kind| item.kind == kind)
            && args.genre.is_none_or(|genre| item.genre == genre)
    };
    let score = |item: &Item| {
        let creator = creators.get(item.creator.as_str()).copied().unwrap_or(0);
        (creator, genres.get(&item.genre).copied().unwrap_or(0))
    };
    let mut found: Vec<(i64, &Item, String)> = Vec::new();
    for item in media.items.values().filter(fits) {
        let (creator, genre) = score(item);
        let word = GENRES.iter().find(|(one, _)| *one == item.genre).map_or("", |(_, word)| *word).replace('_', "-");
        let reason = match (creator, genre) {
            (1.., _) => format!("{} likes {}.", profile.name, item.creator),
            (_, 1..) => format!("{} likes {word}.", profile.name),
            _ => format!("Something new: {word}."),
        };
        found.push((creator * 2 + genre, item, reason));
    }
    if found.is_empty() {
        return Err(conflict(format!("{} knows all that fits. Try another genre or kind.", profile.name)));
    }
    found.order_by(|a, b| (-a.0, &a.1.title, &a.1.id).cmp(&(-b.0, &b.1.title, &b.1.id)));
    found.truncate(args.limit.map_or(5, |limit| limit.0 as usize));
    let recommendations = found.into_iter().map(|(_, item, reason)| Recommendation { item: item.clone(), reason });
    Ok(RecommendationList { recommendations: recommendations.collect() })
}

impl Rating {
    pub(super) fn key(&self) -> String {
        format!("{} {}", self.profile_id, self.item_id)
    }
}
