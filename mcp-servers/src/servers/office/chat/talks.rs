//! The conversations of the generated chat: who says what to whom, when, and what others make of it.

use super::data::{House, Room, handle, slots};
use super::types::*;
use crate::kit::Time;
use crate::kit::rng::Rng;
use crate::world::cast::Person;
use crate::world::chatter::{EMOJI, NEWS, PROJECT, Talk};
use crate::world::fill;
use crate::world::staff::away;

impl House<'_> {
    pub fn news(&mut self, manager: usize) {
        self.last().announcements_only = true;
        let mut rng = self.world.rng("news", 0);
        let author = self.cast.people[manager].email.clone();
        for template in rng.some(&NEWS, 3) {
            let at = self.past(&mut rng, 20);
            let text = self.words(&mut rng, template, None, &author);
            let root = self.say(&mut rng, &author, text, at, None);
            self.react(&mut rng, root);
        }
    }

    pub fn talks(&mut self, room: &Room) {
        let channel = self.channels.len() - 1;
        let mut rng = self.world.rng("talks", channel);
        let talks: Vec<usize> = (0..room.pool.len()).collect();
        for talk in rng.some(&talks, room.talks) {
            self.talk(&mut rng, &room.pool[talk], room.project);
        }
    }

    /// One conversation: an opening and some of its answers, by different people in turn.
    fn talk(&mut self, rng: &mut Rng, talk: &Talk, project: Option<usize>) {
        let mut members = self.last().members.clone();
        rng.shuffle(&mut members);
        // The owner writes now and then, and is often spoken to.
        let me = self.cast.owner.email.clone();
        if members[0] == me && rng.chance(40) {
            members.rotate_left(1);
        }
        let mut at = self.past(rng, 9);
        for _ in 0..6 {
            if !self.is_away(&members[0], at) {
                break;
            }
            members.rotate_left(1);
            at = self.past(rng, 14);
        }
        if self.is_away(&members[0], at) {
            return;
        }
        let opening = self.words(rng, talk.open, project, &members[0]);
        let named = self.mentions(&opening);
        let root = self.say(rng, &members[0].clone(), opening, at, None);
        self.react(rng, root);
        let threaded = self.last().kind != ChannelKind::Direct;
        let parent = threaded.then(|| self.messages[root].id.clone());
        let answers = rng.index(talk.answers.len() + 1);
        let asked = named.first().unwrap_or(&members[1 % members.len()]).clone();
        let third = members.iter().find(|email| **email != members[0] && **email != asked).unwrap_or(&asked).clone();
        let mut author = members[0].clone();
        for answer in talk.answers.iter().take(answers) {
            at = at.plus_minutes(rng.range(1, 70)).plus_seconds(rng.range(0, 59));
            let (speaker, answer) = match answer.chars().next() {
                Some('+') => (&third, &answer[1..]),
                Some('=') => (&author, &answer[1..]),
                _ if author == members[0] => (&asked, *answer),
                _ => (&members[0], *answer),
            };
            if at >= self.world.now.plus_minutes(-1) || self.is_away(speaker, at) {
                return;
            }
            author = speaker.clone();
            let text = self.words(rng, answer, project, &author);
            let message = self.say(rng, &author, text, at, parent.clone());
            if rng.chance(25) {
                self.react(rng, message);
            }
        }
    }

    /// Somebody waits for a word of the owner, in a channel that the owner has not read since.
    pub fn ask_owner(&mut self, project: usize) {
        let mut rng = self.world.rng("question to the owner", project);
        let rng = &mut rng;
        let me = self.cast.owner.email.clone();
        let at = self.past(rng, 2);
        let here = |email: &&String| **email != me && !self.is_away(email, at);
        let others: Vec<String> = self.channels[self.channels.len() - 1].members.iter().filter(here).cloned().collect();
        // Nobody asks what somebody has asked before.
        let asked = |open: &&str| {
            let words = open.trim_start_matches("{at}").split('{').next().unwrap_or_default();
            self.messages.iter().any(|message| message.text.contains(words))
        };
        let all = PROJECT.iter().map(|talk| talk.open).filter(|open| open.starts_with("{at}"));
        let questions: Vec<&str> = all.filter(|open| !asked(open)).collect();
        if others.is_empty() || questions.is_empty() {
            return;
        }
        let author = others[rng.index(others.len())].clone();
        let question = rng.pick(&questions).replace("{at}", &format!("@{}", handle(&self.cast.owner)));
        let text = self.words(rng, &question, Some(project), &author);
        self.say(rng, &author, text, at, None);
        let channel = self.last();
        channel.last_read_at = channel.last_read_at.min(at.plus_minutes(-7));
    }

    /// The text of a template; a mention names a member who is not the author.
    fn words(&mut self, rng: &mut Rng, template: &str, project: Option<usize>, author: &str) -> String {
        let mut slots = slots(self.world, self.cast, rng, project);
        let me = self.cast.owner.email.clone();
        let others: Vec<String> = self.last().members.iter().filter(|email| *email != author).cloned().collect();
        let other = if others.contains(&me) && rng.chance(45) {
            me
        } else {
            others.get(rng.index(others.len())).cloned().unwrap_or(me)
        };
        slots.push(("at", format!("@{}", other.split('@').next().unwrap_or_default())));
        let slots: Vec<(&str, &str)> = slots.iter().map(|(slot, word)| (*slot, word.as_str())).collect();
        fill(template, &slots)
    }

    /// Whoever is on leave does not write.
    fn is_away(&self, email: &str, at: Time) -> bool {
        let person = self.cast.people.iter().position(|person| person.email == email);
        person.is_some_and(|person| away(&self.absences, Some(person), at.day()).is_some())
    }

    fn mentions(&self, text: &str) -> Vec<String> {
        let people = std::iter::once(&self.cast.owner).chain(&self.cast.people);
        let named = |person: &&Person| person.company.is_some() && text.contains(&format!("@{}", handle(person)));
        people.filter(named).map(|person| person.email.clone()).collect()
    }

    fn say(&mut self, rng: &mut Rng, author: &str, text: String, at: Time, parent: Option<String>) -> usize {
        let index = self.messages.len();
        let edited = at.plus_minutes(rng.range(1, 9));
        let mentions = self.mentions(&text);
        let channel_id = self.last().id.clone();
        self.messages.push(ChatMessage {
            id: self.world.id("cms", index),
            channel_id,
            pinned: parent.is_none() && rng.chance(6),
            parent_chat_message_id: parent,
            author_email: author.to_owned(),
            text,
            sent_at: at,
            edited_at: (rng.chance(6) && edited < self.world.now).then_some(edited),
            mentions,
            reactions: Vec::new(),
            deleted: false,
        });
        index
    }

    fn react(&mut self, rng: &mut Rng, message: usize) {
        if rng.chance(55) {
            return;
        }
        let members = self.last().members.clone();
        let author = self.messages[message].author_email.clone();
        let others: Vec<String> = members.into_iter().filter(|email| *email != author).collect();
        let (kinds, who) = (1 + rng.index(2), 1 + rng.index(3));
        for emoji in rng.some(&EMOJI, kinds) {
            let emails = rng.some(&others, who);
            if !emails.is_empty() {
                self.messages[message].reactions.push(Reaction { emoji: emoji.to_owned(), emails });
            }
        }
    }

    /// Some time of the last days, on a working day while people work.
    fn past(&self, rng: &mut Rng, days: i64) -> Time {
        let now = self.world.now;
        for _ in 0..20 {
            let day = now.day().plus_days(-rng.range(0, days));
            let at = now.at(day, rng.range(470, 1_070)).plus_seconds(rng.range(0, 59));
            if !day.is_weekend() && at < now.plus_minutes(-3) {
                return at;
            }
        }
        now.plus_days(-3).plus_minutes(-rng.range(0, 300))
    }
}
