//! The library as the world has it: branches of the owner's city, cards of the owner and the family.

use std::collections::BTreeSet;

use super::Library;
use super::types::*;
use super::words::{ADJECTIVES, FORMATS, NOUNS, TITLES};
use crate::kit::Table;
use crate::kit::ids::number;
use crate::kit::rng::Rng;
use crate::world::cast::{Cast, Role};
use crate::world::names::LOCALES;
use crate::world::places::{City, Venue, VenueKind};
use crate::world::{World, fill};

struct Maker<'a> {
    world: &'a World,
    library: Library,
    /// Cards of the family, then those of others.
    cards: Vec<String>,
    ours: usize,
    loans: usize,
    holds: usize,
}

pub fn generate(world: &World) -> Library {
    let cast = Cast::generate(world);
    let library = Library {
        bibs: Table::new(),
        branches: branches(world, &cast),
        copies: Table::new(),
        currency: cast.locale.currency.to_owned(),
        holds: Table::new(),
        loans: Table::new(),
        patrons: Table::new(),
    };
    let mut maker = Maker { world, library, cards: Vec::new(), ours: 0, loans: 0, holds: 0 };
    maker.patrons(&cast);
    let mut titles = BTreeSet::new();
    for index in 0..world.scaled(28) {
        maker.bib(index, &cast, &mut titles);
    }
    maker.library
}

fn branches(world: &World, cast: &Cast) -> Table<Branch> {
    let city = City::find(cast.owner.city);
    let branch = |(index, code): (usize, &str)| {
        let venue = city.map(|city| Venue::of(world, city, VenueKind::Library, index));
        let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
        let branch = match venue {
            Some(venue) => Branch {
                hours: format!("Tue-Sat {}-{}", clock(venue.opens), clock(venue.closes)),
                address: venue.address(),
                phone: venue.phone,
                name: venue.name,
            },
            None => Branch {
                name: format!("{} Library {}", cast.owner.city, index + 1),
                address: cast.owner.city.to_owned(),
                phone: cast.owner.phone.clone(),
                hours: "Tue-Sat 10:00-18:00".to_owned(),
            },
        };
        (code.to_owned(), branch)
    };
    ["CENTRAL", "EAST", "SOUTH"].into_iter().enumerate().map(branch).collect()
}

impl Maker<'_> {
    fn patrons(&mut self, cast: &Cast) {
        let family = cast.with_role(Role::Family);
        let people = [cast.owner.name()].into_iter().chain(family.iter().take(3).map(|one| cast.people[*one].name()));
        let mut people: Vec<(String, bool)> = people.map(|name| (name, true)).collect();
        self.ours = people.len();
        people.extend((0..self.world.scaled(4)).map(|index| (format!("Reader {}", index + 1), false)));
        for (index, (name, ours)) in people.into_iter().enumerate() {
            let mut rng = self.world.rng("library patron", index);
            let card_no = format!("29{}", number(self.world.seed, "library card", index as u64));
            // One of the family has forgotten to renew the card.
            let days = if index == 2 { -rng.range(3, 60) } else { rng.range(20, 700) };
            let fines = if ours && rng.chance(70) { rng.range(1, 75) } else { 0 } * self.library.money().price(20);
            let expires = self.world.now.day().plus_days(days);
            self.library
                .patrons
                .insert(card_no.clone(), Patron { card_no: card_no.clone(), name, expires, fines, ours });
            self.cards.push(card_no);
        }
    }

    fn bib(&mut self, index: usize, cast: &Cast, titles: &mut BTreeSet<String>) {
        let mut rng = self.world.rng("library title", index);
        let (template, subject, shelf) = TITLES[rng.index(TITLES.len())];
        let locale = &LOCALES[rng.index(LOCALES.len())];
        let author = format!("{} {}", rng.pick(locale.given), rng.pick(locale.family));
        let home = if rng.chance(40) { cast.locale } else { locale };
        let slots = [
            ("noun", rng.pick(&NOUNS)),
            ("adjective", rng.pick(&ADJECTIVES)),
            ("city", rng.pick(home.cities)),
            ("given", rng.pick(home.given)),
        ];
        let title = fill(template, &slots);
        if !titles.insert(title.clone()) {
            return;
        }
        let id = i64::try_from(number(self.world.seed, "library bib", index as u64)).unwrap_or_default();
        let initials: String = author.rsplit(' ').next().unwrap_or_default().chars().take(3).collect();
        let bib = Bib {
            id,
            title,
            author,
            year: rng.range(1962, 2025),
            format: rng.pick(&FORMATS).to_owned(),
            subject: subject.to_owned(),
            shelf: format!("{shelf} {}", initials.to_uppercase()),
        };
        self.library.bibs.insert(id.to_string(), bib);
        let count = rng.range(1, 3) as usize;
        for copy in 0..count {
            self.copy(&mut rng, id, index * 4 + copy, index + copy);
        }
        self.queue(&mut rng, id);
    }

    fn copy(&mut self, rng: &mut Rng, bib: i64, index: usize, turn: usize) {
        let barcode = format!("3{}", number(self.world.seed, "library copy", index as u64));
        let branches: Vec<&String> = self.library.branches.keys().collect();
        let branch = branches[rng.index(branches.len())].clone();
        let status = match turn % 9 {
            1 | 4 | 6 => CopyStatus::Out,
            7 if rng.chance(60) => CopyStatus::Reference,
            8 if rng.chance(30) => CopyStatus::Missing,
            _ => CopyStatus::In,
        };
        let copy = Copy { barcode: barcode.clone(), bib, branch, status };
        self.library.copies.insert(barcode.clone(), copy);
        if status == CopyStatus::Out {
            self.loan(rng, barcode);
        }
    }

    fn loan(&mut self, rng: &mut Rng, barcode: String) {
        let card = if rng.chance(65) { rng.index(self.ours) } else { rng.index(self.cards.len()) };
        let renewals = rng.range(0, 2);
        let from = self.world.now.day().plus_days(-rng.range(2, 36));
        let loan = Loan {
            barcode,
            card: self.cards[card].clone(),
            from: from.plus_days(-renewals * 28),
            due: from.plus_days(28),
            renewals,
        };
        let id = format!("L{}", number(self.world.seed, "library loan", self.loans as u64));
        self.loans += 1;
        self.library.loans.insert(id, loan);
    }

    /// Where no copy is in, some wait; and a few copies wait for their reader.
    fn queue(&mut self, rng: &mut Rng, bib: i64) {
        let copies: Vec<Copy> = self.library.copies.values().filter(|copy| copy.bib == bib).cloned().collect();
        let free = copies.iter().find(|copy| copy.status == CopyStatus::In).map(|copy| copy.barcode.clone());
        let all_out = copies.iter().all(|copy| copy.status == CopyStatus::Out);
        let (wanted, ready) = match free {
            Some(barcode) => (rng.chance(15), Some(barcode)),
            None => (all_out && rng.chance(60), None),
        };
        let card = self.cards[if rng.chance(60) { rng.index(self.ours) } else { rng.index(self.cards.len()) }].clone();
        let lent =
            |copy: &Copy| self.library.loans.values().any(|loan| loan.barcode == copy.barcode && loan.card == card);
        if !wanted || copies.iter().any(lent) {
            return;
        }
        let id = number(self.world.seed, "library hold", self.holds as u64);
        self.holds += 1;
        let branches: Vec<&String> = self.library.branches.keys().collect();
        let hold = Hold {
            id: i64::try_from(id).unwrap_or_default(),
            bib,
            card,
            branch: branches[rng.index(branches.len())].clone(),
            placed: self.world.now.day().plus_days(-rng.range(1, 15)),
            ready: ready.clone(),
        };
        self.library.holds.insert(id.to_string(), hold);
        if let Some(barcode) = ready {
            self.library.set_status(&barcode, CopyStatus::Held);
        }
    }
}
