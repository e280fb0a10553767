//! The phrasebook: how people speak of what particular tools do.
//!
//! It is data. Our built-in servers and a few well-known real ones come with entries; a tool
//! without one is spoken of by the grammar of [`super::grammar`].

use std::collections::BTreeMap;

use serde::Deserialize;

use super::template::{Template, TemplateError};
use crate::model::{Digest, Path, PathError};

/// A question about a field of a result, and the sentence that answers it.
#[derive(Clone, Debug)]
pub struct Ask {
    /// General path in the result: `order.status`, or `events[].title` for a whole list.
    pub field: Path,
    pub question: Template,
    pub answer: Template,
    /// The answer to a list question where nothing was found.
    pub none: Option<Template>,
    /// Whether it asks how many there are.
    pub counts: bool,
}

/// How people speak of one tool.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    /// The noun for what the tool finds or changes: `order`.
    pub item: Option<String>,
    /// Whether that is a person.
    pub person: bool,
    /// Whether that is the user herself: always "me".
    pub own: bool,
    /// Imperative clauses, without the final full stop.
    pub request: Vec<Template>,
    /// Noun phrases for the item that a later step uses.
    pub refer: Vec<Template>,
    /// What a value inside the result is called, by its general path: `the folder that {it} is in`.
    pub parts: BTreeMap<Path, Template>,
    pub ask: Vec<Ask>,
    /// Sentences that report success.
    pub done: Vec<Template>,
}

/// Phrases by tool name.
#[derive(Clone, Debug, Default)]
pub struct Phrasebook {
    entries: BTreeMap<String, Phrases>,
    digest: Option<Digest>,
}

/// A phrasebook text that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PhrasebookError {
    #[error("read phrasebook {file}: {source}")]
    Toml { file: String, source: Box<toml::de::Error> },
    #[error("{file}, tool {tool}: {source}")]
    Template { file: String, tool: String, source: TemplateError },
    #[error("{file}, tool {tool}: {source}")]
    Path { file: String, tool: String, source: PathError },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryText {
    item: Option<String>,
    #[serde(default)]
    person: bool,
    #[serde(default)]
    own: bool,
    #[serde(default)]
    parts: BTreeMap<String, String>,
    #[serde(default, rename = "do")]
    request: Vec<String>,
    #[serde(default)]
    refer: Vec<String>,
    #[serde(default)]
    ask: Vec<AskText>,
    #[serde(default)]
    done: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskText {
    field: String,
    question: String,
    answer: String,
    none: Option<String>,
}

/// The phrasebooks that come with mcplab.
const EMBEDDED: [(&str, &str); 50] = [
    ("bank.toml", include_str!("phrases/bank.toml")),
    ("calendar.toml", include_str!("phrases/calendar.toml")),
    ("cars.toml", include_str!("phrases/cars.toml")),
    ("chat.toml", include_str!("phrases/chat.toml")),
    ("ci.toml", include_str!("phrases/ci.toml")),
    ("clinic.toml", include_str!("phrases/clinic.toml")),
    ("contacts.toml", include_str!("phrases/contacts.toml")),
    ("crm.toml", include_str!("phrases/crm.toml")),
    ("currency.toml", include_str!("phrases/currency.toml")),
    ("deployments.toml", include_str!("phrases/deployments.toml")),
    ("desktop.toml", include_str!("phrases/desktop.toml")),
    ("devices.toml", include_str!("phrases/devices.toml")),
    ("documents.toml", include_str!("phrases/documents.toml")),
    ("expenses.toml", include_str!("phrases/expenses.toml")),
    ("files.toml", include_str!("phrases/files.toml")),
    ("fitness.toml", include_str!("phrases/fitness.toml")),
    ("flags.toml", include_str!("phrases/flags.toml")),
    ("flights.toml", include_str!("phrases/flights.toml")),
    ("git.toml", include_str!("phrases/git.toml")),
    ("glossary.toml", include_str!("phrases/glossary.toml")),
    ("hotels.toml", include_str!("phrases/hotels.toml")),
    ("invoices.toml", include_str!("phrases/invoices.toml")),
    ("issues.toml", include_str!("phrases/issues.toml")),
    ("knowledge_graph.toml", include_str!("phrases/knowledge_graph.toml")),
    ("kv.toml", include_str!("phrases/kv.toml")),
    ("leave.toml", include_str!("phrases/leave.toml")),
    ("logs.toml", include_str!("phrases/logs.toml")),
    ("mail.toml", include_str!("phrases/mail.toml")),
    ("maps.toml", include_str!("phrases/maps.toml")),
    ("media.toml", include_str!("phrases/media.toml")),
    ("metrics.toml", include_str!("phrases/metrics.toml")),
    ("notes.toml", include_str!("phrases/notes.toml")),
    ("oncall.toml", include_str!("phrases/oncall.toml")),
    ("payments.toml", include_str!("phrases/payments.toml")),
    ("portfolio.toml", include_str!("phrases/portfolio.toml")),
    ("recipes.toml", include_str!("phrases/recipes.toml")),
    ("reminders.toml", include_str!("phrases/reminders.toml")),
    ("repos.toml", include_str!("phrases/repos.toml")),
    ("rooms.toml", include_str!("phrases/rooms.toml")),
    ("shipping.toml", include_str!("phrases/shipping.toml")),
    ("shop.toml", include_str!("phrases/shop.toml")),
    ("spreadsheets.toml", include_str!("phrases/spreadsheets.toml")),
    ("sql.toml", include_str!("phrases/sql.toml")),
    ("support.toml", include_str!("phrases/support.toml")),
    ("tasks.toml", include_str!("phrases/tasks.toml")),
    ("trains.toml", include_str!("phrases/trains.toml")),
    ("trips.toml", include_str!("phrases/trips.toml")),
    ("units.toml", include_str!("phrases/units.toml")),
    ("weather.toml", include_str!("phrases/weather.toml")),
    ("wiki.toml", include_str!("phrases/wiki.toml")),
];

impl Phrasebook {
    /// The embedded phrasebooks.
    pub fn embedded() -> Result<Self, PhrasebookError> {
        Self::parse(&EMBEDDED)
    }

    /// The embedded phrasebooks, and a user's own for her servers.
    pub fn with(own: &[(String, String)]) -> Result<Self, PhrasebookError> {
        let own = own.iter().map(|(file, text)| (file.as_str(), text.as_str()));
        Self::parse(&EMBEDDED.iter().copied().chain(own).collect::<Vec<_>>())
    }

    /// Reads `(file name, TOML text)` pairs; a later file replaces an earlier one's tools.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, PhrasebookError> {
        let mut entries = BTreeMap::new();
        let mut hasher = String::new();
        for (file, text) in files {
            hasher.push_str(text);
            let tools: BTreeMap<String, EntryText> = toml::from_str(text)
                .map_err(|source| PhrasebookError::Toml { file: (*file).to_owned(), source: Box::new(source) })?;
            for (tool, entry) in tools {
                let phrases = phrases(file, &tool, entry)?;
                entries.insert(tool, phrases);
            }
        }
        Ok(Self { entries, digest: Some(Digest::of_bytes(hasher.as_bytes())) })
    }

    pub fn get(&self, tool: &str) -> Option<&Phrases> {
        self.entries.get(tool)
    }

    /// Tool names that have an entry.
    pub fn tools(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// The digest of all texts; part of what decides a run's bytes.
    pub fn digest(&self) -> Option<Digest> {
        self.digest
    }
}

fn phrases(file: &str, tool: &str, entry: EntryText) -> Result<Phrases, PhrasebookError> {
    let template = |text: &String| {
        text.parse::<Template>().map_err(|source| PhrasebookError::Template {
            file: file.to_owned(),
            tool: tool.to_owned(),
            source,
        })
    };
    let templates = |texts: &[String]| texts.iter().map(template).collect::<Result<Vec<Template>, _>>();
    let path = |text: &String| {
        text.parse::<Path>().map_err(|source| PhrasebookError::Path {
            file: file.to_owned(),
            tool: tool.to_owned(),
            source,
        })
    };
    let part = |(place, text): (&String, &String)| Ok((path(place)?, template(text)?));
    let ask = |ask: &AskText| {
        Ok(Ask {
            field: path(&ask.field)?,
            question: template(&ask.question)?,
            answer: template(&ask.answer)?,
            none: ask.none.as_ref().map(template).transpose()?,
            counts: ask.question.to_lowercase().starts_with("how many") && ask.answer.contains("{count}"),
        })
    };
    Ok(Phrases {
        item: entry.item,
        person: entry.person,
        own: entry.own,
        parts: entry.parts.iter().map(part).collect::<Result<_, PhrasebookError>>()?,
        request: templates(&entry.request)?,
        refer: templates(&entry.refer)?,
        ask: entry.ask.iter().map(ask).collect::<Result<_, _>>()?,
        done: templates(&entry.done)?,
    })
}
