//! The notebooks as the world has them.

use super::Notes;
use super::types::{Access, Note, NoteVersion, Notebook};
use super::words::{Form, HANDBOOK, MEETING, PRIVATE_FORMS, PROJECT_FORMS};
use crate::kit::rng::Rng;
use crate::kit::{Currency, Day, Table, Time};
use crate::world::agenda::{Appointment, appointments};
use crate::world::cast::{Cast, Role};
use crate::world::household::{LISTS, RECIPES};
use crate::world::{World, fill};

/// A note before it has an id.
struct Draft {
    notebook: usize,
    title: String,
    content: String,
    tags: Vec<String>,
    event: Option<usize>,
    /// Day of the event it was taken in.
    day: Option<Day>,
    project: Option<usize>,
}

struct Writer<'a> {
    world: &'a World,
    cast: &'a Cast,
    appointments: &'a [Appointment],
}

pub fn generate(world: &World) -> Notes {
    let cast = Cast::generate(world);
    let appointments = appointments(world, &cast);
    let writer = Writer { world, cast: &cast, appointments: &appointments };
    let mut drafts: Vec<Draft> = Vec::new();
    for index in 0..world.scaled(20) {
        let Some(draft) = writer.draft(index) else { continue };
        if drafts.iter().all(|other| other.title != draft.title) {
            drafts.push(draft);
        }
    }
    link(world, &mut drafts);
    let mut notes = Notes { note_versions: Table::new(), notebooks: writer.notebooks(), notes: Table::new() };
    for (index, draft) in drafts.into_iter().enumerate() {
        writer.keep(&mut notes, index, draft);
    }
    notes
}

/// Notes of a project name its first one.
fn link(world: &World, drafts: &mut [Draft]) {
    let firsts: Vec<(usize, Option<usize>, String)> =
        drafts.iter().enumerate().map(|(index, draft)| (index, draft.project, draft.title.clone())).collect();
    for (index, draft) in drafts.iter_mut().enumerate().filter(|(_, draft)| draft.project.is_some()) {
        let Some((first, _, title)) = firsts.iter().find(|(_, project, _)| *project == draft.project) else { continue };
        if *first != index {
            draft.content.push_str(&format!("\n\nSee also [{title}](note:{}).", world.id("not", *first)));
        }
    }
}

impl Writer<'_> {
    /// One notebook a project, then Meetings, Home, the hobby and the handbook.
    fn notebooks(&self) -> Table<Notebook> {
        let mut names: Vec<String> = self.cast.projects.iter().map(|project| project.name.clone()).collect();
        names.extend(["Meetings".to_owned(), "Home".to_owned(), self.cast.hobby.to_owned()]);
        let handbook = names.len();
        names.push(format!("{} handbook", self.cast.own_company()));
        let keeper = self.colleague(&mut self.world.rng("handbook", 0));
        let notebook = |(index, name): (usize, String)| {
            let shared = index == handbook;
            let id = self.world.id("nbk", index);
            let access = if shared { Access::Viewer } else { Access::Owner };
            (id.clone(), Notebook { id, name, access, shared_by: shared.then(|| keeper.clone()) })
        };
        names.into_iter().enumerate().map(notebook).collect()
    }

    fn colleague(&self, rng: &mut Rng) -> String {
        let colleagues = self.cast.with_role(Role::Colleague);
        self.cast.people[colleagues[rng.index(colleagues.len())]].name()
    }

    fn draft(&self, index: usize) -> Option<Draft> {
        let mut rng = self.world.rng("note", index);
        let projects = self.cast.projects.len();
        match index % 10 {
            0 | 3 | 7 => {
                let nth = index / 10 * 3 + [0, 0, 0, 1, 1, 1, 1, 2, 2, 2][index % 10];
                let (project, form) = (nth % projects, &PROJECT_FORMS[(nth / projects + nth) % PROJECT_FORMS.len()]);
                let title = format!("{} {}", self.cast.projects[project].name, form.title);
                let content = self.sections(&mut rng, form, None);
                let tags = vec![form.tag.to_owned(), "work".to_owned()];
                Some(Draft { project: Some(project), ..plain(project, title, content, tags) })
            }
            1 | 5 | 8 => self.meeting(&mut rng, index / 10 * 3 + [0, 0, 1, 1, 1, 1, 2, 2, 2, 2][index % 10]),
            2 => {
                let recipe = &RECIPES[rng.index(RECIPES.len())];
                let list = |lines: &[&str], mark: &str| {
                    lines.iter().map(|line| format!("\n{mark} {line}")).collect::<String>()
                };
                let content = format!(
                    "## Ingredients\n{}\n\n## Steps\n{}",
                    list(recipe.ingredients, "-"),
                    list(recipe.steps, "1.")
                );
                Some(plain(projects + 1, recipe.name.to_owned(), content, vec!["recipe".to_owned()]))
            }
            4 => {
                let (name, items) = LISTS[rng.index(LISTS.len())];
                let box_of = |item: &&str| format!("- [{}] {item}\n", if rng.chance(40) { 'x' } else { ' ' });
                let content: String = items.iter().map(box_of).collect();
                Some(plain(projects + 1, name.to_owned(), content.trim_end().to_owned(), vec!["list".to_owned()]))
            }
            6 => {
                let (title, tag, lines) = HANDBOOK[rng.index(HANDBOOK.len())];
                let content = lines.iter().map(|line| self.fill(&mut rng, line, None)).collect::<Vec<_>>().join("\n");
                Some(plain(projects + 3, title.to_owned(), content, vec![tag.to_owned()]))
            }
            _ => {
                let form = &PRIVATE_FORMS[rng.index(PRIVATE_FORMS.len())];
                let friends = self.cast.with_role(if rng.chance(60) { Role::Friend } else { Role::Family });
                let friend = friends[rng.index(friends.len())];
                let title = self.fill(&mut rng, form.title, Some(friend));
                let content = self.sections(&mut rng, form, Some(friend));
                let notebook = if form.tag == "club" { projects + 2 } else { projects + 1 };
                Some(plain(notebook, title, content, vec![form.tag.to_owned()]))
            }
        }
    }

    /// Notes of an appointment that has taken place.
    fn meeting(&self, rng: &mut Rng, nth: usize) -> Option<Draft> {
        let over = |(_, one): &(usize, &Appointment)| one.work && one.end() < self.world.now;
        let (event, appointment) = self.appointments.iter().enumerate().filter(over).nth(nth)?;
        let with: Vec<String> = appointment.attendees.iter().map(|(one, _)| self.cast.people[*one].name()).collect();
        let present = if with.is_empty() { String::new() } else { format!("With {}.\n\n", with.join(", ")) };
        let who = appointment.attendees.first().map(|(one, _)| *one);
        let content = format!("{present}{}", self.sections(rng, &MEETING, who));
        let title = format!("{}, {}", appointment.title, appointment.start.day().short());
        let tags = vec![MEETING.tag.to_owned(), "work".to_owned()];
        Some(Draft {
            event: Some(event),
            day: Some(appointment.start.day()),
            project: appointment.project,
            ..plain(self.cast.projects.len(), title, content, tags)
        })
    }

    fn sections(&self, rng: &mut Rng, form: &Form, person: Option<usize>) -> String {
        let mut parts = Vec::new();
        for (heading, lines) in form.sections {
            let count = rng.range(2, 4) as usize;
            let lines: Vec<String> =
                rng.some(lines, count).into_iter().map(|line| self.fill(rng, line, person)).collect();
            parts.push(format!("## {heading}\n\n{}", lines.join("\n")));
        }
        parts.join("\n\n")
    }

    fn fill(&self, rng: &mut Rng, line: &str, person: Option<usize>) -> String {
        let cast = self.cast;
        let colleagues = cast.with_role(Role::Colleague);
        let person = &cast.people[person.unwrap_or_else(|| colleagues[rng.index(colleagues.len())])];
        let currency = Currency::of(cast.locale.currency);
        let sum = currency.money(currency.price(rng.range(3, 60) * 5_000)).to_string();
        let number = rng.range(12, 90).to_string();
        let month = self.world.now.day().plus_days(rng.range(20, 150)).month_name();
        fill(
            line,
            &[
                ("given", person.given),
                ("company", &cast.companies[rng.index(cast.companies.len())].name),
                ("city", rng.pick(cast.locale.cities)),
                ("month", month),
                ("number", &number),
                ("sum", &sum),
                ("hobby", cast.hobby),
            ],
        )
    }

    /// Puts a note and its earlier versions into the state.
    fn keep(&self, notes: &mut Notes, index: usize, draft: Draft) {
        let mut rng = self.world.rng("note age", index);
        let now = self.world.now;
        let day = draft.day.unwrap_or_else(|| now.day().plus_days(-rng.range(4, 160)));
        let created_at = now.at(day, rng.range(8 * 60, 20 * 60)).min(now.plus_minutes(-90));
        let mut saved: Vec<Time> = Vec::new();
        if rng.chance(45) {
            for _ in 0..rng.range(1, 3) {
                let later = day.plus_days(rng.range(0, now.day().since(day).max(0)));
                saved.push(now.at(later, rng.range(8 * 60, 21 * 60)));
            }
        }
        saved.retain(|time| *time > created_at && *time < now);
        saved.sort_unstable();
        saved.insert(0, created_at);
        let versions = saved.len();
        let updated_at = saved[versions - 1];
        let shared = draft.notebook == self.cast.projects.len() + 3;
        let archived = draft.day.is_none() && !shared && rng.chance(20);
        let note = Note {
            id: self.world.id("not", index),
            notebook_id: self.world.id("nbk", draft.notebook),
            title: draft.title,
            content: draft.content,
            tags: draft.tags,
            pinned: !archived && rng.chance(20),
            archived,
            version: versions as i64,
            event_id: draft.event.map(|event| self.world.id("evt", event)),
            created_at,
            updated_at,
        };
        let lines: Vec<&str> = note.content.lines().collect();
        // Notes grow: earlier versions have fewer lines.
        let step = (lines.len() / (2 * versions)).max(1);
        for (version, saved_at) in (1..versions).zip(saved) {
            let kept = lines.len().saturating_sub(step * (versions - version)).max(1);
            let old = NoteVersion {
                content: lines[..kept].join("\n").trim_end().to_owned(),
                version: version as i64,
                saved_at,
                ..note.snapshot()
            };
            notes.note_versions.insert(NoteVersion::key(&note.id, old.version), old);
        }
        notes.notes.insert(note.id.clone(), note);
    }
}

fn plain(notebook: usize, title: String, content: String, tags: Vec<String>) -> Draft {
    Draft { notebook, title, content, tags, event: None, day: None, project: None }
}
