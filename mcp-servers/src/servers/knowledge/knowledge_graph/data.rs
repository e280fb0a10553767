//! The graph as the world has it, with a few people in it twice.

use std::collections::BTreeMap;

use super::KnowledgeGraph;
use super::types::*;
use crate::kit::rng::Rng;
use crate::kit::{Ordered, Table, Time};
use crate::world::World;
use crate::world::cast::{Cast, Person, Role};
use crate::world::software::{Service, services};

const ABOUT_PEOPLE: [&str; 24] = [
    "Answers fastest in the morning.", "Prefers short mails with a clear question.",
    "Gave a talk at the autumn meetup.", "Knows the history of the old system.", "Mentors two juniors.",
    "Took part in the pricing workshop.", "Is learning Portuguese.", "Used to work in publishing.",
    "Wants to see numbers before decisions.", "Is on parental leave from July on.", "Asked for a reference customer.",
    "Writes the best meeting notes.", "Cycles to work, also in winter.",
    "Has a second office in the harbour district.", "Was promoted this spring.", "Likes to meet over breakfast.",
    "Collects old maps.", "Is sceptical about the new tool.", "Speaks four languages.", "Introduced the Friday demo.",
    "Needs a week's notice for travel.", "Has the keys to the archive.", "Runs the alumni group.",
    "Recommended the bookbinder.",
];
const ABOUT_COMPANIES: [&str; 16] = [
    "Renews contracts in January.", "Moved to a new building last year.", "Pays within ten days.",
    "Plans to open a second site.", "Looks for a partner in the north.", "Has a works council that must be asked.",
    "Was founded by two sisters.", "Uses the same accounting tool as we do.", "Publishes a yearly report in May.",
    "Bought a smaller competitor.", "Is certified for information security.", "Sends invoices on paper only.",
    "Has a hiring freeze until autumn.", "Sponsors the city run.", "Changed its logo.", "Prefers fixed prices.",
];
const ABOUT_PROJECTS: [&str; 14] = [
    "The first milestone was met two weeks early.", "The budget was raised once.",
    "Depends on data from the customer.", "The pilot had twelve users.", "Support is not settled yet.",
    "Weekly status on Thursdays.", "The risk list has six items.", "Translations are done outside.",
    "Began as an idea from the summer retreat.", "The board asks for it every month.", "Two suppliers made offers.",
    "Half of the tests run by themselves.", "The old system stays for another year.", "A press release is planned.",
];
const TOPICS: [&str; 18] = [
    "Accessibility", "Machine translation", "Pricing", "Data protection", "Onboarding", "Remote work", "Observability",
    "Carbon accounting", "Search quality", "Procurement", "User research", "Incident response", "Customer retention",
    "Open source", "Forecasting", "Print design", "Localisation", "Payments",
];
const SOURCES: [&str; 8] =
    ["Phone call", "Kick-off meeting", "Mail", "Conference", "Lunch", "Their website", "Team retreat", "CRM notes"];

pub fn generate(world: &World) -> KnowledgeGraph {
    let cast = Cast::generate(world);
    let services = services(world, &cast);
    let mut weaver =
        Weaver { world, cast: &cast, entities: Vec::new(), relations: Vec::new(), cities: BTreeMap::new() };
    weaver.companies_and_projects();
    weaver.people();
    weaver.services(&services);
    weaver.topics();
    weaver.duplicates();
    KnowledgeGraph {
        entities: weaver.entities.into_iter().enumerate().map(|(index, one)| (world.id("ent", index), one)).collect(),
        relations: relations(world, &weaver.relations),
    }
}

fn relations(world: &World, relations: &[(usize, &str, usize)]) -> Table<Relation> {
    let one = |(index, (source, kind, target)): (usize, &(usize, &str, usize))| {
        let mut rng = world.rng("graph relation", index);
        let relation = Relation {
            source_entity_id: world.id("ent", *source),
            relation_type: (*kind).to_owned(),
            target_entity_id: world.id("ent", *target),
            created_at: working_hour(world, &mut rng, 2, 300),
        };
        (world.id("rel", index), relation)
    };
    relations.iter().enumerate().map(one).collect()
}

/// A time at which people write, so many days ago.
fn working_hour(world: &World, rng: &mut Rng, fewest: i64, most: i64) -> Time {
    let day = world.now.day().plus_days(-rng.range(fewest, most));
    world.now.at(day, rng.range(480, 1_200))
}

struct Weaver<'a> {
    world: &'a World,
    cast: &'a Cast,
    entities: Vec<Entity>,
    /// Source, verb and target.
    relations: Vec<(usize, &'static str, usize)>,
    cities: BTreeMap<&'static str, usize>,
}

impl Weaver<'_> {
    fn add(&mut self, name: String, entity_type: EntityType, properties: Vec<(&str, String)>, pool: &[&str]) -> usize {
        let index = self.entities.len();
        let mut rng = self.world.rng("graph entity", index);
        let created_at = working_hour(self.world, &mut rng, 45, 350);
        let count = rng.range(0, 2) as usize;
        let mut observations: Vec<Observation> =
            rng.some(pool, count).into_iter().map(|text| self.observation(&mut rng, text)).collect();
        observations.order_by_key(|observation| observation.observed_at);
        let updated_at = observations.last().map_or(created_at, |last| last.observed_at.max(created_at));
        let properties =
            properties.into_iter().map(|(name, value)| Property { name: name.to_owned(), value }).collect();
        let other_names = Vec::new();
        self.entities.push(Entity { name, entity_type, other_names, properties, observations, created_at, updated_at });
        index
    }

    fn observation(&self, rng: &mut Rng, text: &str) -> Observation {
        Observation {
            text: text.to_owned(),
            source: rng.chance(60).then(|| rng.pick(&SOURCES).to_owned()),
            observed_at: working_hour(self.world, rng, 1, 40),
        }
    }

    fn city(&mut self, name: &'static str) -> usize {
        if let Some(index) = self.cities.get(name) {
            return *index;
        }
        let index = self.add(name.to_owned(), EntityType::City, Vec::new(), &[]);
        self.cities.insert(name, index);
        index
    }

    /// Companies have the first indices, then come the projects.
    fn companies_and_projects(&mut self) {
        for company in &self.cast.companies {
            let domain = vec![("domain", company.domain.clone())];
            self.add(company.name.clone(), EntityType::Company, domain, &ABOUT_COMPANIES);
        }
        for project in &self.cast.projects {
            let index = self.add(project.name.clone(), EntityType::Project, Vec::new(), &ABOUT_PROJECTS);
            self.relations.push((index, "commissioned_by", project.company));
        }
    }

    fn project(&self, project: usize) -> usize {
        self.cast.companies.len() + project
    }

    fn people(&mut self) {
        let cast = self.cast;
        let owner = self.person(&cast.owner);
        let group = self.add(cast.hobby.to_owned(), EntityType::Group, Vec::new(), &[]);
        for (index, person) in cast.people.iter().enumerate() {
            let mut rng = self.world.rng("graph person", index);
            let one = self.person(person);
            let projects = cast.projects.len();
            match person.role {
                Role::Colleague => {
                    let count = rng.range(1, 2) as usize;
                    let all: Vec<usize> = (0..projects).collect();
                    for project in rng.some(&all, count) {
                        let verb = if rng.chance(25) { "leads" } else { "works_on" };
                        self.relations.push((one, verb, self.project(project)));
                    }
                }
                Role::Client => {
                    let project = (0..projects).find(|project| Some(cast.projects[*project].company) == person.company);
                    if let Some(project) = project {
                        self.relations.push((one, "contact_for", self.project(project)));
                    }
                }
                Role::Friend => self.relations.push((owner, "friend_of", one)),
                Role::Family => self.relations.push((owner, "related_to", one)),
            }
            if person.in_hobby_group {
                self.relations.push((one, "member_of", group));
            }
        }
        self.relations.push((owner, "member_of", group));
        for project in 0..cast.projects.len().min(3) {
            self.relations.push((owner, "works_on", self.project(project)));
        }
    }

    fn person(&mut self, person: &Person) -> usize {
        let mut properties = vec![("email", person.email.clone()), ("phone", person.phone.clone())];
        properties.extend(person.job.map(|job| ("job", job.to_owned())));
        let index = self.add(person.name(), EntityType::Person, properties, &ABOUT_PEOPLE);
        if let Some(note) = person.notes {
            let mut rng = self.world.rng("graph note", index);
            let observed_at = self.entities[index].created_at;
            let observation = Observation { observed_at, ..self.observation(&mut rng, note) };
            self.entities[index].observations.insert(0, observation);
        }
        if let Some(company) = person.company {
            self.relations.push((index, "works_for", company));
        }
        let city = self.city(person.city);
        self.relations.push((index, "lives_in", city));
        index
    }

    fn services(&mut self, services: &[Service]) {
        let first = self.entities.len();
        for service in services {
            let (major, minor, patch) = service.version;
            let facts =
                vec![("language", service.language.to_owned()), ("version", format!("{major}.{minor}.{patch}"))];
            let index = self.add(service.name.clone(), EntityType::Service, facts, &[]);
            self.relations.push((index, "part_of", self.project(service.project)));
            if let Some(owner) = service.owner.and_then(|owner| self.find(&self.cast.people[owner].name())) {
                self.relations.push((owner, "owns", index));
            }
            self.relations.extend(service.calls.iter().map(|callee| (index, "depends_on", first + callee)));
        }
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.entities.iter().position(|entity| entity.name == name && entity.entity_type == EntityType::Person)
    }

    fn topics(&mut self) {
        let mut rng = self.world.rng("graph topics", 0);
        let people: Vec<usize> =
            (0..self.entities.len()).filter(|index| self.entities[*index].entity_type == EntityType::Person).collect();
        for topic in rng.some(&TOPICS, self.world.scaled(4)) {
            let index = self.add(topic.to_owned(), EntityType::Topic, Vec::new(), &[]);
            for person in rng.some(&people, 2) {
                self.relations.push((person, "knows_about", index));
            }
        }
    }

    /// Somebody was written down again, with the initial only.
    fn duplicates(&mut self) {
        for index in 0..self.world.scaled(1) {
            let mut rng = self.world.rng("graph duplicate", index);
            let clients = self.cast.with_role(Role::Client);
            let person = &self.cast.people[clients[(rng.index(clients.len()) + index) % clients.len()]];
            let initial: String = person.given.chars().take(1).collect();
            let mail = vec![("email", person.email.clone())];
            let again = self.add(format!("{initial}. {}", person.family), EntityType::Person, mail, &ABOUT_PEOPLE);
            if let Some(company) = person.company {
                self.relations.push((again, "works_for", company));
            }
            let project = self.project(rng.index(self.cast.projects.len()));
            self.relations.push((again, "asked_about", project));
        }
    }
}
