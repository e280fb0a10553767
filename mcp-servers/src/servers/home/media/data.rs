//! The library as the world has it.

use std::collections::BTreeSet;

use super::Media;
use super::titles::*;
use super::types::*;
use crate::kit::Table;
use crate::kit::rng::Rng;
use crate::world::atlas::CITIES;
use crate::world::cast::Cast;
use crate::world::family::{age, children};
use crate::world::house::{Appliance, House};
use crate::world::names::LOCALES;
use crate::world::{World, fill};

pub fn generate(world: &World) -> Media {
    let cast = Cast::generate(world);
    let items = Library { world, titles: BTreeSet::new(), items: Vec::new() }.fill();
    let profiles = profiles(world, &cast);
    let players = players(world, &items, &profiles[0].id);
    let plays = plays(world, &items, &profiles, &players);
    let ratings = ratings(world, &plays);
    let playlists = playlists(world, &items, &profiles);
    Media {
        own_profile: profiles[0].id.clone(),
        items: items.into_iter().map(|item| (item.id.clone(), item)).collect(),
        players: players.into_iter().map(|player| (player.device_id.clone(), player)).collect(),
        playlists: playlists.into_iter().map(|list| (list.id.clone(), list)).collect(),
        plays: plays.into_iter().map(|play| (play.key(), play)).collect(),
        profiles: profiles.into_iter().map(|profile| (profile.id.clone(), profile)).collect(),
        ratings,
    }
}

struct Library<'a> {
    world: &'a World,
    titles: BTreeSet<String>,
    items: Vec<Item>,
}

impl Library<'_> {
    fn fill(mut self) -> Vec<Item> {
        let world = self.world;
        for index in 0..world.scaled(6) {
            self.album(&mut world.rng("album", index));
        }
        for index in 0..world.scaled(10) {
            self.film(&mut world.rng("film", index));
        }
        for index in 0..world.scaled(4) {
            self.show(&mut world.rng("show", index), index);
        }
        for index in 0..world.scaled(4) {
            self.book(&mut world.rng("audiobook", index));
        }
        self.items
    }

    fn album(&mut self, rng: &mut Rng) {
        let genre = MUSIC[rng.index(MUSIC.len())];
        let artist = if rng.chance(50) { person(rng) } else { worded(rng, &BANDS) };
        let (album, year) = (self.title(rng, &TRACKS), rng.range(1968, 2025));
        let minutes = if genre == Genre::Classical { (240, 720) } else { (135, 330) };
        for number in 1..=rng.range(3, 5) {
            let title = if number == 2 && rng.chance(30) { album.clone() } else { self.title(rng, &TRACKS) };
            self.add(Item {
                collection: Some(album.clone()),
                number: Some(number),
                duration_seconds: rng.range(minutes.0, minutes.1),
                age_rating: if genre == Genre::HipHop && rng.chance(40) { 16 } else { 0 },
                ..item(MediaKind::Track, title, artist.clone(), genre, year)
            });
        }
    }

    fn film(&mut self, rng: &mut Rng) {
        let genre = CINEMA[rng.index(CINEMA.len())];
        let title = self.title(rng, &FILMS);
        let ages: &[i64] = match genre {
            Genre::Animation | Genre::Children => &[0, 0, 6],
            Genre::Comedy | Genre::Romance | Genre::Documentary => &[0, 6, 12, 12],
            Genre::Thriller => &[12, 16, 16, 18],
            _ => &[6, 12, 12, 16],
        };
        let (age_rating, director, year) = (ages[rng.index(ages.len())], person(rng), rng.range(1958, 2025));
        self.add(Item {
            duration_seconds: rng.range(74, 158) * 60,
            age_rating,
            ..item(MediaKind::Film, title, director, genre, year)
        });
    }

    fn show(&mut self, rng: &mut Rng, index: usize) {
        // Stepping by a number without a common factor visits every show before it repeats one.
        let start = self.world.rng("shows", 0).index(SHOWS.len());
        let (name, genre) = SHOWS[(start + index * 7) % SHOWS.len()];
        let season = index / SHOWS.len() + 1;
        let collection = if season > 1 { format!("{name}, season {season}") } else { name.to_owned() };
        let (host, first) = (person(rng), rng.range(1, 180));
        let usual = rng.range(18, 62);
        for number in first..first + 3 {
            let title = self.title(rng, &EPISODES);
            self.add(Item {
                collection: Some(collection.clone()),
                number: Some(number),
                duration_seconds: usual * 60 + rng.range(-300, 300),
                age_rating: if genre == Genre::Comedy { 12 } else { 0 },
                ..item(MediaKind::PodcastEpisode, title, host.clone(), genre, rng.range(2024, 2025))
            });
        }
    }

    fn book(&mut self, rng: &mut Rng) {
        let genre = [Genre::Thriller, Genre::Drama, Genre::History, Genre::Children, Genre::Romance][rng.index(5)];
        let (title, author) = (self.title(rng, &FILMS), person(rng));
        let hours = if genre == Genre::Children { (45, 180) } else { (300, 1_080) };
        self.add(Item {
            duration_seconds: rng.range(hours.0, hours.1) * 60,
            age_rating: if genre == Genre::Thriller { 16 } else { 0 },
            ..item(MediaKind::Audiobook, title, author, genre, rng.range(1990, 2025))
        });
    }

    fn add(&mut self, item: Item) {
        let id = self.world.id("mda", self.items.len());
        self.items.push(Item { id, ..item });
    }

    /// A title that no other work has, while chance finds one.
    fn title(&mut self, rng: &mut Rng, templates: &[&str]) -> String {
        let mut title = worded(rng, templates);
        for _ in 0..20 {
            if self.titles.insert(title.clone()) {
                break;
            }
            title = worded(rng, templates);
        }
        title
    }
}

fn item(kind: MediaKind, title: String, creator: String, genre: Genre, year: i64) -> Item {
    Item {
        id: String::new(),
        kind,
        title,
        creator,
        collection: None,
        number: None,
        genre,
        year,
        duration_seconds: 0,
        age_rating: 0,
    }
}

fn person(rng: &mut Rng) -> String {
    let locale = &LOCALES[rng.index(LOCALES.len())];
    format!("{} {}", rng.pick(locale.given), rng.pick(locale.family))
}

fn worded(rng: &mut Rng, templates: &[&str]) -> String {
    let given = LOCALES[rng.index(LOCALES.len())].given;
    let (cities, nouns) =
        ([CITIES[rng.index(CITIES.len())].name, CITIES[rng.index(CITIES.len())].name], rng.some(&NOUNS, 2));
    let (adjectives, person) = (rng.some(&ADJECTIVES, 2), person(rng));
    let text = fill(
        rng.pick(templates),
        &[
            ("a", adjectives[0]),
            ("a2", adjectives[1]),
            ("n", nouns[0]),
            ("n2", nouns[1]),
            ("c", cities[0]),
            ("c2", cities[1]),
            ("g", rng.pick(given)),
            ("p", &person),
        ],
    );
    with_articles(&text)
}

/// The first letter large, and `an` before vowels.
fn with_articles(text: &str) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for place in 1..words.len() {
        let vowel = words[place].starts_with(['A', 'E', 'I', 'O']);
        if vowel && matches!(words[place - 1].as_str(), "A" | "a") {
            words[place - 1].push('n');
        }
    }
    let text = words.join(" ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The owner first, then the children, then the relatives who stay now and then.
fn profiles(world: &World, cast: &Cast) -> Vec<Profile> {
    let mut profiles = vec![Profile {
        id: world.id("mpr", 0),
        name: cast.owner.given.to_owned(),
        is_child: false,
        max_age_rating: 18,
        daily_minutes: None,
    }];
    for child in children(world, cast) {
        let years = age(child.birthday, world.now.day());
        let max_age_rating = [16, 12, 6, 0].into_iter().find(|rating| *rating <= years).unwrap_or(0);
        profiles.push(Profile {
            id: world.id("mpr", profiles.len()),
            name: child.given.to_owned(),
            is_child: true,
            max_age_rating,
            daily_minutes: Some(if years < 6 { 45 } else { 90 }),
        });
    }
    profiles.push(Profile {
        id: world.id("mpr", profiles.len()),
        name: "Guests".to_owned(),
        is_child: false,
        max_age_rating: 16,
        daily_minutes: None,
    });
    profiles
}

fn players(world: &World, items: &[Item], owner: &str) -> Vec<Player> {
    let house = House::generate(world);
    let music: Vec<&Item> = items.iter().filter(|item| item.kind == MediaKind::Track).collect();
    let mut players = Vec::new();
    for (index, device) in house.devices.iter().enumerate() {
        let has_screen = device.appliance == Appliance::Television;
        if device.appliance != Appliance::Speaker && !has_screen {
            continue;
        }
        let mut rng = world.rng("player", index);
        let mut player = Player {
            device_id: House::device_id(world, index),
            name: device.name.clone(),
            room_name: house.rooms[device.room].name.clone(),
            has_screen,
            is_online: device.is_online,
            volume_percent: rng.range(3, 14) * 5,
            state: PlayerState::Idle,
            profile_id: None,
            current: None,
            played_seconds: 0,
            since: None,
            queue: Vec::new(),
        };
        if !has_screen && device.is_online && players.len() % 3 == 0 {
            let mut chosen = rng.some(&music, 4).into_iter().map(Item::queued);
            player.current = chosen.next();
            player.queue = chosen.collect();
            player.profile_id = Some(owner.to_owned());
            player.state = PlayerState::Playing;
            player.since = Some(world.now.plus_seconds(-rng.range(5, 130)));
        }
        players.push(player);
    }
    players
}

/// What was played in the last two weeks, and what plays now.
fn plays(world: &World, items: &[Item], profiles: &[Profile], players: &[Player]) -> Vec<Play> {
    let mut plays = Vec::new();
    for index in 0..world.scaled(24) {
        let mut rng = world.rng("play", index);
        let profile = &profiles[if rng.chance(55) { 0 } else { rng.index(profiles.len()) }];
        let days = if index % 8 == 7 { 0 } else { rng.range(1, 14) };
        let hour = rng.range(7, if profile.is_child { 19 } else { 22 });
        let started_at = world.now.at(world.now.day().plus_days(-days), hour * 60 + rng.range(0, 59));
        let fits = |item: &&Item| item.age_rating <= profile.max_age_rating && item.duration_seconds < 9_000;
        let fitting: Vec<&Item> = items.iter().filter(fits).collect();
        let item = fitting[rng.index(fitting.len())];
        let able: Vec<&Player> =
            players.iter().filter(|player| player.has_screen || item.kind != MediaKind::Film).collect();
        if started_at.plus_seconds(item.duration_seconds) < world.now && !able.is_empty() {
            plays.push(Play::of(item, profile, able[rng.index(able.len())], started_at));
        }
    }
    for player in players {
        let current = player.current.as_ref().and_then(|current| items.iter().find(|item| item.id == current.item_id));
        let profile = profiles.iter().find(|profile| player.profile_id.as_ref() == Some(&profile.id));
        if let (Some(item), Some(profile), Some(since)) = (current, profile, player.since) {
            plays.push(Play::of(item, profile, player, since));
        }
    }
    plays
}

fn ratings(world: &World, plays: &[Play]) -> Table<Rating> {
    let mut ratings = Table::new();
    for (index, play) in plays.iter().enumerate() {
        let mut rng = world.rng("rating", index);
        if rng.chance(45) {
            let stars = [5, 5, 4, 4, 4, 3, 3, 2, 1][rng.index(9)];
            let rating = Rating {
                profile_id: play.profile_id.clone(),
                profile_name: play.profile_name.clone(),
                item_id: play.item_id.clone(),
                title: play.title.clone(),
                stars,
            };
            ratings.insert(rating.key(), rating);
        }
    }
    ratings
}

fn playlists(world: &World, items: &[Item], profiles: &[Profile]) -> Vec<Playlist> {
    let count = world.scaled(5);
    let names = world.rng("playlist names", 0).some(&PLAYLISTS, PLAYLISTS.len());
    let playlist = |index: usize| {
        let mut rng = world.rng("playlist", index);
        let profile = match index % 5 {
            4 => None,
            3 => profiles.get(1),
            _ => profiles.first(),
        };
        let limit = profile.map_or(0, |profile| profile.max_age_rating);
        let fits = |item: &&Item| {
            let sounds = matches!(item.kind, MediaKind::Track | MediaKind::PodcastEpisode);
            sounds && item.age_rating <= limit && (item.kind == MediaKind::Track || index % 5 == 3)
        };
        let fitting: Vec<&Item> = items.iter().filter(fits).collect();
        let length = rng.range(3, 8) as usize;
        let entry = |(place, item): (usize, &Item)| PlaylistEntry::of(item, world.id("ple", index * 16 + place));
        let name = match index / names.len() {
            0 => names[index].to_owned(),
            volume => format!("{}, vol. {}", names[index % names.len()], volume + 1),
        };
        Playlist {
            id: world.id("ply", index),
            name: if profile.is_none() { format!("Editors' picks: {}", name.to_lowercase()) } else { name },
            profile_id: profile.map(|profile| profile.id.clone()),
            entries: rng.some(&fitting, length).into_iter().enumerate().map(entry).collect(),
            updated_at: world.now.plus_days(-rng.range(1, 200)).plus_minutes(-rng.range(0, 900)),
        }
    };
    (0..count).map(playlist).collect()
}
