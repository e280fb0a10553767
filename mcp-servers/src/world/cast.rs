//! The people of a world: the owner, colleagues, clients, friends and family, with their companies and projects.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::World;
use super::firms::{FIRM_FIRST, FIRM_SECOND, HOBBIES, JOBS, MAIL_HOSTS, NOTES, PROJECT_KINDS, PROJECTS};
use super::names::{LOCALES, Locale};
use crate::kit::Day;
use crate::kit::rng::Rng;
use crate::kit::search::fold;

/// How the owner knows somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Colleague,
    Client,
    Friend,
    Family,
}

#[derive(Debug, Clone)]
pub struct Person {
    pub given: &'static str,
    pub family: &'static str,
    pub email: String,
    pub phone: String,
    /// Index into the companies.
    pub company: Option<usize>,
    pub job: Option<&'static str>,
    pub city: &'static str,
    pub birthday: Option<Day>,
    pub notes: Option<&'static str>,
    pub role: Role,
    pub in_hobby_group: bool,
}

impl Person {
    pub fn name(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    pub fn member(&self) -> Member {
        Member { email: self.email.clone(), name: self.name() }
    }
}

/// A person as servers name one beside a thing: who owns it, made it or changed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Member {
    /// Mail address.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Full name.
    pub name: String,
}

#[derive(Debug, Clone)]
pub struct Company {
    pub name: String,
    pub domain: String,
}

/// A project the owner works on, for a client or for the own company.
#[derive(Debug, Clone)]
pub struct Project {
    pub name: String,
    /// Index into the companies; 0 is the owner's own.
    pub company: usize,
}

#[derive(Debug, Clone)]
pub struct Cast {
    pub owner: Person,
    pub locale: &'static Locale,
    pub people: Vec<Person>,
    pub companies: Vec<Company>,
    pub projects: Vec<Project>,
    pub hobby: &'static str,
}

impl Cast {
    pub fn generate(world: &World) -> Self {
        let mut rng = world.rng("cast", 0);
        let locale = &LOCALES[rng.index(LOCALES.len())];
        let companies = companies(&mut rng, world.scaled(2) + 2);
        let projects = projects(&mut rng, world.scaled(3), companies.len());
        let hobby = rng.pick(&HOBBIES);
        let mut people = People { world, locale, companies: &companies, taken: Taken::default() };
        let owner = people.owner(&mut rng);
        let family = owner.family;
        let people = (0..world.scaled(14)).map(|index| people.contact(index, family)).collect();
        Self { owner, locale, people, companies, projects, hobby }
    }

    /// Indices of the people with a role.
    pub fn with_role(&self, role: Role) -> Vec<usize> {
        (0..self.people.len()).filter(|index| self.people[*index].role == role).collect()
    }

    pub fn own_company(&self) -> &str {
        &self.companies[0].name
    }
}

fn companies(rng: &mut Rng, count: usize) -> Vec<Company> {
    let (firsts, count) = (rng.some(&FIRM_FIRST, count), count.min(FIRM_FIRST.len()));
    let company = |first: &&str| {
        let second = rng.pick(&FIRM_SECOND);
        let domain = format!("{}{}.example", address_part(first).replace('.', ""), address_part(second));
        Company { name: format!("{first} {second}"), domain }
    };
    firsts.iter().take(count).map(company).collect()
}

fn projects(rng: &mut Rng, count: usize, companies: usize) -> Vec<Project> {
    let names = rng.some(&PROJECTS, count);
    let project = |name: &&str| {
        let name = format!("{name} {}", rng.pick(&PROJECT_KINDS));
        Project { name, company: if rng.chance(60) { rng.index(companies) } else { 0 } }
    };
    names.iter().map(project).collect()
}

/// Makes people one after the other and keeps their names and addresses apart.
struct People<'a> {
    world: &'a World,
    locale: &'static Locale,
    companies: &'a [Company],
    taken: Taken,
}

#[derive(Default)]
struct Taken {
    given: BTreeSet<&'static str>,
    addresses: BTreeSet<String>,
}

impl People<'_> {
    fn owner(&mut self, rng: &mut Rng) -> Person {
        let locale = self.locale;
        let mut owner = self.person(rng, locale, None, Role::Colleague);
        owner.company = Some(0);
        owner
    }

    fn contact(&mut self, index: usize, owner_family: &'static str) -> Person {
        let mut rng = self.world.rng("person", index);
        // The small world has 5 colleagues, 3 clients, 4 friends and 2 of the family; the large one ten times that.
        let role = match index % 14 {
            0 | 3 | 5 | 8 | 12 => Role::Colleague,
            1 | 6 | 10 => Role::Client,
            4 | 11 => Role::Family,
            _ => Role::Friend,
        };
        let at_home = role == Role::Family || rng.chance(50);
        let locale = if at_home { self.locale } else { &LOCALES[rng.index(LOCALES.len())] };
        let family = (role == Role::Family && rng.chance(80)).then_some(owner_family);
        self.person(&mut rng, locale, family, role)
    }

    fn person(&mut self, rng: &mut Rng, locale: &Locale, family: Option<&'static str>, role: Role) -> Person {
        let company = match role {
            Role::Colleague => Some(0),
            Role::Client => Some(1 + rng.index(self.companies.len() - 1)),
            Role::Friend | Role::Family => None,
        };
        let host = company.map_or_else(|| rng.pick(&MAIL_HOSTS), |company| self.companies[company].domain.as_str());
        let (given, family, email) = self.taken.name(rng, locale, family, host);
        let private = matches!(role, Role::Friend | Role::Family);
        let day = Day::new(rng.range(1958, 2001) as i16, rng.range(1, 12) as i8, rng.range(1, 28) as i8);
        Person {
            given,
            family,
            email,
            phone: format!("{} {:04}", locale.phone, rng.range(100, 9_899)),
            company,
            job: (!private).then(|| rng.pick(&JOBS)),
            city: rng.pick(locale.cities),
            birthday: (private || rng.chance(20)).then_some(day),
            notes: rng.chance(40).then(|| rng.pick(&NOTES)),
            role,
            in_hobby_group: private && rng.chance(50),
        }
    }
}

impl Taken {
    /// A name whose first name is new while there are new ones, and an address that nobody has.
    fn name(
        &mut self,
        rng: &mut Rng,
        locale: &Locale,
        family: Option<&'static str>,
        host: &str,
    ) -> (&'static str, &'static str, String) {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let given = rng.pick(locale.given);
            let family = family.filter(|_| attempt < 30).unwrap_or_else(|| rng.pick(locale.family));
            let mut local = format!("{}.{}", address_part(given), address_part(family));
            if attempt > 60 {
                local = format!("{local}{attempt}");
            }
            let email = format!("{local}@{host}");
            let fresh = !self.given.contains(given) || attempt > 12;
            if fresh && !self.addresses.contains(&local) {
                self.given.insert(given);
                self.addresses.insert(local);
                return (given, family, email);
            }
        }
    }
}

/// A name as it stands in a mail address: `De Luca` becomes `deluca`.
pub fn address_part(name: &str) -> String {
    name.chars().map(fold).filter(char::is_ascii_alphanumeric).collect()
}
