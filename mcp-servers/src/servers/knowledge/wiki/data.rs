//! The wiki as the world has it.

use std::collections::BTreeMap;

use super::Wiki;
use super::articles::Writer;
use super::policies::{ONBOARDING, POLICIES};
use super::runbooks::{CHANGE_NOTES, COMMENTS};
use super::types::*;
use crate::kit::rng::Rng;
use crate::kit::{Day, Table, Time};
use crate::world::World;
use crate::world::cast::{Cast, Role};
use crate::world::incidents::incidents;
use crate::world::software::services;

const ENGINEERING: usize = 0;
const PEOPLE: usize = 1;
const PROJECTS: usize = 2;

pub fn generate(world: &World) -> Wiki {
    let cast = Cast::generate(world);
    let services = services(world, &cast);
    let writer = Writer { world, cast: &cast, services: &services };
    let mut shelf = Shelf { drafts: Vec::new() };
    shelf.fill(&writer);
    let pages = shelf.pages(world, &cast);
    Wiki {
        comments: comments(world, &cast, &pages),
        owner_email: cast.owner.email.clone(),
        revisions: revisions(world, &pages),
        pages: pages.into_iter().collect(),
        people: people(&cast),
        spaces: spaces(world),
    }
}

fn people(cast: &Cast) -> Table<String> {
    let colleagues = cast.with_role(Role::Colleague).into_iter().map(|person| &cast.people[person]);
    colleagues.chain([&cast.owner]).map(|person| (person.email.clone(), person.name())).collect()
}

fn spaces(world: &World) -> Table<Space> {
    let space = |name: &str, description: &str, protected| Space {
        name: name.to_owned(),
        description: description.to_owned(),
        protected,
    };
    let spaces = [
        space("Engineering", "Runbooks, postmortems and how the services hang together", false),
        space("People and policies", "What holds for everybody, and how newcomers begin", true),
        space("Projects", "What each project is for, who works on it and what was decided", false),
    ];
    spaces.into_iter().enumerate().map(|(index, space)| (world.id("wsp", index), space)).collect()
}

/// A page before it has ids.
struct Draft {
    space: usize,
    parent: Option<usize>,
    title: String,
    body: String,
    labels: Vec<String>,
    /// It cannot be older than this.
    since: Option<Time>,
}

struct Shelf {
    drafts: Vec<Draft>,
}

impl Shelf {
    fn add(&mut self, space: usize, parent: Option<usize>, title: &str, body: String, labels: &[&str]) -> usize {
        let mut labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
        labels.sort();
        self.drafts.push(Draft { space, parent, title: title.to_owned(), body, labels, since: None });
        self.drafts.len() - 1
    }

    fn fill(&mut self, writer: &Writer) {
        let (world, cast) = (writer.world, writer.cast);
        let text =
            "How we build and run our services. Begin with [[Runbooks]]; what went wrong is under [[Postmortems]].\n";
        let engineering = self.add(ENGINEERING, None, "Engineering home", text.to_owned(), &["home"]);
        let text =
            "One page per service: signs, first steps, rolling back. Keep them short; somebody reads them at night.\n";
        let runbooks = self.add(ENGINEERING, Some(engineering), "Runbooks", text.to_owned(), &["on-call"]);
        for (index, service) in writer.services.iter().enumerate() {
            let mut rng = world.rng("wiki runbook", index);
            let body = writer.runbook(&mut rng, index);
            let tier = format!("tier-{}", service.tier);
            self.add(ENGINEERING, Some(runbooks), &format!("Runbook: {}", service.name), body, &["runbook", &tier]);
        }
        let text = "What we learned from incidents. Blameless, within a week, with measures that somebody owns; see [[Incident response]].\n";
        let postmortems = self.add(ENGINEERING, Some(engineering), "Postmortems", text.to_owned(), &["on-call"]);
        for incident in incidents(world, cast, writer.services).iter().filter(|incident| incident.resolved.is_some()) {
            let title = format!("Postmortem INC-{}: {}", incident.number, incident.title);
            let severity = format!("sev{}", incident.severity);
            let labels = ["postmortem", severity.as_str()];
            let draft = self.add(ENGINEERING, Some(postmortems), &title, writer.postmortem(incident), &labels);
            self.drafts[draft].since = incident.resolved;
        }
        let text =
            format!("Everything that holds at {}. Newcomers begin with [[Your first week]].\n", cast.own_company());
        let people = self.add(PEOPLE, None, "People home", text, &["home"]);
        let text = "Policies hold until a newer version is published here. Comments are welcome on each page.\n";
        let policies = self.add(PEOPLE, Some(people), "Policies", text.to_owned(), &["policy"]);
        let mut rng = world.rng("wiki policies", 0);
        let onboarding = ONBOARDING.iter().map(|article| (people, article));
        // Onboarding links to some policies, so these are always there.
        let (fixed, others): (Vec<_>, Vec<_>) = POLICIES.iter().partition(|policy| {
            ["Information security", "Incident response", "Code of conduct", "Travel and expenses"]
                .contains(&policy.title)
        });
        let chosen = rng.some(&others, 4);
        let chosen = fixed.into_iter().chain(chosen).map(|article| (policies, article));
        for (parent, article) in onboarding.chain(chosen).collect::<Vec<_>>() {
            let body = writer.article(&mut rng, article);
            self.add(PEOPLE, Some(parent), article.title, body, article.labels);
        }
        let text = "One page per project. Decisions are written down on the day on which they are made.\n";
        let projects = self.add(PROJECTS, None, "Project overview", text.to_owned(), &["home"]);
        for (index, project) in cast.projects.iter().enumerate() {
            let mut rng = world.rng("wiki project", index);
            let body = writer.project(&mut rng, index);
            self.add(PROJECTS, Some(projects), &project.name, body, &["project"]);
        }
    }

    /// The pages by id, with links in place of titles.
    fn pages(self, world: &World, cast: &Cast) -> Vec<(String, Page)> {
        let ids: BTreeMap<String, String> = self
            .drafts
            .iter()
            .enumerate()
            .map(|(index, draft)| (draft.title.clone(), world.id("wpg", index)))
            .collect();
        let colleagues = cast.with_role(Role::Colleague);
        let page = |(index, draft): (usize, Draft)| {
            let mut rng = world.rng("wiki page", index);
            let mut author = || match rng.chance(20) {
                true => cast.owner.email.clone(),
                false => cast.people[colleagues[rng.index(colleagues.len())]].email.clone(),
            };
            let (created_by, updated_by) = (author(), author());
            let since =
                draft.since.map_or_else(|| world.now.plus_days(-rng.range(45, 600)), |since| since.plus_days(1));
            let created_at = working_hour(world, &mut rng, since.day());
            let last = world.now.day().since(created_at.day());
            let version = if last > 3 && rng.chance(45) { 2 } else { 1 };
            let changed = world.now.day().plus_days(-rng.range(1, (last - 1).clamp(1, 40)));
            let updated_at = if version == 1 { created_at } else { working_hour(world, &mut rng, changed) };
            let page = Page {
                space_id: world.id("wsp", draft.space),
                parent_page_id: draft.parent.map(|parent| world.id("wpg", parent)),
                title: draft.title,
                body: linked(&draft.body, &ids),
                labels: draft.labels,
                version,
                created_at,
                updated_by: if version == 1 { created_by.clone() } else { updated_by },
                created_by,
                updated_at,
                change_note: (version > 1).then(|| rng.pick(&CHANGE_NOTES).to_owned()),
            };
            (world.id("wpg", index), page)
        };
        self.drafts.into_iter().enumerate().map(page).collect()
    }
}

/// A time of a day at which people write, and never a later one than now.
fn working_hour(world: &World, rng: &mut Rng, day: Day) -> Time {
    world.now.at(day, rng.range(490, 1_120)).min(world.now.plus_minutes(-20))
}

/// `[[Title]]` becomes a link to the page, and the title alone where there is none.
fn linked(body: &str, ids: &BTreeMap<String, String>) -> String {
    let mut text = String::with_capacity(body.len() + 64);
    let mut rest = body;
    while let Some((before, after)) = rest.split_once("[[") {
        text.push_str(before);
        let (title, tail) = after.split_once("]]").unwrap_or((after, ""));
        match ids.get(title) {
            Some(id) => text.push_str(&format!("[{title}](wiki://pages/{id})")),
            None => text.push_str(title),
        }
        rest = tail;
    }
    text + rest
}

/// Before its last change a page had one point less.
fn revisions(world: &World, pages: &[(String, Page)]) -> Table<Revision> {
    let one = |(index, (id, page)): (usize, &(String, Page))| {
        if page.version < 2 {
            return None;
        }
        let mut rng = world.rng("wiki revision", index);
        let points: Vec<usize> =
            page.body.lines().enumerate().filter(|(_, line)| line.starts_with(['-', '1'])).map(|(at, _)| at).collect();
        let gone = (!points.is_empty()).then(|| points[rng.index(points.len())]);
        let kept = page.body.lines().enumerate().filter(|(at, _)| Some(*at) != gone);
        let mut body: String = kept.map(|(_, line)| format!("{line}\n")).collect();
        if gone.is_none() {
            body.push_str("\nUnder construction.\n");
        }
        let revision = Revision {
            page_id: id.clone(),
            version: 1,
            title: page.title.clone(),
            body,
            edited_at: page.created_at,
            edited_by: page.created_by.clone(),
            change_note: None,
        };
        Some((Wiki::revision_key(id, 1), revision))
    };
    pages.iter().enumerate().filter_map(one).collect()
}

fn comments(world: &World, cast: &Cast, pages: &[(String, Page)]) -> Table<Comment> {
    let colleagues = cast.with_role(Role::Colleague);
    let mut notes: Vec<&str> = COMMENTS.to_vec();
    world.rng("wiki comments", 0).shuffle(&mut notes);
    let one = |index: usize| {
        let mut rng = world.rng("wiki comment", index);
        let (page_id, page) = &pages[rng.index(pages.len())];
        let author = &cast.people[colleagues[rng.index(colleagues.len())]];
        let days = world.now.day().since(page.updated_at.day());
        let day = world.now.day().plus_days(-rng.range(0, days.max(0)));
        let created_at = working_hour(world, &mut rng, day).max(page.updated_at);
        let comment = Comment {
            id: world.id("wcm", index),
            page_id: page_id.clone(),
            author_email: author.email.clone(),
            author_name: author.name(),
            text: notes[index % notes.len()].to_owned(),
            created_at,
            reply_to_comment_id: None,
        };
        (comment.id.clone(), comment)
    };
    (0..world.scaled(7)).map(one).collect()
}
