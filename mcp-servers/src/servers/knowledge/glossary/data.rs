//! The glossaries as the world has them: the company's, and those of its projects.

use super::Terms;
use super::terms::{Entry, TERMS};
use super::types::*;
use crate::kit::Table;
use crate::kit::rng::Rng;
use crate::world::World;
use crate::world::cast::{Cast, Role};

const REMARKS: [(&str, bool); 8] = [
    ("The client uses another word; should we ask them?", true),
    ("Please keep the capital letter in headings.", false),
    ("Too long for buttons, we need a short form.", true),
    ("Used in the contract of last year as well.", false),
    ("The older translation still stands in our brochure.", true),
    ("Checked with the legal team.", false),
    ("In the plural this reads oddly.", true),
    ("Good choice, readers understood it at once.", false),
];
const NOTES: [&str; 5] = [
    "Not in headings.", "With the article in running text.", "In contracts only.", "The plural is rare.",
    "Keep the English word in brackets at first use.",
];

pub fn generate(world: &World) -> Terms {
    let cast = Cast::generate(world);
    let colleagues: Vec<String> =
        cast.with_role(Role::Colleague).into_iter().map(|person| cast.people[person].name()).collect();
    let me = cast.owner.name();
    let main_id = world.id("glo", 0);
    let mut glossary = Terms {
        company: cast.own_company().to_owned(),
        glossaries: Table::new(),
        main_id: main_id.clone(),
        me: me.clone(),
        terms: Table::new(),
    };
    let mut entries: Vec<&Entry> = TERMS.iter().collect();
    world.rng("glossary terms", 0).shuffle(&mut entries);
    let count = world.scaled(48).min(entries.len());
    add_glossary(&mut glossary, world, &colleagues, 0, None);
    for (index, entry) in entries.iter().take(count).enumerate() {
        let term = term(world, entry, &main_id, index, &me, &colleagues);
        glossary.terms.insert(term.id.clone(), term);
    }
    for (index, project) in cast.projects.iter().enumerate() {
        add_glossary(&mut glossary, world, &colleagues, index + 1, Some(&project.name));
        let mut rng = world.rng("project terms", index);
        let id = world.id("glo", index + 1);
        // A project has a few terms of its own, and some that it translates in its own way.
        for place in 0..4 {
            let entry = entries[(index * 5 + place * 7 + 3) % entries.len()];
            let row = project_term(world, &mut rng, entry, &id, 1_000 + index * 10 + place, &me, &colleagues);
            glossary.terms.insert(row.id.clone(), row);
        }
    }
    glossary
}

/// The user decides in the company's glossary or in the first project's, and only reads one of them.
fn add_glossary(glossary: &mut Terms, world: &World, colleagues: &[String], index: usize, project: Option<&str>) {
    let mut rng = world.rng("glossary", index);
    let my_role = match index % 3 {
        0 => GlossaryRole::Reviewer,
        1 => GlossaryRole::Contributor,
        _ => GlossaryRole::Reader,
    };
    let row = Glossary {
        id: world.id("glo", index),
        name: project.map_or_else(|| format!("{} terms", glossary.company), |project| format!("{project} terms")),
        project: project.map(str::to_owned),
        my_role,
        reviewers: rng.some(colleagues, 2),
    };
    glossary.glossaries.insert(row.id.clone(), row);
}

fn term(world: &World, entry: &Entry, home: &str, index: usize, me: &str, colleagues: &[String]) -> Term {
    let mut rng = world.rng("glossary term", index);
    let mut translations = Vec::new();
    for ((code, _), text) in LANGUAGES.iter().zip(entry.translations) {
        let status = match rng.range(1, 100) {
            1..=6 => continue,
            7..=16 => TranslationStatus::Proposed,
            _ => TranslationStatus::Approved,
        };
        translations.push(translation(&mut rng, code, text, status, me, colleagues));
    }
    let comments = if rng.chance(25) { vec![remark(world, &mut rng, colleagues)] } else { Vec::new() };
    Term {
        id: world.id("trm", index),
        glossary_id: home.to_owned(),
        term: entry.term.to_owned(),
        definition: entry.definition.to_owned(),
        domain: entry.domain,
        avoid: entry.avoid.iter().map(|word| (*word).to_owned()).collect(),
        translations,
        comments,
        updated_at: world.now.plus_days(-rng.range(2, 700)).plus_minutes(-rng.range(0, 600)),
    }
}

/// The same term in a project: two languages, one of them perhaps still open.
fn project_term(
    world: &World,
    rng: &mut Rng,
    entry: &Entry,
    home: &str,
    index: usize,
    me: &str,
    colleagues: &[String],
) -> Term {
    let mut term = term(world, entry, home, index, me, colleagues);
    term.comments.clear();
    term.translations.truncate(2);
    for translation in &mut term.translations {
        translation.status = if rng.chance(45) { TranslationStatus::Proposed } else { TranslationStatus::Approved };
        let approved = translation.status == TranslationStatus::Approved;
        translation.reviewed_by = approved.then(|| colleagues[rng.index(colleagues.len())].clone());
        translation.note = rng.chance(60).then(|| "As the client writes it.".to_owned());
    }
    term
}

fn translation(
    rng: &mut Rng,
    code: &str,
    text: &str,
    status: TranslationStatus,
    me: &str,
    colleagues: &[String],
) -> Translation {
    let approved = status == TranslationStatus::Approved;
    let by_me = !approved && rng.chance(30);
    let colleague = colleagues[rng.index(colleagues.len())].clone();
    Translation {
        language: code.to_owned(),
        text: text.to_owned(),
        status,
        proposed_by: if by_me { me.to_owned() } else { colleague },
        reviewed_by: approved.then(|| colleagues[rng.index(colleagues.len())].clone()),
        note: (approved && rng.chance(8)).then(|| rng.pick(&NOTES).to_owned()),
    }
}

fn remark(world: &World, rng: &mut Rng, colleagues: &[String]) -> Comment {
    let (text, is_flag) = REMARKS[rng.index(REMARKS.len())];
    Comment {
        author: colleagues[rng.index(colleagues.len())].clone(),
        text: text.to_owned(),
        is_flag,
        written_at: world.now.plus_days(-rng.range(1, 60)).plus_minutes(-rng.range(0, 600)),
    }
}
