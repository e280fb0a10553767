//! The chat as the world has it: channels of projects and of the house, with conversations in them.

use super::Chat;
use super::types::*;
use crate::kit::Table;
use crate::kit::rng::Rng;
use crate::world::agenda::TOPICS;
use crate::world::cast::{Cast, Person, Role, address_part};
use crate::world::chatter::{DIRECT, GENERAL, HELP, PARTS, PROJECT, RANDOM, STATUSES, Talk};
use crate::world::staff::{Absence, Staff, away};
use crate::world::{World, fill};

/// Channels for fun and for help, of which a world has some.
const FUN: [(&str, &str); 12] = [
    ("lunch", "Who eats where and when"),
    ("random", "Everything that is not work"),
    ("pets", "Cats, dogs and a tortoise"),
    ("books", "Reading and swapping"),
    ("running", "Routes and times"),
    ("music", "What we listen to"),
    ("plants", "Green things in the office"),
    ("flea-market", "Give away and sell"),
    ("bikes", "Riding and repairing"),
    ("games", "Boards, cards and dice"),
    ("cooking", "Recipes of the week"),
    ("photos", "Pictures of the weekend"),
];
const SUPPORT: [(&str, &str); 4] = [
    ("help", "Questions of all kinds; somebody knows"),
    ("help-desk", "Computers, access, phones and the rest"),
    ("ask-the-office", "Keys, forms, printers: ask here first"),
    ("service-desk", "Where things get repaired"),
];
const CIRCLES: [(&str, &str); 6] = [
    ("leads", "Leads only"),
    ("hiring", "Candidates; confidential"),
    ("pricing-team", "Prices before they are public"),
    ("board-prep", "Papers for the board"),
    ("works-council", "Talks of the works council"),
    ("incident-room", "What went wrong; internal"),
];

pub fn generate(world: &World) -> Chat {
    let cast = Cast::generate(world);
    let staff = Staff::of(world, &cast);
    let absences = staff.absences(world, &cast);
    let mut house = House { world, cast: &cast, staff: &staff, absences, channels: Vec::new(), messages: Vec::new() };
    house.open();
    let House { channels, messages, .. } = house;
    Chat {
        channels: channels.into_iter().map(|channel| (channel.id.clone(), channel)).collect(),
        chat_messages: messages.into_iter().map(|message| (message.id.clone(), message)).collect(),
        email: cast.owner.email.clone(),
        people: people(world, &cast, &staff),
    }
}

pub fn handle(person: &Person) -> String {
    person.email.split('@').next().unwrap_or_default().to_owned()
}

/// Colleagues, and clients as guests; who is on leave says so.
fn people(world: &World, cast: &Cast, staff: &Staff) -> Table<Member> {
    let absences = staff.absences(world, cast);
    let today = world.now.day();
    let member = |index: Option<usize>, person: &Person| {
        let mut rng = world.rng("presence", index.map_or(0, |index| index + 1));
        let presence = match rng.range(1, 10) {
            1..=5 => Presence::Active,
            6 | 7 => Presence::Away,
            8 => Presence::DoNotDisturb,
            _ => Presence::Offline,
        };
        let words = slots(world, cast, &mut rng, None);
        let words: Vec<(&str, &str)> = words.iter().map(|(slot, word)| (*slot, word.as_str())).collect();
        let status = rng.chance(40).then(|| fill(rng.pick(&STATUSES), &words));
        let until = world.now.plus_minutes(rng.range(2, 16) * 15 - world.now.minute() % 15);
        let mut member = Member {
            email: person.email.clone(),
            name: person.name(),
            handle: handle(person),
            job_title: person.job.unwrap_or("Employee").to_owned(),
            company: cast.companies[person.company.unwrap_or(0)].name.clone(),
            is_guest: person.role == Role::Client,
            presence: if index.is_none() { Presence::Active } else { presence },
            status_until: status.as_ref().filter(|_| rng.chance(60)).map(|_| until),
            status_text: status,
        };
        if let Some(absence) = away(&absences, index, today).filter(|_| index.is_some()) {
            member.presence = Presence::Offline;
            member.status_text = Some(format!("Away until {}", absence.last.spoken()));
            member.status_until = Some(world.now.at(absence.last.plus_days(1), 0));
        }
        (person.email.clone(), member)
    };
    let others = cast.people.iter().enumerate().filter(|(_, person)| person.company.is_some());
    let mut all = vec![member(None, &cast.owner)];
    all.extend(others.map(|(index, person)| member(Some(index), person)));
    all.into_iter().collect()
}

pub fn slots(world: &World, cast: &Cast, rng: &mut Rng, project: Option<usize>) -> Vec<(&'static str, String)> {
    let day = world.now.day().plus_days(rng.range(12, 90));
    let project = project.unwrap_or_else(|| rng.index(cast.projects.len()));
    let client = cast.projects[project].company;
    let client = if client == 0 { 1 + project % (cast.companies.len() - 1) } else { client };
    let colleagues = cast.with_role(Role::Colleague);
    vec![
        ("project", cast.projects[project].name.clone()),
        ("company", cast.companies[client].name.clone()),
        ("other", cast.people[colleagues[rng.index(colleagues.len())]].given.to_owned()),
        ("month", day.month_name().to_owned()),
        ("weekday", weekday(world, rng)),
        ("number", rng.range(3, 60).to_string()),
        ("topic", rng.pick(&TOPICS).to_lowercase()),
        ("city", rng.pick(cast.locale.cities).to_owned()),
        ("clock", format!("{}:{:02}", rng.range(9, 17), rng.range(0, 3) * 15)),
        ("part", rng.pick(&PARTS).to_owned()),
    ]
}

fn weekday(world: &World, rng: &mut Rng) -> String {
    let monday = world.now.day().plus_days(-(world.now.day().weekday() as i64));
    monday.plus_days(rng.range(0, 4)).weekday_name().to_owned()
}

pub struct House<'a> {
    pub world: &'a World,
    pub cast: &'a Cast,
    staff: &'a Staff,
    pub absences: Vec<Absence>,
    pub channels: Vec<Channel>,
    pub messages: Vec<ChatMessage>,
}

/// What a channel is filled with.
pub struct Room<'a> {
    pub pool: &'a [Talk],
    pub project: Option<usize>,
    pub talks: usize,
}

impl House<'_> {
    fn open(&mut self) {
        let mut rng = self.world.rng("channels", 0);
        let everybody: Vec<usize> = self.staff.everybody.clone();
        let colleague = |rng: &mut Rng| everybody[rng.index(everybody.len())];
        let manager = self.staff.manager;
        self.channel("general", "For everybody", ChannelKind::Public, &everybody, Some(manager));
        self.talks(&Room { pool: &GENERAL, project: None, talks: self.world.scaled(4) });
        self.channel("announcements", "News of the house", ChannelKind::Public, &everybody, Some(manager));
        self.news(manager);
        for (index, project) in self.cast.projects.iter().enumerate() {
            let name = address_name(&project.name);
            let mut members = rng.some(&everybody, 3);
            let guests = (0..self.cast.people.len())
                .filter(|person| project.company != 0 && self.cast.people[*person].company == Some(project.company));
            members.extend(guests.take(2));
            let company = &self.cast.companies[project.company].name;
            let topic = match project.company {
                0 => format!("{}, inside the house", project.name),
                _ => format!("{} for {company}", project.name),
            };
            let creator = colleague(&mut rng);
            if !members.contains(&creator) {
                members.push(creator);
            }
            self.channel(&name, &topic, ChannelKind::Public, &members, Some(creator));
            self.last().shared = project.company != 0;
            self.talks(&Room { pool: &PROJECT, project: Some(index), talks: 4 });
            if index % 3 == 0 {
                self.ask_owner(index);
            }
        }
        for (name, topic) in rng.some(&SUPPORT, 1 + usize::from(self.world.scaled(1) > 1)) {
            self.channel(name, topic, ChannelKind::Public, &everybody, None);
            self.talks(&Room { pool: &HELP, project: None, talks: self.world.scaled(3) });
        }
        let fun = rng.some(&FUN, 3);
        for (place, (name, topic)) in fun.into_iter().enumerate() {
            let members = rng.some(&everybody, 4);
            self.channel(name, topic, ChannelKind::Public, &members, Some(members[0]));
            self.talks(&Room { pool: &RANDOM, project: None, talks: self.world.scaled(2) });
            if place > 0 {
                self.without_owner();
            }
        }
        for (place, (name, topic)) in rng.some(&CIRCLES, 2).into_iter().enumerate() {
            let members = rng.some(&everybody, 3);
            self.channel(name, topic, ChannelKind::Private, &members, Some(members[0]));
            self.talks(&Room { pool: &PROJECT, project: Some(0), talks: 2 });
            if place > 0 {
                self.without_owner();
            }
        }
        for person in rng.some(&everybody, self.world.scaled(3)) {
            let name = self.cast.people[person].name();
            self.channel(&name, &format!("Direct messages with {name}"), ChannelKind::Direct, &[person], None);
            self.talks(&Room { pool: &DIRECT, project: None, talks: 2 });
        }
    }

    /// A channel of the owner and others; nobody as its creator means the owner.
    fn channel(&mut self, name: &str, topic: &str, kind: ChannelKind, members: &[usize], creator: Option<usize>) {
        let index = self.channels.len();
        let mut rng = self.world.rng("channel", index);
        let email = |person: &usize| self.cast.people[*person].email.clone();
        let mut emails = vec![self.cast.owner.email.clone()];
        emails.extend(members.iter().map(email));
        let created_at = self.world.now.plus_days(-rng.range(40, 700)).plus_minutes(-rng.range(0, 500));
        self.channels.push(Channel {
            id: self.world.id("chn", index),
            name: name.to_owned(),
            kind,
            topic: topic.to_owned(),
            members: emails,
            announcements_only: false,
            shared: false,
            creator: creator.map_or(self.cast.owner.email.clone(), |person| email(&person)),
            created_at,
            // Most has been read, the latest has not.
            last_read_at: self.world.now.plus_minutes(-rng.range(30, 4_000)),
        });
    }

    pub fn last(&mut self) -> &mut Channel {
        let last = self.channels.len() - 1;
        &mut self.channels[last]
    }

    /// The owner has never been in the last channel.
    fn without_owner(&mut self) {
        let me = self.cast.owner.email.clone();
        let channel = self.last();
        channel.members.retain(|email| *email != me);
        let (id, other) = (channel.id.clone(), channel.members[0].clone());
        for message in self.messages.iter_mut().filter(|message| message.channel_id == id) {
            if message.author_email == me {
                message.author_email = other.clone();
            }
            message.mentions.retain(|email| *email != me);
        }
    }
}

/// `Atlas relaunch` as a channel is named: `atlas-relaunch`.
fn address_name(name: &str) -> String {
    name.split(' ').map(address_part).collect::<Vec<_>>().join("-")
}
