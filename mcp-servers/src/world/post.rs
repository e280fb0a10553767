//! The owner's mail: threads about real appointments, files, orders and projects, and some that are about nothing.

use std::borrow::Cow;

use super::agenda::Appointment;
use super::cast::{Cast, Person, Role, address_part};
use super::household::RECIPES;
use super::letters::{
    BULK, BULK_SENDERS, EXTRAS, FILE, MEETING, MEETING_PRIVATE, POINTS, PRIVATE, REPLIES, Template, WORK, WORK_INSIDE,
};
use super::papers::{Papers, Subject};
use super::trade::{PastOrder, Stage, Trade};
use super::{World, fill};
use crate::kit::Ordered;
use crate::kit::Time;
use crate::kit::rng::Rng;

/// The mail folders of the generated world; `FOLDERS` gives their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Inbox,
    Sent,
    Drafts,
    Archive,
    Receipts,
    Trash,
}

pub const FOLDERS: [(Place, &str); 6] = [
    (Place::Inbox, "Inbox"),
    (Place::Sent, "Sent"),
    (Place::Drafts, "Drafts"),
    (Place::Archive, "Archive"),
    (Place::Receipts, "Receipts"),
    (Place::Trash, "Trash"),
];

/// A slot of a template and the word for it.
type Slot<'a> = (&'static str, Cow<'a, str>);

/// A name, which may be missing, and an address.
pub type Party = (Option<String>, String);

#[derive(Debug, Clone)]
pub struct Letter {
    /// Letters of one thread have one number.
    pub thread: usize,
    pub place: Place,
    pub from: Party,
    pub to: Vec<Party>,
    pub subject: String,
    pub body: String,
    pub date: Time,
    pub read: bool,
    pub flagged: bool,
}

/// All letters of a world.
pub struct Office<'a> {
    pub world: &'a World,
    pub cast: &'a Cast,
    pub appointments: &'a [Appointment],
    pub trade: &'a Trade,
    pub papers: &'a Papers,
}

impl Office<'_> {
    pub fn letters(&self) -> Vec<Letter> {
        let mut letters = Vec::new();
        let mut subjects = std::collections::BTreeSet::new();
        let wanted = self.world.scaled(22);
        let mut thread = 0;
        while letters.len() < wanted && thread < 2 * wanted {
            let mut rng = self.world.rng("letter", thread);
            let mut made = self.thread(&mut rng, thread);
            if subjects.insert(made[0].subject.clone()) {
                letters.append(&mut made);
            }
            thread += 1;
        }
        letters.order_by_key(|letter| letter.date);
        letters
    }

    fn thread(&self, rng: &mut Rng, thread: usize) -> Vec<Letter> {
        match thread % 11 {
            0 | 5 => self.order_letters(rng, thread),
            1 | 6 => self.meeting(rng, thread),
            2 => self.file(rng, thread),
            3 | 8 => self.work(rng, thread),
            4 | 9 => self.private(rng, thread),
            7 => vec![self.bulk(rng, thread)],
            _ => vec![self.own(rng, thread)],
        }
    }

    /// The confirmation of an order and, once it is on its way, the note with the tracking number.
    fn order_letters(&self, rng: &mut Rng, thread: usize) -> Vec<Letter> {
        let nth = thread / 11 * 2 + usize::from(thread % 11 == 5);
        let order = &self.trade.orders[nth % self.trade.orders.len()];
        let confirmation = self.shop_letter(
            thread,
            order.placed.plus_minutes(2),
            format!("Your order {}", order.number),
            self.confirmation(order),
        );
        let mut letters = vec![confirmation];
        if let (Some(shipped), Some(tracking)) = (order.shipped, &order.tracking) {
            let body = format!(
                "Dear {},\n\nyour order {} is on its way with {}. Tracking number: {tracking}. Expected delivery: {}.\n\n{}",
                self.cast.owner.given,
                order.number,
                order.carrier,
                order.expected.spoken(),
                self.trade.shop,
            );
            letters.push(self.shop_letter(thread, shipped, format!("Order {} has shipped", order.number), body));
        }
        for letter in &mut letters {
            letter.place = if rng.chance(60) { Place::Receipts } else { Place::Inbox };
        }
        letters
    }

    fn confirmation(&self, order: &PastOrder) -> String {
        let line = |(product, quantity, _): &(usize, i64, i64)| {
            format!("{quantity} x {}\n", self.trade.products[*product].name)
        };
        let lines: String = order.lines.iter().map(line).collect();
        let close = if order.stage == Stage::Processing {
            "We will write again when it ships."
        } else {
            "Questions? Just reply."
        };
        format!(
            "Dear {},\n\nthank you for your order {}.\n\n{lines}\nTotal: {} (shipping {}).\n{close}\n\n{}",
            self.cast.owner.given,
            order.number,
            self.trade.spoken(order.total()),
            self.trade.spoken(order.shipping),
            self.trade.shop,
        )
    }

    fn shop_letter(&self, thread: usize, date: Time, subject: String, body: String) -> Letter {
        let from = (Some(self.trade.shop.to_owned()), format!("orders@{}", self.shop_domain()));
        Letter {
            thread,
            place: Place::Receipts,
            from,
            to: vec![self.me()],
            subject,
            body,
            date,
            read: true,
            flagged: false,
        }
    }

    fn shop_domain(&self) -> String {
        format!("{}.example", address_part(self.trade.shop))
    }

    fn meeting(&self, rng: &mut Rng, thread: usize) -> Vec<Letter> {
        let coming = self.appointments.iter().filter(|a| a.start > self.world.now && !a.attendees.is_empty());
        let coming: Vec<&Appointment> = coming.collect();
        let Some(appointment) = coming.get(rng.index(coming.len())) else { return self.work(rng, thread) };
        let writer = appointment.attendees[rng.index(appointment.attendees.len())].0;
        let mut slots = self.slots(rng, writer);
        slots.push(("title", Cow::Borrowed(&appointment.title)));
        slots.push(("when", Cow::Owned(appointment.start.spoken())));
        slots.push(("place", Cow::Borrowed(appointment.location.as_deref().unwrap_or("the usual place"))));
        let pool = if appointment.work { &MEETING[..] } else { &MEETING[MEETING_PRIVATE..] };
        self.conversation(rng, thread, writer, pool, &slots)
    }

    fn file(&self, rng: &mut Rng, thread: usize) -> Vec<Letter> {
        let work = |subject| matches!(subject, Subject::Budget(_) | Subject::Proposal(_) | Subject::Status(_));
        let files: Vec<_> = self.papers.files.iter().filter(|file| work(file.subject)).collect();
        let file = files[rng.index(files.len())];
        let colleagues = self.cast.with_role(Role::Colleague);
        let writer = file.owner.unwrap_or_else(|| colleagues[rng.index(colleagues.len())]);
        let mut slots = self.slots(rng, writer);
        slots.push(("file", Cow::Borrowed(&file.name)));
        slots.push(("stem", Cow::Borrowed(file.name.rsplit_once('.').map_or(&file.name, |(stem, _)| stem))));
        self.conversation(rng, thread, writer, &FILE, &slots)
    }

    fn work(&self, rng: &mut Rng, thread: usize) -> Vec<Letter> {
        let role = if rng.chance(50) { Role::Colleague } else { Role::Client };
        let people = self.cast.with_role(role);
        let writer = people[rng.index(people.len())];
        let mut slots = self.slots(rng, writer);
        // A client writes about a project of the own house, if there is one.
        let company = self.cast.people[writer].company;
        if let Some(project) =
            self.cast.projects.iter().find(|project| role == Role::Client && Some(project.company) == company)
        {
            slots.insert(0, ("project", Cow::Borrowed(&project.name)));
        }
        let pool = if role == Role::Client { &WORK[..] } else { &WORK[..WORK_INSIDE] };
        self.conversation(rng, thread, writer, pool, &slots)
    }

    fn private(&self, rng: &mut Rng, thread: usize) -> Vec<Letter> {
        let people = self.cast.with_role(if rng.chance(65) { Role::Friend } else { Role::Family });
        let writer = people[rng.index(people.len())];
        let slots = self.slots(rng, writer);
        self.conversation(rng, thread, writer, &PRIVATE, &slots)
    }

    /// A letter to the owner and, in a third of the cases, the answers that followed.
    fn conversation(
        &self,
        rng: &mut Rng,
        thread: usize,
        writer: usize,
        pool: &[Template],
        slots: &[Slot],
    ) -> Vec<Letter> {
        let slots: Vec<(&str, &str)> = slots.iter().map(|(name, word)| (*name, word.as_ref())).collect();
        let person = &self.cast.people[writer];
        let template = &pool[rng.index(pool.len())];
        // Twice, because points and extras have slots themselves.
        let body = fill(&fill(template.body, &slots), &slots);
        let subject = fill(template.subject, &slots);
        let date = self.past(rng);
        let place = [Place::Inbox, Place::Inbox, Place::Inbox, Place::Archive, Place::Trash][rng.index(5)];
        let first = Letter {
            thread,
            place,
            from: party(person),
            to: vec![self.me()],
            subject: subject.clone(),
            body: letter(self.cast.owner.given, &body, person.given),
            date,
            read: place != Place::Inbox || rng.chance(55),
            flagged: place == Place::Inbox && rng.chance(15),
        };
        let mut letters = vec![first];
        let answered = date.plus_minutes(rng.range(20, 900));
        if place != Place::Trash && rng.chance(35) && answered < self.world.now {
            letters[0].read = true;
            // An answer has other things to add than the letter.
            let own = [("point", rng.pick(&POINTS)), ("extra", rng.pick(&EXTRAS))];
            let body = fill(&fill(&fill(rng.pick(&REPLIES), &own), &slots), &slots);
            let body = letter(person.given, &body, self.cast.owner.given);
            let (from, to) = (self.me(), vec![party(person)]);
            let subject = format!("Re: {subject}");
            letters.push(Letter {
                thread,
                place: Place::Sent,
                from,
                to,
                subject,
                body,
                date: answered,
                read: true,
                flagged: false,
            });
        }
        letters
    }

    fn bulk(&self, rng: &mut Rng, thread: usize) -> Letter {
        let index = rng.index(BULK.len());
        let (template, (name, address)) = (&BULK[index], BULK_SENDERS[index]);
        let domain = self.shop_domain();
        let mut slots = self.slots(rng, 0);
        slots.push(("shop_domain", Cow::Owned(domain)));
        slots.push(("product", Cow::Borrowed(&self.trade.products[rng.index(self.trade.products.len())].name)));
        let slots: Vec<(&str, &str)> = slots.iter().map(|(name, word)| (*name, word.as_ref())).collect();
        let name = fill(name, &slots);
        let body = format!("Dear {},\n\n{}\n\n{name}", self.cast.owner.given, fill(template.body, &slots));
        Letter {
            thread,
            place: [Place::Inbox, Place::Inbox, Place::Trash, Place::Archive][rng.index(4)],
            from: (Some(name), fill(address, &slots)),
            to: vec![self.me()],
            subject: fill(template.subject, &slots),
            body,
            date: self.past(rng),
            read: rng.chance(50),
            flagged: false,
        }
    }

    /// Something that the owner wrote first: sent, or still a draft.
    fn own(&self, rng: &mut Rng, thread: usize) -> Letter {
        let reader = rng.index(self.cast.people.len());
        let person = &self.cast.people[reader];
        let slots = self.slots(rng, reader);
        let slots: Vec<(&str, &str)> = slots.iter().map(|(name, word)| (*name, word.as_ref())).collect();
        let pool = if person.company.is_some() { &WORK[..WORK_INSIDE] } else { &PRIVATE[..] };
        let template = &pool[rng.index(pool.len())];
        let body = fill(&fill(template.body, &slots), &slots);
        Letter {
            thread,
            place: if thread % 22 == 10 { Place::Drafts } else { Place::Sent },
            from: self.me(),
            to: vec![party(person)],
            subject: fill(template.subject, &slots),
            body: letter(person.given, &body, self.cast.owner.given),
            date: self.past(rng),
            read: true,
            flagged: false,
        }
    }

    /// Words for the slots that need nothing but the world and the other person.
    fn slots(&self, rng: &mut Rng, apart_from: usize) -> Vec<Slot<'_>> {
        let cast = self.cast;
        // Nobody writes about himself as somebody else.
        let other = rng.index(cast.people.len());
        let other = &cast.people[if other == apart_from { (other + 1) % cast.people.len() } else { other }];
        let day = self.world.now.day().plus_days(rng.range(10, 100));
        vec![
            ("project", Cow::Borrowed(&cast.projects[rng.index(cast.projects.len())].name)),
            ("company", Cow::Borrowed(&cast.companies[rng.index(cast.companies.len())].name)),
            ("other", Cow::Owned(other.name())),
            ("other_email", Cow::Borrowed(&other.email)),
            ("month", Cow::Borrowed(day.month_name())),
            ("weekday", Cow::Borrowed(day.weekday_name())),
            ("city", Cow::Borrowed(rng.pick(cast.locale.cities))),
            ("sum", Cow::Owned(self.trade.spoken(rng.range(9, 180) * 50_000))),
            ("small_sum", Cow::Owned(self.trade.spoken(rng.range(4, 24) * 250))),
            ("number", Cow::Owned(rng.range(12, 90).to_string())),
            ("recipe", Cow::Owned(RECIPES[rng.index(RECIPES.len())].name.to_lowercase())),
            ("hobby", Cow::Borrowed(cast.hobby)),
            ("topic", Cow::Owned(rng.pick(&super::agenda::TOPICS).to_lowercase())),
            ("shop", Cow::Borrowed(self.trade.shop)),
            ("point", Cow::Borrowed(rng.pick(&POINTS))),
            ("extra", Cow::Borrowed(rng.pick(&EXTRAS))),
        ]
    }

    fn me(&self) -> Party {
        party(&self.cast.owner)
    }

    /// Some time in the last two weeks, by day.
    fn past(&self, rng: &mut Rng) -> Time {
        let day = self.world.now.day().plus_days(-rng.range(1, 14));
        self.world.now.at(day, rng.range(7 * 60, 21 * 60)).plus_seconds(rng.range(0, 59))
    }
}

fn party(person: &Person) -> Party {
    (Some(person.name()), person.email.clone())
}

/// A body with greeting and name: letters in this world are polite.
fn letter(to: &str, body: &str, from: &str) -> String {
    format!("Hi {to},\n\n{}\n\n{from}", body.trim_end())
}
