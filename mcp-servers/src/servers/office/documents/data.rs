//! The documents as the world has them: about its projects and meetings, by its people, with their sums.

use super::Documents;
use super::editing::revision_key;
use super::types::*;
use super::versions::export_of;
use crate::kit::rng::Rng;
use crate::kit::{Ordered, Table, Time};
use crate::world::agenda::{Appointment, TOPICS, appointments};
use crate::world::budgets::budget;
use crate::world::cast::Member;
use crate::world::cast::{self, Cast};
use crate::world::chatter::PARTS;
use crate::world::drafts::{self, Blueprint};
use crate::world::manuals::{ADDITIONS, ANSWERS, HOUSE, REMARKS, SUMMARIES};
use crate::world::papers::papers;
use crate::world::staff::office_hour;
use crate::world::trade::Trade;
use crate::world::{World, fill};

pub fn generate(world: &World) -> Documents {
    let cast = Cast::generate(world);
    let appointments = appointments(world, &cast);
    let mut desk = Desk { world, cast: &cast, sums: sums(world, &cast, &appointments), made: empty(&cast) };
    for index in 0..world.scaled(7) {
        desk.document(index, &appointments);
    }
    desk.exports();
    desk.made
}

fn empty(cast: &Cast) -> Documents {
    Documents {
        document_comments: Table::new(),
        documents: Table::new(),
        exports: Table::new(),
        owner: cast.owner.member(),
        people: cast.people.iter().map(|one| (one.email.clone(), one.name())).collect(),
        revisions: Table::new(),
        suggestions: Table::new(),
    }
}

fn share(person: &cast::Person, role: Role) -> Share {
    Share { email: person.email.clone(), name: Some(person.name()), role }
}

/// Planned and spent sums of each project, as its budget has them.
fn sums(world: &World, cast: &Cast, appointments: &[Appointment]) -> Vec<(String, String)> {
    let trade = Trade::generate(world, cast.locale);
    let papers = papers(world, cast, appointments, &trade);
    let sum = |project| {
        let lines = budget(world, cast, appointments, &trade, &papers, project);
        let total = |values: i64| format!("{}.{:02} {}", values / 100, values % 100, trade.currency);
        (total(lines.iter().map(|line| line.planned).sum()), total(lines.iter().map(|line| line.spent).sum()))
    };
    (0..cast.projects.len()).map(sum).collect()
}

struct Desk<'a> {
    world: &'a World,
    cast: &'a Cast,
    sums: Vec<(String, String)>,
    made: Documents,
}

/// What a document is about and by whom.
struct Subject<'a> {
    blueprint: &'a Blueprint,
    title: String,
    project: usize,
    /// Colleagues, and guests where the project has a client.
    team: Vec<usize>,
    meeting: Option<&'a Appointment>,
}

impl Desk<'_> {
    fn document(&mut self, index: usize, appointments: &[Appointment]) {
        let mut rng = self.world.rng("document", index);
        let rng = &mut rng;
        let subject = self.subject(rng, index, appointments);
        let colleagues = &subject.team;
        // Of every four documents one belongs to somebody else.
        let owner = (index % 4 == 1 || rng.chance(15)).then(|| colleagues[rng.index(colleagues.len())]);
        let days = rng.range(5, 90);
        let created = subject.meeting.map_or_else(|| self.hour(rng, days), |meeting| meeting.end().plus_minutes(20));
        let created = created.min(self.world.now.plus_days(-1));
        let versions = rng.range(2, 4);
        let mut sections = self.sections(rng, index, &subject);
        let title = subject.title.clone();
        let mut document = Document {
            id: self.world.id("doc", index),
            title,
            sections: sections.clone(),
            version: 0,
            owner: self.email(owner),
            shared_with: self.shares(rng, index, &subject, owner),
            created_at: created,
            modified_at: created,
            modified_by: self.email(owner),
        };
        // Earlier versions lack the last sections.
        let whole = std::mem::take(&mut sections);
        for version in 1..=versions {
            let missing = (versions - version).min(whole.len() as i64 - 1) as usize;
            document.sections = whole[..whole.len() - missing].to_vec();
            document.version = version;
            if version > 1 {
                let step = self.world.now.minutes_since(document.modified_at) / (versions + 2 - version);
                let next = document.modified_at.plus_minutes(rng.range(step / 3, step).max(1));
                document.modified_at = office_hour(self.world, next).max(document.modified_at.plus_minutes(1));
                let editors: Vec<usize> = self.editors(&document);
                let by = (rng.chance(50) && !editors.is_empty()).then(|| editors[rng.index(editors.len())]);
                document.modified_by = by.map_or(document.owner.clone(), |by| self.email(Some(by)));
            }
            let summary = if version == 1 { "Created".to_owned() } else { self.one_of(rng, &subject, &SUMMARIES) };
            let revision = Revision {
                document_id: document.id.clone(),
                version,
                title: document.title.clone(),
                sections: document.sections.clone(),
                author: document.modified_by.clone(),
                saved_at: document.modified_at,
                summary,
            };
            self.made.revisions.insert(revision_key(&document.id, version), revision);
        }
        self.remarks(rng, &subject, &document);
        self.made.documents.insert(document.id.clone(), document);
    }

    fn subject<'b>(&self, rng: &mut Rng, index: usize, appointments: &'b [Appointment]) -> Subject<'b> {
        let colleagues = self.cast.with_role(cast::Role::Colleague);
        let project = index / 2 % self.cast.projects.len();
        let team = rng.some(&colleagues, 3);
        let now = self.world.now;
        let held: Vec<&Appointment> = appointments
            .iter()
            .filter(|one| one.work && one.end() < now.plus_days(-1) && !one.attendees.is_empty())
            .collect();
        let nth = index / 7;
        if index % 7 == 3
            && let Some(meeting) = held.get(nth)
        {
            let project = meeting.project.unwrap_or(project);
            let present = meeting.attendees.iter().map(|(person, _)| *person);
            let present: Vec<usize> = present.filter(|person| colleagues.contains(person)).collect();
            let team = if present.is_empty() { team } else { present };
            return Subject {
                blueprint: &drafts::NOTES,
                title: format!("Meeting notes: {}, {}", meeting.title, meeting.start.day().short()),
                project,
                team,
                meeting: Some(meeting),
            };
        }
        if index % 7 == 5 {
            let blueprint = &HOUSE[(nth + rng.index(2)) % HOUSE.len()];
            let title = blueprint.title.to_owned();
            let taken = self.made.documents.values().any(|one| one.title == title);
            let title = if taken {
                format!("{title} {}", self.cast.locale.cities[nth % self.cast.locale.cities.len()])
            } else {
                title
            };
            return Subject { blueprint, title, project, team, meeting: None };
        }
        let kinds = [&drafts::BRIEF, &drafts::STATUS, &drafts::DECISIONS, &drafts::RETRO];
        let blueprint = kinds[index % kinds.len()];
        let mut title = format!("{} {}", capital(&self.cast.projects[project].name), blueprint.title);
        if self.made.documents.values().any(|one| one.title == title) {
            let month = now.day().plus_days(-30 * (1 + nth as i64)).month_name();
            title = format!("{title} {month}");
        }
        Subject { blueprint, title, project, team, meeting: None }
    }

    fn sections(&self, rng: &mut Rng, index: usize, subject: &Subject) -> Vec<Section> {
        let section = |(place, part): (usize, &drafts::Part)| {
            let count = rng.range(2, 4) as usize;
            let points = rng.some(part.sentences, count);
            let lines: Vec<String> = points.into_iter().map(|point| self.words(rng, subject, point)).collect();
            let text = match subject.meeting.filter(|_| part.heading == "Participants") {
                Some(meeting) => self.participants(meeting),
                None if part.sentences.is_empty() => self.team(subject),
                None if rng.chance(60) => lines.iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n"),
                None => lines.join(" "),
            };
            Section { id: self.world.id("sec", index * 8 + place), heading: part.heading.to_owned(), text }
        };
        subject.blueprint.parts.iter().enumerate().map(section).collect()
    }

    fn participants(&self, meeting: &Appointment) -> String {
        let others = meeting.attendees.iter().map(|(person, _)| self.cast.people[*person].name());
        let names: Vec<String> = std::iter::once(self.cast.owner.name()).chain(others).collect();
        format!("{}, {}. Present: {}.", meeting.title, meeting.start.spoken(), names.join(", "))
    }

    fn team(&self, subject: &Subject) -> String {
        let names: Vec<String> = subject.team.iter().map(|person| self.cast.people[*person].name()).collect();
        format!("Present: {}.", names.join(", "))
    }

    fn one_of(&self, rng: &mut Rng, subject: &Subject, pool: &[&str]) -> String {
        let template = rng.pick(pool);
        self.words(rng, subject, template)
    }

    fn words(&self, rng: &mut Rng, subject: &Subject, template: &str) -> String {
        let cast = self.cast;
        let project = &cast.projects[subject.project];
        let partner = 1 + subject.project % (cast.companies.len() - 1);
        let client = if project.company == 0 { partner } else { project.company };
        let first = rng.index(subject.team.len());
        let given = cast.people[subject.team[first]].given;
        let other = cast.people[subject.team[(first + 1) % subject.team.len()]].given;
        let now = self.world.now.day();
        let (month, past) =
            (now.plus_days(rng.range(20, 120)).month_name(), now.plus_days(-rng.range(20, 90)).month_name());
        let day = now.plus_days(-(now.weekday() as i64) + rng.range(0, 4)).weekday_name();
        let (number, topic) = (rng.range(4, 60).to_string(), rng.pick(&TOPICS).to_lowercase());
        let (planned, spent) = &self.sums[subject.project];
        let slots = [
            ("project", project.name.as_str()),
            ("company", &cast.companies[client].name),
            ("given", given),
            ("other", other),
            ("month", month),
            ("past_month", past),
            ("day", day),
            ("number", &number),
            ("topic", &topic),
            ("city", rng.pick(cast.locale.cities)),
            ("part", rng.pick(&PARTS)),
            ("planned", planned),
            ("spent", spent),
        ];
        fill(template, &slots)
    }

    /// The user's role in documents of others, and the team's in all.
    fn shares(&self, rng: &mut Rng, index: usize, subject: &Subject, owner: Option<usize>) -> Vec<Share> {
        let role = |rng: &mut Rng| [Role::Viewer, Role::Commenter, Role::Editor, Role::Editor][rng.index(4)];
        let mut shares: Vec<Share> = Vec::new();
        for person in subject.team.iter().filter(|person| Some(**person) != owner) {
            let role = role(rng);
            shares.push(share(&self.cast.people[*person], role));
        }
        if owner.is_some() {
            let mine = [Role::Commenter, Role::Viewer, Role::Editor][index / 4 % 3];
            shares.push(share(&self.cast.owner, mine));
        }
        let company = self.cast.projects[subject.project].company;
        let guest = self.cast.people.iter().find(|person| company != 0 && person.company == Some(company));
        if let Some(guest) = guest.filter(|_| owner.is_none() && rng.chance(50)) {
            shares.push(share(guest, Role::Commenter));
        }
        shares.order_by(|a, b| a.email.cmp(&b.email));
        shares
    }

    fn editors(&self, document: &Document) -> Vec<usize> {
        let edits = |email: &str| document.shared_with.iter().any(|one| one.email == email && one.role == Role::Editor);
        (0..self.cast.people.len()).filter(|person| edits(&self.cast.people[*person].email)).collect()
    }

    fn remarks(&mut self, rng: &mut Rng, subject: &Subject, document: &Document) {
        let base = self.made.document_comments.len();
        for nth in 0..rng.range(0, 3) as usize {
            let author = if rng.chance(25) { None } else { Some(subject.team[rng.index(subject.team.len())]) };
            let created = self.after(rng, document.modified_at);
            let section = &document.sections[rng.index(document.sections.len())];
            let answered = self.after(rng, created);
            let reply = Reply {
                author: document.owner.clone(),
                text: self.one_of(rng, subject, &ANSWERS),
                created_at: answered,
            };
            let has_reply = rng.chance(40);
            let resolved = has_reply && rng.chance(50);
            let comment = DocumentComment {
                id: self.world.id("dcm", base + nth),
                document_id: document.id.clone(),
                section_id: section.id.clone(),
                author: self.email(author),
                text: self.one_of(rng, subject, &REMARKS),
                created_at: created,
                replies: has_reply.then_some(reply).into_iter().collect(),
                resolved,
                resolved_by: resolved.then(|| document.owner.clone()),
            };
            self.made.document_comments.insert(comment.id.clone(), comment);
        }
        if rng.chance(65) {
            let section = &document.sections[rng.index(document.sections.len())];
            let addition = self.one_of(rng, subject, &ADDITIONS);
            let gap = if section.text.starts_with("- ") { "\n- " } else { " " };
            let suggestion = Suggestion {
                id: self.world.id("sug", self.made.suggestions.len()),
                document_id: document.id.clone(),
                section_id: section.id.clone(),
                author: self.email(Some(subject.team[rng.index(subject.team.len())])),
                old_text: section.text.clone(),
                new_text: format!("{}{gap}{addition}", section.text),
                reason: rng.chance(40).then(|| self.one_of(rng, subject, &REMARKS)),
                status: SuggestionStatus::Open,
                created_at: self.after(rng, document.modified_at),
            };
            self.made.suggestions.insert(suggestion.id.clone(), suggestion);
        }
    }

    /// Two files that were exported yesterday.
    fn exports(&mut self) {
        let mut rng = self.world.rng("exports", 0);
        let revisions: Vec<Revision> = self.made.revisions.values().cloned().collect();
        for (index, format) in [ExportFormat::Markdown, ExportFormat::Html].into_iter().enumerate() {
            let revision = &revisions[rng.index(revisions.len())];
            let at = self.world.now.plus_minutes(-rng.range(30, 2_000));
            let export = export_of(revision, format, self.world.id("exp", index), at.max(revision.saved_at));
            self.made.exports.insert(export.export_id.clone(), export);
        }
    }

    fn email(&self, colleague: Option<usize>) -> Member {
        colleague.map_or(&self.cast.owner, |index| &self.cast.people[index]).member()
    }

    /// An hour of a working day so many days ago.
    fn hour(&self, rng: &mut Rng, days: i64) -> Time {
        self.world.now.at(self.world.now.day().plus_days(-days), rng.range(500, 1_050)).plus_seconds(rng.range(0, 59))
    }

    /// Some time between then and now.
    fn after(&self, rng: &mut Rng, time: Time) -> Time {
        let minutes = self.world.now.minutes_since(time);
        let later = time.plus_minutes(rng.range(1, (minutes - 1).max(1)));
        office_hour(self.world, later).max(time.plus_minutes(1))
    }
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
